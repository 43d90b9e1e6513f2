"""Guitar accompaniment: strummed chords, picked arpeggios, palm-muted runs, power chords, riffs. Melodies are in
`melody`.
"""

import numpy as np

from ..harmony import INTERVALS, scale
from ..song import Chord, Song
from . import rhythm
from .line import Line, LineWriter, Manner

LOWEST_E, LOWEST_A = 40, 45
STRUM_TICKS = (0.4, 1.6)  # from string to string
RIFF_MANNERS: tuple[Manner, ...] = ('power', 'muted', 'lead')


def compose(rng: np.random.Generator, song: Song) -> Line:
    writer = rng.choice(len(COMPOSERS), p=COMPOSER_SHARES)
    return COMPOSERS[writer](rng, song)


def voicing(chord: Chord, lowest: int, strings: int) -> list[int]:
    """A barre chord from its lowest string up: root, fifth, octave (or seventh, sixth), third, fifth, double octave."""
    root = lowest + (chord.root - lowest) % 12
    intervals = INTERVALS[chord.quality]
    third, fifth = intervals[1], intervals[2]
    middle = intervals[3] if len(intervals) > 3 else 12
    shape = [0, fifth, middle, third + 12, fifth + 12, 24]
    if len(intervals) > 4:
        shape[4] = intervals[4] + 12 - 12 * (intervals[4] > 12)
    return sorted({root + interval for interval in shape})[:strings]


def strum(rng: np.random.Generator, song: Song) -> Line:
    out, steps = LineWriter('guitar', 'strum'), rhythm.steps_in(song.bar_ticks)
    patterns = [rhythm.pattern(rng, steps, grid=int(rng.choice([1, 2, 2, 4]))) for _ in range(2)]
    lowest, strings = int(rng.choice([LOWEST_E, LOWEST_A])), int(rng.choice([4, 5, 6, 6]))
    loud, spread, ring = rng.uniform(70, 105), rng.uniform(*STRUM_TICKS), rng.choice([0.35, 0.9, 1.0, 1.0])
    for bar, chord in enumerate(song.chords):
        strings_down = voicing(chord, lowest, strings)
        struck = patterns[bar // 4 % 2]
        for step, gap in zip(struck, rhythm.gaps(struck, steps)):
            up = step % 4 == 2 or step % 2 == 1
            pitches = strings_down[::-1][:4] if up else strings_down
            accent = loud + (8 if step % 8 == 4 else 0) - (12 if up else 0) + rng.normal(0, 5)
            out.chord(
                bar * song.bar_ticks + step * rhythm.STEP_TICKS, gap * rhythm.STEP_TICKS * ring, pitches, accent, spread
            )
    return out.line()


def picked(rng: np.random.Generator, song: Song) -> Line:
    """Arpeggios in a fixed order of strings, over a ringing bass note."""
    out, steps = LineWriter('guitar', 'pick'), rhythm.steps_in(song.bar_ticks)
    every, loud = int(rng.choice([1, 2, 2, 2])), rng.uniform(65, 95)
    lowest, order = int(rng.choice([LOWEST_E, LOWEST_A, 50])), rng.permutation(4)
    rings = rng.random() < 0.7
    for bar, chord in enumerate(song.chords):
        strings = voicing(chord, lowest, 6)
        bass, upper = strings[0], strings[1:] or strings
        start = bar * song.bar_ticks
        out.note(start, song.bar_ticks * 0.95, bass, loud + 6)
        for place, step in enumerate(range(every, steps, every)):
            length = (steps - step if rings else every) * rhythm.STEP_TICKS
            pitch = upper[order[place % 4] % len(upper)]
            out.note(start + step * rhythm.STEP_TICKS, length, pitch, loud + rng.normal(0, 6))
    return out.line()


def muted(rng: np.random.Generator, song: Song) -> Line:
    """Palm-muted eighths or sixteenths on low strings, with accents an octave or fifth up."""
    out, steps = LineWriter('guitar', 'muted'), rhythm.steps_in(song.bar_ticks)
    grid, loud = int(rng.choice([1, 2, 2])), rng.uniform(75, 110)
    rows = [
        [(step, rng.choice([0, 0, 0, 7, 12])) for step in range(0, steps, grid) if rng.random() < 0.85]
        for _ in range(2)
    ]
    for bar, chord in enumerate(song.chords):
        root = LOWEST_E + (chord.root - LOWEST_E) % 12
        for step, interval in rows[bar // 4 % 2]:
            accent = 10 if step % 4 == 0 else 0
            out.note(
                bar * song.bar_ticks + step * rhythm.STEP_TICKS,
                grid * rhythm.STEP_TICKS * 0.7,
                root + interval,
                loud + accent + rng.normal(0, 5),
            )
    return out.line()


def power(rng: np.random.Generator, song: Song) -> Line:
    out, steps = LineWriter('guitar', 'power'), rhythm.steps_in(song.bar_ticks)
    patterns = [rhythm.pattern(rng, steps, grid=int(rng.choice([2, 2, 4, 8]))) for _ in range(2)]
    loud, ring, octave = rng.uniform(85, 115), rng.choice([0.5, 0.95, 1.0]), rng.random() < 0.6
    for bar, chord in enumerate(song.chords):
        root = LOWEST_E + (chord.root - LOWEST_E) % 12
        pitches = [root, root + 7] + ([root + 12] if octave else [])
        struck = patterns[bar // 4 % 2]
        for step, gap in zip(struck, rhythm.gaps(struck, steps)):
            out.chord(
                bar * song.bar_ticks + step * rhythm.STEP_TICKS,
                gap * rhythm.STEP_TICKS * ring,
                pitches,
                loud + rng.normal(0, 5),
                0.3,
            )
    return out.line()


def riff(rng: np.random.Generator, song: Song) -> Line:
    """A two-bar figure on low strings that follows the chords' roots."""
    manner = RIFF_MANNERS[rng.choice(len(RIFF_MANNERS))]
    out, steps = LineWriter('guitar', manner), rhythm.steps_in(song.bar_ticks)
    loud, tones = rng.uniform(80, 112), scale(song.key, song.minor)
    bars = []
    for _ in range(2):
        struck = rhythm.pattern(rng, steps, 0.6, int(rng.choice([1, 2])))
        bars.append(
            [
                (step, gap, int(rng.choice([0, 0, 3, 5, 7, 10, 12])))
                for step, gap in zip(struck, rhythm.gaps(struck, steps))
            ]
        )
    for bar, chord in enumerate(song.chords):
        root = LOWEST_E + (chord.root - LOWEST_E) % 12
        for step, gap, interval in bars[bar % 2]:
            pitch = root + interval
            pitch -= (pitch % 12) not in tones  # bent into the key
            out.note(
                bar * song.bar_ticks + step * rhythm.STEP_TICKS,
                gap * rhythm.STEP_TICKS * 0.9,
                pitch,
                loud + rng.normal(0, 6),
            )
    return out.line()


COMPOSERS = (strum, picked, muted, power, riff)
COMPOSER_SHARES = (0.32, 0.26, 0.12, 0.16, 0.14)
