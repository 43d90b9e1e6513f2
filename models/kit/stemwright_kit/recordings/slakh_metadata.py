"""Slakh metadata: what the metadata.yaml of a Slakh2100 track says of its stems.

    UUID: 1a81ae092884234f3264e2f45927f00a       the MIDI file the track was rendered from
    stems:
      S00:                                       stems/S00.flac
        audio_rendered: true                     false: there is no such file
        inst_class: Guitar                       one of General MIDI's groups, or Drums

All else in it is left alone. Every scalar is read as text: a UUID such as 12e45 is a number to YAML.
"""

import re
from dataclasses import dataclass
from pathlib import Path

METADATA = 'metadata.yaml'


@dataclass(frozen=True)
class SlakhStem:
    """name: of its file in stems/, without extension; stem_class: letters only, lower case, "Strings (continued)" are
    strings
    """

    name: str
    stem_class: str
    rendered: bool


@dataclass(frozen=True)
class SlakhMetadata:
    midi_file: str | None
    stems: tuple[SlakhStem, ...]


def read_metadata(folder: Path) -> SlakhMetadata:
    """Raises FileNotFoundError, and ValueError that says what is wrong with the file."""
    import yaml

    file = folder / METADATA
    try:
        value = yaml.load(file.read_text(), getattr(yaml, 'CBaseLoader', yaml.BaseLoader))
    except yaml.YAMLError as error:
        raise ValueError(f'{file} is not YAML: {str(error).splitlines()[0]}') from error
    stems = value.get('stems') if isinstance(value, dict) else None
    if not isinstance(stems, dict):
        raise ValueError(f'{file} must be a map with "stems", as the metadata of a Slakh2100 track is')
    return SlakhMetadata(value.get('UUID'), tuple(_stem(file, name, stem) for name, stem in stems.items()))


def _stem(file: Path, name: str, stem: object) -> SlakhStem:
    if (
        not isinstance(stem, dict)
        or not isinstance(stem.get('inst_class'), str)
        or stem.get('audio_rendered') not in ('true', 'false')
    ):
        raise ValueError(f'{file}: {name} must hold inst_class, and audio_rendered as true or false')
    return SlakhStem(name, comparable(stem['inst_class']), stem['audio_rendered'] == 'true')


def comparable(name: str) -> str:
    return re.sub(r'[^a-z]', '', re.sub(r' \(continued\)$', '', name.lower()))
