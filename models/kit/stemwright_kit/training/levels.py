"""Prior levels: how loud each stem is per bin where it sounds, from which a new network starts.

    level(k, bin) = ln max(FLOOR, mean |S_k(bin)|^2),    the mean over all frames of crops in which stem k is active,
                                                         and over neighbouring bins

Spectra are scaled so that white noise of power p has p in every bin. With sigma^2 beside it, exp(level) / (exp(level) +
sigma^2) is the gain per stem and bin with the least mean square error (Wiener), which is what a network whose last
layer is zero does: see network/denoiser.py. The audio is taken as it was rendered, without the changes of level that
training draws.
"""

import numpy as np
import torch
from torch import Tensor

from ..network.spectrum import BINS, FRAME, HOP, LEFT, MULTIPLE, Spectrum
from ..stems import RATE_HZ, STEMS
from .audio_store import ACTIVE_RMS, AudioStore
from .checkpoint import Training
from .run_log import RunLog

FLOOR = 1e-6  # -60 dB of full scale: less than this between partials is a renderer's silence, not an instrument's
CROP_FRAMES = 20 * MULTIPLE  # 1.9 s
ROUNDS, CROPS = 16, 4  # 2 minutes of each stem
RELATIVE_WIDTH, LEAST_WIDTH = 0.05, 1  # of the smoothing to each side, in parts of the frequency and in bins
SHOWN_HZ = (100, 400, 1600, 6400)


@torch.no_grad()
def measure_levels(store: AudioStore, default: Tensor, generator: np.random.Generator) -> Tensor:
    """-> [K, BINS]. A stem that is never active keeps its row of `default`."""
    spectrum = Spectrum().to(store.device)
    power = torch.zeros(len(STEMS), BINS, dtype=torch.float64, device=store.device)
    crops = torch.zeros(len(STEMS), device=store.device)
    everyone = np.ones(CROPS, bool)
    for _ in range(ROUNDS):
        audio = store.crops(CROPS, CROP_FRAMES, everyone, generator).audio
        active = audio.square().mean(-1).sqrt() > ACTIVE_RMS
        real, imaginary = spectrum(audio)
        # without the frames that hold some of the zeros before and after the crop
        mean = (real**2 + imaginary**2)[:, :, LEFT // HOP : 1 + (CROP_FRAMES + LEFT - FRAME) // HOP].mean(2)
        power += (mean * active[..., None]).sum(0)
        crops += active.sum(0)
    levels = torch.log(smooth(power / crops.clamp(min=1)[:, None]).clamp(min=FLOOR)).float()
    return torch.where(crops[:, None] > 0, levels, default.to(levels))


def smooth(power: Tensor) -> Tensor:
    """Mean over bins near by, the more the higher: [K, BINS] -> [K, BINS]"""
    bins = torch.arange(BINS, device=power.device)
    reach = torch.clamp((bins * RELATIVE_WIDTH).long(), min=LEAST_WIDTH)
    first, last = (bins - reach).clamp(min=0), (bins + reach).clamp(max=BINS - 1)
    sums = torch.cat([torch.zeros_like(power[:, :1]), power.cumsum(1)], 1)
    return (sums[:, last + 1] - sums[:, first]) / (last + 1 - first)


def start_from_levels(training: Training, store: AudioStore, seed: int, log: RunLog) -> None:
    """Measures, gives them to the network and its average, and says them at a few frequencies."""
    levels = measure_levels(store, training.network.prior_level, np.random.default_rng((seed, 1)))
    for network in (training.network, training.average):
        network.prior_level.copy_(levels)
    decibels = 10 / np.log(10) * levels[:, [round(hz * FRAME / RATE_HZ) for hz in SHOWN_HZ]].cpu().numpy()
    log.say(
        f'prior levels in dB at {", ".join(map(str, SHOWN_HZ))} Hz: '
        + '; '.join(f'{stem} {" ".join(f"{value:.0f}" for value in row)}' for stem, row in zip(STEMS, decibels))
    )
    log.keep(
        'levels',
        0,
        hz=SHOWN_HZ,
        **{stem: [round(float(value), 2) for value in row] for stem, row in zip(STEMS, decibels)},
    )
