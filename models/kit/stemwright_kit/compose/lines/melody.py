"""Melodies for guitar or piano: a rhythm that repeats, steps more often than leaps, chord notes on strong beats."""

import numpy as np

from ..harmony import INTERVALS, scale
from ..song import Song
from . import rhythm
from .line import Line, LineWriter

RANGES = {'guitar': (52, 81), 'piano': (57, 91)}
STEPS = (-4, -3, -2, -2, -1, 0, 1, 2, 2, 3, 4)


def compose(rng: np.random.Generator, song: Song, stem: str) -> Line:
    out = LineWriter(stem, 'lead' if stem == 'guitar' else 'comp')
    steps = rhythm.steps_in(song.bar_ticks)
    phrase = rhythm.phrase(rng, steps, int(rng.choice([1, 2, 2, 4])), rng.uniform(0.3, 0.65))
    lowest, highest = RANGES[stem]
    pitch, loud, legato = int(rng.integers(lowest + 8, highest - 8)), rng.uniform(78, 112), rng.choice([0.5, 0.9, 1.0])
    doubled = int(rng.choice([0, 0, 0, 12])) if stem == 'piano' else 0
    for bar, chord in enumerate(song.chords):
        strong = {(chord.root + interval) % 12 for interval in INTERVALS[chord.quality]}
        weak = strong | set(scale(song.key, song.minor))
        struck = phrase[bar % 4]
        for step, gap in zip(struck, rhythm.gaps(struck, steps)):
            pitch = _near(pitch + int(rng.choice(STEPS)), strong if step % 4 == 0 else weak, lowest, highest)
            start, length = bar * song.bar_ticks + step * rhythm.STEP_TICKS, gap * rhythm.STEP_TICKS * legato
            velocity = loud + rng.normal(0, 7)
            out.note(start, length, pitch, velocity)
            if doubled or rng.random() < 0.08:
                out.note(start, length, pitch - (doubled or int(rng.choice([3, 4, 12]))), velocity - 8)
    return out.line()


def _near(pitch: int, allowed: set[int], lowest: int, highest: int) -> int:
    """The next allowed pitch at or above, moved by octaves into the range."""
    while pitch % 12 not in allowed:
        pitch += 1
    while pitch > highest:
        pitch -= 12
    while pitch < lowest:
        pitch += 12
    return pitch
