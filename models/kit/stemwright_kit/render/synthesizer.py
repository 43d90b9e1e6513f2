"""Plays notes with one SoundFont through fluidsynth: notes in seconds in, mono samples at SYNTHESIS_RATE_HZ out.

The synthesizer does not band-limit notes that it plays above their sample's pitch: what passes its Nyquist frequency
comes back from there. At 3/2 of the kit's rate, nothing below 22 kHz comes back into the kit's own band, and going down
to the kit's rate is exact. Effects, levels and humanising are not its business. The same notes give the same samples,
whatever was played before.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..stems import RATE_HZ
from . import libfluidsynth
from .voicing import Voicing

SYNTHESIS_RATE_HZ = RATE_HZ * 3 // 2
POLYPHONY = 64
GAIN = 0.3
DRUM_CHANNEL = 9
PLAYABLE_CHANNELS = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)
PEDAL = 64
NOTE_OFF, PEDAL_UP, PEDAL_DOWN, NOTE_ON = range(4)  # in the order in which they happen at the same time


@dataclass(frozen=True)
class Voice:
    """One instrument's notes: columns start seconds, length seconds, pitch, velocity. `pedal` is a list of (down, up)
    seconds.
    """

    bank: int
    program: int
    notes: np.ndarray
    pedal: tuple[tuple[float, float], ...] = ()
    voicing: Voicing = Voicing()


class Synthesizer:
    """Keeps one font's samples in memory, and plays each time with a new synthesizer that borrows them: a used one
    starts its first notes differently. Making one takes a tenth of a millisecond.
    """

    def __init__(self, font: Path, libraries: Path | None = None) -> None:
        self._library = libfluidsynth.load(libraries)
        self._settings = self._library.new_fluid_settings()
        self._library.fluid_settings_setnum(self._settings, b'synth.sample-rate', SYNTHESIS_RATE_HZ)
        self._library.fluid_settings_setnum(self._settings, b'synth.gain', GAIN)
        for name, value in (
            (b'synth.reverb.active', 0),
            (b'synth.chorus.active', 0),
            (b'synth.polyphony', POLYPHONY),
            (b'synth.dynamic-sample-loading', 1),
        ):
            self._library.fluid_settings_setint(self._settings, name, value)
        self._keeper = self._library.new_fluid_synth(self._settings)
        number = self._library.fluid_synth_sfload(self._keeper, str(font).encode(), 0)
        if number < 0:
            raise OSError(f'fluidsynth cannot load {font}')
        self._font = self._library.fluid_synth_get_sfont_by_id(self._keeper, number)
        self._keeper_number = number
        self._pinned: set[tuple[int, int]] = set()

    def play(self, voices: list[Voice], frames: int) -> np.ndarray:
        """Mono float32 of the given length; what still sounds at its end is cut off."""
        channels = self._channels(voices)
        events = [_events(channel, voice) for channel, voice in zip(channels, voices)]
        rows = np.concatenate(events) if events else np.zeros((0, 5), int)
        rows = rows[rows[:, 0] < frames]
        synth = self._library.new_fluid_synth(self._settings)
        number = self._library.fluid_synth_add_sfont(synth, self._font)
        try:
            for channel, voice in zip(channels, voices):
                self._select(synth, number, channel, voice.bank, voice.program)
                for generator, offset in voice.voicing.offsets:
                    self._library.fluid_synth_set_gen(synth, channel, generator, offset)
            return self._run(synth, rows[np.lexsort((rows[:, 1], rows[:, 0]))], frames)
        finally:
            self._library.fluid_synth_remove_sfont(synth, self._font)  # or the font would go with the synthesizer
            self._library.delete_fluid_synth(synth)

    def _channels(self, voices: list[Voice]) -> list[int]:
        free = iter(PLAYABLE_CHANNELS)
        return [DRUM_CHANNEL if voice.bank == 128 else next(free) for voice in voices]

    def _select(self, synth: int, number: int, channel: int, bank: int, program: int) -> None:
        if (bank, program) not in self._pinned:  # its samples then stay in memory
            self._library.fluid_synth_pin_preset(self._keeper, self._keeper_number, bank, program)
            self._pinned.add((bank, program))
        if self._library.fluid_synth_program_select(synth, channel, number, bank, program):
            raise ValueError(f'no preset {bank}:{program}')

    def _run(self, synth: int, rows: np.ndarray, frames: int) -> np.ndarray:
        library = self._library
        left, right = np.zeros(frames, np.float32), np.zeros(frames, np.float32)
        left_at, right_at = left.ctypes.data, right.ctypes.data
        position = 0
        for frame, kind, channel, pitch, velocity in rows.tolist():
            if frame > position:
                library.fluid_synth_write_float(synth, frame - position, left_at, position, 1, right_at, position, 1)
                position = frame
            if kind == NOTE_ON:
                library.fluid_synth_noteon(synth, channel, pitch, velocity)
            elif kind == NOTE_OFF:
                library.fluid_synth_noteoff(synth, channel, pitch)
            else:
                library.fluid_synth_cc(synth, channel, PEDAL, 127 if kind == PEDAL_DOWN else 0)
        if frames > position:
            library.fluid_synth_write_float(synth, frames - position, left_at, position, 1, right_at, position, 1)
        left += right
        left *= 0.5
        return left


def _events(channel: int, voice: Voice) -> np.ndarray:
    """Rows of frame, kind, channel, pitch, velocity."""
    notes, pedal = voice.notes, np.array(voice.pedal, float).reshape(-1, 2)
    keys = np.clip(notes[:, 2] + voice.voicing.key_shift, 0, 127)
    blocks = []
    for kind, seconds, pitch, velocity in (
        (NOTE_ON, notes[:, 0], keys, notes[:, 3]),
        (NOTE_OFF, notes[:, 0] + notes[:, 1], keys, 0 * notes[:, 3]),
        (PEDAL_DOWN, pedal[:, 0], 0 * pedal[:, 0], 0 * pedal[:, 0]),
        (PEDAL_UP, pedal[:, 1], 0 * pedal[:, 1], 0 * pedal[:, 1]),
    ):
        count = len(seconds)
        blocks.append(
            np.stack(
                [np.round(seconds * SYNTHESIS_RATE_HZ), np.full(count, kind), np.full(count, channel), pitch, velocity],
                1,
            )
        )
    return np.concatenate(blocks).astype(np.int64)
