"""Checkpoints of a training run, in a folder, as safetensors (tensor_files.py).

    exact.*      everything in float32: going on from it is as if the run had never stopped (on the same audio and
                 device). One file, replaced whole
    ema.*        the result in 16 bits: size, progress and the averaged weights, which is what is exported; half the
                 size of the graph
    moments.*    with ema, enough to go on well where 100 MB cannot travel: weights as differences to the average and
                 the optimizer's moments, in 16 bits

A checkpoint says what was trained how far. It does not hold data.
"""

from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from ..network.denoiser import Denoiser
from .tensor_files import TRAVELLING_BYTES, grouped, load_tensors, read_about, save_tensors, under

EXACT, EMA, MOMENTS = 'exact', 'ema', 'moments'
STATE = ('exp_avg', 'exp_avg_sq', 'step')  # of the optimizer, for each parameter


@dataclass
class Progress:
    """How far a run is."""

    size: str
    step: int = 0
    fraction: float = 0.0  # of the schedule
    audio_seconds: float = 0.0  # seen, in all
    wall_seconds: float = 0.0


@dataclass
class Training:
    """What a run changes: the weights, their average, the optimizer and how far it is."""

    network: Denoiser
    average: Denoiser
    optimizer: torch.optim.Optimizer
    progress: Progress


def save_exact(folder: Path, training: Training) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    tensors = grouped('network', training.network.state_dict()) | grouped('average', training.average.state_dict())
    state = training.optimizer.state
    for part in STATE:
        tensors |= grouped(
            part, {name: state[p][part] for name, p in training.network.named_parameters() if p in state}
        )
    save_tensors(tensors, asdict(training.progress), folder / EXACT)


def save_small(folder: Path, training: Training, moments: bool) -> None:
    """ema, and moments if asked for: 2 and 6 bytes a parameter"""
    half = save_average(folder, training.average, training.progress)
    if moments:
        tensors: dict[str, Tensor] = {}
        for name, parameter in training.network.named_parameters():
            if parameter in training.optimizer.state:
                tensors |= packed(name, parameter, half[name], training.optimizer.state[parameter])
        save_tensors(tensors, {'step': training.progress.step}, folder / MOMENTS, TRAVELLING_BYTES)


def save_average(folder: Path, network: nn.Module, progress: Progress) -> dict[str, Tensor]:
    """-> what was saved"""
    folder.mkdir(parents=True, exist_ok=True)
    half = {name: value.detach().half().cpu() for name, value in network.state_dict().items()}
    save_tensors(half, asdict(progress), folder / EMA, TRAVELLING_BYTES)
    return half


def load_average(folder: Path) -> tuple[dict[str, Tensor], Progress]:
    """-> averaged weights in float32, and how far they are. Raises as `read_about` does."""
    tensors, about = load_tensors(folder / EMA)
    return {name: value.float() for name, value in tensors.items()}, Progress(**about)


def packed(name: str, parameter: Tensor, average: Tensor, state: dict[str, Tensor]) -> dict[str, Tensor]:
    return {
        f'difference/{name}': (parameter.detach().cpu() - average.float()).half(),
        f'mean/{name}': state['exp_avg'].bfloat16(),
        f'root/{name}': state['exp_avg_sq'].sqrt().bfloat16(),
        f'step/{name}': state['step'],
    }


def steps_in(folder: Path) -> int:
    """The steps of the furthest checkpoint in a folder, -1 where there is none that can be read."""
    return max(_steps_of(folder / EXACT), _steps_of(folder / EMA))


def _steps_of(path: Path) -> int:
    try:
        return read_about(path)['step']
    except (FileNotFoundError, ValueError):
        return -1


def resume(folder: Path, training: Training) -> str:
    """Loads the furthest checkpoint of a folder into `training`; says in a word how well: exact, moments or average.

    Raises FileNotFoundError where there is none that can be read, ValueError when it is of another size.
    """
    exact, small = _steps_of(folder / EXACT), _steps_of(folder / EMA)
    if max(exact, small) < 0:
        raise FileNotFoundError(f'no checkpoint in {folder}')
    if exact >= small:
        tensors, about = load_tensors(folder / EXACT)
        _set_progress(training, Progress(**about))
        training.network.load_state_dict(under(tensors, 'network'))
        training.average.load_state_dict(under(tensors, 'average'))
        for name, parameter in training.network.named_parameters():
            if f'step/{name}' in tensors:
                _set_state(training, parameter, *(tensors[f'{part}/{name}'] for part in STATE))
        return 'exact'
    weights, progress = load_average(folder)
    _set_progress(training, progress)
    training.average.load_state_dict(weights)
    training.network.load_state_dict(weights)
    return 'moments' if _load_moments(folder, training) else 'average'


def _set_progress(training: Training, stored: Progress) -> None:
    if stored.size != training.progress.size:
        raise ValueError(f'the checkpoint is of size {stored.size}, asked for was {training.progress.size}')
    training.progress = stored


def _set_state(training: Training, parameter: nn.Parameter, mean: Tensor, square: Tensor, step: Tensor) -> None:
    where = parameter.device if training.optimizer.defaults.get('fused') else 'cpu'
    training.optimizer.state[parameter] = {
        'step': step.to(where),
        'exp_avg': mean.to(parameter),
        'exp_avg_sq': square.to(parameter),
    }


def _load_moments(folder: Path, training: Training) -> bool:
    try:
        tensors, about = load_tensors(folder / MOMENTS)
    except (FileNotFoundError, ValueError):
        return False
    if about['step'] != training.progress.step:
        return False
    for name, parameter in training.network.named_parameters():
        if f'step/{name}' not in tensors:
            continue
        with torch.no_grad():
            parameter.add_(tensors[f'difference/{name}'].to(parameter))
        _set_state(
            training,
            parameter,
            tensors[f'mean/{name}'],
            tensors[f'root/{name}'].to(parameter).square(),
            tensors[f'step/{name}'],
        )
    return True
