"""Few steps: trains the later steps of a short separation on what the earlier ones really leave.

    sigma_0 = SIGMA_MAX,    sigma_i = REFINE_TO (REFINE_FROM / REFINE_TO)^((N - 1 - i) / (N - 2)),    sigma_N = 0
                            (N steps)

The first step goes from noise alone; each later one adds a little noise to the estimate and improves it. A network that
learns this range from clean stems plus noise trusts what it is given too much: an estimate is wrong by more than sigma.
So the noisy stems of a `refining` example are made by walking the first i of N steps with the average of the weights
(what will be released), and the network learns step i from there; its target is the clean stem as ever. The walk is the
daemon's: Euler steps with the posterior `consistent`, schedule `refine`. Nothing learns through more than one step.
"""

import dataclasses

import numpy as np
import torch
from torch import Tensor

from ..network.denoiser import SIGMA_MAX, ConditionedDenoise
from .tasks import REFINING, Batch

REFINE_TO = 0.02
REFINE_FROM = REFINING
WALKS = {2: 0.5, 4: 0.4, 8: 0.1}  # how often a walk of so many steps is drawn


def refining_levels(steps: int) -> list[float]:
    """N + 1 levels, the last 0. Raises ValueError for less than one step."""
    if steps < 1:
        raise ValueError(f'steps must be at least 1, got {steps}')
    later = [REFINE_TO * (REFINE_FROM / REFINE_TO) ** ((steps - 1 - i) / max(1, steps - 2)) for i in range(1, steps)]
    return [SIGMA_MAX, *later, 0.0]


def walked(network: ConditionedDenoise, batch: Batch, generator: np.random.Generator) -> Batch:
    """The batch, with noisy stems and sigma of its refining examples as a walk leaves them."""
    rows = torch.nonzero(batch.refining)[:, 0]
    if len(rows) == 0:
        return batch
    steps = generator.choice(list(WALKS), len(rows), p=list(WALKS.values()))
    taken = generator.integers(1, steps)  # steps behind it: 1 to N - 1
    levels = torch.zeros(len(rows), max(WALKS) + 1, dtype=batch.sigma.dtype)
    for row, count in zip(levels, steps):
        row[: count + 1] = torch.tensor(refining_levels(int(count)))
    noisy = walk(
        network,
        batch.rows(rows),
        levels.to(batch.sigma.device),
        torch.from_numpy(taken).to(batch.sigma.device),
        generator,
    )
    sigma = levels[torch.arange(len(rows)), torch.from_numpy(taken)]
    return dataclasses.replace(
        batch,
        noisy=batch.noisy.index_copy(0, rows, noisy),
        sigma=batch.sigma.index_copy(0, rows, sigma.to(batch.sigma)),
    )


@torch.no_grad()
def walk(
    network: ConditionedDenoise, batch: Batch, levels: Tensor, taken: Tensor, generator: np.random.Generator
) -> Tensor:
    """Noisy stems [B, K, T] after `taken` [B] steps along `levels` [B, N + 1] of each example; the mixture is given"""
    mixture, known = batch.mixture, batch.clean * batch.known
    noise = batch.noise(generator)
    x = on_mixture(noise * levels[:, :1, None], mixture, known, batch.known)
    for step in range(int(taken.max())):
        walking = torch.nonzero(taken > step)[:, 0]
        sigma, following = levels[walking, step], levels[walking, step + 1]
        part, given = known[walking], batch.given[walking]
        denoised = network(x[walking], sigma, part, batch.known[walking], mixture[walking], given)
        denoised = on_mixture(denoised, mixture[walking], part, batch.known[walking])
        x[walking] = torch.lerp(denoised, x[walking], (following / sigma)[:, None, None])
    return x


def on_mixture(stems: Tensor, mixture: Tensor, known: Tensor, mask: Tensor) -> Tensor:
    """Known stems as they are, and what is left of the mixture shared equally among the others"""
    unknown = 1 - mask
    rest = mixture - known.sum(1, keepdim=True) - (stems * unknown).sum(1, keepdim=True)
    return known + unknown * (stems + rest / unknown.sum(1, keepdim=True).clamp(min=1))
