"""Checkpoints of a training run, in a folder.

    exact.pt.*   everything in float32: going on from it is as if the run had never stopped (on the same shelf and device)
    ema.pt.*     the result in 16 bits: size, progress and the averaged weights, which is what is exported; half the size of the graph
    moments.pt.* with ema.pt, enough to go on well where 100 MB cannot travel: weights as differences to the average and the optimizer's moments, in 16 bits

A checkpoint says what was trained how far. It does not hold data.
"""
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from .pieces import load_pieces, save_pieces

EXACT, EMA, MOMENTS = 'exact.pt', 'ema.pt', 'moments.pt'


@dataclass
class Progress:
    """How far a run is."""
    size: str
    step: int = 0
    fraction: float = 0.0          # of the schedule
    audio_seconds: float = 0.0     # seen, in all
    wall_seconds: float = 0.0


@dataclass
class Training:
    """What a run changes: the weights, their average, the optimizer and how far it is."""
    network: nn.Module
    average: nn.Module
    optimizer: torch.optim.Optimizer
    progress: Progress


def save_exact(folder: Path, training: Training) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    save_pieces({'progress': asdict(training.progress), 'network': training.network.state_dict(), 'average': training.average.state_dict(),
                 'optimizer': training.optimizer.state_dict()}, folder / EXACT)


def save_small(folder: Path, training: Training, moments: bool) -> None:
    """ema.pt, and moments.pt if asked for: 2 and 6 bytes a parameter"""
    folder.mkdir(parents=True, exist_ok=True)
    half = {name: value.detach().half().cpu() for name, value in training.average.state_dict().items()}
    save_pieces({'progress': asdict(training.progress), 'average': half}, folder / EMA)
    if moments:
        state = training.optimizer.state
        rows = {name: packed(p, half[name], state[p]) for name, p in training.network.named_parameters() if p in state}
        save_pieces({'step': training.progress.step, 'rows': rows}, folder / MOMENTS)


def packed(parameter: Tensor, average: Tensor, state: dict[str, Tensor]) -> list[Tensor]:
    difference = (parameter.detach().cpu() - average.float()).half()
    return [difference, state['exp_avg'].bfloat16().cpu(), state['exp_avg_sq'].sqrt().bfloat16().cpu(), state['step'].cpu()]


def steps_in(folder: Path) -> int:
    """The steps of the furthest checkpoint in a folder, -1 where there is none that can be read."""
    best = -1
    for name in (EXACT, EMA):
        try:
            best = max(best, load_pieces(folder / name)['progress']['step'])
        except (OSError, RuntimeError, KeyError, EOFError):
            continue
    return best


def resume(folder: Path, training: Training) -> str:
    """Loads the furthest checkpoint of a folder into `training`; says in a word how well: exact, moments or average.

    Raises FileNotFoundError where there is none, ValueError when it is of another size.
    """
    try:
        small = load_pieces(folder / EMA)
    except FileNotFoundError:
        small = None
    try:
        exact = load_pieces(folder / EXACT)
    except FileNotFoundError:
        exact = None
    if exact is not None and (small is None or exact['progress']['step'] >= small['progress']['step']):
        _set_progress(training, exact['progress'])
        training.network.load_state_dict(exact['network'])
        training.average.load_state_dict(exact['average'])
        training.optimizer.load_state_dict(exact['optimizer'])
        return 'exact'
    if small is None:
        raise FileNotFoundError(f'no checkpoint in {folder}')
    _set_progress(training, small['progress'])
    weights = {name: value.float() for name, value in small['average'].items()}
    training.average.load_state_dict(weights)
    training.network.load_state_dict(weights)
    return 'moments' if _load_moments(folder, training) else 'average'


def _set_progress(training: Training, stored: dict) -> None:
    if stored['size'] != training.progress.size:
        raise ValueError(f'the checkpoint is of size {stored["size"]}, asked for was {training.progress.size}')
    training.progress = Progress(**stored)


def _load_moments(folder: Path, training: Training) -> bool:
    try:
        stored = load_pieces(folder / MOMENTS)
    except FileNotFoundError:
        return False
    if stored['step'] != training.progress.step:
        return False
    for name, parameter in training.network.named_parameters():
        if name not in stored['rows']:
            continue
        difference, mean, root, step = stored['rows'][name]
        with torch.no_grad():
            parameter.add_(difference.to(parameter))
        where = parameter.device if training.optimizer.defaults.get('fused') else 'cpu'
        training.optimizer.state[parameter] = {
            'step': step.to(where), 'exp_avg': mean.to(parameter), 'exp_avg_sq': root.to(parameter).square()}
    return True
