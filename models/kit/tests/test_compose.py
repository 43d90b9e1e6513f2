"""Composing: determinism, splits, the songs file, and that lines stay within their song and instrument."""

from pathlib import Path

import numpy as np
import pytest
from conftest import make_song

from stemwright_kit.compose.__main__ import compose
from stemwright_kit.compose.accompaniment import compose_song
from stemwright_kit.compose.grooves import groove_files, split_of
from stemwright_kit.compose.harmony import INTERVALS, chord_pitches, scale
from stemwright_kit.compose.lines import bass, drums, guitar, melody, piano
from stemwright_kit.compose.song import TRAIN, VALIDATION, Song
from stemwright_kit.compose.song_file import SongFile, coarse, length_codes, length_ticks, save_songs

COMPOSERS = {
    'bass': (bass.compose, 24, 67),
    'drums': (drums.compose, 35, 81),
    'guitar': (guitar.compose, 38, 88),
    'piano': (piano.compose, 21, 100),
    'guitar melody': (lambda rng, song: melody.compose(rng, song, 'guitar'), 38, 88),
    'piano melody': (lambda rng, song: melody.compose(rng, song, 'piano'), 40, 100),
}


def assert_same(one: Song, other: Song) -> None:
    assert (one.number, one.split, one.groove_file, one.chords, one.tempo_bpm, one.key, one.minor) == (
        other.number,
        other.split,
        other.groove_file,
        other.chords,
        other.tempo_bpm,
        other.key,
        other.minor,
    )
    assert [(part.stem, part.program) for part in one.parts] == [(part.stem, part.program) for part in other.parts]
    for mine, yours in zip(one.parts, other.parts):
        np.testing.assert_array_equal(mine.notes, yours.notes)


def test_a_song_depends_on_seed_and_number_only() -> None:
    first = compose_song(3, 5)
    compose_song(3, 6)
    assert_same(first, compose_song(3, 5))
    assert compose_song(4, 5).chords != first.chords or compose_song(4, 5).groove_file != first.groove_file


def test_validation_songs_use_groove_files_that_training_never_sees() -> None:
    assert not set(groove_files(TRAIN)) & set(groove_files(VALIDATION))
    assert len(groove_files(TRAIN)) > 10 * len(groove_files(VALIDATION)) / 2 > 20
    song = compose_song(1, 15)
    assert song.split == VALIDATION and split_of(song.groove_file) == VALIDATION


def test_one_drummer_plays_all_drums_of_an_accompaniment() -> None:
    songs = [compose_song(1, number) for number in range(3)]
    assert all(sum(part.stem == 'drums' for part in song.parts) <= 1 for song in songs)
    assert any(len(set(part.notes[:, 2])) >= 3 for song in songs for part in song.parts if part.stem == 'drums')


def test_composing_goes_on_where_it_stopped_and_gives_the_same_file(tmp_path: Path) -> None:
    compose(tmp_path / 'twice.npz', 2, 7, 1)
    compose(tmp_path / 'twice.npz', 4, 7, 1)
    compose(tmp_path / 'once.npz', 4, 7, 2)
    twice, once = SongFile(tmp_path / 'twice.npz'), SongFile(tmp_path / 'once.npz')
    assert twice.numbers() == [0, 1, 2, 3] == once.numbers()
    for number in once.numbers():
        assert_same(once.song(number), twice.song(number))
    with pytest.raises(SystemExit, match='seed 7'):
        compose(tmp_path / 'twice.npz', 4, 8, 1)


def test_the_songs_file_gives_back_every_song_and_reads_the_same_when_saved_again(tmp_path: Path) -> None:
    songs = [make_song(number) for number in range(3)] + [make_song(3, VALIDATION)]
    save_songs(tmp_path / 'songs.npz', songs, seed=9)
    read = SongFile(tmp_path / 'songs.npz')
    assert read.seed == 9 and read.numbers(VALIDATION) == [3] and read.numbers(TRAIN) == [0, 1, 2]
    for song in songs:
        expected = Song(**{**vars(song), 'parts': [coarse(part) for part in song.parts]})
        assert_same(expected, read.song(song.number))
    save_songs(tmp_path / 'again.npz', [read.song(number) for number in read.numbers()], seed=9)
    assert (tmp_path / 'again.npz').read_bytes() == (tmp_path / 'songs.npz').read_bytes()


def test_lengths_lose_at_most_half_a_step_of_a_twelfth_octave() -> None:
    ticks = np.arange(1, 3000)
    back = length_ticks(length_codes(ticks))
    assert np.all(np.abs(back - ticks) <= (1 + ticks) * (2 ** (1 / 24) - 1) + 0.5)  # half a step, and rounding to ticks
    np.testing.assert_array_equal(length_codes(back), length_codes(length_ticks(length_codes(back))))


@pytest.mark.parametrize('name', COMPOSERS)
def test_lines_stay_within_song_and_instrument(name: str) -> None:
    compose_line, lowest, highest = COMPOSERS[name]
    for seed in range(20):
        song = make_song(seed, bars=8)
        notes = compose_line(np.random.default_rng(seed), song).notes
        assert len(notes) and notes[:, 0].min() >= 0 and notes[:, 0].max() <= song.bars * song.bar_ticks
        assert notes[:, 1].min() > 0 and notes[:, 2].min() >= lowest and notes[:, 2].max() <= highest
        assert notes[:, 3].min() >= 1 and notes[:, 3].max() <= 127


@pytest.mark.parametrize('name', COMPOSERS)
def test_lines_are_the_same_for_the_same_generator(name: str) -> None:
    compose_line, song = COMPOSERS[name][0], make_song(1)
    one, other = (compose_line(np.random.default_rng(4), song).notes for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_melodies_play_notes_of_chord_or_key() -> None:
    song = make_song(2, bars=8)
    for seed in range(5):
        for start, _, pitch, _ in melody.compose(np.random.default_rng(seed), song, 'guitar').notes:
            chord = song.chords[int(start // song.bar_ticks)]
            allowed = {(chord.root + interval) % 12 for interval in INTERVALS[chord.quality]} | set(
                scale(song.key, song.minor)
            )
            doubled = {(pitch_class - third) % 12 for pitch_class in allowed for third in (3, 4)}
            assert pitch % 12 in allowed | doubled


def test_strummed_guitars_play_only_notes_of_the_chord() -> None:
    song = make_song(3)
    for chord in song.chords:
        classes = {pitch % 12 for pitch in chord_pitches(chord, 40)}
        assert {pitch % 12 for pitch in guitar.voicing(chord, 40, 6)} <= classes
