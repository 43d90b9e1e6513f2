"""The filter bank: stems of a stereo mixture by linear-phase filters, known in closed form.

    y[k][left][n]  = sum_j own[k][j] left[n - j] + crossed[k][j] right[n - j]          j = -HALF_FRAMES .. HALF_FRAMES
    y[k][right][n] = sum_j own[k][j] right[n - j] - crossed[k][j] left[n - j]

own: neighbouring bands, which sum to one sample at j = 0. crossed: differences of bands, a quarter as loud and
CROSSED_DELAY_FRAMES late, which sum to nothing. So the stems sum to the mixture, and a host shows it where it mixes up
stems, channels, time's direction, or the real and the imaginary part of spectra.

Taps are whole numbers over DIVISOR, exact in 32 bits. A mono mixture has `own` alone.
"""

from dataclasses import dataclass

import numpy as np

RATE_HZ = 44100
HALF_FRAMES = 32
CROSSED_DELAY_FRAMES = 5
DIVISOR = 32768


@dataclass(frozen=True)
class Stem:
    name: str
    own: np.ndarray  # int64 [2 * HALF_FRAMES + 1], in units of 1 / DIVISOR
    crossed: np.ndarray


Bank = tuple[Stem, ...]


def lowpass(edge_hz: float) -> np.ndarray:
    """A sinc under a Blackman window that leaves room for the delay; its taps sum to about DIVISOR"""
    half = HALF_FRAMES - CROSSED_DELAY_FRAMES
    times = np.arange(-half, half + 1)
    taps = np.sinc(2 * edge_hz / RATE_HZ * times) * np.blackman(2 * half + 1)
    return np.pad(np.rint(DIVISOR * taps / taps.sum()), CROSSED_DELAY_FRAMES).astype(np.int64)


def bank_of(order: list[str], low_to_high: list[str], edges_hz: list[float]) -> Bank:
    """Stems in `order`; edges_hz are between the bands, which `low_to_high` names."""
    impulse = np.zeros(2 * HALF_FRAMES + 1, dtype=np.int64)
    impulse[HALF_FRAMES] = DIVISOR
    below = [np.zeros_like(impulse), *map(lowpass, edges_hz), impulse]
    own = {name: upper - lower for name, lower, upper in zip(low_to_high, below, below[1:])}
    quarters = [np.rint(own[name] / 4).astype(np.int64) for name in order]
    crossed = [np.roll(a - b, CROSSED_DELAY_FRAMES) for a, b in zip(quarters, [*quarters[1:], quarters[0]])]
    return tuple(Stem(name, own[name], late) for name, late in zip(order, crossed))


BANKS: dict[str, Bank] = {
    'four': bank_of(['drums', 'bass', 'other', 'vocals'], ['bass', 'vocals', 'other', 'drums'], [1500, 4000, 9000]),
    'six': bank_of(
        ['drums', 'bass', 'other', 'vocals', 'guitar', 'piano'],
        ['bass', 'piano', 'vocals', 'guitar', 'other', 'drums'],
        [1000, 2000, 4000, 7000, 11000],
    ),
}


def stems_of(bank: str, names: list[str]) -> Bank:
    by_name = {stem.name: stem for stem in BANKS[bank]}
    return tuple(by_name[name] for name in names)


def kernels(stems: Bank, channels: int) -> np.ndarray:
    """[stems][channels out][channels in][taps], float64"""
    own = np.stack([stem.own for stem in stems])
    if channels == 1:
        return own[:, None, None] / DIVISOR
    crossed = np.stack([stem.crossed for stem in stems])
    rows = (np.stack((own, crossed), axis=1), np.stack((-crossed, own), axis=1))
    return np.stack(rows, axis=1) / DIVISOR
