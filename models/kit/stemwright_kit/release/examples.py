"""Inputs of the graph for every conditioning that it must get right: to trace it, and to compare it with PyTorch."""

import torch
from torch import Tensor

INPUTS = ('x', 'sigma', 'known', 'known_mask', 'mixture', 'mixture_given')
OUTPUT = 'denoised'
CASES = (
    'nothing',
    'mixture',
    'known stems',
    'known time',
    'known stems and time',
    'mixture and known stems',
    'mixture and known time',
)
ACTIVE = (0.05, 0.08, 0.03, 0.05)


def example(batch: int, frames: int, case: str, seed: int) -> dict[str, Tensor]:
    """Noise in the place of stems: a network answers it as well. sigma is drawn from e^-5 to SIGMA_MAX; every third
    item is silent in its last stem.
    """
    if case not in CASES:
        raise ValueError(f'case must be one of {CASES}, got {case}')
    generator = torch.Generator().manual_seed(seed)
    clean = torch.randn(batch, 4, frames, generator=generator) * torch.tensor(ACTIVE)[:, None]
    clean[::3, 3] = 0
    sigma = torch.exp(torch.empty(batch).uniform_(-5, 4.38, generator=generator))
    mask, given = torch.zeros(batch, 4, frames), torch.zeros(batch)
    if 'mixture' in case:
        given += 1
    if 'stems' in case:
        mask[:, :2] = 1
    if 'time' in case:
        mask[:, :, : frames // 3 + 100] = 1  # ends inside a hop
    x = clean + torch.randn(batch, 4, frames, generator=generator) * sigma[:, None, None]
    mixture = clean.sum(1, keepdim=True) * given[:, None, None]
    return dict(zip(INPUTS, (x, sigma, clean * mask, mask, mixture, given)))
