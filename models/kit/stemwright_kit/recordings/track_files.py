"""Track files: which files each stem of a track is the sum of, in the layouts that `stemwright evaluate` reads, too.

    TRACK/{bass,drums,guitar,piano}.{wav,flac}           one file a stem: the MSDM repository's, and what `stemwright
                                                         separate` writes
    TRACK/metadata.yaml, TRACK/stems/SNN.{flac,wav}      Slakh2100 as downloaded: stem "guitar" is the sum of all stems
                                                         of the class Guitar

Files named by stem go first where a folder has both. mix.flac is not used: it holds instruments of other classes, too;
the mixture is the sum of the stems.
"""

from pathlib import Path

from ..stems import STEMS
from .slakh_metadata import METADATA, read_metadata

EXTENSIONS = ('.wav', '.flac')


def is_track(folder: Path) -> bool:
    return any(_named(folder)) or (folder / METADATA).exists()


def track_files(folder: Path) -> list[list[Path]]:
    """For each stem the files that it is the sum of; none: silence. A stem that the metadata promises and that has no
    file is silent, in the mixture too. Raises as `read_metadata` does."""
    named = _named(folder)
    if any(named):
        return named
    files: list[list[Path]] = [[] for _ in STEMS]
    for stem in read_metadata(folder).stems:
        if stem.rendered and stem.stem_class in STEMS:
            files[STEMS.index(stem.stem_class)] += _first(folder / 'stems', stem.name)
    return files


def _named(folder: Path) -> list[list[Path]]:
    return [_first(folder, stem) for stem in STEMS]


def _first(folder: Path, name: str) -> list[Path]:
    return [path for path in (folder / (name + extension) for extension in EXTENSIONS) if path.exists()][:1]
