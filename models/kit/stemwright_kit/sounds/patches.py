"""Reader of Gravis Ultrasound patches (.pat), the format of FreePats: one instrument a file, each of its samples with
root pitch, loop and flags.

Layout, little-endian: file header (129 bytes), one instrument (63), one layer (47), then for each sample a header (96)
and its points. A loop is played out and let die away, since the notes here are struck or plucked; envelopes, tremolo
and vibrato are not read.
"""

import re
import struct
from pathlib import Path

import numpy as np

from .sampled import Recording, merged, preset
from .samples import to_int16
from .soundfont import SoundFont

MAGIC = b'GF1PATCH110\0'
SAMPLES_AT, FIRST_SAMPLE_AT = 129 + 63 + 6, 129 + 63 + 47
SAMPLE_HEADER = struct.Struct('<7sB3IH3IhB6s6s3s3sBhH36s')
SIXTEEN_BITS, UNSIGNED, LOOPED, BACK_AND_FORTH = 1, 2, 4, 8
SHORTEST_SECONDS, HALVED_SECONDS = 4.0, 0.45
DRUMS, FIRST_DRUM, LAST_DRUM = (128, 0), 35, 59
RELEASE_SECONDS, DRUM_RELEASE_SECONDS = 0.2, 8


def freepats(folder: Path, programs: frozenset[tuple[int, int]]) -> SoundFont:
    """The wanted melodic programs of bank 0, and the drum set where (128, 0) is wanted."""
    fonts = []
    for path in sorted(folder.glob('Tone_000/*.pat')):
        key = (0, int(path.name[:3]))
        if key in programs:
            fonts.append(preset(f'FreePats {key[1]}', key, read_patch(path), RELEASE_SECONDS))
    if DRUMS in programs:
        fonts.append(preset('FreePats drums', DRUMS, _drums(folder), DRUM_RELEASE_SECONDS))
    return merged(fonts)


def _drums(folder: Path) -> list[Recording]:
    recordings = []
    for path in sorted(folder.glob('Drum_000/*.pat')):
        key = int(path.name[:3])
        if FIRST_DRUM <= key <= LAST_DRUM:
            group = 1 if re.search('Hi-Hat', path.name) else 0
            hit = read_patch(path)[0]
            recordings.append(Recording(hit.points, hit.rate_hz, key, fixed=True, choke_group=group))
    return recordings


def read_patch(path: Path) -> list[Recording]:
    """Raises ValueError when the file is no patch."""
    data = path.read_bytes()
    if not data.startswith(MAGIC):
        raise ValueError(f'{path.name}: expected a patch that starts with {MAGIC!r}, got {data[:12]!r}')
    recordings: dict[int, Recording] = {}
    at = FIRST_SAMPLE_AT
    for _ in range(data[SAMPLES_AT]):
        header = SAMPLE_HEADER.unpack_from(data, at)
        size = header[2]
        loop_start = header[3]
        loop_end = header[4]
        rate_hz = header[5]
        root_millihertz = header[8]
        modes = header[15]
        at += SAMPLE_HEADER.size
        points = _points(data[at : at + size], modes)
        at += size
        width = 2 if modes & SIXTEEN_BITS else 1
        if modes & LOOPED:
            points = played_out(points, loop_start // width, loop_end // width, rate_hz, bool(modes & BACK_AND_FORTH))
        pitch, rate_hz = _nearest_pitch(root_millihertz / 1000, rate_hz)
        recordings.setdefault(pitch, Recording(to_int16(points * 32767), rate_hz, pitch))
    return list(recordings.values())


def _points(data: bytes, modes: int) -> np.ndarray:
    """Between -1 and 1"""
    kind, half = (
        ('<u2' if modes & UNSIGNED else '<i2', 32768)
        if modes & SIXTEEN_BITS
        else ('u1' if modes & UNSIGNED else 'i1', 128)
    )
    points = np.frombuffer(data[: len(data) // np.dtype(kind).itemsize * np.dtype(kind).itemsize], kind).astype(
        np.float32
    )
    return points / half - (1 if modes & UNSIGNED else 0)


def played_out(points: np.ndarray, start: int, end: int, rate_hz: int, back_and_forth: bool) -> np.ndarray:
    """Repeats the loop up to SHORTEST_SECONDS, halving the level every HALVED_SECONDS from where it first ends."""
    missing = int(SHORTEST_SECONDS * rate_hz) - end
    loop = points[start:end]
    if missing <= 0 or len(loop) < 2:
        return points
    period = np.concatenate([loop[::-1], loop]) if back_and_forth else loop
    more = np.resize(period, missing) * 0.5 ** (np.arange(missing) / rate_hz / HALVED_SECONDS)
    return np.concatenate([points[:end], more]).astype(np.float32)


def _nearest_pitch(root_hz: float, rate_hz: int) -> tuple[int, int]:
    """The MIDI note next to a root, and the rate at which the sample sounds exactly there"""
    note = 69 + 12 * np.log2(root_hz / 440)
    pitch = int(np.clip(round(note), 0, 127))
    return pitch, round(rate_hz * 2 ** ((pitch - note) / 12))
