"""Keys, scales, chords and progressions: pure functions of a random generator. Knows no instruments or rhythm."""

import numpy as np

from .song import Chord

ROOT_NAMES = ('C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B')
INTERVALS = {
    '': (0, 4, 7),
    'm': (0, 3, 7),
    '7': (0, 4, 7, 10),
    'm7': (0, 3, 7, 10),
    'M7': (0, 4, 7, 11),
    'sus4': (0, 5, 7),
    '6': (0, 4, 7, 9),
    '9': (0, 4, 7, 10, 14),
    'm6': (0, 3, 7, 9),
}
QUALITIES = tuple(INTERVALS)
MAJOR_SCALE, MINOR_SCALE = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
COLOURS = {'': ('7', 'M7', 'sus4', '6', '9'), 'm': ('m7', 'm7', 'm6')}

# Degrees as (semitones above the key, triad). The seventh one is borrowed: flat VII in major, major V in minor.
MAJOR_DEGREES = ((0, ''), (2, 'm'), (4, 'm'), (5, ''), (7, ''), (9, 'm'), (10, ''))
MINOR_DEGREES = ((0, 'm'), (3, ''), (5, 'm'), (7, 'm'), (8, ''), (10, ''), (7, ''))
MAJOR_LOOPS = (
    (0, 4, 5, 3),
    (0, 5, 3, 4),
    (5, 3, 0, 4),
    (0, 3, 4, 3),
    (0, 0, 3, 4),
    (1, 4, 0, 0),
    (0, 2, 3, 4),
    (0, 6, 3, 0),
    (0, 5, 1, 4),
    (0, 3, 0, 4),
    (3, 0, 4, 5),
)
MINOR_LOOPS = ((0, 4, 1, 5), (0, 5, 4, 6), (0, 2, 4, 6), (0, 0, 5, 5), (0, 2, 5, 4), (0, 3, 4, 6), (0, 5, 4, 5))


def scale(key: int, minor: bool) -> list[int]:
    """The pitch classes of the key."""
    return [(key + step) % 12 for step in (MINOR_SCALE if minor else MAJOR_SCALE)]


def chord_pitches(chord: Chord, lowest: int) -> list[int]:
    """The chord in close position, its root the first one at or above `lowest`."""
    root = lowest + (chord.root - lowest) % 12
    return [root + interval for interval in INTERVALS[chord.quality]]


def progression(rng: np.random.Generator, bars: int, section_bars: int = 8) -> tuple[int, bool, list[Chord]]:
    """A key, whether it is minor, and one chord a bar; two loops alternate from section to section."""
    key, minor = int(rng.integers(12)), bool(rng.random() < 0.4)
    colouring = rng.random() * 0.6
    loops = [_loop(rng, key, minor, colouring) for _ in range(2)]
    chords = []
    for bar in range(bars):
        loop = loops[bar // section_bars % 2]
        chords.append(loop[bar % len(loop)])
    return key, minor, chords


def _loop(rng: np.random.Generator, key: int, minor: bool, colouring: float) -> list[Chord]:
    degrees, loops = (MINOR_DEGREES, MINOR_LOOPS) if minor else (MAJOR_DEGREES, MAJOR_LOOPS)
    if rng.random() < 0.65:
        plan = list(loops[rng.integers(len(loops))])
    else:
        plan = [int(degree) for degree in rng.integers(7, size=rng.choice([4, 8]))]
    if rng.random() < 0.3:
        plan = [degree for degree in plan for _ in range(2)]
    chords = []
    for degree in plan:
        semitones, quality = degrees[degree]
        if rng.random() < colouring:
            quality = str(rng.choice(COLOURS[quality]))
        chords.append(Chord((key + semitones) % 12, quality))
    return chords
