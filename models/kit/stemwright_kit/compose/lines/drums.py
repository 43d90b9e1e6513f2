"""Drum kit lines: a beat of kick, snare and cymbal that varies little, a fill at the end of a section and a crash after
it.

Pitches are General MIDI's drum keys.
"""

import numpy as np

from ..song import Song
from . import rhythm
from .line import Line, LineWriter

KICK, STICK, SNARE, CLOSED_HAT, PEDAL_HAT, OPEN_HAT, CRASH, RIDE = 36, 37, 38, 42, 44, 46, 49, 51
TOMS = (48, 47, 45, 43, 41)
SECTION_BARS = 4


def compose(rng: np.random.Generator, song: Song) -> Line:
    out, steps = LineWriter('drums', 'beat'), rhythm.steps_in(song.bar_ticks)
    beat, loud = _beat(rng, steps), rng.uniform(78, 112)
    for bar in range(song.bars):
        start = bar * song.bar_ticks
        last = bar % SECTION_BARS == SECTION_BARS - 1
        fill_from = steps - int(rng.choice([4, 8, 16])) if last and rng.random() < 0.6 else steps
        for step, key, accent in beat:
            if step < fill_from and rng.random() < 0.97:
                out.note(start + step * rhythm.STEP_TICKS, 6, key, loud + accent + rng.normal(0, 5))
        _fill(rng, out, start, max(fill_from, 0), steps, loud)
        if bar % SECTION_BARS == 0 and rng.random() < 0.5:
            out.note(start, 6, CRASH, loud + 8)
    return out.line()


def fill(rng: np.random.Generator, song: Song, bar: int) -> Line:
    """Half a bar of fill before the bar line, for a beat that somebody else plays."""
    out, steps = LineWriter('drums', 'beat'), rhythm.steps_in(song.bar_ticks)
    _fill(rng, out, bar * song.bar_ticks, steps // 2, steps, rng.uniform(85, 112))
    out.note((bar + 1) * song.bar_ticks, 6, CRASH, 105)
    return out.line()


def _beat(rng: np.random.Generator, steps: int) -> list[tuple[int, int, float]]:
    cymbal = int(rng.choice([CLOSED_HAT, CLOSED_HAT, CLOSED_HAT, RIDE, OPEN_HAT]))
    grid = int(rng.choice([1, 2, 2, 2, 4]))
    backbeat = int(rng.choice([SNARE, SNARE, SNARE, 40, STICK]))
    half_time = rng.random() < 0.15
    beat: list[tuple[int, int, float]] = [(step, cymbal, -14 if step % 4 else -4) for step in range(0, steps, grid)]
    beat += [(step, backbeat, 6) for step in range(8 if half_time else 4, steps, 16 if half_time else 8)]
    beat += [(0, KICK, 8)] + [(step, KICK, 0) for step in range(2, steps, 2) if step % 8 != 4 and rng.random() < 0.3]
    if cymbal == RIDE and rng.random() < 0.6:
        beat += [(step, PEDAL_HAT, -16) for step in range(4, steps, 8)]
    if rng.random() < 0.3:  # ghost notes
        beat += [(step, backbeat, -40) for step in range(1, steps, 2) if rng.random() < 0.25]
    return beat


def _fill(rng: np.random.Generator, out: LineWriter, start: float, first: int, steps: int, loud: float) -> None:
    keys = (SNARE,) * 3 + TOMS
    place = 0
    for step in range(first, steps, int(rng.choice([1, 1, 2]))):
        if rng.random() < 0.85:
            out.note(start + step * rhythm.STEP_TICKS, 6, keys[min(place, len(keys) - 1)], loud + rng.normal(0, 7))
        place += int(rng.integers(0, 3))
