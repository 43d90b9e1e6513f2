"""The demo's recording: 12 seconds of a band, with the four stems it is the sum of.

    python3 demo_excerpt.py [--soundfonts /usr/share/sounds/sf3] [--out test/fixtures/demo-band]

Writes {bass,drums,guitar,piano,mixture}.flac, stereo, 44.1 kHz, 16 bit. The score below is ours. It is humanised with a
fixed seed, written as one MIDI file a stem, played by fluidsynth, levelled, cut, faded and rounded to 16 bit; only then
are the stems added, as integers, so that mixture = bass + drums + guitar + piano holds for every sample. The same
fluidsynth, flac and soundfonts give the same bytes. Needs numpy, the programs fluidsynth and flac, and the two MIT
soundfonts of Debian's fluidr3mono-gm-soundfont and musescore-general-soundfont-small.

It does not make training data (one fixed song), does not master (no compression, no limiter, no dither: a mixture that
would clip is an error), and does not check how well anything separates.
"""

import argparse
import random
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
SEED, RATE_HZ, FRAMES, FADE_FRAMES = 7, 44100, 12 * 44100, 8820
BEATS_PER_MINUTE, TICKS_PER_BEAT, STEPS_PER_BAR = 112, 480, 16
STEP_S = 60 / BEATS_PER_MINUTE / 4
SWING = 0.12  # how late every second sixteenth is, in sixteenths
GAP_S = 0.02  # a note ends this long before the next may start; more than the jitter of two onsets
JITTER_S, VELOCITY_SPREAD = 0.003, 5
DRUM_CHANNEL = 9


class Note(NamedTuple):
    start_s: float
    end_s: float
    pitch: int
    velocity: int


class Stem(NamedTuple):
    """How a stem is played and placed. pan and reverb are MIDI controllers 10 and 91; rms is that of 22.05 kHz mono."""

    soundfont: str
    program: int
    pan: int
    reverb: int
    late_s: float
    rms: float


FLUID, MUSESCORE = 'FluidR3Mono_GM.sf3', 'MuseScore_General_Lite.sf3'
STEMS = {
    'bass': Stem(FLUID, 33, 56, 30, 0.006, 0.055),
    'drums': Stem(FLUID, 0, 64, 70, 0.000, 0.055),
    'guitar': Stem(FLUID, 25, 96, 45, -0.004, 0.045),
    'piano': Stem(MUSESCORE, 0, 36, 50, 0.003, 0.045),
}

# A line has one sign a sixteenth and one group a bar: six bars, the last cut by the end. Drums and chords are hit with
# X (accent), x, o (soft) and g (ghost); '-' holds and '.' rests. Melodies name the note instead.
HITS = {'X': 112, 'x': 94, 'o': 74, 'g': 46}
DRUMS = {
    36: 'X..x..x...x..x.. X..x..x...x..... X..x..x...x..x.. X..x..X...x...X. X..x..x.X..xX... X.....X.........',
    38: '....X..g.g..X..g ....X..g.g..X.g. ....X..g.g..X..g ....X..g..xxXgxX ....X..g....XxoX ......X...g.g...',
    42: 'X.xoX.xoX.xoX.x. X.xoX.xoX.xoX... X.xoX.xoX.xoX.xo X.xoX.xoX....... x.o.x.o.x.o..... ........x.x.x.x.',
    46: '..............x. .............x.. ................ ................ ................ ................',
    49: 'X............... ................ ................ ................ X............... X.....x.........',
    51: '................ ................ ................ ................ ..x...x...x..... ................',
    48: '................ ................ ................ ........x.x..... .............x.. ................',
    45: '................ ................ ................ .............x.. ..............x. ................',
    41: '................ ................ ................ ...............x ..............Xx ................',
}
BASS = """
    E1 - .  E1 .  .  E2 -  .  .  D2 -  B1 -  G1 G#1    A1 - .  A1 .  .  A2 -  .  .  G2 -  E2 -  C#2 B1
    C2 - .  C2 .  C2 G2 -  .  .  E2 -  G1 -  A1 A#1    B1 - .  B1 .  .  F#2 - .  .  A2 -  B2 A2 F#2 D#2
    C2 - .  C2 .  C2 E2 -  B1 -  .  B1 D#2 - F#2 D#2   E1 - - - -  .  E2 -  D2 -  B1 -  E1 - - -
"""
# Four chords, one a bar; the fifth bar turns around on the last two and the sixth comes home.
CHORDS = [('Em', 16), ('A', 16), ('C', 16), ('B', 16), ('C', 8), ('B', 8), ('Em', 16)]
GUITAR_CHORDS = {'Em': 'E3 B3 D4 G4 B4', 'A': 'E3 A3 C#4 G4 B4', 'C': 'G3 C4 E4 G4 B4', 'B': 'F#3 B3 D#4 A4 B4'}
GUITAR = 'x-.gX-gx-gx-X-.x x-.gX-gx-gX-.gx- x-.gX-gx-gx-X-.x x-.gX-gx-.X-x-X- x-.gX-gxX-.gX-xx X-----X---------'
PIANO_CHORDS = {'Em': 'G3 B3 D4 F#4', 'A': 'G3 B3 C#4 F#4', 'C': 'E3 B3 D4 G4', 'B': 'A3 C#4 D#4 F#4'}
PIANO = 'X--o--x-..x--... ..x--.X---..o--. X--o--x-..x--..x -..x--X-..o-x-.. X--x--..X--x--.o X-----X---------'
ANSWERS = """
    .  .  .  .  .  .  .  .  .  .  .  .  B4 D5 E5 -     G5 - E5 -  . . .  .  .  .  C#5 - E5 F#5 - -
    G5 -  -  F#5 - E5 -  D5 -  .  .  .  .  .  .  .     .  . .  .  . . D#5 - F#5 -  A5 G5 F#5 - D#5 -
    E5 -  -  G5 -  -  E5 -  D#5 -  -  F#5 - A5 -  B5   B5 - - - - .  G5 - - - F#5 - D5 - - -
"""


def pitch_of(name: str) -> int:
    """MIDI number of a note such as C#4; C4 is 60."""
    return {'C': 0, 'D': 2, 'E': 4, 'F': 5, 'G': 7, 'A': 9, 'B': 11}[name[0]] + ('#' in name) + 12 * (int(name[-1]) + 1)


def time_of(step: int) -> float:
    return (step + SWING * (step % 2)) * STEP_S


def played(signs: list[str]) -> Iterator[tuple[int, int, str]]:
    """(step, first step after it, sign) of every note of a line."""
    if len(signs) != 6 * STEPS_PER_BAR:
        raise ValueError(f'a line has {len(signs)} sixteenths instead of {6 * STEPS_PER_BAR}: {" ".join(signs)}')
    for step, sign in enumerate(signs):
        if sign in '-.':
            continue
        end = step + 1
        while end < len(signs) and signs[end] == '-':
            end += 1
        yield step, end, sign


class Player:
    """Someone with a seed of their own, whose hands are never exactly on the beat nor equally strong."""

    def __init__(self, name: str) -> None:
        self.random = random.Random(f'{SEED} {name}')
        self.late_s = STEMS[name].late_s

    def note(self, step: int, end: int, pitch: int, velocity: float, spread_s: float = 0.0) -> Note:
        jitter_s = max(-2 * JITTER_S, min(2 * JITTER_S, self.random.gauss(0, JITTER_S)))
        start_s = max(0.0, time_of(step) + self.late_s + jitter_s) + spread_s
        loud = round(velocity + self.random.gauss(0, VELOCITY_SPREAD))
        return Note(start_s, max(start_s + 0.03, time_of(end) + self.late_s - GAP_S), pitch, max(1, min(127, loud)))

    def melody(self, text: str, velocity: float) -> list[Note]:
        """Notes off the beat are a little stronger: that is where the line pushes."""
        return [
            self.note(step, end, pitch_of(name), velocity + 6 * (step % 4 == 3))
            for step, end, name in played(text.split())
        ]

    def drums(self) -> list[Note]:
        return [
            self.note(step, end, pitch, HITS[sign])
            for pitch, line in DRUMS.items()
            for step, end, sign in played(list(line.replace(' ', '')))
        ]

    def chords(self, line: str, voicings: dict[str, str], spread_s: float) -> list[Note]:
        """Spread from low to high; a plectrum goes back up between the eighths and leaves out the lowest string.

        A chord held over a change anticipates it: it is the chord it ends in.
        """
        names = [name for name, steps in CHORDS for _ in range(steps)]
        notes = []
        for step, end, sign in played(list(line.replace(' ', ''))):
            pitches = [pitch_of(name) for name in voicings[names[end - 1]].split()]
            if step % 2 and spread_s > 0:
                pitches = pitches[:0:-1]
            notes += [
                self.note(step, end, pitch, HITS[sign] - 14, index * spread_s) for index, pitch in enumerate(pitches)
            ]
        return notes


def compose() -> dict[str, list[Note]]:
    bass, drums, guitar, piano = (Player(name) for name in STEMS)
    return {
        'bass': bass.melody(BASS, 96),
        'drums': drums.drums(),
        'guitar': guitar.chords(GUITAR, GUITAR_CHORDS, 0.007),
        'piano': piano.chords(PIANO, PIANO_CHORDS, 0.0) + piano.melody(ANSWERS, 84),
    }


def variable_length(value: int) -> bytes:
    groups = [value & 127]
    while value := value >> 7:
        groups.append(value & 127 | 128)
    return bytes(reversed(groups))


def midi_file(stem: Stem, channel: int, notes: list[Note]) -> bytes:
    """A Standard MIDI File of format 0, which ends a second after the excerpt so that all of it is rendered."""

    def tick(seconds: float) -> int:
        return round(seconds * BEATS_PER_MINUTE / 60 * TICKS_PER_BEAT)

    events = [
        (0, b'\xff\x51\x03' + round(60e6 / BEATS_PER_MINUTE).to_bytes(3, 'big')),
        (0, bytes([0xC0 | channel, stem.program])),
        (0, bytes([0xB0 | channel, 10, stem.pan])),
        (0, bytes([0xB0 | channel, 91, stem.reverb])),
    ]
    sounding = [(tick(note.start_s), bytes([0x90 | channel, note.pitch, note.velocity])) for note in notes]
    sounding += [(tick(note.end_s), bytes([0x80 | channel, note.pitch, 0])) for note in notes]
    events += sorted(sounding)  # at the same tick 0x80 sorts before 0x90: a note ends before it is struck again
    events.append((tick(FRAMES / RATE_HZ + 1), b'\xff\x2f\x00'))
    track, now = b'', 0
    for at, message in events:
        track += variable_length(at - now) + message
        now = at
    return b'MThd' + struct.pack('>IHHH', 6, 0, 1, TICKS_PER_BEAT) + b'MTrk' + struct.pack('>I', len(track)) + track


def render(midi: Path, soundfont: Path) -> np.ndarray:
    """[frame, channel], float64, in whatever level the soundfont has; reverb as in the MIDI file, no chorus.

    Raises FileNotFoundError for a missing soundfont: fluidsynth would quietly play another one, of another licence.
    """
    soundfont = soundfont.resolve(strict=True)
    raw = midi.with_suffix('.raw')
    options = (
        f'-ni -q -r {RATE_HZ} -g 0.5 -C 0 -R 1 -o synth.reverb.room-size=0.45 '
        '-o synth.reverb.level=0.8 -o synth.reverb.width=1 -T raw -O float -E little'
    )
    subprocess.run(
        ['fluidsynth', *options.split(), '-F', str(raw), str(soundfont), str(midi)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    audio = np.fromfile(raw, dtype='<f4').reshape(-1, 2)[:FRAMES].astype(np.float64)
    if len(audio) != FRAMES or not audio.any():
        raise ValueError(f'{midi.stem}: fluidsynth gave {len(audio)} frames instead of {FRAMES}, or silence')
    return audio


def mono_rms(audio: np.ndarray) -> float:
    """RMS of the mean of both channels below 11.025 kHz, the band that 22.05 kHz holds (Parseval)."""
    spectrum = np.fft.rfft(audio.mean(axis=1)) / len(audio)
    return float(np.sqrt(2 * np.sum(np.abs(spectrum[1 : len(audio) // 4]) ** 2)))


def finished(audio: np.ndarray, rms: float) -> np.ndarray:
    """Faded out over the last fifth of a second, set to its level, rounded to 16 bit; int32 so that sums have room."""
    fade = np.ones(FRAMES)
    fade[-FADE_FRAMES:] = np.cos(np.linspace(0, np.pi / 2, FADE_FRAMES)) ** 2
    audio = audio * fade[:, None]
    return np.rint(audio * (rms / mono_rms(audio) * 32768)).astype(np.int32)


def write_flac(path: Path, audio: np.ndarray) -> None:
    if np.abs(audio).max() > 32767:
        raise ValueError(f'{path.name} would clip: its peak is {np.abs(audio).max()}; lower the rms of STEMS')
    pcm = audio.astype('<i2').tobytes()
    options = '--silent --force -8 --no-padding --force-raw-format --endian=little --sign=signed --channels=2 --bps=16'
    subprocess.run(
        ['flac', *options.split(), f'--sample-rate={RATE_HZ}', f'--input-size={len(pcm)}', '-o', str(path), '-'],
        input=pcm,
        check=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--soundfonts', type=Path, default=Path('/usr/share/sounds/sf3'))
    parser.add_argument('--out', type=Path, default=ROOT / 'test' / 'fixtures' / 'demo-band')
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    parts = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, notes in compose().items():
            midi, stem = Path(folder, name + '.mid'), STEMS[name]
            midi.write_bytes(midi_file(stem, DRUM_CHANNEL if name == 'drums' else 0, notes))
            parts[name] = finished(render(midi, options.soundfonts / stem.soundfont), stem.rms)
    parts['mixture'] = np.sum(list(parts.values()), axis=0)
    for name, audio in parts.items():
        path = options.out / (name + '.flac')
        write_flac(path, audio)
        print(
            f'{path.name:13}{path.stat().st_size:9} bytes   rms {mono_rms(audio / 32768):.4f}   '
            f'peak {np.abs(audio).max() / 32768:.3f}'
        )


if __name__ == '__main__':
    main()
