"""A room as a short decaying noise, some early echoes, and damped highs; given as a spectrum to multiply with."""

import numpy as np

from ...stems import RATE_HZ

LONGEST_SECONDS = 1.0


def room(rng: np.random.Generator, frames: int, wet_decibels: float, decay_seconds: float) -> np.ndarray:
    """The room's spectrum over `frames` of the kit's rate, direct sound (1) included."""
    size = int(LONGEST_SECONDS * RATE_HZ)
    start = int(rng.uniform(0, 0.03) * RATE_HZ)
    tail = np.zeros(size, np.float32)
    time = np.arange(size - start, dtype=np.float32) / RATE_HZ
    tail[start:] = rng.standard_normal(size - start, np.float32) * np.exp(-6.9 / decay_seconds * time)
    kernel = _damped(tail, rng.uniform(1500, 7000))
    kernel *= 10 ** (wet_decibels / 20) / np.sqrt(np.sum(kernel**2))
    for _ in range(int(rng.integers(0, 5))):
        kernel[int(rng.uniform(0.003, 0.04) * RATE_HZ)] += rng.normal(0, 0.5) * 10 ** (wet_decibels / 20)
    kernel[0] += 1
    return np.fft.rfft(kernel, frames)


def _damped(tail: np.ndarray, cutoff_hz: float) -> np.ndarray:
    size = 2 * len(tail)
    spectrum = np.fft.rfft(tail, size)
    hertz = np.linspace(0, RATE_HZ / 2, len(spectrum), dtype=np.float32)
    return np.fft.irfft(spectrum / (1 + (hertz / np.float32(cutoff_hz)) ** 2), size)[: len(tail)]
