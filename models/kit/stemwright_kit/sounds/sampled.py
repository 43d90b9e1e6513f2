"""Makes a SoundFont preset of recorded notes: each sample gets the keys and velocities nearest to its own.

Recordings of several loudnesses keep theirs; the synthesizer's own dependence on velocity is then halved, not to count
twice. Readers of particular packages build on this; nothing here knows about files.
"""

from dataclasses import dataclass

import numpy as np

from .samples import compressed, shortened
from .soundfont import Instrument, Preset, Sample, SoundFont, Zone

KEY_RANGE, VELOCITY_RANGE, RELEASE, ROOT_KEY, EXCLUSIVE_CLASS = 43, 44, 38, 58, 57
HALVED_VELOCITY = (0x0502, 48, 480, 0, 0)  # velocity to attenuation, concave: 48 dB instead of 96 dB


@dataclass(frozen=True)
class Recording:
    """One recorded note. `highest_velocity` is the loudest stroke it stands for; drums set `fixed` to sound on `pitch`
    only.
    """

    points: np.ndarray
    rate_hz: int
    pitch: int
    highest_velocity: int = 127
    fixed: bool = False
    choke_group: int = 0


def preset(name: str, key: tuple[int, int], recordings: list[Recording], release_seconds: float) -> SoundFont:
    """A font of one preset; see `merged` for fonts of several."""
    zones = [Zone([(RELEASE, timecents(release_seconds))], [HALVED_VELOCITY])]
    samples: list[Sample] = []
    for recording, keys, velocities in zip(recordings, _key_ranges(recordings), _velocity_ranges(recordings)):
        generators = [(KEY_RANGE, keys[0] | keys[1] << 8), (VELOCITY_RANGE, velocities[0] | velocities[1] << 8)]
        if recording.choke_group:
            generators.append((EXCLUSIVE_CLASS, recording.choke_group))
        zones.append(Zone(generators + [(ROOT_KEY, recording.pitch)], target=len(samples)))
        samples.append(_sample(f'{name} {recording.pitch} {recording.highest_velocity}', recording))
    return SoundFont([Preset(name, *key, [Zone(target=0)])], [Instrument(name, zones)], samples)


def merged(fonts: list[SoundFont]) -> SoundFont:
    whole = SoundFont([], [], [])
    for font in fonts:
        first_instrument, first_sample = len(whole.instruments), len(whole.samples)
        whole.presets += [
            Preset(item.name, item.bank, item.program, _shifted(item.zones, first_instrument)) for item in font.presets
        ]
        whole.instruments += [Instrument(item.name, _shifted(item.zones, first_sample)) for item in font.instruments]
        whole.samples += font.samples
    return whole


def timecents(seconds: float) -> int:
    """As the file's unsigned 16-bit amount, which holds a signed number."""
    return round(1200 * np.log2(seconds)) & 0xFFFF


def _shifted(zones: list[Zone], by: int) -> list[Zone]:
    return [Zone(zone.generators, zone.modulators, None if zone.target is None else zone.target + by) for zone in zones]


def _key_ranges(recordings: list[Recording]) -> list[tuple[int, int]]:
    pitches = sorted({recording.pitch for recording in recordings})
    edges = [0] + [(low + high) // 2 + 1 for low, high in zip(pitches, pitches[1:])] + [128]
    ranges = {pitch: (edges[place], edges[place + 1] - 1) for place, pitch in enumerate(pitches)}
    return [
        (recording.pitch, recording.pitch) if recording.fixed else ranges[recording.pitch] for recording in recordings
    ]


def _velocity_ranges(recordings: list[Recording]) -> list[tuple[int, int]]:
    ranges = []
    for recording in recordings:
        tops = sorted(other.highest_velocity for other in recordings if other.pitch == recording.pitch)
        place = tops.index(recording.highest_velocity)
        ranges.append(
            (tops[place - 1] + 1 if place else 0, 127 if place == len(tops) - 1 else recording.highest_velocity)
        )
    return ranges


def _sample(name: str, recording: Recording) -> Sample:
    sample = Sample(name, recording.points, (0, len(recording.points)), recording.rate_hz, recording.pitch)
    return compressed(shortened(sample, looped=False))
