"""Timbre: changes how the stems of a training crop sound, so that a network does not learn the few hundred recordings
behind them.

    speed       x played r times as fast, pitch and formants included, 1 / FASTEST <= r <= FASTEST; one r for all stems
                of a band, one each for stems of different songs
    colour      the spectrum times a smooth curve over the octaves, normal in decibels, for each stem its own
    dynamics    x(t) (e(t) / rms + FLOOR)^-a, e the level around t: a > 0 evens out a note, as compressors and
                amplifiers do, a < 0 sharpens its attack

Speed and colour are one pass through a spectrum, so nothing aliases; the crop is taken as a period, and what that does
at its ends is the same in stem and mixture. Levels are restored: `tasks.levels` draws them. It is for training only;
validation hears recordings as they are.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ..stems import RATE_HZ
from .upload import upload

FASTEST = 1.2
KNOTS_PER_OCTAVE, LOWEST_HZ = 1.0, 40.0
KNOTS = math.ceil(math.log2(RATE_HZ / 2 / LOWEST_HZ) * KNOTS_PER_OCTAVE) + 1
WINDOW_FRAMES, FLOOR = 512, 0.1
LEAST_LEVEL = 1e-6  # silence keeps its level: nothing


@dataclass(frozen=True)
class TimbreChange:
    """How often each change is made, and how far it goes; the default changes nothing."""

    speed: float = 0.0  # chance, for each example
    colour: float = 0.0  # chance, for each stem
    colour_db: float = 3.5  # deviation of the curve at its knots
    dynamics: float = 0.0  # chance, for each stem
    evening: tuple[float, float] = (-0.2, 0.6)  # range of a

    def needed(self, frames: int) -> int:
        """How long a crop must be for `frames` to come out"""
        return math.floor(frames * FASTEST) if self.speed > 0 else frames


def changed(stems: Tensor, frames: int, remixed: np.ndarray, change: TimbreChange, draw: np.random.Generator) -> Tensor:
    """stems [B, K, at least change.needed(frames)] -> [B, K, frames]; `remixed` [B]: stems that do not belong together.

    Stems of one length go through one transform: on a GPU the number of calls, not their size, takes the time.
    """
    flat = stems.flatten(0, 1)
    count = len(flat)
    lengths = read_lengths(frames, remixed, stems.shape[1], change, draw).reshape(-1)
    coloured = draw.random(count) < change.colour
    knots = upload(
        (draw.normal(0, change.colour_db, (count, KNOTS)) * coloured[:, None]).astype(np.float32), stems.device
    )
    exponents = draw.uniform(*change.evening, count) * (draw.random(count) < change.dynamics)
    out = flat[:, :frames].clone()
    loudness = level(out)
    through = coloured | (lengths != frames)
    for length in np.unique(lengths[through]):
        rows = upload(np.flatnonzero(through & (lengths == length)), stems.device)
        x = flat[rows, : int(length)]
        out[rows] = through_spectrum(x, frames, colour_curve(knots[rows], int(length)))
        loudness[rows] = level(x)
    if exponents.any():
        out = evened(out, upload(exponents.astype(np.float32), stems.device))
    return (out * (loudness / level(out))[:, None]).view(*stems.shape[:2], frames)


def level(x: Tensor) -> Tensor:
    """RMS over the last axis"""
    return x.square().mean(-1).sqrt().clamp(min=LEAST_LEVEL)


def read_lengths(
    frames: int, remixed: np.ndarray, stems: int, change: TimbreChange, draw: np.random.Generator
) -> np.ndarray:
    """How many frames of the crop become `frames` [B, K]: numbers without prime factors over 5, whose transforms are
    fast
    """
    lengths = np.full((len(remixed), stems), frames)
    choices = np.array(smooth_numbers(math.ceil(frames / FASTEST), math.floor(frames * FASTEST)))
    for b in range(len(remixed)):
        if draw.random() < change.speed:
            lengths[b] = draw.choice(choices, stems) if remixed[b] else draw.choice(choices)
    return lengths


def smooth_numbers(least: int, most: int) -> list[int]:
    """All even 2^a 3^b 5^c between `least` and `most`"""
    found = []
    for three in range(math.ceil(math.log(most, 3))):
        for five in range(math.ceil(math.log(most, 5))):
            number = 2 * 3**three * 5**five
            while number <= most:
                if number >= least:
                    found.append(number)
                number *= 2
    return sorted(found)


def colour_curve(knots: Tensor, frames: int) -> Tensor:
    """Decibels at the knots [..., KNOTS] -> factors of bins of a real spectrum of `frames` [..., frames // 2 + 1]"""
    hertz = torch.arange(frames // 2 + 1, device=knots.device) * (RATE_HZ / frames)
    at = torch.log2(hertz.clamp(min=LOWEST_HZ) / LOWEST_HZ) * KNOTS_PER_OCTAVE
    below = at.long().clamp(max=KNOTS - 2)
    return 10 ** (torch.lerp(knots[..., below], knots[..., below + 1], at - below) / 20)


def through_spectrum(x: Tensor, frames: int, curve: Tensor | None) -> Tensor:
    """One period of each x [..., length], played in `frames`, times a curve over the frequencies of x"""
    spectrum = torch.fft.rfft(x)
    if curve is not None:
        spectrum = spectrum * curve
    return torch.fft.irfft(spectrum[..., : frames // 2 + 1], frames) * (frames / x.shape[-1])


def evened(x: Tensor, exponents: Tensor) -> Tensor:
    """x [N, frames], an exponent for each [N]"""
    squares = torch.nn.functional.avg_pool1d(x.square()[:, None], WINDOW_FRAMES, WINDOW_FRAMES // 2, WINDOW_FRAMES // 2)
    relative = squares.sqrt() / level(x)[:, None, None] + FLOOR
    gain = torch.nn.functional.interpolate(
        relative.pow(-exponents[:, None, None]), x.shape[-1], mode='linear', align_corners=True
    )
    return x * gain[:, 0]
