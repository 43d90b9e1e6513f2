"""Sample data: decoding, encoding, shortening. Works on single samples; knows nothing of presets or instruments."""

import io
from dataclasses import replace

import numpy as np
import soundfile

from ..resampling import resampled
from .soundfont import Sample

COMPRESSION_LEVEL = 0.75  # of libsndfile's Vorbis encoder: 0 is best, 1 is smallest
LONGEST_SECONDS = 5.0
FADE_SECONDS = 1.0
LOOP_MARGIN = 64  # points that interpolation may read beyond a loop's end
# The kit's recordings end at 11 kHz. Unlooped samples keep a little more, for notes that are played below their own
# pitch.
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
    with soundfile.SoundFile(
        buffer, 'w', sample.rate_hz, 1, 'VORBIS', format='OGG', compression_level=COMPRESSION_LEVEL
    ) as file:
        for start in range(0, len(points), 65536):
            file.write(points[start : start + 65536])
    return replace(sample, data=buffer.getvalue())


def shortened(sample: Sample, looped: bool) -> Sample:
    """Without what is never heard: highs, all after a loop, and the far tail (faded out; a loop beyond it becomes
    silent).
    """
    points, rate_hz = pcm(sample), sample.rate_hz
    longest, fade = int(LONGEST_SECONDS * rate_hz), int(FADE_SECONDS * rate_hz)
    if looped and sample.loop[1] <= longest:
        return replace(sample, data=to_int16(without_highs(points, rate_hz))[: sample.loop[1] + LOOP_MARGIN])
    points = faded(points, longest, fade)
    if looped:
        points = np.concatenate([to_int16(without_highs(points, rate_hz)), np.zeros(2 * LOOP_MARGIN, np.int16)])
        return replace(sample, data=points, loop=(len(points) - LOOP_MARGIN, len(points) - LOOP_MARGIN // 2))
    if rate_hz > KEPT_RATE_HZ:
        points, rate_hz = to_int16(resampled(points.astype(np.float32), rate_hz, KEPT_RATE_HZ)), KEPT_RATE_HZ
    return replace(sample, data=points, rate_hz=rate_hz, loop=(0, len(points)))


def without_highs(points: np.ndarray, rate_hz: int) -> np.ndarray:
    """At the same rate, since loops must keep their length in points; Vorbis then spends nothing on the highs."""
    if rate_hz <= KEPT_RATE_HZ:
        return points
    padded = np.concatenate([points, np.zeros(rate_hz // 10, points.dtype)])
    spectrum = np.fft.rfft(padded)
    spectrum[round(KEPT_RATE_HZ / 2 / rate_hz * len(padded)) :] = 0
    return np.fft.irfft(spectrum, len(padded))[: len(points)]


def faded(points: np.ndarray, longest: int, fade: int) -> np.ndarray:
    if len(points) <= longest:
        return points
    points = points[:longest].astype(np.float32)
    points[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32) ** 2
    return to_int16(points)


def to_int16(points: np.ndarray) -> np.ndarray:
    return np.clip(np.round(points), -32768, 32767).astype(np.int16)
