"""Levels: a stem's effective value over the time in which it sounds is drawn from the range that real recordings show.

The mixture is the plain sum of the stems, so a stem's level is its level in the mixture.
"""

import numpy as np

from ..stems import RATE_HZ

# Effective values of full scale; in Slakh's stems 0.03 to 0.07, guitars down to 0.02 and less.
LEVELS = {'bass': (0.034, 0.068), 'drums': (0.036, 0.075), 'guitar': (0.02, 0.062), 'piano': (0.03, 0.064)}
BLOCK_FRAMES = RATE_HZ // 10
ACTIVE_SHARE = 0.05  # of the loudest block: quieter ones are not counted as sounding
HIGHEST_PEAK = 0.98


def active_level(points: np.ndarray) -> float:
    """The effective value over the blocks in which the stem sounds; 0 for silence."""
    blocks = points[: len(points) // BLOCK_FRAMES * BLOCK_FRAMES].reshape(-1, BLOCK_FRAMES)
    power = np.mean(blocks**2, axis=1)
    if not len(power) or power.max() <= 0:
        return 0.0
    return float(np.sqrt(power[power > ACTIVE_SHARE**2 * power.max()].mean()))


def levelled(rng: np.random.Generator, points: np.ndarray, stem: str) -> np.ndarray:
    target = np.exp(rng.uniform(*np.log(LEVELS[stem])))
    measured = active_level(points)
    if measured < 1e-6:
        return np.zeros_like(points)
    gain = min(target / measured, HIGHEST_PEAK / np.abs(points).max())
    return points * np.float32(gain)
