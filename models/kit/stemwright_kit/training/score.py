"""The score: SI-SDR improvement over the mixture in windows of 4 s, hop 2 s, that hold at least two active stems.
`active`: over active targets only; `paper`: over all four, silent ones too, as the MSDM repository counts. `stemwright
evaluate` is the measure of record; this is the same for arrays in memory.
"""

from dataclasses import dataclass, field

import torch
from torch import Tensor

from ..stems import RATE_HZ, STEMS

WINDOW, HOP = 4 * RATE_HZ, 2 * RATE_HZ
ACTIVE_NORM = 1.5e-5  # norm / frames
LEAST_ACTIVE = 2
EPSILON = 1e-8


def si_sdr(estimate: Tensor, target: Tensor) -> Tensor:
    """Along the last axis, in dB"""
    scale = ((estimate * target).sum(-1, keepdim=True) + EPSILON) / (target.square().sum(-1, keepdim=True) + EPSILON)
    wanted = scale * target
    noise = wanted - estimate
    return 10 * torch.log10((wanted.square().sum(-1) + EPSILON) / (noise.square().sum(-1) + EPSILON))


@dataclass
class Score:
    """Collects windows; means are of stem means, so that a stem that is often silent counts as much."""

    active: list[list[float]] = field(default_factory=lambda: [[] for _ in STEMS])
    paper: list[list[float]] = field(default_factory=lambda: [[] for _ in STEMS])

    def add(self, estimates: Tensor, stems: Tensor) -> None:
        """[B, K, T] each"""
        mixture = stems.sum(1, keepdim=True)
        for start in range(0, stems.shape[-1] - WINDOW + 1, HOP):
            target, estimate = stems[..., start : start + WINDOW], estimates[..., start : start + WINDOW]
            before = mixture[..., start : start + WINDOW].expand_as(target)
            gain = si_sdr(estimate, target) - si_sdr(before, target)
            sounds = target.square().sum(-1).sqrt() / WINDOW >= ACTIVE_NORM
            counts = sounds.sum(1, keepdim=True) >= LEAST_ACTIVE
            for k in range(len(STEMS)):
                self.paper[k] += gain[:, k][counts[:, 0]].tolist()
                self.active[k] += gain[:, k][(sounds & counts)[:, k]].tolist()

    def summary(self) -> dict[str, float]:
        """Mean per stem of `active`, its mean, and the mean of `paper`, in dB"""
        rows = {name: mean(gains) for name, gains in zip(STEMS, self.active)}
        return {**rows, 'active': mean(list(rows.values())), 'paper': mean([mean(gains) for gains in self.paper])}


def mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else float('nan')
