"""Reads a published checkpoint: a Lightning dictionary, pickled. A pickle can name any function of Python and have it
called; here only tensors and plain values are taken (`weights_only`), and a file that wants more is refused unread.

One class is expected beside them: the published training keeps the distribution of its noise levels in the
hyper-parameters as an object. A stand-in with no code takes its place; it is not used.
"""

import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from .settings import NetworkSettings, UnusableCheckpoint, parse_settings

PREFIX, SECOND_PREFIX = 'model.unet.', 'model.diffusion.net.'


class Published(NamedTuple):
    settings: NetworkSettings
    # names as in network.UNet; mapped from the file where it allows that, so not to be written to
    weights: dict[str, Tensor]


class NoiseDistribution:
    """Stands in for a distribution object; has attributes only."""


INERT: list[Callable[..., object] | tuple[Callable[..., object], str]] = [
    (NoiseDistribution, f'audio_diffusion_pytorch.{module}.LogNormalDistribution')
    for module in ('diffusion', 'diffusion.diffusion')
]


def read_checkpoint(path: Path) -> Published:
    """Raises UnusableCheckpoint with a sentence that begins with the file's name, OSError."""
    stored = unpickle(path)
    try:
        if (
            not isinstance(stored, dict)
            or not isinstance(stored.get('state_dict'), dict)
            or not isinstance(stored.get('hyper_parameters'), dict)
        ):
            raise UnusableCheckpoint(
                'a checkpoint must hold "state_dict" and "hyper_parameters". '
                'Give the .ckpt file as it was published, not one that was converted'
            )
        return Published(parse_settings(stored['hyper_parameters']), network_weights(stored['state_dict']))
    except UnusableCheckpoint as problem:
        raise UnusableCheckpoint(f'{path}: {problem}.') from None


def unpickle(path: Path) -> object:
    try:
        with torch.serialization.safe_globals(INERT):
            return torch.load(path, map_location='cpu', weights_only=True, mmap=True)
    except pickle.UnpicklingError as error:
        named = unsafe_names(path)
        wants = (
            f'it wants to run code when it is opened ({named})'
            if named
            else 'it holds more than tensors and plain values'
        )
        raise UnusableCheckpoint(
            f'{path}: {wants}, so it was not opened. Get the checkpoint from where its authors publish it.'
        ) from error
    except (RuntimeError, EOFError, ValueError) as error:
        reason = str(error).strip().split('\n')[0]
        raise UnusableCheckpoint(
            f'{path}: must be a checkpoint as PyTorch writes them since version 1.6 (a zip archive); it cannot be '
            f'read ({reason:.120}). Download it again; archives (.tar) must be unpacked first.'
        ) from error


def unsafe_names(path: Path) -> str:
    """What a pickle names beyond tensors and plain values, three of them at most; found by reading its operations,
    without carrying them out.
    """
    try:
        with torch.serialization.safe_globals(INERT):
            names = torch.serialization.get_unsafe_globals_in_checkpoint(path)
    except Exception:  # of a damaged or disguised file; it is refused in any case
        return ''
    return ', '.join(sorted(names)[:3])


def network_weights(state: Mapping[str, object]) -> dict[str, Tensor]:
    """The network's weights. The published files hold them twice; both must be the same."""
    first, second = (selected(state, prefix) for prefix in (PREFIX, SECOND_PREFIX))
    if not first and not second:
        raise UnusableCheckpoint(
            f'its state_dict must have weights called "{PREFIX}..." or "{SECOND_PREFIX}..."; it has {len(state)} others'
        )
    if first and second:
        if first.keys() != second.keys():
            raise UnusableCheckpoint(
                f'"{PREFIX}..." and "{SECOND_PREFIX}..." must be the same weights, but have different names'
            )
        for name, value in first.items():
            if not torch.equal(value, second[name]):
                raise UnusableCheckpoint(
                    f'"{PREFIX}{name}" and "{SECOND_PREFIX}{name}" must be the same weights, but differ'
                )
    return first or second


def selected(state: Mapping[str, object], prefix: str) -> dict[str, Tensor]:
    return {
        name[len(prefix) :]: value
        for name, value in state.items()
        if name.startswith(prefix) and isinstance(value, Tensor)
    }
