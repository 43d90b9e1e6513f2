"""What changes with loudness or time, sample by sample, at any rate: overdrive, compressor, chorus, tremolo."""

import numpy as np

BLOCK_SECONDS = 0.01


def overdrive(points: np.ndarray, drive: float, bias: float) -> np.ndarray:
    """A soft limiter; `drive` says how far the signal's effective value reaches into it, `bias` makes it lopsided (a
    valve).

    It makes overtones without end: call it at a rate high above what is kept.
    """
    effective = float(np.sqrt(np.mean(points**2))) + 1e-9
    shaped = points * np.float32(drive / effective)
    shaped += np.float32(bias)
    np.tanh(shaped, out=shaped)
    return shaped - np.float32(np.tanh(bias))


def compressor(points: np.ndarray, rate_hz: int, quantile: float, ratio: float, smoothing_blocks: int) -> np.ndarray:
    """Louder than the given quantile of its own loudness is brought down; steps are smoothed over blocks of 10 ms."""
    hop = int(rate_hz * BLOCK_SECONDS)
    blocks = len(points) // hop
    power = (points[: blocks * hop].reshape(blocks, hop) ** 2).mean(1)
    level = np.sqrt(power + 1e-14)
    level = np.maximum(level, 1e-3 * level.max())
    threshold = np.quantile(level, quantile)
    gain = np.where(level > threshold, (level / threshold) ** (1 / ratio - 1), 1)
    window = np.hanning(2 * smoothing_blocks + 3)[1:-1]
    padded = np.pad(gain, smoothing_blocks, mode='edge')
    # Shifted sums instead of np.convolve: that one calls BLAS, whose last bits depend on the machine.
    gain = sum(weight * padded[shift : shift + blocks] for shift, weight in enumerate(window / window.sum()))
    return points * _stretched(gain, hop, len(points))


def _stretched(values: np.ndarray, hop: int, frames: int) -> np.ndarray:
    """One value a block to one a sample, along straight lines between block centres."""
    values = np.concatenate([values[:1], values, values[-1:], values[-1:]]).astype(np.float32)
    ramp = np.arange(hop, dtype=np.float32) / hop
    lines = values[:-1, None] + (values[1:] - values[:-1])[:, None] * ramp
    return lines.reshape(-1)[hop // 2 : hop // 2 + frames]


def chorus(
    points: np.ndarray, rate_hz: int, delay_seconds: float, depth_seconds: float, speed_hz: float, wet: float
) -> np.ndarray:
    """The sound and a copy whose delay sways."""
    time = np.arange(len(points), dtype=np.float32)
    sway = np.sin(np.float32(2 * np.pi * speed_hz / rate_hz) * time)
    place = np.maximum(time - np.float32(delay_seconds * rate_hz) - np.float32(depth_seconds * rate_hz) * sway, 0)
    before = place.astype(np.int32)
    part = place - before
    after = np.minimum(before + 1, len(points) - 1)
    return points + np.float32(wet) * (points[before] * (1 - part) + points[after] * part)


def tremolo(points: np.ndarray, rate_hz: int, speed_hz: float, depth: float) -> np.ndarray:
    sway = np.sin(np.float32(2 * np.pi * speed_hz / rate_hz) * np.arange(len(points), dtype=np.float32))
    return points * (1 - np.float32(depth / 2) * (1 + sway))
