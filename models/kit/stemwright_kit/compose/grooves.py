"""MMA's library of accompaniment styles: which files there are, which belong to validation, what grooves a file
defines.

The split is by file and depends on the file's name only, so that it survives other versions of the library.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from .song import TRAIN, VALIDATION

LIBRARY = Path('/usr/share/mma/lib')
VALIDATION_SHARE = 0.08
NOT_STYLES = re.compile(r'metronome|/count|/ending|/intro|/none\.|/pflib/|/hrk\.|/mide\.')
POPULAR = re.compile(
    r'rock|pop|beat|ballad|funk|soul|rb|r\+b|rnb|disco|shuffle|blues|country|folk|mtl|metal|punk|cntry|bald', re.I
)
NOT_A_LOOP = re.compile(r'(intro|end|ending|fill|break)\d*$', re.I)


@dataclass(frozen=True)
class Grooves:
    """The grooves of one file: `loops` can play for long, `fills` last a bar."""

    loops: tuple[str, ...]
    fills: tuple[str, ...]


def split_of(name: str) -> str:
    """The split of a groove file, from its name such as 'stdlib/8beat.mma'."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], 'big')
    return VALIDATION if number / 2**32 < VALIDATION_SHARE else TRAIN


@lru_cache
def groove_files(split: str, library: Path = LIBRARY) -> tuple[str, ...]:
    """Names relative to the library, sorted; empty where MMA is not installed."""
    names = sorted(path.relative_to(library).as_posix() for path in library.glob('*/*.mma'))
    return tuple(name for name in names if not NOT_STYLES.search('/' + name) and split_of(name) == split)


def weight_of(name: str) -> float:
    """Songs of real collections are mostly popular music; MMA's library is not."""
    return 3.0 if POPULAR.search(name) else 1.0


@cache
def grooves_of(name: str, library: Path = LIBRARY) -> Grooves:
    text = (library / name).read_text(errors='ignore')
    names = re.findall(r'^\s*DefGroove\s+(\S+)', text, re.M | re.I)
    return Grooves(
        tuple(groove for groove in names if not NOT_A_LOOP.search(groove)),
        tuple(groove for groove in names if re.search(r'fill\d*$', groove, re.I)),
    )
