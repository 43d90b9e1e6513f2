"""Writes what is on a shelf as recordings: python -m stemwright_kit.recordings.from_shelf --shelf DIR --out DIR
[--mixtures] [--count N]

    OUT/<number>/{bass,drums,guitar,piano}.wav      a dataset that training and `stemwright evaluate` read
    OUT/<number>.wav                                with --mixtures: their sum, to be separated; float, because a sum
                                                    may be beyond full scale
"""  # fmt: skip

import argparse
from pathlib import Path

import numpy as np

from ..render.shelf import Shelf
from ..stems import RATE_HZ, STEMS

FULL_SCALE = 32768


def write_stems(folder: Path, audio: np.ndarray) -> None:
    """audio [stem][frame] int16"""
    import soundfile

    folder.mkdir(parents=True, exist_ok=True)
    for stem, points in zip(STEMS, audio):
        soundfile.write(folder / f'{stem}.wav', points, RATE_HZ, 'PCM_16')


def write_mixture(path: Path, audio: np.ndarray) -> None:
    import soundfile

    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, audio.sum(0, dtype=np.float32) / np.float32(FULL_SCALE), RATE_HZ, 'FLOAT')


def main() -> None:
    parser = argparse.ArgumentParser(
        prog='python -m stemwright_kit.recordings.from_shelf',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--shelf', type=Path, required=True)
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--mixtures', action='store_true')
    parser.add_argument('--count', type=int, help='of performances; all by default')
    options = parser.parse_args()
    shelf = Shelf(options.shelf)
    items = shelf.new(len(shelf))[: options.count]
    for item in items:
        name = f'{item.serial:05d}'
        if options.mixtures:
            write_mixture(options.out / f'{name}.wav', item.audio)
        else:
            write_stems(options.out / name, item.audio)
    print(f'{options.out}: {len(items)} performances, {sum(item.frames for item in items) / RATE_HZ / 60:.1f} minutes')


if __name__ == '__main__':
    main()
