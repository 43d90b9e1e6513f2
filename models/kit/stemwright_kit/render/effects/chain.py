"""Applies a track's effects and brings it from the synthesizer's rate down to the kit's, in as few long transforms as
possible.

Linear effects are products of spectra. Overdrive runs at twice the synthesizer's rate, so that its overtones do not
come back into the band; compressor, chorus and tremolo make hardly any and run at the kit's rate.
"""

import numpy as np

from ...stems import RATE_HZ
from . import dynamics, response, space
from .settings import Settings

DOWN, UP = 3, 2  # the synthesizer's rate is 3/2 of the kit's
TAIL_FRAMES = RATE_HZ  # a room rings on for a second at most; what follows would wrap to the beginning


def apply(rng: np.random.Generator, points: np.ndarray, settings: Settings) -> np.ndarray:
    """From samples at 3/2 of the kit's rate to 2/3 as many at the kit's, as float32."""
    frames = len(points) * UP // DOWN
    unit = smooth_length(-(-(frames + TAIL_FRAMES) // UP))
    spectrum = np.fft.rfft(points, unit * DOWN)
    if settings.drive:
        spectrum = _driven(spectrum, unit, settings.before, *settings.drive)
    else:
        bins = unit * UP // 2 + 1
        spectrum = spectrum[:bins] * response.at_bins(settings.before * (UP / DOWN), bins, RATE_HZ / 2)
    if settings.compressor or settings.chorus or settings.tremolo:
        spectrum = np.fft.rfft(_over_time(np.fft.irfft(spectrum, unit * UP)[:frames], settings), unit * UP)
    spectrum *= response.at_bins(settings.after, len(spectrum), RATE_HZ / 2)
    if settings.room:
        spectrum *= space.room(rng, unit * UP, *settings.room)
    return np.fft.irfft(spectrum, unit * UP)[:frames].astype(np.float32)


def smooth_length(least: int) -> int:
    """The smallest even number at or above `least` with no prime factor over 5: transforms of multiples are fast."""
    best = 1 << (least - 1).bit_length()
    fives = 1
    while fives < best:
        product = fives
        while product < best:
            twos = max((-(-least // product) - 1).bit_length(), 1)
            best = min(best, product << twos)
            product *= 3
        fives *= 5
    return best


def _driven(spectrum: np.ndarray, unit: int, before: np.ndarray, gain: float, bias: float) -> np.ndarray:
    frames, bins = unit * 2 * DOWN, unit * UP // 2 + 1
    spectrum = spectrum[:bins] * response.at_bins(before, bins, RATE_HZ / 2)
    points = np.fft.irfft(spectrum, frames)  # longer than the spectrum: zeros are put on top
    return np.fft.rfft(dynamics.overdrive(points, gain, bias))[:bins] * np.float32(unit * UP / frames)


def _over_time(points: np.ndarray, settings: Settings) -> np.ndarray:
    if settings.compressor and np.any(points):
        points = dynamics.compressor(points, RATE_HZ, *settings.compressor)
    if settings.chorus:
        points = dynamics.chorus(points, RATE_HZ, *settings.chorus)
    if settings.tremolo:
        points = dynamics.tremolo(points, RATE_HZ, *settings.tremolo)
    return points
