"""Validation: how good a network is while it trains, on performances or chunks it never hears in training.

    given the mixture, 1, 2, 4, 8 steps                     what a separator would do
    the unconditional prior, 8 and 32 steps, consistent and dirac     what the paper does
    error by task and noise                                 where the network is weak, on a fixed draw

Each goes through the chunks slice by slice, as its caller hands them out (validation_round.py): how long it may take is
not decided here. It changes nothing and saves nothing.
"""

from collections.abc import Iterable

import numpy as np
import torch

from ..network.denoiser import ConditionedDenoise
from ..network.spectrum import MULTIPLE
from ..stems import RATE_HZ
from .chunks import Chunks
from .objective import errors
from .sampling import consistent, karras, sample_consistent, sample_dirac, separate, unconditional
from .score import Score
from .tasks import Batch

SIGMA_MIN_PRIOR, SIGMA_MAX_PRIOR = 1e-3, 1.0
BANDS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 10.0, 80.0)
ERROR_FRAMES = 4 * RATE_HZ // MULTIPLE * MULTIPLE
# name, known stems, whether the mixture is given
ERROR_TASKS = (('prior', 0, 0.0), ('imputation', 2, 0.0), ('separation', 0, 1.0))


@torch.no_grad()
def separation(
    network: ConditionedDenoise, chunks: Chunks, steps: int, device: torch.device, slices: Iterable[slice]
) -> dict[str, float]:
    score = Score()
    for part in slices:
        stems = chunks.audio[part].to(device)
        score.add(separate(network, stems.sum(1, keepdim=True), steps, seed=part.start), stems)
    return score.summary()


@torch.no_grad()
def prior_separation(
    network: ConditionedDenoise,
    chunks: Chunks,
    steps: int,
    posterior: str,
    device: torch.device,
    slices: Iterable[slice],
) -> dict[str, float]:
    """posterior: 'consistent' or 'dirac'; the network is given nothing"""
    sampler = {'consistent': sample_consistent, 'dirac': sample_dirac}[posterior]
    score = Score()
    for part in slices:
        stems = chunks.audio[part].to(device)
        mixture = stems.sum(1, keepdim=True)
        noise = torch.randn(stems.shape, generator=torch.Generator().manual_seed(part.start)).to(device)
        levels = karras(steps, SIGMA_MIN_PRIOR, SIGMA_MAX_PRIOR)
        score.add(consistent(sampler(unconditional(network, mixture), mixture, noise, levels), mixture), stems)
    return score.summary()


@torch.no_grad()
def errors_by_noise(
    network: ConditionedDenoise, chunks: Chunks, device: torch.device, slices: Iterable[slice]
) -> dict[str, list[float]]:
    """Mean error (objective.errors) at each noise level of BANDS, on the first ERROR_FRAMES: of the prior, of the
    guitar and piano with bass and drums known, and given the mixture"""
    found: dict[str, list[list[float]]] = {task: [[] for _ in BANDS] for task, _, _ in ERROR_TASKS}
    for part in slices:
        clean = chunks.audio[part, :, :ERROR_FRAMES].to(device)
        for task, known_stems, given in ERROR_TASKS:
            for band, level in enumerate(BANDS):
                noise = torch.randn(clean.shape, generator=torch.Generator().manual_seed(1000 * band + part.start)).to(
                    device
                )
                known = torch.zeros_like(clean)
                known[:, :known_stems] = 1
                ones = torch.ones(len(clean), device=device)
                drawn = Batch(
                    clean, clean + noise * level, ones * level, known, ones * given, torch.ones_like(clean[..., 0])
                )
                denoised = network(drawn.noisy, drawn.sigma, clean * known, known, drawn.mixture, drawn.given)
                error, counts = errors(denoised, drawn)
                found[task][band].append(((error * counts).sum() / counts.sum()).item())
    return {
        task: [float(np.mean(values)) if values else float('nan') for values in rows] for task, rows in found.items()
    }
