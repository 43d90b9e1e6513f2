"""Bass lines: steady roots, walking quarters, and riffs of a bar or two."""

import numpy as np

from ..harmony import INTERVALS, scale
from ..song import Chord, Song
from . import rhythm
from .line import Line, LineWriter

LOWEST = 28


def compose(rng: np.random.Generator, song: Song) -> Line:
    return COMPOSERS[rng.choice(len(COMPOSERS), p=COMPOSER_SHARES)](rng, song)


def _root(chord: Chord) -> int:
    return LOWEST + (chord.root - LOWEST) % 12


def steady(rng: np.random.Generator, song: Song) -> Line:
    out, every = LineWriter('bass', 'bass'), int(rng.choice([24, 24, 48, 96]))
    loud, ring, octaves = rng.uniform(80, 112), rng.uniform(0.6, 1), rng.random() < 0.2
    for bar, chord in enumerate(song.chords):
        for place, start in enumerate(range(0, song.bar_ticks, every)):
            out.note(
                bar * song.bar_ticks + start,
                every * ring,
                _root(chord) + 12 * (octaves and place % 2),
                loud + (6 if start == 0 else 0) + rng.normal(0, 4),
            )
    return out.line()


def walking(rng: np.random.Generator, song: Song) -> Line:
    """A quarter note a beat: the root, notes of the scale on the way, and a half step into the next root."""
    out, loud = LineWriter('bass', 'bass'), rng.uniform(78, 105)
    tones = scale(song.key, song.minor)
    for bar, chord in enumerate(song.chords):
        target = _root(song.chords[(bar + 1) % song.bars])
        pitch = _root(chord)
        for beat in range(song.beats_per_bar):
            if beat and beat == song.beats_per_bar - 1:
                pitch = target + int(rng.choice([-1, 1]))
            elif beat:
                pitch += int(rng.choice([1, 2, 3])) * (1 if target >= pitch else -1)
                while pitch % 12 not in tones:
                    pitch += 1
            out.note(bar * song.bar_ticks + beat * 48, 46, max(pitch, LOWEST - 4), loud + rng.normal(0, 5))
    return out.line()


def riff(rng: np.random.Generator, song: Song) -> Line:
    out, steps = LineWriter('bass', 'bass'), rhythm.steps_in(song.bar_ticks)
    loud, bars = rng.uniform(85, 115), []
    for _ in range(2):
        struck = rhythm.pattern(rng, steps, rng.uniform(0.3, 0.6), int(rng.choice([1, 2, 2])))
        bars.append(
            [(step, gap, int(rng.choice([0, 0, 0, 1, 2, 12]))) for step, gap in zip(struck, rhythm.gaps(struck, steps))]
        )
    for bar, chord in enumerate(song.chords):
        for step, gap, choice in bars[bar % 2]:
            interval = choice if choice in (0, 12) else INTERVALS[chord.quality][choice]
            out.note(
                bar * song.bar_ticks + step * rhythm.STEP_TICKS,
                gap * rhythm.STEP_TICKS * 0.85,
                _root(chord) + interval,
                loud + rng.normal(0, 5),
            )
    return out.line()


COMPOSERS = (steady, walking, riff)
COMPOSER_SHARES = (0.4, 0.15, 0.45)
