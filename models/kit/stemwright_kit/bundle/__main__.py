"""Makes a bundle: python -m stemwright_kit.bundle --songs songs.npz --sounds DIR --out DIR

    DIR/songs.npz          the songs
    DIR/sounds/            small SoundFonts of the sources that are bundled, and their index
    DIR/lib.tar.xz         libfluidsynth and its dependencies; unpack it in DIR before rendering (see `unpack`)
    DIR/stemwright_kit/    this package
    DIR/safetensors/       what checkpoints are read and written with

Rendering there: python -c 'from stemwright_kit.bundle.unpack import unpack; unpack("DIR")', then python -m
stemwright_kit.render --bundle DIR. Neither needs anything but numpy, and training PyTorch. Fails if the bundle is
larger than --most.
"""

import argparse
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Literal

import safetensors

from ..sounds.folder import font_path, read_index, write_index
from ..sounds.sources import SOURCES
from .libraries import copy_libraries
from .unpack import LIBRARIES

Compression = Literal[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]


def bundle(songs: Path, sounds: Path, out: Path, compression: Compression = 9) -> None:
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(songs, out / 'songs.npz')
    _copy_sounds(sounds, out / 'sounds')
    _pack_libraries(out / LIBRARIES, compression)
    for package in (Path(__file__).parents[1], Path(safetensors.__file__).parent):
        shutil.copytree(package, out / package.name, dirs_exist_ok=True, ignore=shutil.ignore_patterns('__pycache__'))


def _copy_sounds(sounds: Path, out: Path) -> None:
    index = read_index(sounds)
    bundled = [source for source in SOURCES if source.bundled and source.name in index]
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    for source in bundled:
        shutil.copyfile(font_path(sounds, source), font_path(out, source))
    write_index(out, {source.name: index[source.name] for source in bundled})


def _pack_libraries(target: Path, compression: Compression) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy_libraries(Path(folder) / 'lib')
        with tarfile.open(target, 'w:xz', preset=compression) as archive:
            archive.add(Path(folder) / 'lib', 'lib')


def megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [file for file in path.rglob('*') if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(prog='python -m stemwright_kit.bundle', description='Makes a bundle.')
    parser.add_argument('--songs', type=Path, required=True)
    parser.add_argument('--sounds', type=Path, required=True, help='folder made by stemwright_kit.sounds')
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--most', type=float, default=50, help='megabytes that the bundle may have')
    options = parser.parse_args()
    bundle(options.songs, options.sounds, options.out)
    for path in sorted(options.out.iterdir()):
        print(f'{megabytes(path):7.2f} MB  {path.name}')
    total = megabytes(options.out)
    print(f'{total:7.2f} MB of {options.most:g}')
    return 1 if total > options.most else 0


if __name__ == '__main__':
    sys.exit(main())
