"""A round of validation: its measures in order of importance, each over as many of the first chunks as can be done
before a deadline; what was left out is said.

While it trains, a round is the separation in one step. A full one goes on to more steps, to the errors by noise and to
the unconditional prior.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

from ..network.denoiser import ConditionedDenoise
from .chunks import Chunks
from .pace import NO_LIMIT, FittingSlices, Pace
from .run_log import RunLog
from .validation import BANDS, ERROR_FRAMES, ERROR_TASKS, errors_by_noise, prior_separation, separation


@dataclass(frozen=True)
class Measure:
    """kind: of its lines in figures.jsonl; frames_of: frames that the network evaluates for a chunk of so many frames;
    of: the measure, from validation.py
    """

    name: str
    kind: str
    frames_of: Callable[[int], float]
    of: Callable[..., dict[str, Any]]


def separating(steps: int) -> Measure:
    return Measure(
        f'{steps} step{"s" if steps > 1 else ""}',
        'score',
        lambda frames: steps * frames,
        partial(separation, steps=steps),
    )


def by_prior(posterior: str, steps: int) -> Measure:
    return Measure(
        f'prior, {posterior}, {steps} steps',
        'score',
        lambda frames: steps * frames,
        partial(prior_separation, steps=steps, posterior=posterior),
    )


ERRORS = Measure(
    'error by noise',
    'errors',
    lambda frames: len(ERROR_TASKS) * len(BANDS) * min(frames, ERROR_FRAMES),
    errors_by_noise,
)
USUAL = (separating(1),)
FULL = (
    *map(separating, (1, 2, 4, 8)),
    ERRORS,
    *(by_prior(posterior, steps) for steps in (8, 32) for posterior in ('consistent', 'dirac')),
)


def frames_in(measures: Sequence[Measure], chunks: Sequence[Chunks]) -> float:
    """Frames of audio that the network evaluates in a whole round"""
    return sum(len(part.audio) * measure.frames_of(part.audio.shape[-1]) for measure in measures for part in chunks)


def batch_on(device: torch.device) -> int:
    """Chunks at a time: one where they would be computed one after the other anyway, so that little is late"""
    return 4 if device.type == 'cuda' else 1


def measure_pace(network: ConditionedDenoise, chunks: Sequence[Chunks], device: torch.device, pace: Pace) -> None:
    """On one chunk, in one step: before there was a round"""
    for part in chunks[:1]:
        separation(network, part, 1, device, FittingSlices(pace, 1, 1, part.audio.shape[-1], NO_LIMIT))


def validate(
    network: ConditionedDenoise,
    step: int,
    chunks: Sequence[Chunks],
    measures: Sequence[Measure],
    device: torch.device,
    pace: Pace,
    until: float,
    log: RunLog,
) -> None:
    """Sets of chunks share what time there is for a measure. `until`, of the pace's clock, may be missed by what one
    batch takes longer than the one before.
    """
    left_out = []
    for measure in measures:
        for place, part in enumerate(chunks):
            left = until - pace.clock()
            frames_each = measure.frames_of(part.audio.shape[-1])
            slices = FittingSlices(
                pace, len(part.audio), batch_on(device), frames_each, pace.clock() + left / (len(chunks) - place)
            )
            figures = measure.of(network=network, chunks=part, device=device, slices=slices)
            if slices.done == 0:
                left_out.append(f'{part.name}, {measure.name}')
            else:
                report(log, f'{part.name}, {measure.name}', measure.kind, step, figures, slices)
    if left_out:
        log.say(f'no time was left for: {"; ".join(left_out)}')


def report(log: RunLog, name: str, kind: str, step: int, figures: dict[str, Any], slices: FittingSlices) -> None:
    over = {'chunks': slices.done, 'of': slices.count}
    some = '' if slices.done == slices.count else f' (the first {slices.done} of {slices.count} chunks)'
    if kind == 'score':
        log.keep(kind, step, name=name, **over, **figures)
        log.say(f'{name}{some}: ' + ', '.join(f'{key} {value:.2f}' for key, value in figures.items()) + ' dB')
        return
    for task, row in figures.items():
        log.keep(kind, step, name=name, task=task, **over, errors=row)
        log.say(f'{name}{some}, {task}: {" ".join(f"{value:.3f}" for value in row)}')
