"""One performance of a song: key, tempo, who enters and rests when, on what instruments, and every note's time and
loudness.

Result: tracks, each one instrument's notes in seconds. No sound is made here. All randomness comes from the given
generator.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..compose.lines.line import Line
from ..compose.song import TICKS_PER_BEAT, Song
from ..sounds.sources import Source
from .cast import cast
from .choice import Choice, choose
from .synthesizer import Voice
from .voicing import draw_voicing

LONGEST_SECONDS = 40.0
TEMPO_FACTOR = (0.85, 1.15)
TRANSPOSE = (-5, 7)
SECTION_BARS = 2  # who rests is drawn anew every so many bars
PITCH_RANGE = {'bass': (24, 67), 'drums': (0, 127), 'guitar': (38, 90), 'piano': (21, 108)}
# A stem's rests: how likely a playing stem stops at a section's end, and a resting one enters again. Their ratio is how
# much of
# a song a stem is silent, their size how long the silences last; leads rest more than rhythm does.
STOPS = {'bass': 0.04, 'drums': 0.015, 'guitar': 0.15, 'piano': 0.07}
ENTERS = {'bass': 0.4, 'drums': 0.45, 'guitar': 0.3, 'piano': 0.35}
PEDALLED = 0.45
LEGATO = {'bass': 0.65, 'guitar': 0.5, 'piano': 0.25}  # how often a player holds notes until the next ones
KICKS, CYMBALS = (35, 36), (42, 44, 46, 49, 51, 52, 53, 54, 55, 57, 59, 69, 70, 82)
DRUM_NOTE_SECONDS = 0.12


@dataclass(frozen=True)
class Track:
    stem: str
    manner: str
    choice: Choice
    voice: Voice
    gain: float


@dataclass(frozen=True)
class Performance:
    seconds: float
    tracks: list[Track]


def perform(rng: np.random.Generator, song: Song, sources: Sequence[Source]) -> Performance:
    tick_seconds = 60 / (song.tempo_bpm * rng.uniform(*TEMPO_FACTOR)) / TICKS_PER_BEAT
    seconds = min(song.bars * song.bar_ticks * tick_seconds + rng.uniform(0, 1.5), LONGEST_SECONDS)
    transpose = int(rng.integers(*TRANSPOSE))
    tracks = []
    for stem, lines in cast(rng, song).items():
        playing = plays(rng, stem, song.bars)
        choices = _choices(rng, sources, stem, lines)
        kit = draw_voicing(rng, stem)
        for place, (line, choice) in enumerate(zip(lines, choices)):
            voicing = kit if stem == 'drums' else draw_voicing(rng, stem)
            own = playing if place == 0 or stem == 'drums' else playing & plays(rng, stem, song.bars)
            notes = _resting(line.notes, own, song.bar_ticks)
            notes = humanised(rng, notes, stem, tick_seconds, transpose, seconds)
            if stem == 'drums' and list(choice.source.stems) == ['drums']:
                notes[notes[:, 2] == 35, 2] = 36  # recorded kits have one kick
            if len(notes):
                pedal = _pedal(rng, stem, own, song.bar_ticks * tick_seconds)
                gain = 1.0 if place == 0 else float(10 ** rng.uniform(-0.4, 0.1))
                tracks.append(Track(stem, line.manner, choice, Voice(*choice.preset, notes, pedal, voicing), gain))
    return Performance(seconds, tracks)


def plays(rng: np.random.Generator, stem: str, bars: int) -> np.ndarray:
    """For each bar whether the stem plays: a chain of two states, started as it would be found at any time."""
    stops, enters = STOPS[stem], ENTERS[stem]
    state = rng.random() < enters / (stops + enters)
    sections = []
    for _ in range(-(-bars // SECTION_BARS)):
        sections.append(state)
        state = rng.random() >= stops if state else rng.random() < enters
    return np.repeat(sections, SECTION_BARS)[:bars]


def _choices(rng: np.random.Generator, sources: Sequence[Source], stem: str, lines: list[Line]) -> list[Choice]:
    if stem == 'drums':  # one drummer, one kit
        return [choose(rng, sources, stem, 'beat')] * len(lines)
    return [choose(rng, sources, stem, line.manner) for line in lines]


def _resting(notes: np.ndarray, playing: np.ndarray, bar_ticks: int) -> np.ndarray:
    """Without the notes that begin in bars of rest; notes that would ring into a rest end with the bar before."""
    bars = np.minimum(notes[:, 0] // bar_ticks, len(playing) - 1).astype(int)
    kept, bars = notes[playing[bars]].copy(), bars[playing[bars]]
    following = np.append(playing[1:], True)[bars]
    until_bar_line = (bars + 1) * bar_ticks - kept[:, 0]
    kept[:, 1] = np.where(following, kept[:, 1], np.minimum(kept[:, 1], np.maximum(until_bar_line, 1)))
    return kept


def humanised(
    rng: np.random.Generator, notes: np.ndarray, stem: str, tick_seconds: float, transpose: int, seconds: float
) -> np.ndarray:
    """From ticks to seconds, with a player's inaccuracy, lateness, loudness and wanderings of loudness."""
    count = len(notes)
    late, inaccuracy = rng.normal(0, 0.004), rng.uniform(0.001, 0.009)
    start = notes[:, 0] * tick_seconds + late + rng.normal(0, inaccuracy, count)
    ticks = held(notes, rng.uniform(0.85, 1)) if rng.random() < LEGATO.get(stem, 0) else notes[:, 1]
    length = np.maximum(ticks * tick_seconds * rng.uniform(0.9, 1.1), 0.03)
    pitch = notes[:, 2]
    wandering = 1 + 0.08 * np.sin(2 * np.pi * (start / rng.uniform(5, 20) + rng.random()))
    velocity = notes[:, 3] * rng.uniform(0.75, 1.15) * wandering + rng.normal(0, rng.uniform(1, 5), count)
    if stem == 'drums':
        length = np.full(count, DRUM_NOTE_SECONDS)
        velocity += rng.uniform(0, 25) * np.isin(pitch, KICKS)
        velocity *= np.where(np.isin(pitch, CYMBALS), rng.uniform(0.5, 0.95), 1)
    else:
        pitch = into_range(pitch + transpose, *PITCH_RANGE[stem])
    rows = np.stack([np.maximum(start, 0), length, pitch, np.clip(np.round(velocity), 12, 127)], 1)
    return rows[start < seconds]


def held(notes: np.ndarray, share: float) -> np.ndarray:
    """Lengths up to a share of the way to the next note's start, at most two beats; never shorter than they were."""
    starts = np.unique(notes[:, 0])
    following = (
        np.append(starts[1:], starts[-1:] + TICKS_PER_BEAT)[np.searchsorted(starts, notes[:, 0])]
        if len(starts)
        else starts
    )
    return np.maximum(notes[:, 1], share * np.minimum(following - notes[:, 0], 2 * TICKS_PER_BEAT))


def into_range(pitch: np.ndarray, lowest: int, highest: int) -> np.ndarray:
    """Moved by octaves, so that harmony stays."""
    pitch = pitch + 12 * np.ceil(np.maximum(lowest - pitch, 0) / 12)
    return pitch - 12 * np.ceil(np.maximum(pitch - highest, 0) / 12)


def _pedal(
    rng: np.random.Generator, stem: str, playing: np.ndarray, bar_seconds: float
) -> tuple[tuple[float, float], ...]:
    """A piano's pedal, changed every bar or half bar."""
    if stem != 'piano' or rng.random() >= PEDALLED:
        return ()
    step = bar_seconds / int(rng.choice([1, 1, 2]))
    starts = [
        bar * bar_seconds + offset
        for bar in np.flatnonzero(playing)
        for offset in np.arange(0, bar_seconds - 1e-6, step)
    ]
    return tuple((start + 0.04, start + step - 0.01) for start in starts)
