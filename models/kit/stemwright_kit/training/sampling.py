"""Sampling for validation: Euler along a schedule, with the two posteriors that published numbers are compared by. The
daemon's sampler (src/sampler) is the one of record; this is its shortest form, for a network in memory.

    consistent   x and D on the plane where the stems sum to the mixture:  C(v) = v + (y - sum v) / K
    dirac        one stem is what the others leave of the mixture:         d_j = e_j - e_s,  e = (x - D) / sigma
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from ..network.denoiser import ConditionedDenoise
from .few_steps import refining_levels

Denoise = Callable[[Tensor, Tensor], Tensor]
RHO = 7.0


def karras(steps: int, sigma_min: float, sigma_max: float) -> list[float]:
    """steps + 1 levels, the last 0"""
    if steps == 1:
        return [sigma_max, 0.0]
    at = np.linspace(0, 1, steps)
    levels = (sigma_max ** (1 / RHO) + at * (sigma_min ** (1 / RHO) - sigma_max ** (1 / RHO))) ** RHO
    return [*levels.tolist(), 0.0]


def consistent(v: Tensor, mixture: Tensor) -> Tensor:
    return v + (mixture - v.sum(1, keepdim=True)) / v.shape[1]


@torch.no_grad()
def sample_consistent(denoise: Denoise, mixture: Tensor, noise: Tensor, levels: list[float]) -> Tensor:
    """mixture [B, 1, T], noise [B, K, T] of unit power -> stems [B, K, T]"""
    x = consistent(noise * levels[0], mixture)
    for sigma, following in zip(levels, levels[1:]):
        denoised = consistent(denoise(x, torch.full((len(x),), sigma, device=x.device)), mixture)
        x = x * (following / sigma) + denoised * (1 - following / sigma)
    return x


@torch.no_grad()
def sample_dirac(denoise: Denoise, mixture: Tensor, noise: Tensor, levels: list[float], constrained: int = 0) -> Tensor:
    x = noise * levels[0]
    for sigma, following in zip(levels, levels[1:]):
        x[:, constrained] += (mixture - x.sum(1, keepdim=True))[:, 0]
        error = (x - denoise(x, torch.full((len(x),), sigma, device=x.device))) / sigma
        x = x + (following - sigma) * (error - error[:, constrained : constrained + 1])
    x[:, constrained] += (mixture - x.sum(1, keepdim=True))[:, 0]
    return x


def given_mixture(network: ConditionedDenoise, mixture: Tensor) -> Denoise:
    zero = torch.zeros(len(mixture), 4, mixture.shape[-1], device=mixture.device)
    ones = torch.ones(len(mixture), device=mixture.device)
    return lambda x, sigma: network(x, sigma, zero, zero, mixture, ones)


def unconditional(network: ConditionedDenoise, mixture: Tensor) -> Denoise:
    """The prior: the mixture gives the shape only."""
    zero = torch.zeros(len(mixture), 4, mixture.shape[-1], device=mixture.device)
    none = torch.zeros(len(mixture), device=mixture.device)
    return lambda x, sigma: network(x, sigma, zero, zero, mixture, none)


def separate(network: ConditionedDenoise, mixture: Tensor, steps: int, seed: int) -> Tensor:
    """Given the mixture, one step from pure noise and then refining: mixture [B, 1, T] -> [B, K, T]"""
    noise = torch.randn(len(mixture), 4, mixture.shape[-1], generator=torch.Generator().manual_seed(seed)).to(
        mixture.device
    )
    return sample_consistent(given_mixture(network, mixture), mixture, noise, refining_levels(steps))
