"""Makes the sounds folder: one small SoundFont a source, and sounds.json, which lists them with hashes and presets.

A source whose package is not there is left out, and said so. `npm_folders` are folders that hold unpacked npm packages
anywhere below (a node_modules will do). Preparing twice gives the same files with the same libraries.
"""

import json
from pathlib import Path

from . import packages, patches, strings
from .cut import cut
from .folder import INDEX, describe, read_index, write_index
from .soundfont import Preset, SoundFont, read_soundfont, write_soundfont
from .sources import SOURCES, Source


def prepare(out: Path, npm_folders: list[Path], names: list[str] | None = None) -> dict[str, str]:
    """Writes NAME.sf3 for each source that can be found; gives the reasons why the others are missing.

    With `names` only these are made anew, and the folder's others stay.
    """
    out.mkdir(parents=True, exist_ok=True)
    described = read_index(out) if names is not None and (out / INDEX).exists() else {}
    missing = {}
    for source in SOURCES:
        if names is not None and source.name not in names:
            continue
        places = locate(source, npm_folders)
        if not places:
            missing[source.name] = f'{source.origin} is not there'
            continue
        path = out / f'{source.name}.sf3'
        font = _font(source, places)
        write_soundfont(path, font)
        described[source.name] = describe(path, font)
    write_index(out, described)
    return missing


def locate(source: Source, npm_folders: list[Path]) -> list[Path]:
    """The file or folders of a source, or nothing."""
    origin, _, package = source.origin.partition(':')
    if origin == 'kit':
        return [Path(source.path)]
    if origin == 'debian':
        return [path for path in [Path(source.path)] if path.exists()]
    found: dict[str, Path] = {}
    for folder in npm_folders:
        for manifest in sorted(folder.rglob('package.json')):
            name = json.loads(manifest.read_text(errors='replace')).get('name', '')
            path = manifest.parent / source.path
            if _matches(name, package) and path.exists():
                found.setdefault(name, path)
    return [found[name] for name in sorted(found)]


def _matches(name: str, package: str) -> bool:
    return name == package or (
        package.endswith('*') and name.startswith(package[:-1]) and name[len(package) - 1 :].isdigit()
    )


def _font(source: Source, places: list[Path]) -> SoundFont:
    if source.kind == 'strings':
        return strings.font(source.path)
    if source.kind == 'salamander':
        return packages.salamander(places)
    if source.kind == 'tonejs':
        return packages.tonejs(places[0], source.name, *source.presets)
    if source.kind == 'hydrogen':
        return packages.hydrogen(places[0])
    if source.kind == 'sonic-pi':
        return packages.sonic_pi(places[0])
    if source.kind == 'patches':
        return patches.freepats(places[0], source.presets)
    whole = read_soundfont(places[0])
    if list(source.stems) == ['drums']:  # kits that lie in bank 0 move to where drums are expected
        whole.presets = [Preset(item.name, 128, item.program, item.zones) for item in whole.presets]
    return cut(whole, source.presets)
