"""What is tried before a run on a GPU: a batch that fits its memory, and compilation of the trunk where it works in
time and is faster. Any trouble: go on without.
"""

import dataclasses
import signal
import time

import torch

from ..stems import RATE_HZ
from .run_log import RunLog
from .trainer import Recipe, Trainer

COMPILE_LIMIT_SECONDS = 120
WORTH_IT = 0.97


def fit_batch(trainer: Trainer, log: RunLog) -> Recipe:
    """The recipe, its batch halved until a step fits the GPU's memory. Raises torch.cuda.OutOfMemoryError when not even
    one crop does.
    """
    if trainer.device.type != 'cuda':
        return trainer.recipe
    while True:
        try:
            seconds = trainer.seconds_a_step(5)
            log.say(f'batch {trainer.recipe.batch}: {speed(trainer.recipe, seconds):.0f} audio s/s without compilation')
            return trainer.recipe
        except torch.cuda.OutOfMemoryError:
            torch.cuda.empty_cache()
            if trainer.recipe.batch == 1:
                raise
            trainer.recipe = dataclasses.replace(trainer.recipe, batch=trainer.recipe.batch // 2)


def try_compile(trainer: Trainer, log: RunLog, limit_seconds: float) -> None:
    network = trainer.training.network
    plain, before = network.on_spectra, trainer.seconds_a_step(5)

    def too_long(*_: object) -> None:
        raise TimeoutError('it takes too long')

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(max(1, int(min(limit_seconds, COMPILE_LIMIT_SECONDS))))
    try:
        start = time.perf_counter()
        network.on_spectra = torch.compile(plain, dynamic=False)  # type: ignore[method-assign]
        trainer.seconds_a_step(1)
        took, after = time.perf_counter() - start, trainer.seconds_a_step(5)
        log.say(f'compiled in {took:.0f} s: {speed(trainer.recipe, after):.0f} audio s/s')
        if after > before * WORTH_IT:
            network.on_spectra = plain  # type: ignore[method-assign]
    except Exception as error:  # whatever a compiler throws
        log.say(f'without compilation: {type(error).__name__}: {str(error)[:200]}')
        network.on_spectra = plain  # type: ignore[method-assign]
        network.zero_grad(set_to_none=True)
        torch.cuda.empty_cache()
    finally:
        signal.alarm(0)


def speed(recipe: Recipe, seconds_a_step: float) -> float:
    return recipe.batch * recipe.crop_frames / RATE_HZ / seconds_a_step
