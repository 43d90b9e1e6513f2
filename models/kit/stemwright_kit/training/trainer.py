"""The trainer: steps of AdamW on drawn batches, an average of the weights, and a line of log now and then.

The batch of step n is drawn from a generator seeded by (seed, n): a run that was stopped and resumed on the same shelf
is the run that was not. It does not decide when to stop, validate or save: its caller does, between steps.
"""

import copy
import time
from dataclasses import dataclass, field

import numpy as np
import torch

from ..network.sizes import build
from ..stems import RATE_HZ, STEMS
from .audio_store import AudioStore
from .checkpoint import Progress, Training
from .few_steps import walked
from .objective import loss_of
from .schedule import learning_rate
from .tasks import Batch, TaskMix, draw_batch

CLIP_NORM = 3.0
AVERAGE_WARM_UP = 20


@dataclass(frozen=True)
class Recipe:
    batch: int = 64
    crop_frames: int = 98304
    rate: float = 1e-3
    warm_up_steps: int = 300
    average_decay: float = 0.9995
    weight_decay: float = 1e-3
    compressed_weight: float = 0.1
    half: bool = True  # trunk in bfloat16
    seed: int = 0
    mix: TaskMix = field(default_factory=TaskMix)


GROUPS = ('from noise', 'refining', 'prior', 'imputation')


def group_of(batch: Batch) -> torch.Tensor:
    """Which of GROUPS each example belongs to, for the log"""
    given = batch.refining.long()
    free = 2 + (batch.known.mean((1, 2)) > 0).long()
    return torch.where(batch.given > 0, given, free)


class Trainer:
    def __init__(self, size: str, recipe: Recipe, device: torch.device) -> None:
        self.recipe, self.device = recipe, device
        torch.manual_seed(recipe.seed)
        network = build(size).to(device)
        network.trunk_dtype = torch.bfloat16 if recipe.half else None
        average = copy.deepcopy(network).eval().requires_grad_(False)
        optimizer = torch.optim.AdamW(
            network.parameters(),
            recipe.rate,
            betas=(0.9, 0.99),
            weight_decay=recipe.weight_decay,
            fused=device.type == 'cuda',
        )
        self.training = Training(network, average, optimizer, Progress(size))
        self.steps_here = 0
        self.sums = torch.zeros(len(GROUPS), 2, device=device)
        self.losses = torch.zeros(2, device=device)

    def step(self, store: AudioStore, fraction: float) -> None:
        recipe, training = self.recipe, self.training
        self.steps_here += 1
        rate = learning_rate(recipe.rate, fraction, self.steps_here, recipe.warm_up_steps)
        for group in training.optimizer.param_groups:
            group['lr'] = rate
        generator = np.random.default_rng((recipe.seed, training.progress.step))
        batch = draw_batch(store, recipe.batch, recipe.crop_frames, recipe.mix, generator)
        if recipe.mix.from_noise < 1:  # looking for walks that there are not would wait for the device
            batch = walked(training.average, batch, generator)
        training.network.train()
        loss, error = loss_of(training.network, batch, recipe.compressed_weight)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(training.network.parameters(), CLIP_NORM)
        self._update(norm)
        progress = training.progress
        progress.step += 1
        progress.fraction = fraction
        progress.audio_seconds += recipe.batch * recipe.crop_frames / RATE_HZ
        self._average(progress.step)
        self.sums.index_add_(0, group_of(batch), torch.stack([error, torch.ones_like(error)], 1).nan_to_num())
        self.losses += torch.stack([loss.detach(), torch.ones_like(loss)]).nan_to_num()

    def _update(self, norm: torch.Tensor) -> None:
        """A gradient that is not finite is skipped; on a GPU by the optimizer itself, so that nothing waits for the
        answer.
        """
        optimizer = self.training.optimizer
        if self.device.type == 'cuda':
            optimizer.found_inf = (~torch.isfinite(norm)).float()  # type: ignore[attr-defined]  # fused AdamW reads it
            optimizer.step()
        elif torch.isfinite(norm):
            optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    @torch.no_grad()
    def _average(self, step: int) -> None:
        decay = min(self.recipe.average_decay, step / (step + AVERAGE_WARM_UP))
        torch._foreach_lerp_(
            list(self.training.average.parameters()), list(self.training.network.parameters()), 1 - decay
        )

    def log_line(self) -> str:
        """Mean loss and errors since the last line"""
        loss = (self.losses[0] / self.losses[1].clamp(min=1)).item()
        errors = (self.sums[:, 0] / self.sums[:, 1].clamp(min=1)).tolist()
        self.sums.zero_()
        self.losses.zero_()
        rate = self.training.optimizer.param_groups[0]['lr']
        parts = ' '.join(f'{name} {error:.4f}' for name, error in zip(GROUPS, errors))
        progress = self.training.progress
        return f'step {progress.step} fraction {progress.fraction:.3f} rate {rate:.2e} loss {loss:.4f} error: {parts}'

    def seconds_a_step(self, count: int) -> float:
        """How long forward and backward take on a batch of noise, without touching the weights: to fit a batch and to
        judge compilation
        """
        recipe, network = self.recipe, self.training.network
        stems = torch.randn(recipe.batch, len(STEMS), recipe.crop_frames, device=self.device) * 0.05
        ones = torch.ones(recipe.batch, device=self.device)
        batch = Batch(
            stems,
            stems + torch.randn_like(stems) * 0.3,
            ones * 0.3,
            torch.zeros_like(stems),
            ones,
            torch.ones_like(stems[..., 0]),
        )
        start = 0.0
        for i in range(count + 1):
            if i == 1:
                self.synchronize()
                start = time.perf_counter()
            loss_of(network, batch, recipe.compressed_weight)[0].backward()
            network.zero_grad(set_to_none=True)
        self.synchronize()
        return (time.perf_counter() - start) / count

    def synchronize(self) -> None:
        if self.device.type == 'cuda':
            torch.cuda.synchronize()
