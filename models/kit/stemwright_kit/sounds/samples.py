"""Sample data: decoding, encoding, resampling, shortening. Works on single samples; knows nothing of presets or instruments."""
import io
from dataclasses import replace

import numpy as np
import soundfile

from .soundfont import Sample

COMPRESSION_LEVEL = .65     # of libsndfile's Vorbis encoder: 0 is best, 1 is smallest
LONGEST_SECONDS = 7.0
FADE_SECONDS = 1.0
# The kit's recordings end at 11 kHz. Unlooped samples keep a little more, for notes that are played below their own pitch.
KEPT_RATE_HZ = 29400


def pcm(sample: Sample) -> np.ndarray:
    """int16 points of a sample, decoded if need be."""
    if isinstance(sample.data, bytes):
        points, _ = soundfile.read(io.BytesIO(sample.data), dtype='int16')
        return points if points.ndim == 1 else points[:, 0]
    return sample.data


def compressed(sample: Sample) -> Sample:
    """The sample as Vorbis. Points go out in pieces: libsndfile's encoder overflows its stack on long single writes."""
    buffer = io.BytesIO()
    points = pcm(sample)
    with soundfile.SoundFile(buffer, 'w', sample.rate_hz, 1, 'VORBIS', format='OGG', compression_level=COMPRESSION_LEVEL) as file:
        for start in range(0, len(points), 65536):
            file.write(points[start:start + 65536])
    return replace(sample, data=buffer.getvalue())


def shortened(sample: Sample, looped: bool) -> Sample:
    """Without what is never heard: all after a loop, or the far tail of a sample that does not loop (faded out)."""
    points = pcm(sample)
    if looped:
        end = min(len(points), sample.loop[1] + 64)
        return replace(sample, data=points[:end])
    rate_hz = sample.rate_hz
    points = faded(points, int(LONGEST_SECONDS * rate_hz), int(FADE_SECONDS * rate_hz))
    if rate_hz > KEPT_RATE_HZ:
        points, rate_hz = to_int16(resampled(points.astype(np.float32), rate_hz, KEPT_RATE_HZ)), KEPT_RATE_HZ
    return replace(sample, data=points, rate_hz=rate_hz, loop=(0, len(points)))


def faded(points: np.ndarray, longest: int, fade: int) -> np.ndarray:
    if len(points) <= longest:
        return points
    points = points[:longest].astype(np.float32)
    points[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32) ** 2
    return to_int16(points)


def resampled(points: np.ndarray, from_hz: int, to_hz: int) -> np.ndarray:
    """Band-limited resampling of a whole sample; a silent margin keeps its end from wrapping to its start."""
    padded = np.concatenate([points, np.zeros(from_hz // 10, points.dtype)])
    target = round(len(padded) * to_hz / from_hz)
    spectrum = np.fft.rfft(padded)
    kept = min(len(spectrum), target // 2 + 1)
    out = np.fft.irfft(spectrum[:kept], target) * (target / len(padded))
    return out[:round(len(points) * to_hz / from_hz)]


def to_int16(points: np.ndarray) -> np.ndarray:
    return np.clip(np.round(points), -32768, 32767).astype(np.int16)
