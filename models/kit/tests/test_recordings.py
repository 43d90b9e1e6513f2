"""Recordings in the layouts of Slakh2100, which tracks of them are heard, which stretches, and how much they are
trusted.
"""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from kit_helpers import tone_performance, write_named_track, write_slakh_track

from stemwright_kit.recordings import from_shelf
from stemwright_kit.recordings.confidence import Confidence, read_confidence
from stemwright_kit.recordings.dataset import has_split, list_tracks, without_duplicates
from stemwright_kit.recordings.excerpts import Excerpts
from stemwright_kit.recordings.readers import Readers
from stemwright_kit.recordings.slakh_metadata import read_metadata
from stemwright_kit.recordings.track import TRUST_FRAMES, open_track
from stemwright_kit.render.renderer import Rendering
from stemwright_kit.render.shelf import ShelfWriter, create
from stemwright_kit.stems import RATE_HZ, STEMS

SECOND = RATE_HZ
QUIET = np.array([[100], [200], [300], [400]], np.int16)


def ramp(seconds: int) -> np.ndarray:
    """[4][frames] int16: values say where they are from, k * 8000 + second"""
    return (np.arange(4)[:, None] * 8000 + np.repeat(np.arange(seconds), SECOND)).astype(np.int16)


def test_stems_of_a_class_are_summed_other_classes_are_left_out_and_a_missing_class_is_silent(tmp_path: Path) -> None:
    bass, first, second, strings = (np.full(SECOND, value, np.int16) for value in (1, 20, 300, 4000))
    write_slakh_track(
        tmp_path / 'T',
        [('Guitar', first), ('Bass', bass), ('Strings (continued)', strings), ('Guitar', second), ('Drums', None)],
    )
    track = open_track(tmp_path / 'T')
    audio = track.read(0, SECOND).audio
    assert track.frames == SECOND and track.confidence is None
    assert audio.min(1).tolist() == audio.max(1).tolist() == [1, 0, 320, 0]


def test_a_stem_that_the_metadata_promises_and_that_is_not_there_is_silent(tmp_path: Path) -> None:
    write_slakh_track(tmp_path / 'T', [('Bass', np.full(SECOND, 5, np.int16)), ('Piano', np.full(SECOND, 6, np.int16))])
    (tmp_path / 'T' / 'stems' / 'S01.flac').unlink()
    assert open_track(tmp_path / 'T').read(0, SECOND).audio.max(1).tolist() == [5, 0, 0, 0]


def test_files_named_by_stem_go_before_metadata(tmp_path: Path) -> None:
    write_slakh_track(tmp_path / 'T', [('Bass', np.full(SECOND, 5, np.int16))])
    soundfile.write(tmp_path / 'T' / 'piano.flac', np.full(SECOND, 7, np.int16), RATE_HZ, 'PCM_16')
    assert open_track(tmp_path / 'T').read(0, SECOND).audio.max(1).tolist() == [0, 0, 0, 7]


def test_a_sum_beyond_full_scale_turns_all_stems_down_so_that_their_relation_stays(tmp_path: Path) -> None:
    loud = np.full(SECOND, 30000, np.int16)
    write_slakh_track(tmp_path / 'T', [('Guitar', loud), ('Guitar', loud), ('Bass', np.full(SECOND, 6000, np.int16))])
    audio = open_track(tmp_path / 'T').read(0, SECOND).audio
    # 60,000 becomes 32,767, and 6,000 a tenth of it, rounded
    assert audio[2].max() == 32767 and audio[0].max() == 3277


@pytest.mark.parametrize('rate_hz', [44100, 48000])
def test_a_stretch_of_a_file_at_another_rate_is_the_same_stretch_at_the_kits(tmp_path: Path, rate_hz: int) -> None:
    def tones(rate: int) -> np.ndarray:
        time = np.arange(3 * rate) / rate
        return 8000 * (np.sin(2 * np.pi * 440 * time) + np.sin(2 * np.pi * 5000 * time + 1))

    # cannot be heard at the kit's rate, and must not come back from its Nyquist frequency
    above = 6000 * np.sin(2 * np.pi * 14000 * np.arange(3 * rate_hz) / rate_hz)
    write_slakh_track(tmp_path / 'T', [('Piano', np.round(tones(rate_hz) + above).astype(np.int16))], rate_hz=rate_hz)
    track = open_track(tmp_path / 'T')
    assert track.frames == 3 * RATE_HZ
    start, frames = 12345, 20000
    found = track.read(start, frames).audio[3]
    wanted = tones(RATE_HZ)[start : start + frames]
    # half a step of rounding in the file, with sqrt(its 16 neighbours) hardly more after the filter, and half a step at
    # the end
    assert np.abs(found - wanted).max() < 3


def test_what_is_on_a_shelf_becomes_a_dataset_and_mixtures_to_separate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audio = tone_performance(2, 1)
    audio[:, 100] = 20000  # the sum is beyond full scale, and is kept
    create(tmp_path / 'shelf', 2, {})
    ShelfWriter(tmp_path / 'shelf').put(0, Rendering(0, audio))
    for more in ((), ('--mixtures',)):
        monkeypatch.setattr(
            'sys.argv', ['from_shelf', '--shelf', str(tmp_path / 'shelf'), '--out', str(tmp_path / 'out'), *more]
        )
        from_shelf.main()
    assert [track.name for track in list_tracks(tmp_path / 'out', 'train')] == ['00000']
    assert np.array_equal(open_track(tmp_path / 'out' / '00000').read(0, 2 * SECOND).audio, audio)
    mixture, rate_hz = soundfile.read(tmp_path / 'out' / '00000.wav', dtype='float32')
    assert rate_hz == RATE_HZ and np.array_equal(mixture * 32768, audio.sum(0))


def test_stems_of_different_lengths_are_refused(tmp_path: Path) -> None:
    write_slakh_track(tmp_path / 'T', [('Bass', np.zeros(100, np.int16)), ('Drums', np.zeros(99, np.int16))])
    with pytest.raises(ValueError, match='must have one rate and length'):
        open_track(tmp_path / 'T')


def test_a_file_that_is_no_audio_is_named(tmp_path: Path) -> None:
    write_named_track(tmp_path / 'T', QUIET)
    (tmp_path / 'T' / 'piano.wav').write_bytes(b'no audio')
    with pytest.raises(ValueError, match='piano.wav'):
        open_track(tmp_path / 'T')


@pytest.mark.parametrize(
    ('text', 'sentence'),
    [
        ('stems: [', 'is not YAML'),
        ('UUID: x', 'must be a map with "stems"'),
        ('stems: {S00: {inst_class: Bass}}', 'S00 must hold inst_class, and audio_rendered as true or false'),
    ],
)
def test_metadata_that_is_none_says_what_is_wrong(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / 'metadata.yaml').write_text(text)
    with pytest.raises(ValueError, match=sentence):
        read_metadata(tmp_path)


def test_a_midi_file_whose_name_looks_like_a_number_is_text(tmp_path: Path) -> None:
    (tmp_path / 'metadata.yaml').write_text('UUID: 12e45\nstems: {}\n')
    assert read_metadata(tmp_path).midi_file == '12e45'


def splits(folder: Path, tracks: dict[str, dict[str, str]]) -> None:
    for split, named in tracks.items():
        for name, midi_file in named.items():
            write_slakh_track(folder / split / name, [('Bass', np.zeros(10, np.int16))], midi_file)


def test_the_train_split_is_heard_without_duplicates_of_earlier_tracks_of_any_split_and_without_what_is_omitted(
    tmp_path: Path,
) -> None:
    splits(
        tmp_path,
        {
            'train': {'Track1': 'a', 'Track3': 'b', 'Track4': 'a', 'Track6': 'c'},
            'validation': {'Track2': 'b'},
            'test': {'Track5': 'c', 'Track7': 'd'},
            'omitted': {'Track0': 'a'},
        },
    )
    listed = list_tracks(tmp_path, 'train')
    assert [track.name for track in listed] == ['Track1', 'Track3', 'Track4', 'Track6']
    assert [track.name for track in without_duplicates(tmp_path, listed)] == ['Track1']
    assert [track.name for track in without_duplicates(tmp_path, list_tracks(tmp_path, 'test'))] == ['Track5', 'Track7']


def test_where_no_metadata_names_a_midi_file_or_a_split_is_missing_every_track_is_heard(tmp_path: Path) -> None:
    for split in ('train', 'validation', 'test'):
        write_named_track(tmp_path / 'prepared' / split / 'Track1', QUIET)
    listed = list_tracks(tmp_path / 'prepared', 'train')
    assert without_duplicates(tmp_path / 'prepared', listed) == listed
    splits(tmp_path / 'part', {'train': {'Track1': 'a', 'Track2': 'a'}})
    listed = list_tracks(tmp_path / 'part', 'train')
    assert without_duplicates(tmp_path / 'part', listed) == listed


def test_a_folder_of_tracks_has_no_splits_and_what_is_being_written_is_no_track(tmp_path: Path) -> None:
    for name in ('one', 'two.partial', '.three'):
        write_named_track(tmp_path / name, QUIET)
    assert [track.name for track in list_tracks(tmp_path, 'train')] == ['one']
    assert not has_split(tmp_path, 'validation')
    (tmp_path / 'empty').mkdir()
    with pytest.raises(FileNotFoundError, match='holds no tracks'):
        list_tracks(tmp_path / 'empty', 'train')


def test_every_round_goes_through_all_excerpts_in_another_order_and_at_other_places(tmp_path: Path) -> None:
    for name, seconds in (('long', 25), ('short', 7)):
        write_named_track(tmp_path / name, ramp(seconds))
    excerpts = Excerpts([open_track(tmp_path / name) for name in ('long', 'short')], 10 * SECOND, seed=3)
    assert len(excerpts) == 4 and excerpts.seconds == 32
    rounds = [[excerpts.place(4 * turn + i) for i in range(4)] for turn in range(40)]
    for places in rounds:
        starts = sorted(start for track, start in places if track.folder.name == 'long')
        # grids at 0, 10 and 20 s, moved by up to 5, and inside a track of 25
        assert 0 <= starts[0] <= 5 * SECOND <= starts[1] <= 15 * SECOND == starts[2]
        assert [start for track, start in places if track.folder.name == 'short'] == [0]
    # where the short one is: by chance not all four, 4 * 0.75^40 = 4e-5
    assert len({tuple(track.folder.name for track, _ in places) for places in rounds}) == 4
    assert len({start for places in rounds for _, start in places}) > 40
    again = Excerpts(excerpts.tracks, 10 * SECOND, seed=3)
    assert [again.place(i) for i in range(160)] == sum(rounds, [])
    assert again.read(9).audio.shape in {(4, 10 * SECOND), (4, 7 * SECOND)}


def test_readers_hand_out_excerpts_in_order_and_say_what_could_not_be_read(tmp_path: Path) -> None:
    for name, seconds in (('a', 10), ('b', 20), ('c', 15)):
        write_named_track(tmp_path / name, ramp(seconds))
    excerpts = Excerpts([open_track(tmp_path / name) for name in 'abc'], 5 * SECOND, seed=1)
    readers = Readers(excerpts, 3)
    try:
        readers.begin_at(4)
        for number in range(4, 14):
            assert np.array_equal(readers.next().audio, excerpts.read(number).audio), number
        (tmp_path / 'b' / 'drums.wav').write_bytes(b'no audio')
        readers.begin_at(0)
        failed = 0
        for number in range(9):
            try:
                readers.next()
            except soundfile.LibsndfileError:
                failed += 1
                assert excerpts.place(number)[0].folder.name == 'b'
        assert failed == 4
    finally:
        readers.close()


def test_confidence_between_windows_is_shared_by_time() -> None:
    windows = np.array([[0.0, 1.0, 0.5]] * 4)
    found = Confidence(2.0, windows).between(1.0, 5, 1.5)
    # 1 to 2.5 s: 1 s of 0 and 0.5 of 1; 2.5 to 4: 1; 4 to 5.5: 0.5; 5.5 to 7: the last goes on
    assert found == pytest.approx(np.array([[1 / 3, 1, 0.5, 0.5]] * 4))


def test_a_separated_track_is_read_with_the_trust_of_the_stretch(tmp_path: Path) -> None:
    write_named_track(tmp_path / 'T', ramp(8), {stem: [0.2, 0.4, 0.6, 0.8] for stem in STEMS})
    excerpt = open_track(tmp_path / 'T', dataset=2).read(3 * SECOND, 3 * SECOND)
    # 3 to 4 s in the second window, then the third; a stretch is a quarter of a second less half a frame
    assert excerpt.trust is not None and excerpt.trust.shape == (4, -(-3 * SECOND // TRUST_FRAMES))
    assert excerpt.trust[0, :12] == pytest.approx([0.4] * 4 + [0.6] * 8, abs=2e-3)
    assert excerpt.dataset == 2 and excerpt.audio[1, 0] == 8003


@pytest.mark.parametrize(
    ('change', 'sentence'),
    [
        ({'version': 2}, 'version 2, expected 1'),
        ({'stems': {'bass': [1.0]}}, 'drums'),
        ({'frames': 5 * SECOND}, 'must hold 3 numbers from 0 to 1'),
        ({'stems': {stem: [1.5] for stem in STEMS}}, 'must hold 1 numbers from 0 to 1'),
    ],
)
def test_confidence_that_does_not_fit_is_refused_with_a_reason(
    tmp_path: Path, change: dict[str, object], sentence: str
) -> None:
    value = {
        'version': 1,
        'rateHz': RATE_HZ,
        'frames': 2 * SECOND,
        'windowFrames': 2 * SECOND,
        'stems': {stem: [1.0] for stem in STEMS},
    }
    (tmp_path / 'confidence.json').write_text(json.dumps({**value, **change}))
    with pytest.raises(ValueError, match=sentence):
        read_confidence(tmp_path)


def test_a_track_without_confidence_has_true_stems(tmp_path: Path) -> None:
    write_named_track(tmp_path / 'T', tone_performance(1, 0))
    assert read_confidence(tmp_path / 'T') is None
    assert open_track(tmp_path / 'T').read(0, SECOND).trust is None
