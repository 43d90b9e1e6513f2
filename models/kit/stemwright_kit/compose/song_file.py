"""The songs file: thousands of songs in a few megabytes, written whole and read one song at a time.

Columns are kept apart and compressed together (they compress far better that way). Lengths and velocities are coarse:
12 lengths an octave, 16 velocities; a performance varies both anyway. The file also names the seed its songs came from.
"""

import io
import os
import zipfile
from pathlib import Path

import numpy as np

from ..stems import STEMS
from .harmony import QUALITIES
from .song import OTHER, TRAIN, VALIDATION, Chord, Part, Song

PART_STEMS = STEMS + (OTHER,)
SPLITS = (TRAIN, VALIDATION)
LENGTHS_PER_OCTAVE = 12
VELOCITY_STEP = 8


def length_codes(ticks: np.ndarray) -> np.ndarray:
    return np.clip(np.round(LENGTHS_PER_OCTAVE * np.log2(1 + np.maximum(ticks, 0))), 1, 255).astype(np.uint8)


def length_ticks(codes: np.ndarray) -> np.ndarray:
    return np.maximum(np.round(np.exp2(codes / LENGTHS_PER_OCTAVE) - 1), 1).astype(int)


def coarse(part: Part) -> Part:
    """The part as it will be read back from a file."""
    notes = part.notes.copy()
    notes[:, 1] = 1 if part.stem == 'drums' else length_ticks(length_codes(notes[:, 1]))
    notes[:, 3] = notes[:, 3] // VELOCITY_STEP * VELOCITY_STEP + VELOCITY_STEP // 2
    return Part(part.stem, part.program, notes)


def save_songs(path: Path, songs: list[Song], seed: int) -> None:
    """Replaces the file at once, so that an interrupted run leaves the old one."""
    songs = sorted(songs, key=lambda song: (song.groove_file, song.number))
    files = sorted({song.groove_file for song in songs})
    parts = [part for song in songs for part in song.parts]
    notes = np.concatenate([part.notes for part in parts])
    arrays = {
        'seed': np.array(seed, np.int64),
        'files': np.array(files),
        'songs': np.array([_song_row(song, files) for song in songs], np.uint32),
        'chords': np.array(
            [[chord.root, QUALITIES.index(chord.quality)] for song in songs for chord in song.chords], np.uint8
        ),
        'parts': np.array([[PART_STEMS.index(part.stem), part.program, len(part.notes)] for part in parts], np.uint16),
        'steps': np.concatenate([np.diff(part.notes[:, 0], prepend=0) for part in parts]).astype(np.uint16),
        'lengths': np.concatenate(
            [
                np.ones(len(part.notes), np.uint8) if part.stem == 'drums' else length_codes(part.notes[:, 1])
                for part in parts
            ]
        ),
        'pitches': notes[:, 2].astype(np.uint8),
        'velocities': (notes[:, 3] // VELOCITY_STEP).astype(np.uint8),
    }
    partial = path.with_name(path.name + '.partial')
    with zipfile.ZipFile(partial, 'w', zipfile.ZIP_LZMA) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(name + '.npy'), buffer.getvalue(), zipfile.ZIP_LZMA)
    os.replace(partial, path)


def _song_row(song: Song, files: list[str]) -> list[int]:
    return [
        song.number,
        SPLITS.index(song.split),
        files.index(song.groove_file),
        song.beats_per_bar,
        song.tempo_bpm,
        song.key,
        int(song.minor),
        song.bars,
        len(song.parts),
    ]


class SongFile:
    """Reads a songs file. `numbers(split)` lists its songs, `song(number)` unpacks one."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as arrays:
            self.seed = int(arrays['seed'])
            self._files = [str(name) for name in arrays['files']]
            self._songs = arrays['songs'].astype(int)
            self._chords, self._parts = arrays['chords'], arrays['parts'].astype(int)
            self._columns = [arrays[name] for name in ('steps', 'lengths', 'pitches', 'velocities')]
        self._rows = {int(number): row for row, number in enumerate(self._songs[:, 0])}
        self._first_chord = np.concatenate([[0], np.cumsum(self._songs[:, 7])])
        self._first_part = np.concatenate([[0], np.cumsum(self._songs[:, 8])])
        self._first_note = np.concatenate([[0], np.cumsum(self._parts[:, 2])])

    def __len__(self) -> int:
        return len(self._rows)

    def numbers(self, split: str | None = None) -> list[int]:
        rows = self._songs if split is None else self._songs[self._songs[:, 1] == SPLITS.index(split)]
        return sorted(int(number) for number in rows[:, 0])

    def song(self, number: int) -> Song:
        row = self._rows[number]
        _, split, file, beats, tempo_bpm, key, minor, _, _ = (int(value) for value in self._songs[row])
        chords = [
            Chord(int(root), QUALITIES[quality])
            for root, quality in self._chords[self._first_chord[row] : self._first_chord[row + 1]]
        ]
        parts = [self._part(part) for part in range(self._first_part[row], self._first_part[row + 1])]
        return Song(number, SPLITS[split], self._files[file], beats, tempo_bpm, key, bool(minor), chords, parts)

    def _part(self, row: int) -> Part:
        stem, program, _ = self._parts[row]
        steps, lengths, pitches, velocities = (
            column[self._first_note[row] : self._first_note[row + 1]].astype(int) for column in self._columns
        )
        notes = np.stack(
            [np.cumsum(steps), length_ticks(lengths), pitches, velocities * VELOCITY_STEP + VELOCITY_STEP // 2], 1
        )
        return Part(PART_STEMS[stem], int(program), notes)
