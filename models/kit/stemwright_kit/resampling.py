"""Resampling by the spectrum of the whole: exact below the lower of both Nyquist frequencies, nothing above it."""

import math

import numpy as np


def resampled(points: np.ndarray, from_hz: int, to_hz: int) -> np.ndarray:
    """points [frames] -> [as many as last as long, rounded].

    A silent margin keeps the end from wrapping to the start; it is as long as makes the whole a number of frames at
    both rates, so that no frame is off its time.
    """
    common = math.gcd(from_hz, to_hz)
    periods = -(-(len(points) + from_hz // 10) // (from_hz // common))
    padded = np.concatenate([points, np.zeros(periods * (from_hz // common) - len(points), points.dtype)])
    target = periods * (to_hz // common)
    spectrum = np.fft.rfft(padded)
    kept = min(len(spectrum), target // 2 + 1)
    out = np.fft.irfft(spectrum[:kept], target) * (target / len(padded))
    return out[: round(len(points) * to_hz / from_hz)]
