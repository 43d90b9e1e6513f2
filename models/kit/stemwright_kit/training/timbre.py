"""Timbre: changes how the stems of a training crop sound, so that a network does not learn the few hundred recordings behind them.

    speed       x played r times as fast, pitch and formants included, 1 / FASTEST <= r <= FASTEST; one r for all stems of a band, one each for stems of different songs
    colour      the spectrum times a smooth curve over the octaves, normal in decibels, for each stem its own
    dynamics    x(t) (e(t) / rms + FLOOR)^-a, e the level around t: a > 0 evens out a note, as compressors and amplifiers do, a < 0 sharpens its attack

Speed and colour are one pass through a spectrum, so nothing aliases; the crop is taken as a period, and what that does at its ends is the same in stem and mixture.
Levels are restored: `tasks.levels` draws them. It is for training only; validation hears recordings as they are.
"""
import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ..stems import RATE_HZ

FASTEST = 1.2
KNOTS_PER_OCTAVE, LOWEST_HZ = 1.0, 40.0
WINDOW_FRAMES, FLOOR = 512, 0.1
LEAST_LEVEL = 1e-6            # silence keeps its level: nothing


@dataclass(frozen=True)
class TimbreChange:
    """How often each change is made, and how far it goes; the default changes nothing."""
    speed: float = 0.0                          # chance, for each example
    colour: float = 0.0                         # chance, for each stem
    colour_db: float = 3.5                      # deviation of the curve at its knots
    dynamics: float = 0.0                       # chance, for each stem
    evening: tuple[float, float] = (-0.2, 0.6)  # range of a

    def needed(self, frames: int) -> int:
        """How long a crop must be for `frames` to come out"""
        return math.floor(frames * FASTEST) if self.speed > 0 else frames


def changed(stems: Tensor, frames: int, remixed: np.ndarray, change: TimbreChange, draw: np.random.Generator) -> Tensor:
    """stems [B, K, at least change.needed(frames)] -> [B, K, frames]; `remixed` [B]: stems that do not belong together"""
    out = torch.empty(*stems.shape[:2], frames, device=stems.device)
    lengths = read_lengths(frames, remixed, stems.shape[1], change, draw)
    for b, k in np.ndindex(*stems.shape[:2]):
        x, curve = stems[b, k, :lengths[b, k]], None
        if draw.random() < change.colour:
            curve = colour_curve(len(x), change.colour_db, draw).to(x.device)
        y = x if curve is None and len(x) == frames else through_spectrum(x, frames, curve)
        if draw.random() < change.dynamics:
            y = evened(y, draw.uniform(*change.evening))
        out[b, k] = y * (level(x) / level(y))
    return out


def level(x: Tensor) -> Tensor:
    return x.square().mean().sqrt().clamp(min=LEAST_LEVEL)


def read_lengths(frames: int, remixed: np.ndarray, stems: int, change: TimbreChange, draw: np.random.Generator) -> np.ndarray:
    """How many frames of the crop become `frames` [B, K]: numbers without prime factors over 5, whose transforms are fast"""
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
            number = 2 * 3 ** three * 5 ** five
            while number <= most:
                if number >= least:
                    found.append(number)
                number *= 2
    return sorted(found)


def colour_curve(frames: int, decibels: float, draw: np.random.Generator) -> Tensor:
    """Factors of the bins of a real spectrum of `frames` [frames // 2 + 1]"""
    octaves = math.log2(RATE_HZ / 2 / LOWEST_HZ)
    knots = draw.normal(0, decibels, math.ceil(octaves * KNOTS_PER_OCTAVE) + 1)
    hz = np.arange(frames // 2 + 1) * RATE_HZ / frames
    at = np.log2(np.maximum(hz, LOWEST_HZ) / LOWEST_HZ) * KNOTS_PER_OCTAVE
    return torch.from_numpy(10 ** (np.interp(at, np.arange(len(knots)), knots) / 20)).float()


def through_spectrum(x: Tensor, frames: int, curve: Tensor | None) -> Tensor:
    """One period of x, played in `frames`, times a curve over the frequencies of x"""
    spectrum = torch.fft.rfft(x)
    if curve is not None:
        spectrum = spectrum * curve
    return torch.fft.irfft(spectrum[:frames // 2 + 1], frames) * (frames / len(x))


def evened(x: Tensor, exponent: float) -> Tensor:
    square = torch.nn.functional.avg_pool1d(x.square()[None, None], WINDOW_FRAMES, WINDOW_FRAMES // 2, WINDOW_FRAMES // 2)
    relative = square.sqrt() / level(x) + FLOOR
    gain = torch.nn.functional.interpolate(relative.pow(-exponent), len(x), mode='linear', align_corners=True)
    return x * gain[0, 0]
