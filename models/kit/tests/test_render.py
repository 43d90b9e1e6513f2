"""Rendering: the same bytes for the same serial, levels, silences, and a shelf that can be stopped, resumed and
overwritten.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from conftest import make_song

from stemwright_kit.compose.song import TRAIN, VALIDATION
from stemwright_kit.render import shelf as shelves
from stemwright_kit.render import workers
from stemwright_kit.render.__main__ import describe
from stemwright_kit.render.level import BLOCK_FRAMES, LEVELS, active_level, levelled
from stemwright_kit.render.performance import ENTERS, SECTION_BARS, STOPS, into_range, perform, plays
from stemwright_kit.render.renderer import SLOT_FRAMES, Renderer, Rendering
from stemwright_kit.render.shelf import Shelf, ShelfWriter
from stemwright_kit.sounds.folder import available
from stemwright_kit.stems import RATE_HZ, STEMS


def rendering(value: int, frames: int = 1000) -> Rendering:
    return Rendering(value, np.full((len(STEMS), frames), value, np.int16))


def job(folder: Path, songs: Path, sounds: Path, endless: bool = False, seconds: float = 60) -> workers.Job:
    return workers.Job(folder, songs, sounds, None, TRAIN, 1, endless, seconds, niceness=0)


def test_a_performance_depends_on_seed_and_serial_only(songs_path: Path, sounds: Path) -> None:
    renderer = Renderer(songs_path, sounds, TRAIN, seed=1)
    first = renderer.render(7)
    other = renderer.render(8)
    again = Renderer(songs_path, sounds, TRAIN, seed=1).render(7)
    assert first.song == again.song and np.array_equal(first.audio, again.audio)
    assert other.audio.shape != first.audio.shape or not np.array_equal(other.audio, first.audio)
    reseeded = Renderer(songs_path, sounds, TRAIN, seed=2).render(7)
    assert reseeded.audio.shape != first.audio.shape or not np.array_equal(reseeded.audio, first.audio)


def test_a_rendering_has_four_stems_of_which_at_least_two_sound(songs_path: Path, sounds: Path) -> None:
    renderer = Renderer(songs_path, sounds, TRAIN, seed=3)
    for serial in range(4):
        audio = renderer.render(serial).audio
        assert audio.dtype == np.int16 and audio.shape[0] == len(STEMS) and 5 * RATE_HZ < audio.shape[1] <= SLOT_FRAMES
        assert sum(stem.any() for stem in audio) >= 2


def test_sounding_stems_have_the_levels_of_real_ones(songs_path: Path, sounds: Path) -> None:
    renderer = Renderer(songs_path, sounds, TRAIN, seed=4)
    for serial in range(4):
        for stem, points in zip(STEMS, renderer.render(serial).audio):
            level = active_level(points / np.float32(32767))
            # Only a peak at full scale may keep a stem below its range; rounding to 16 bits moves levels by far less
            # than 1 %.
            assert level == 0 or level <= LEVELS[stem][1] * 1.01
            assert level == 0 or level >= LEVELS[stem][0] * 0.99 or np.abs(points).max() > 32000


def test_silent_gaps_do_not_count_in_a_level() -> None:
    rng = np.random.default_rng(1)
    points = np.zeros(20 * BLOCK_FRAMES, np.float32)
    points[: 5 * BLOCK_FRAMES] = rng.standard_normal(5 * BLOCK_FRAMES).astype(np.float32)
    # An effective value from 11,025 independent points is within 3 % but for chances of one in thousands.
    assert active_level(points) == pytest.approx(1, rel=0.03)
    assert active_level(levelled(rng, points, 'piano')) <= LEVELS['piano'][1] * 1.0001
    assert not levelled(rng, np.zeros(BLOCK_FRAMES * 3, np.float32), 'piano').any()


@pytest.mark.parametrize('stem', STEMS)
def test_stems_rest_as_often_as_their_chain_says(stem: str) -> None:
    rng = np.random.default_rng(5)
    sections = np.concatenate([plays(rng, stem, 64)[::SECTION_BARS] for _ in range(1500)])
    share = ENTERS[stem] / (ENTERS[stem] + STOPS[stem])
    # Neighbouring sections hang together: count one in 1 / (stops + enters) as independent, and allow four deviations.
    deviation = np.sqrt(share * (1 - share) / (len(sections) * (STOPS[stem] + ENTERS[stem]) / 2))
    assert abs(sections.mean() - share) < 4 * deviation


def test_players_keep_to_the_time_of_the_song(sounds: Path) -> None:
    song, sources = make_song(1), available(sounds, TRAIN)
    for seed in range(10):
        performance = perform(np.random.default_rng(seed), song, sources)
        assert performance.seconds <= 4 * 4 * 60 / (120 * 0.85) + 1.5
        for track in performance.tracks:
            notes = track.voice.notes
            assert notes[:, 0].min() >= 0 and notes[:, 0].max() < performance.seconds and notes[:, 1].min() > 0
            assert track.choice.preset in track.choice.source.stems[track.stem]


def test_pitches_out_of_range_move_by_octaves() -> None:
    np.testing.assert_array_equal(into_range(np.array([20, 30, 40, 95, 120]), 30, 60), [32, 30, 40, 59, 60])


def test_a_split_without_sounds_says_so(songs_path: Path, sounds: Path) -> None:
    with pytest.raises(LookupError, match='validation'):
        Renderer(songs_path, sounds, VALIDATION, seed=1)


def test_only_the_sources_that_are_named_are_played_and_one_that_is_not_there_is_refused(
    songs_path: Path, sounds: Path
) -> None:
    assert [source.name for source in Renderer(songs_path, sounds, TRAIN, 1, sources=('timgm6mb',)).sources] == [
        'timgm6mb'
    ]
    with pytest.raises(LookupError, match='no train sounds called salamander'):
        Renderer(songs_path, sounds, TRAIN, 1, sources=('timgm6mb', 'salamander'))


def test_a_shelf_filled_in_two_goes_is_the_same_as_one_filled_at_once(
    tmp_path: Path, songs_path: Path, sounds: Path
) -> None:
    description = describe(songs_path, sounds, TRAIN, 1)
    for name in ('once', 'twice'):
        shelves.create(tmp_path / name, 4, description)
    assert workers.run(job(tmp_path / 'once', songs_path, sounds), 2) == 0
    renderer, writer = Renderer(songs_path, sounds, TRAIN, 1), ShelfWriter(tmp_path / 'twice')
    writer.put(1, renderer.render(1))
    assert writer.first_missing() == 0
    assert workers.run(job(tmp_path / 'twice', songs_path, sounds), 1) == 0
    for file in (shelves.AUDIO, shelves.INDEX, shelves.DESCRIPTION):
        assert (tmp_path / 'once' / file).read_bytes() == (tmp_path / 'twice' / file).read_bytes(), file
    assert set(json.loads((tmp_path / 'once' / 'shelf.json').read_text())['sounds']) == {'timgm6mb'}


def test_endless_workers_go_round_and_overwrite(tmp_path: Path, songs_path: Path, sounds: Path) -> None:
    shelves.create(tmp_path, 2, describe(songs_path, sounds, TRAIN, 1))
    workers.run(job(tmp_path, songs_path, sounds, endless=True, seconds=4), 1)
    assert ShelfWriter(tmp_path).first_missing() > 2


def test_a_reader_gives_every_performance_once_oldest_first(tmp_path: Path) -> None:
    shelves.create(tmp_path, 3, {})
    writer, reader = ShelfWriter(tmp_path), Shelf(tmp_path)
    assert reader.new() == []
    for serial in (1, 0):
        writer.put(serial, rendering(serial + 10, 500 + serial))
    items = reader.new()
    assert [(item.serial, item.song, item.frames) for item in items] == [(0, 10, 500), (1, 11, 501)]
    assert np.all(items[1].audio == 11) and reader.new() == []
    writer.put(3, rendering(13))
    assert [item.serial for item in reader.new()] == [3]


def test_a_reader_learns_that_a_slot_was_overwritten_while_it_copied(tmp_path: Path) -> None:
    shelves.create(tmp_path, 2, {})
    writer, reader = ShelfWriter(tmp_path), Shelf(tmp_path)
    writer.put(0, rendering(1))
    [item] = reader.new()
    assert reader.intact(item)
    writer.put(2, rendering(2))
    assert not reader.intact(item)


def test_a_slot_that_is_being_written_is_not_given_out(tmp_path: Path) -> None:
    shelves.create(tmp_path, 2, {})
    writer, reader = ShelfWriter(tmp_path), Shelf(tmp_path)
    writer.put(0, rendering(1))
    np.memmap(tmp_path / shelves.INDEX, np.int64, 'r+', shape=(2, 4))[0, 0] = 0
    assert reader.new() == [] and writer.first_missing() == 0


def test_another_shelf_is_not_written_over(tmp_path: Path) -> None:
    shelves.create(tmp_path, 2, {'seed': 1})
    shelves.create(tmp_path, 2, {'seed': 1})
    with pytest.raises(ValueError, match='seed'):
        shelves.create(tmp_path, 2, {'seed': 2})
