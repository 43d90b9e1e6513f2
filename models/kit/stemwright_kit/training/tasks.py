"""Tasks: what is known about each example of a batch, and how noisy the rest is.

    separate   the mixture is given; sometimes some stems too. Stems may come from different songs: a separator must not
               lean on harmony. Either from noise alone, or refining an estimate (few_steps.py makes it; until then its
               noisy stems are clean ones and noise)
    impute     some stems are known, or all but one stretch of time, or both
    prior      nothing is known

Every draw comes from the generator that is passed: the same state, the same batch.
"""

import math
from dataclasses import dataclass, field, fields, replace

import numpy as np
import torch
from torch import Tensor

from ..network.denoiser import SIGMA_MAX
from ..stems import STEMS
from .audio_store import AudioStore
from .timbre import TimbreChange, changed
from .upload import upload

K = len(STEMS)
SIGMA_LEAST = 1e-4
NOISE_ALONE = 2.0  # from here on the noisy stems tell next to nothing
REFINING = 0.1  # sigma of a refining example before its walk, and the greatest after it


@dataclass(frozen=True)
class LogNormal:
    median: float
    spread: float  # standard deviation of the logarithm

    def draw(self, count: int, generator: np.random.Generator) -> np.ndarray:
        return np.exp(generator.normal(math.log(self.median), self.spread, count))


@dataclass(frozen=True)
class TaskMix:
    """How often each task is drawn, and at which noise. What is left of `separate` and `impute` is `prior`."""

    separate: float = 0.7
    impute: float = 0.17
    from_noise: float = 0.9  # of the separations: one step from noise alone, sigma between NOISE_ALONE and SIGMA_MAX
    remixed: float = 0.5  # of the separations
    with_known: float = 0.08  # of the separations: some stems are known too
    free: LogNormal = field(default=LogNormal(0.09, 1.3))
    absent: tuple[float, ...] = (0.06, 0.04, 0.06, 0.06)  # chance that a stem is left out; two always stay
    level_db: tuple[float, float] = (3.0, 1.8)  # deviation of each stem's level: with a mixture given, without
    timbre: TimbreChange = TimbreChange(speed=0.5, colour=0.6, dynamics=0.4)


@dataclass
class Batch:
    clean: Tensor  # [B, K, T]
    noisy: Tensor  # [B, K, T]
    sigma: Tensor  # [B]
    known: Tensor  # [B, K, T], 1 = known
    given: Tensor  # [B], 1 = the mixture is given
    trust: Tensor  # [B, K], how much of a clean stem is right: less than 1 where it was separated from a mixture

    @property
    def mixture(self) -> Tensor:
        return self.clean.sum(1, keepdim=True)

    @property
    def refining(self) -> Tensor:
        """Which examples improve an estimate of a separation [B]"""
        return (self.given > 0) & (self.sigma < NOISE_ALONE)

    def rows(self, which: Tensor) -> 'Batch':
        return Batch(*(getattr(self, part.name)[which] for part in fields(self)))

    def noise(self, generator: np.random.Generator) -> Tensor:
        """White noise like the stems; on a GPU one of its own generators draws, seeded by the one that is passed: the
        processor would be the limit
        """
        if self.clean.device.type != 'cpu':
            seeded = torch.Generator(self.clean.device).manual_seed(int(generator.integers(2**63)))
            return torch.randn(self.clean.shape, generator=seeded, device=self.clean.device)
        return torch.from_numpy(generator.standard_normal(self.clean.shape, np.float32))


def draw_batch(store: AudioStore, count: int, frames: int, mix: TaskMix, generator: np.random.Generator) -> Batch:
    u = generator.random(count)
    separate, impute = u < mix.separate, (u >= mix.separate) & (u < mix.separate + mix.impute)
    remixed = separate & (generator.random(count) < mix.remixed)
    crops = store.crops(count, mix.timbre.needed(frames), remixed, generator)
    changed_crops = changed(crops.audio, frames, remixed, mix.timbre, generator)
    gains = levels(separate, mix, generator)
    clean = changed_crops * upload(gains, store.device)[..., None]
    # a stem that is left out is certainly silent
    trust = upload(np.where(gains == 0, np.float32(1), crops.trust), store.device)
    known = known_mask(impute, separate & (generator.random(count) < mix.with_known), frames, generator, store.device)
    sigma = upload(noise_levels(separate, mix, generator), store.device)
    batch = Batch(clean, clean, sigma, known, upload(separate.astype(np.float32), store.device), trust)
    return replace(batch, noisy=clean + batch.noise(generator) * sigma[:, None, None])


def levels(separate: np.ndarray, mix: TaskMix, generator: np.random.Generator) -> np.ndarray:
    """Gain of each stem [B, K], sign included; 0 for one that is left out. In a band the stems keep their signs to each
    other.
    """
    count = len(separate)
    decibels = generator.standard_normal((count, K)) * np.where(separate, *mix.level_db)[:, None]
    sign = generator.choice([-1.0, 1.0], (count, K))
    sign = np.where(separate[:, None], sign, sign[:, :1])
    keep = generator.random((count, K)) >= np.array(mix.absent)
    keep |= keep.sum(1, keepdims=True) < 2
    return (10 ** (decibels / 20) * sign * keep).astype(np.float32)


def noise_levels(separate: np.ndarray, mix: TaskMix, generator: np.random.Generator) -> np.ndarray:
    count = len(separate)
    from_noise = np.exp(generator.uniform(math.log(NOISE_ALONE), math.log(SIGMA_MAX), count))
    given = np.where(generator.random(count) < mix.from_noise, from_noise, REFINING)
    sigma = np.where(separate, given, mix.free.draw(count, generator))
    return sigma.clip(SIGMA_LEAST, SIGMA_MAX).astype(np.float32)


def known_mask(
    impute: np.ndarray, with_stems: np.ndarray, frames: int, generator: np.random.Generator, device: torch.device
) -> Tensor:
    """[B, K, frames] of 0 and 1. Of the imputations: 45 % whole stems, 30 % all but a stretch, 15 % a stretch of some
    stems unknown, 10 % some stems' rest.
    """
    start, end = np.zeros((len(impute), K), np.int64), np.full((len(impute), K), frames)  # of what is unknown
    for b in np.flatnonzero(impute | with_stems):
        way = generator.random() if impute[b] else 0.0
        length = int(frames * generator.uniform(0.15, 0.7))
        first = int(generator.integers(-length // 2, frames - length // 2))
        stretch = max(first, 0), min(first + length, frames)
        stems = generator.permutation(K)[: generator.integers(1, K)]
        if 0.45 <= way < 0.9:
            start[b], end[b] = stretch
        if way < 0.45 or 0.75 <= way < 0.9:
            start[b, stems] = end[b, stems] = 0
        if way >= 0.9:
            start[b, stems], end[b, stems] = stretch
    time = torch.arange(frames, device=device)
    begins, ends = upload(start, device)[..., None], upload(end, device)[..., None]
    return ((time < begins) | (time >= ends)).float()
