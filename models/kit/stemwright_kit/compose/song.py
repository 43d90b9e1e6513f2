"""What a song is: plain data, times in ticks of 1/48 beat, so that a performance may choose tempo and key.

A part holds one instrument's notes as integers in the columns of NOTE_COLUMNS, sorted by start. Its stem is one of
STEMS or OTHER (strings, brass, organs: a performance may give their notes to guitar or piano). Nothing here composes.
"""

from dataclasses import dataclass, field

import numpy as np

TICKS_PER_BEAT = 48
OTHER = 'other'
NOTE_COLUMNS = ('start_ticks', 'length_ticks', 'pitch', 'velocity')
TRAIN, VALIDATION = 'train', 'validation'


@dataclass(frozen=True)
class Chord:
    """A chord of one bar: root as a pitch class 0..11 and a name in harmony.INTERVALS."""

    root: int
    quality: str


@dataclass(frozen=True)
class Part:
    stem: str
    program: int
    notes: np.ndarray


@dataclass(frozen=True)
class Song:
    """`number` names the song within its songs file; `split` follows from the groove file it was made with."""

    number: int
    split: str
    groove_file: str
    beats_per_bar: int
    tempo_bpm: int
    key: int
    minor: bool
    chords: list[Chord]
    parts: list[Part] = field(default_factory=list)

    @property
    def bars(self) -> int:
        return len(self.chords)

    @property
    def bar_ticks(self) -> int:
        return self.beats_per_bar * TICKS_PER_BEAT
