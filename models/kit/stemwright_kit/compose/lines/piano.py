"""Piano accompaniment: two hands in a few manners. Melodies are in `melody`."""

import numpy as np

from ..harmony import chord_pitches
from ..song import Song
from . import rhythm
from .line import Line, LineWriter

LEFT_LOWEST = 36

Voicings = list[list[int]]  # MIDI pitches of each bar


def compose(rng: np.random.Generator, song: Song) -> Line:
    out = LineWriter('piano', 'comp')
    loud, lowest = rng.uniform(62, 100), int(rng.choice([48, 52, 55, 57, 60]))
    right = RIGHT_HANDS[rng.choice(len(RIGHT_HANDS), p=RIGHT_SHARES)]
    right(rng, out, song, _voicings(song, lowest), loud)
    if rng.random() < 0.7:
        LEFT_HANDS[rng.integers(len(LEFT_HANDS))](rng, out, song, loud - rng.uniform(0, 12))
    return out.line()


def _voicings(song: Song, lowest: int) -> Voicings:
    """Close chords, inverted so that all lie between `lowest` and a tenth above: hands stay where they are."""
    return [sorted({lowest + (pitch - lowest) % 12 for pitch in chord_pitches(chord, lowest)}) for chord in song.chords]


def _comping(rng: np.random.Generator, out: LineWriter, song: Song, voicings: Voicings, loud: float) -> None:
    steps = rhythm.steps_in(song.bar_ticks)
    patterns = [rhythm.pattern(rng, steps) for _ in range(2)]
    ring = rng.choice([0.4, 0.8, 1.0])
    for bar, pitches in enumerate(voicings):
        struck = patterns[bar // 4 % 2]
        for step, gap in zip(struck, rhythm.gaps(struck, steps)):
            out.chord(
                bar * song.bar_ticks + step * rhythm.STEP_TICKS,
                gap * rhythm.STEP_TICKS * ring,
                pitches,
                loud + rng.normal(0, 6),
                rng.uniform(0, 0.2),
            )


def _eighths(rng: np.random.Generator, out: LineWriter, song: Song, voicings: Voicings, loud: float) -> None:
    """Chords repeated on every eighth or quarter."""
    every = int(rng.choice([24, 48]))
    ring = rng.uniform(0.5, 1)
    for bar, pitches in enumerate(voicings):
        for beat in range(0, song.bar_ticks, every):
            accent = 8 if beat % 96 == 0 else 0
            out.chord(bar * song.bar_ticks + beat, every * ring, pitches, loud - 6 + accent + rng.normal(0, 4), 0.1)


def _arpeggio(rng: np.random.Generator, out: LineWriter, song: Song, voicings: Voicings, loud: float) -> None:
    steps, every = rhythm.steps_in(song.bar_ticks), int(rng.choice([1, 2, 2]))
    octaves = int(rng.choice([1, 2]))
    legato = rng.choice([1.0, 1.5, 4.0])
    for bar, pitches in enumerate(voicings):
        climb = [pitch + 12 * octave for octave in range(octaves) for pitch in pitches] + [pitches[0] + 12 * octaves]
        wave = climb + climb[-2:0:-1]
        for place, step in enumerate(range(0, steps, every)):
            out.note(
                bar * song.bar_ticks + step * rhythm.STEP_TICKS,
                every * rhythm.STEP_TICKS * legato,
                wave[place % len(wave)],
                loud + rng.normal(0, 6),
            )


def _held(rng: np.random.Generator, out: LineWriter, song: Song, voicings: Voicings, loud: float) -> None:
    for bar, pitches in enumerate(voicings):
        out.chord(bar * song.bar_ticks, song.bar_ticks * 0.98, pitches, loud + rng.normal(0, 4), rng.uniform(0, 3))


def _left_octaves(rng: np.random.Generator, out: LineWriter, song: Song, loud: float) -> None:
    for bar, chord in enumerate(song.chords):
        root = LEFT_LOWEST + (chord.root - LEFT_LOWEST) % 12
        for start in (0,) if rng.random() < 0.6 else (0, song.bar_ticks // 2):
            out.chord(
                bar * song.bar_ticks + start,
                song.bar_ticks * 0.48,
                [root - 12, root] if root > LEFT_LOWEST + 4 else [root],
                loud,
            )


def _left_fifths(rng: np.random.Generator, out: LineWriter, song: Song, loud: float) -> None:
    """Root, fifth, octave, fifth in eighths or quarters, as in ballads."""
    every = int(rng.choice([24, 48]))
    for bar, chord in enumerate(song.chords):
        root = LEFT_LOWEST + (chord.root - LEFT_LOWEST) % 12
        for place, start in enumerate(range(0, song.bar_ticks, every)):
            out.note(
                bar * song.bar_ticks + start, every * 1.1, root + (0, 7, 12, 7)[place % 4], loud + rng.normal(0, 4)
            )


RIGHT_HANDS = (_comping, _eighths, _arpeggio, _held)
RIGHT_SHARES = (0.4, 0.2, 0.25, 0.15)
LEFT_HANDS = (_left_octaves, _left_fifths)
