"""Voicing: how one player's instrument differs from the recording behind it, so that a few dozen recordings sound like
many instruments.

A recording made some semitones away is brought to the wanted pitch: string, body and microphone then sound as of a
smaller or larger instrument (drums, which are one recording each, are tuned instead). Envelopes and filter move as from
player to player. Numbers are offsets to what the font says, in the units of SoundFont 2.04 (8.1.3). Effects come after,
and are not drawn here.
"""

from dataclasses import dataclass

import numpy as np

VIBRATO_TO_PITCH, FILTER_CUTOFF, FILTER_RESONANCE, VIBRATO_DELAY, VIBRATO_SPEED = 6, 8, 9, 23, 24
ATTACK, DECAY, SUSTAIN, RELEASE = 34, 36, 37, 38
COARSE_TUNE, FINE_TUNE = 51, 52
OFTEN = 0.75  # of the tracks; the others sound as recorded
FARTHEST_SEMITONES = 5
SHIFT = {'bass': 2.0, 'drums': 1.5, 'guitar': 2.2, 'piano': 1.6}  # deviation, semitones
VIBRATO = {'guitar': 0.3, 'bass': 0.1}


@dataclass(frozen=True)
class Voicing:
    """`key_shift`: semitones from the wanted pitch to the key that is struck. `offsets`: pairs of a SoundFont generator
    and what is added to it.
    """

    key_shift: int = 0
    offsets: tuple[tuple[int, float], ...] = ()


def draw_voicing(rng: np.random.Generator, stem: str) -> Voicing:
    if rng.random() >= OFTEN:
        return Voicing()
    shift = int(np.clip(np.round(rng.normal(0, SHIFT[stem])), -FARTHEST_SEMITONES, FARTHEST_SEMITONES))
    offsets = {COARSE_TUNE: -shift, FINE_TUNE: rng.normal(0, 5)}
    if rng.random() < 0.4:
        offsets |= {FILTER_CUTOFF: -rng.uniform(0, 2400), FILTER_RESONANCE: rng.uniform(0, 60)}
    offsets |= {generator: cents_of_time(rng.normal(0, spread)) for generator, spread in ((DECAY, 0.6), (RELEASE, 0.6))}
    if stem != 'drums':
        offsets[ATTACK] = abs(cents_of_time(rng.normal(0, 1.2)))
        offsets[SUSTAIN] = rng.choice([0, 0, rng.uniform(0, 300)])
    if rng.random() < VIBRATO.get(stem, 0):
        offsets |= {
            VIBRATO_TO_PITCH: rng.uniform(3, 25),
            VIBRATO_DELAY: cents_of_time(rng.uniform(3, 8)),
            VIBRATO_SPEED: rng.uniform(-500, 300),
        }
    return Voicing(
        0 if stem == 'drums' else shift, tuple((generator, float(value)) for generator, value in offsets.items())
    )


def cents_of_time(octaves: float) -> float:
    """A factor of 2^octaves, as SoundFont has it: 1,200 for twice as long"""
    return 1200 * octaves
