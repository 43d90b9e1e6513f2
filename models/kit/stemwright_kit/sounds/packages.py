"""Readers of packages of samples: the Salamander piano's velocity layers, Tone.js instruments, drums of Hydrogen and
Sonic Pi.

Each takes folders and gives a SoundFont of one preset. Downloading them is not done here.
"""

import re
import xml.etree.ElementTree as XML
from pathlib import Path
from typing import TypedDict, TypeVar, Unpack

import numpy as np
import soundfile

from .sampled import Recording, preset
from .samples import to_int16
from .soundfont import SoundFont

Layer = TypeVar('Layer')

NOTE_STEPS = {'C': 0, 'D': 2, 'E': 4, 'F': 5, 'G': 7, 'A': 9, 'B': 11}
SALAMANDER_LAYERS = 16
MOST_NOTES = 40  # of a Tone.js instrument: its piano has every key
MISNAMED = {('nylon-guitar', 'D5')}  # sounds a semitone higher than its name says
CLOSED_HATS, HAT_GROUP = (42, 44, 46), 1
# General MIDI keys by what Hydrogen kits call their instruments; the first match wins.
DRUM_NAMES = (
    (r'stick|rim ?click|click', (37,)),
    (r'snare.*(rim|2|jazz)|snare dry|redo', (40,)),
    (r'snare|^snare 1', (38,)),
    (r'kick|bass ?drum', (35, 36)),
    (r'clap', (39,)),
    (r'(open|op\b|semi|hat op|hh op)', (46,)),
    (r'pedal(?!.*tamb)|foot', (44,)),
    (r'(closed|hi-?hat|hat|hh)', (42,)),
    (r'\btom.*(hi|1)', (50, 48)),
    (r'\btom.*(mid|2)|^tom$', (47, 45)),
    (r'\btom|drum 1|floor', (43, 41)),
    (r'ride.*(bell|cup)|bell', (53,)),
    (r'china', (52,)),
    (r'splash', (55,)),
    (r'crash.*(ride|right|jazz|20)', (57,)),
    (r'crash', (49,)),
    (r'ride|cymbal 2', (51, 59)),
    (r'tamb', (54,)),
    (r'cowbell', (56,)),
)
SONIC_PI_DRUMS = {
    'heavy_kick': (35,),
    'bass': (36,),
    'snare': (38, 40),
    'tom_hi': (48, 50),
    'tom_mid': (45, 47),
    'tom_lo': (41, 43),
    'cymbal_closed': (42,),
    'cymbal_pedal': (44,),
    'cymbal_open': (46,),
    'cymbal': (49, 57),
    'splash': (55,),
    'cowbell': (56,),
}
SOFT_UP_TO = 80
# A key that a kit lacks sounds as another one, in this order: as nearly all songs use them, none may be silent.
CLOSE_CALLS = (
    (35, 36),
    (36, 35),
    (40, 38),
    (37, 40),
    (42, 44),
    (44, 42),
    (46, 42),
    (49, 57),
    (57, 49),
    (51, 59),
    (59, 51),
    (51, 49),
    (49, 51),
    (49, 46),
    (51, 42),
    (53, 51),
    (52, 49),
    (55, 49),
    (57, 49),
    (59, 51),
    (48, 47),
    (47, 48),
    (43, 47),
    (47, 43),
    (48, 47),
    (50, 48),
    (45, 47),
    (41, 43),
    (43, 41),
)


def salamander(folders: list[Path]) -> SoundFont:
    recordings = []
    for folder in folders:
        for path in sorted(folder.glob('*.ogg')):
            found = re.fullmatch(r'([A-G]#?)(\d)v(\d+)', path.stem)
            if found:
                top = round(127 * int(found[3]) / SALAMANDER_LAYERS)
                recordings.append(_recording(path, _pitch(found[1], int(found[2])), highest_velocity=top))
    return preset('Salamander', (0, 0), recordings, release_seconds=0.25)


def tonejs(folder: Path, name: str, key: tuple[int, int]) -> SoundFont:
    """MP3 files are as good as others: the silence that an encoder puts before a note goes."""
    notes = []
    for path in sorted([*folder.glob('*.wav'), *folder.glob('*.mp3')]):
        found = re.fullmatch(r'([A-G])(s?)(\d)', path.stem)
        if found and (name, path.stem) not in MISNAMED:
            notes.append((_pitch(found[1] + '#' * bool(found[2]), int(found[3])), path))
    return preset(
        name,
        key,
        [_recording(path, pitch) for pitch, path in _thinned(sorted(notes), MOST_NOTES)],
        release_seconds=0.12,
    )


class Playing(TypedDict, total=False):
    """What else a Recording says of itself"""

    highest_velocity: int
    fixed: bool
    choke_group: int


def _pitch(name: str, octave: int) -> int:
    return 12 * (octave + 1) + NOTE_STEPS[name[0]] + name.count('#')


def _recording(path: Path, pitch: int, gain: float = 1, **more: Unpack[Playing]) -> Recording:
    points, rate_hz = soundfile.read(path, dtype='float32', always_2d=True)
    loudest = np.flatnonzero(np.abs(points).max(1) > 1e-3)
    first = max(loudest[0] - rate_hz // 500, 0) if len(loudest) else 0
    mono = points[first:].mean(1) * gain
    return Recording(to_int16(mono * 32767), rate_hz, pitch, **more)


def hydrogen(folder: Path) -> SoundFont:
    """A kit's samples on General MIDI's keys. The loudness of an instrument and of its layers is taken from the kit."""
    recordings: dict[int, list[Recording]] = {}
    root = XML.parse(folder / 'drumkit.xml').getroot()
    _without_namespaces(root)
    for instrument in root.iter('instrument'):
        keys = [key for key in _drum_keys(instrument.findtext('name') or '') if key not in recordings]
        layers = _layers(folder, instrument) if keys else []
        for key in keys if layers else []:
            group = HAT_GROUP if key in CLOSED_HATS else 0
            recordings[key] = [
                _recording(path, key, gain, highest_velocity=top, fixed=True, choke_group=group)
                for path, gain, top in layers
            ]
    return _drum_kit(folder.name, recordings)


def sonic_pi(folder: Path) -> SoundFont:
    """The files drum_NAME.flac, or drum_NAME_soft.flac and drum_NAME_hard.flac"""
    recordings = {}
    for name, keys in SONIC_PI_DRUMS.items():
        layers = [
            (folder / f'drum_{name}{suffix}.flac', top)
            for suffix, top in (('_soft', SOFT_UP_TO), ('_hard', 127), ('', 127))
        ]
        layers = [(path, top) for path, top in layers if path.is_file()]
        for key in keys if layers else ():
            group = HAT_GROUP if key in CLOSED_HATS else 0
            recordings[key] = [
                _recording(path, key, highest_velocity=top, fixed=True, choke_group=group) for path, top in layers
            ]
    return _drum_kit('Sonic Pi', recordings)


def _drum_kit(name: str, recordings: dict[int, list[Recording]]) -> SoundFont:
    for missing, other in CLOSE_CALLS:
        if missing not in recordings and other in recordings:
            recordings[missing] = [
                Recording(item.points, item.rate_hz, missing, item.highest_velocity, True, item.choke_group)
                for item in recordings[other]
            ]
    return preset(name, (128, 0), [item for items in recordings.values() for item in items], release_seconds=8)


def _without_namespaces(root: XML.Element) -> None:
    for element in root.iter():
        element.tag = element.tag.split('}')[-1]


def _drum_keys(name: str) -> tuple[int, ...]:
    return next((keys for pattern, keys in DRUM_NAMES if re.search(pattern, name, re.I)), ())


def _layers(folder: Path, instrument: XML.Element) -> list[tuple[Path, float, int]]:
    """Files with gain and highest velocity; old kits have one `filename` instead of layers."""
    loudness = float(instrument.findtext('volume') or 1) * float(instrument.findtext('gain') or 1)
    layers = []
    for layer in instrument.iter('layer'):
        path = folder / (layer.findtext('filename') or '')
        if path.is_file() and 'alternate' not in path.name:
            top = round(127 * float(layer.findtext('max') or 1))
            layers.append((path, loudness * float(layer.findtext('gain') or 1), top))
    single = folder / (instrument.findtext('filename') or '')
    if not layers and single.is_file():
        layers = [(single, loudness, 127)]
    return _thinned(sorted({top: (path, gain, top) for path, gain, top in layers}.values(), key=lambda layer: layer[2]))


def _thinned(layers: list[Layer], most: int = 5) -> list[Layer]:
    return layers if len(layers) <= most else [layers[round(place)] for place in np.linspace(0, len(layers) - 1, most)]
