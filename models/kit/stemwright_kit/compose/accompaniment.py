"""One song from MMA: writes its script, runs it, reads the MIDI file that comes out.

`compose_song(seed, number)` depends on nothing but these two and the installed MMA. Combinations that MMA refuses, or
that leave hardly any band, are drawn again; lines of our own are not added here (a performance does that).
"""

import os
import re
import subprocess
import tempfile
from pathlib import Path

import mido
import numpy as np

from . import grooves
from .harmony import ROOT_NAMES, progression
from .song import OTHER, TICKS_PER_BEAT, TRAIN, VALIDATION, Chord, Part, Song

BARS = 16
SECTION_BARS = 8
VALIDATION_EVERY = 16
MOST_PARTS = 10
MOST_NOTES = 4000
ATTEMPTS = 40
DRUM_CHANNEL = 9

NoteTicks = tuple[int, int, int, int]  # start, length, pitch, velocity


class NoAccompaniment(Exception):
    """MMA did not play this one."""


def compose_song(seed: int, number: int) -> Song:
    rng = np.random.default_rng([seed, number])
    split = VALIDATION if number % VALIDATION_EVERY == VALIDATION_EVERY - 1 else TRAIN
    for _ in range(ATTEMPTS):
        try:
            return _attempt(rng, number, split)
        except NoAccompaniment:
            continue
    raise RuntimeError(f'song {number}: MMA played none of {ATTEMPTS} attempts; is it installed?')


def _attempt(rng: np.random.Generator, number: int, split: str) -> Song:
    name = _choose_file(rng, split)
    key, minor, chords = progression(rng, BARS, SECTION_BARS)
    tempo_bpm = int(np.clip(rng.normal(116, 24), 66, 178))
    script = _script(rng, name, chords, tempo_bpm)
    midi, beats_per_bar = _run_mma(script, tempo_bpm)
    parts = _parts(midi, BARS * beats_per_bar * TICKS_PER_BEAT)
    if not _is_a_band(rng, parts):
        raise NoAccompaniment('too few instruments')
    return Song(number, split, name, beats_per_bar, tempo_bpm, key, minor, chords, parts)


def _choose_file(rng: np.random.Generator, split: str) -> str:
    files = grooves.groove_files(split)
    if not files:
        raise RuntimeError(f'no groove files in {grooves.LIBRARY}: install the Debian package mma')
    weights = np.array([grooves.weight_of(name) for name in files])
    return files[rng.choice(len(files), p=weights / weights.sum())]


def _script(rng: np.random.Generator, name: str, chords: list[Chord], tempo_bpm: int) -> str:
    found = grooves.grooves_of(name)
    if not found.loops:
        raise NoAccompaniment('no grooves')
    first = str(rng.choice(found.loops))
    second = first if rng.random() < 0.4 else str(rng.choice(found.loops))
    fills = bool(found.fills) and rng.random() < 0.7
    lines = [f'RndSeed {rng.integers(10**6)}', f'Tempo {tempo_bpm}', f'Include {grooves.LIBRARY / name}']
    for bar, chord in enumerate(chords):
        section, place = divmod(bar, SECTION_BARS)
        if place == 0:
            lines.append(f'Groove {(first, second)[section % 2]}')
        if fills and place == SECTION_BARS - 1:
            lines.append(f'Groove {rng.choice(found.fills)}')
        lines.append(f'{bar + 1} {ROOT_NAMES[chord.root]}{chord.quality}')
    return '\n'.join(lines) + '\n'


def _run_mma(script: str, tempo_bpm: int) -> tuple[mido.MidiFile, int]:
    """The MIDI file and the beats in a bar, which MMA tells only through the length in minutes that it prints."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, 'song.mma'), Path(folder, 'song.mid')
        source.write_text(script)
        try:
            done = subprocess.run(
                ['mma', '-w', str(source), '-f', str(target)],
                capture_output=True,
                text=True,
                timeout=60,
                errors='replace',
                env={**os.environ, 'PYTHONHASHSEED': '0'},
            )
        except subprocess.TimeoutExpired as error:
            raise NoAccompaniment('too slow') from error
        said = re.search(r'\((\d+) bars, ([\d.]+) min', done.stdout)
        if not said or int(said[1]) != BARS or not target.exists():
            raise NoAccompaniment(done.stdout[-200:])
        beats_per_bar = round(float(said[2]) * tempo_bpm / BARS)
        if not 2 <= beats_per_bar <= 6:
            raise NoAccompaniment(f'{beats_per_bar} beats in a bar')
        try:
            return mido.MidiFile(target), beats_per_bar
        except (OSError, ValueError, EOFError, KeyError, IndexError) as error:
            raise NoAccompaniment('unreadable MIDI file') from error


def _parts(midi: mido.MidiFile, total_ticks: int) -> list[Part]:
    found = []
    for notes_of_channel in _instruments(midi):
        for (channel, program), notes in notes_of_channel.items():
            rows = np.array(notes, dtype=float)
            rows[:, :2] *= TICKS_PER_BEAT / midi.ticks_per_beat
            rows = np.round(rows).astype(int)
            rows = rows[(rows[:, 0] >= 0) & (rows[:, 0] < total_ticks)]
            rows = rows[np.lexsort((rows[:, 2], rows[:, 0]))]
            if 0 < len(rows) < MOST_NOTES:
                stem = stem_of(channel, program)
                found.append(Part(stem, 0 if stem == 'drums' else program, rows))
    found.sort(key=lambda part: (part.stem == OTHER, part.stem, -len(part.notes)))
    return found[:MOST_PARTS]


def _instruments(midi: mido.MidiFile) -> list[dict[tuple[int, int], list[NoteTicks]]]:
    """Notes by track, but for the drums: MMA gives every drum a track, and a drummer plays them all."""
    kit, others = [], []
    for track in midi.tracks:
        notes = _track_notes(track)
        kit += [note for key in list(notes) if key[0] == DRUM_CHANNEL for note in notes.pop(key)]
        others.append(notes)
    return others + ([{(DRUM_CHANNEL, 0): kit}] if kit else [])


def _track_notes(track: mido.MidiTrack) -> dict[tuple[int, int], list[NoteTicks]]:
    """Notes in the file's ticks by channel and the program that was set when they began."""
    now = 0
    programs: dict[int, int] = {}
    held: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    notes: dict[tuple[int, int], list[NoteTicks]] = {}
    for message in track:
        now += message.time
        if message.type == 'program_change':
            programs[message.channel] = message.program
        elif message.type == 'note_on' and message.velocity:
            begun = (now, message.velocity, programs.get(message.channel, 0))
            held.setdefault((message.channel, message.note), []).append(begun)
        elif message.type in ('note_on', 'note_off') and held.get((message.channel, message.note)):
            start, velocity, program = held[message.channel, message.note].pop(0)
            notes.setdefault((message.channel, program), []).append((start, now - start, message.note, velocity))
    return notes


def stem_of(channel: int, program: int) -> str:
    """The stem a General MIDI instrument belongs to."""
    if channel == DRUM_CHANNEL:
        return 'drums'
    if program < 8:
        return 'piano'
    if 24 <= program < 32:
        return 'guitar'
    return 'bass' if 32 <= program < 40 else OTHER


def _is_a_band(rng: np.random.Generator, parts: list[Part]) -> bool:
    stems = {part.stem for part in parts}
    rhythm = stems & {'bass', 'drums'}
    return len(stems) >= 2 and bool(rhythm) and (len(rhythm) == 2 or rng.random() < 0.2)
