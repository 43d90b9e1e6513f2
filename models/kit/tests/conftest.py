"""Shared by the kit's tests: small songs without MMA, and a sounds folder made of one small package
(timgm6mb-soundfont).
"""

from pathlib import Path

import numpy as np
import pytest

from stemwright_kit.bundle.__main__ import bundle
from stemwright_kit.compose.harmony import progression
from stemwright_kit.compose.lines import bass, drums, guitar, piano
from stemwright_kit.compose.song import TRAIN, VALIDATION, Part, Song
from stemwright_kit.compose.song_file import save_songs
from stemwright_kit.sounds.prepare import prepare


def make_song(number: int, split: str = TRAIN, bars: int = 4) -> Song:
    rng = np.random.default_rng(number)
    key, minor, chords = progression(rng, bars)
    song = Song(number, split, f'tests/{split}.mma', 4, 120, key, minor, chords)
    for compose in (bass.compose, drums.compose, guitar.compose, piano.compose):
        line = compose(rng, song)
        song.parts.append(Part(line.stem, 0, np.round(line.notes).astype(int)))
    return song


@pytest.fixture(scope='session')
def songs_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp('songs') / 'songs.npz'
    save_songs(path, [make_song(number) for number in range(5)] + [make_song(5, VALIDATION)], seed=0)
    return path


@pytest.fixture(scope='session')
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp('sounds')
    missing = prepare(folder, [], ['timgm6mb'])
    assert not missing, 'the tests need the Debian package timgm6mb-soundfont'
    return folder


@pytest.fixture(scope='session')
def bundle_folder(tmp_path_factory: pytest.TempPathFactory, songs_path: Path, sounds: Path) -> Path:
    folder = tmp_path_factory.mktemp('machine') / 'bundle'
    bundle(songs_path, sounds, folder, compression=0)
    return folder
