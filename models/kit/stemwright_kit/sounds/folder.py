"""A sounds folder as the renderer sees it: NAME.sf3 for each source, and sounds.json with every font's hash and
presets.

Written by `prepare`. Reading needs nothing but the standard library.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from .soundfont import SoundFont
from .sources import SOURCES, Source

INDEX = 'sounds.json'


class Description(TypedDict):
    """What sounds.json says of one font. presets: [bank, program] of each"""

    sha256: str
    presets: list[list[int]]


def describe(path: Path, font: SoundFont) -> Description:
    return {
        'sha256': hashlib.sha256(path.read_bytes()).hexdigest(),
        'presets': sorted([preset.bank, preset.program] for preset in font.presets),
    }


def write_index(folder: Path, described: dict[str, Description]) -> None:
    (folder / INDEX).write_text(json.dumps(described, indent=1) + '\n')


def read_index(folder: Path) -> dict[str, Description]:
    path = folder / INDEX
    if not path.is_file():
        raise FileNotFoundError(
            f'{folder} is no sounds folder: python -m stemwright_kit.sounds --out {folder} makes one'
        )
    return json.loads(path.read_text())


def available(folder: Path, split: str, names: Collection[str] | None = None) -> tuple[Source, ...]:
    """The sources of a split that the folder has, or those of them that are named, each with only the presets that its
    font has. Raises LookupError for a name that is none of them."""
    index = read_index(folder)
    unknown = set(names or ()) - {source.name for source in SOURCES if source.split == split and source.name in index}
    if unknown:
        raise LookupError(f'{folder} has no {split} sounds called {", ".join(sorted(unknown))}')
    found = []
    for source in SOURCES:
        if source.split != split or source.name not in index or (names is not None and source.name not in names):
            continue
        there = {tuple(key) for key in index[source.name]['presets']}
        stems = {
            stem: {key: weight for key, weight in presets.items() if key in there}
            for stem, presets in source.stems.items()
        }
        found.append(replace(source, stems={stem: presets for stem, presets in stems.items() if presets}))
    return tuple(found)


def font_path(folder: Path, source: Source) -> Path:
    return folder / f'{source.name}.sf3'
