"""Composes a songs file: python -m stemwright_kit.compose --count 3000 --seed 1 --jobs 2 --out songs.npz

Song i depends on the seed and i only. Started again, it goes on with the songs that the file lacks. The file is written
every SAVE_EVERY songs and at Ctrl-C or SIGTERM. Needs the Debian package mma.
"""

import argparse
import multiprocessing
import signal
import time
from functools import partial
from pathlib import Path

from .accompaniment import compose_song
from .song import VALIDATION, Song
from .song_file import SongFile, save_songs

SAVE_EVERY = 250


def existing_songs(path: Path, seed: int) -> list[Song]:
    if not path.exists():
        return []
    songs = SongFile(path)
    if songs.seed != seed:
        raise SystemExit(f'{path} was composed with seed {songs.seed}, not {seed}: choose another file')
    return [songs.song(number) for number in songs.numbers()]


def compose(path: Path, count: int, seed: int, jobs: int) -> None:
    songs = existing_songs(path, seed)
    have = {song.number for song in songs}
    missing = [number for number in range(count) if number not in have]
    started = time.monotonic()
    with multiprocessing.Pool(jobs, _leave_signals_to_parent) as pool:
        try:
            for done, song in enumerate(pool.imap_unordered(partial(compose_song, seed), missing), 1):
                songs.append(song)
                if done % SAVE_EVERY == 0:
                    save_songs(path, songs, seed)
                    print(
                        f'{len(songs)} of {count} songs, {done / (time.monotonic() - started):.2f} a second', flush=True
                    )
        except KeyboardInterrupt:
            pool.terminate()
    if songs:
        save_songs(path, songs, seed)
    _report(path, songs)


def _leave_signals_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _report(path: Path, songs: list[Song]) -> None:
    hours = sum(song.bars * song.beats_per_bar / song.tempo_bpm for song in songs) / 60
    notes = sum(len(part.notes) for song in songs for part in song.parts)
    validation = sum(song.split == VALIDATION for song in songs)
    size = path.stat().st_size / 1e6 if path.exists() else 0
    print(
        f'{len(songs)} songs ({validation} for validation) from {len({song.groove_file for song in songs})} groove '
        f'files: {hours:.1f} h, {notes} notes, {size:.2f} MB in {path}'
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog='python -m stemwright_kit.compose', description=__doc__.split('\n')[0])
    parser.add_argument('--count', type=int, default=3000)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--jobs', type=int, default=1)
    parser.add_argument('--out', type=Path, default=Path('songs.npz'))
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    compose(arguments.out, arguments.count, arguments.seed, arguments.jobs)


if __name__ == '__main__':
    main()
