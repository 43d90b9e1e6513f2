"""Frequency responses on a coarse grid from 0 to the kit's Nyquist frequency, drawn at random, cheap to multiply
together.

A response is an array of GRID gains (complex where there is delay); `at_bins` stretches it to the bins of a long
spectrum.
"""

import numpy as np

from ...stems import RATE_HZ

GRID = 2049
HERTZ = np.linspace(0, RATE_HZ / 2, GRID)
OCTAVES = np.log2(np.maximum(HERTZ, 20) / 20)  # above 20 Hz; 9.1 of them
BANDS = 9


def band_edges() -> np.ndarray:
    """What every recording gets: nothing below hearing, and silence at the Nyquist frequency."""
    return np.clip((RATE_HZ / 2 - HERTZ) / 400, 0, 1) * (1 - np.exp(-((HERTZ / 24) ** 2)))


def equaliser(rng: np.random.Generator, decibels: float, tilt_decibels: tuple[float, float]) -> np.ndarray:
    """A smooth random curve of the given spread, and a tilt an octave around 640 Hz, drawn from mean and spread."""
    bands = rng.normal(0, decibels, BANDS)
    tilt = rng.normal(*tilt_decibels)
    curve = np.interp(OCTAVES, np.linspace(0, 9.2, BANDS), bands) + tilt * np.clip(OCTAVES - 5, -2, 4)
    return 10 ** (curve / 20)


def pickup(rng: np.random.Generator) -> np.ndarray:
    """A comb as of a string heard at one place, or of two pickups together."""
    delay_seconds, depth = rng.uniform(0.0002, 0.0025), rng.uniform(0.3, 0.9) * rng.choice([-1, 1])
    comb = 1 + depth * np.exp(-2j * np.pi * HERTZ * delay_seconds)
    return comb / np.sqrt(1 + depth**2)


def cabinet(rng: np.random.Generator) -> np.ndarray:
    """A loudspeaker in a box: nothing below its resonance, a presence peak, and a steep fall above."""
    low_hz, peak_hz, high_hz = rng.uniform(70, 120), rng.uniform(1800, 3500), rng.uniform(3000, 5500)
    presence = 1 + rng.uniform(0.2, 1.5) / (1 + ((HERTZ - peak_hz) / 700) ** 2)
    notches = 1 - rng.uniform(0.2, 0.7) / (1 + ((HERTZ - rng.uniform(400, 1200)) / 150) ** 2)
    return (1 - np.exp(-((HERTZ / low_hz) ** 2))) * presence * notches / (1 + (HERTZ / high_hz) ** 6)


def body(rng: np.random.Generator) -> np.ndarray:
    """A few broad resonances, as of a wooden body or a different microphone place."""
    centres = np.exp(rng.uniform(np.log(90), np.log(4000), 6))
    gains, widths = rng.uniform(-0.5, 1.2, 6), centres * rng.uniform(0.15, 0.5, 6)
    peaks = gains / (1 + ((HERTZ[:, None] - centres) / widths) ** 2)
    return np.maximum(1 + peaks.sum(1), 0.15)


def low_pass(cutoff_hz: float, order: int = 4) -> np.ndarray:
    return 1 / np.sqrt(1 + (HERTZ / cutoff_hz) ** (2 * order))


def low_shelf(corner_hz: float, decibels: float) -> np.ndarray:
    return 1 + (10 ** (decibels / 20) - 1) / (1 + (HERTZ / corner_hz) ** 2)


def at_bins(response: np.ndarray, bins: int, highest_hz: float) -> np.ndarray:
    """The response at `bins` equal steps from 0 to `highest_hz`; nothing passes above the grid."""
    hertz = np.linspace(0, highest_hz, bins, dtype=np.float32)
    if np.iscomplexobj(response):
        return (
            np.interp(hertz, HERTZ, response.real, right=0) + 1j * np.interp(hertz, HERTZ, response.imag, right=0)
        ).astype(np.complex64)
    return np.interp(hertz, HERTZ, response, right=0).astype(np.float32)
