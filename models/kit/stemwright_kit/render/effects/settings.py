"""Draws the effects of one track: which there are and how they are set, by stem and, for guitars, by manner of playing.

Only numbers and responses come out; `chain` applies them. All randomness of a track's effects is drawn here, but for
the noise of its room.
"""

from dataclasses import dataclass

import numpy as np

from . import response

# Mean and spread of the tilt in dB an octave: sampled instruments of real recordings are darker than General MIDI's.
TILT = {'bass': (-3, 2), 'drums': (-1.2, 1.2), 'guitar': (-2.6, 1.7), 'piano': (-1.5, 1.3)}
EQUALISED = {'bass': 0.8, 'drums': 0.8, 'guitar': 0.9, 'piano': 0.8}
COMPRESSED = {'bass': 0.5, 'drums': 0.6, 'guitar': 0.6, 'piano': 0.35}
# Kick drums and bass strings of produced records: dB added below about 120 Hz.
LOW_END = {'bass': (-1, 5), 'drums': (2, 14), 'guitar': (-3, 2), 'piano': (-2, 2)}
MUFFLED = {
    'bass': (0.4, 300, 2500),
    'drums': (0.08, 2000, 7000),
    'guitar': (0.25, 1000, 5000),
    'piano': (0.2, 1500, 6000),
}
ROOM = {'bass': 0.15, 'drums': 0.55, 'guitar': 0.55, 'piano': 0.6}
# How often an amplifier is heard, and how hard it is driven (powers of ten).
DRIVEN = {
    'strum': (0.12, -0.7, 0.1),
    'pick': (0.1, -0.7, 0),
    'muted': (0.4, -0.6, 0.5),
    'power': (0.6, -0.3, 0.8),
    'lead': (0.35, -0.6, 0.7),
}
BASS_DRIVEN = (0.15, -0.8, -0.1)


@dataclass(frozen=True)
class Settings:
    """`before` colours the sound on its way into drive and dynamics, `after` on its way out; None switches an effect
    off.
    """

    before: np.ndarray
    after: np.ndarray
    drive: tuple[float, float] | None = None
    compressor: tuple[float, float, int] | None = None
    chorus: tuple[float, float, float, float] | None = None
    tremolo: tuple[float, float] | None = None
    room: tuple[float, float] | None = None


def draw(rng: np.random.Generator, stem: str, manner: str) -> Settings:
    drive = _drive(rng, stem, manner)
    compressor = chorus = tremolo = room = None
    if rng.random() < COMPRESSED[stem]:
        compressor = (rng.uniform(0.4, 0.9), rng.uniform(1.5, 5), int(rng.choice([1, 3, 6, 12])))
    if stem in ('guitar', 'piano') and rng.random() < 0.1:
        chorus = (rng.uniform(0.008, 0.02), rng.uniform(0.0005, 0.003), rng.uniform(0.2, 1.5), rng.uniform(0.3, 0.8))
    if stem == 'guitar' and rng.random() < 0.04:
        tremolo = (rng.uniform(3, 7), rng.uniform(0.2, 0.7))
    if rng.random() < ROOM[stem]:
        room = (rng.uniform(-26, -10), rng.uniform(0.15, 1.1))
    return Settings(
        _before(rng, stem), _after(rng, stem, manner, drive is not None), drive, compressor, chorus, tremolo, room
    )


def _drive(rng: np.random.Generator, stem: str, manner: str) -> tuple[float, float] | None:
    often, least, most = DRIVEN.get(manner, (0, 0, 0)) if stem == 'guitar' else BASS_DRIVEN
    if stem not in ('guitar', 'bass') or rng.random() >= often:
        return None
    return 10 ** rng.uniform(least, most), rng.uniform(0, 0.4)


def _before(rng: np.random.Generator, stem: str) -> np.ndarray:
    colour = response.band_edges()
    if stem == 'guitar' and rng.random() < 0.45:
        colour = colour * response.pickup(rng)
    return colour


def _after(rng: np.random.Generator, stem: str, manner: str, driven: bool) -> np.ndarray:
    colour = response.band_edges()
    if driven or (stem == 'guitar' and rng.random() < (0.5 if manner in ('power', 'muted', 'lead') else 0.25)):
        colour = colour * response.cabinet(rng)
    elif stem in ('guitar', 'piano') and rng.random() < 0.4:
        colour = colour * response.body(rng)
    if rng.random() < EQUALISED[stem]:
        colour = colour * response.equaliser(rng, 2.5, TILT[stem])
    colour = colour * response.low_shelf(rng.uniform(80, 160), rng.uniform(*LOW_END[stem]))
    often, lowest_hz, highest_hz = MUFFLED[stem]
    if rng.random() < often:
        colour = colour * response.low_pass(
            np.exp(rng.uniform(np.log(lowest_hz), np.log(highest_hz))), int(rng.integers(1, 4))
        )
    return colour
