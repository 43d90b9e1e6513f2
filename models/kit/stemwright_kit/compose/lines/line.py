"""A line: one player's notes over a whole song, and the manner of playing, by which an instrument is chosen.

Notes are rows of start ticks, length ticks, pitch, velocity, as in a song's parts. Holds no musical knowledge.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

# Manners: strum, pick, muted, power and lead are a guitar's; the others say nothing about the instrument.
Manner = Literal['strum', 'pick', 'muted', 'power', 'lead', 'comp', 'beat', 'bass']


@dataclass(frozen=True)
class Line:
    stem: str
    manner: Manner
    notes: np.ndarray


class LineWriter:
    """Collects notes; lengths are at least a 24th of a beat, velocities stay within MIDI's range."""

    def __init__(self, stem: str, manner: Manner) -> None:
        self._stem, self._manner = stem, manner
        self._rows: list[tuple[float, float, int, float]] = []

    def note(self, start: float, length: float, pitch: int, velocity: float) -> None:
        self._rows.append((max(start, 0), max(length, 2), int(pitch), velocity))

    def chord(self, start: float, length: float, pitches: list[int], velocity: float, spread: float = 0) -> None:
        """`spread` ticks lie between one string or finger and the next, in the given order."""
        for place, pitch in enumerate(pitches):
            self.note(start + place * spread, length - place * spread, pitch, velocity)

    def line(self) -> Line:
        rows = np.array(self._rows, float).reshape(-1, 4)
        rows[:, 3] = np.clip(rows[:, 3], 1, 127)
        return Line(self._stem, self._manner, rows[np.lexsort((rows[:, 2], rows[:, 0]))])
