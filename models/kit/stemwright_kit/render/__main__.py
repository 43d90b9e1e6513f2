"""Fills a shelf with rendered performances:

    python -m stemwright_kit.render --songs songs.npz --sounds DIR|auto --shelf DIR --workers 2 --hours 3
        [--split validation]

Started again, it goes on where it stopped. `--endless` goes round and overwrites the oldest until `--minutes` are over.
On a machine without packages, `--bundle DIR` takes songs, sounds and libfluidsynth from a bundle. `--sounds auto`
prepares a folder in the user's cache from the Debian packages that are installed.
"""

import argparse
import hashlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..compose.song import TRAIN, VALIDATION
from ..sounds.folder import INDEX, available, read_index
from ..stems import RATE_HZ
from . import shelf, workers
from .renderer import SLOT_FRAMES


def sounds_folder(wanted: str) -> Path:
    if wanted != 'auto':
        return Path(wanted)
    folder = Path(os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache') / 'stemwright-kit' / 'sounds'
    if not (folder / INDEX).exists():
        # In a process of its own: soundfile brings another Vorbis decoder, which fluidsynth would then use here, and
        # last bits differ.
        subprocess.run([sys.executable, '-m', 'stemwright_kit.sounds', '--out', str(folder)], check=True)
    return folder


def describe(
    songs: Path, sounds: Path, split: str, seed: int, sources: tuple[str, ...] | None = None
) -> dict[str, Any]:
    index = read_index(sounds)
    return {
        'seed': seed,
        'split': split,
        'songs': hashlib.sha256(songs.read_bytes()).hexdigest(),
        'sounds': {source.name: index[source.name]['sha256'] for source in available(sounds, split, sources)},
    }


@dataclass(frozen=True)
class Options:
    bundle: Path | None
    songs: Path | None
    sounds: str
    only: list[str] | None
    shelf: Path
    workers: int
    hours: float
    minutes: float
    seed: int
    split: str
    endless: bool
    nice: int

    def folders(self) -> tuple[Path, Path, Path | None]:
        """Songs, sounds and libraries"""
        if self.bundle is not None:
            return self.bundle / 'songs.npz', self.bundle / 'sounds', self.bundle / 'lib'
        assert self.songs is not None, 'arguments() asks for one of both'
        return self.songs, sounds_folder(self.sounds), None


def arguments() -> Options:
    parser = argparse.ArgumentParser(
        prog='python -m stemwright_kit.render', description='Fills a shelf with rendered performances.'
    )
    parser.add_argument('--bundle', type=Path, help='folder with songs.npz, sounds/ and lib/')
    parser.add_argument('--songs', type=Path)
    parser.add_argument('--sounds', default='auto', help='folder made by stemwright_kit.sounds, or auto')
    parser.add_argument('--only', nargs='+', help='names of the sources to play; all by default')
    parser.add_argument('--shelf', type=Path, required=True)
    parser.add_argument('--workers', type=int, default=max(1, (os.cpu_count() or 2) - 2))
    parser.add_argument(
        '--hours', type=float, default=3, help='room on the shelf, if every performance were as long as a slot'
    )
    parser.add_argument('--minutes', type=float, default=float('inf'), help='stop after this long')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--split', choices=(TRAIN, VALIDATION), default=TRAIN)
    parser.add_argument('--endless', action='store_true', help='go round and overwrite')
    parser.add_argument('--nice', type=int, default=10, help='added to the niceness of the workers')
    options = Options(**vars(parser.parse_args()))
    if options.bundle is None and options.songs is None:
        parser.error('either --songs or --bundle')
    return options


def main() -> int:
    options = arguments()
    only = tuple(options.only) if options.only else None
    songs, sounds, libraries = options.folders()
    slots = max(1, round(options.hours * 3600 * RATE_HZ / SLOT_FRAMES))
    shelf.create(options.shelf, slots, describe(songs, sounds, options.split, options.seed, only))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    job = workers.Job(
        options.shelf,
        songs,
        sounds,
        libraries,
        options.split,
        options.seed,
        options.endless,
        options.minutes * 60,
        options.nice,
        only,
    )
    empty = workers.run(job, options.workers)
    return 1 if empty and options.minutes == float('inf') else 0


if __name__ == '__main__':
    sys.exit(main())
