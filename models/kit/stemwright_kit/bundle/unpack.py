"""Unpacks a bundle's libraries beside it. Standard library only; doing it twice does no harm."""

import tarfile
from pathlib import Path

LIBRARIES = 'lib.tar.xz'


def unpack(bundle: str | Path) -> Path:
    """Gives the folder of libraries."""
    folder = Path(bundle)
    if not (folder / 'lib' / 'libfluidsynth.so.3').exists():
        with tarfile.open(folder / LIBRARIES) as archive:
            archive.extractall(folder, filter='data')
    return folder / 'lib'
