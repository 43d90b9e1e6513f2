"""From checkpoint files to one denoiser over all stems: a joint network, or an independent one for each stem."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from .checkpoint import read_checkpoint
from .denoiser import IndependentDenoisers, MsdmDenoiser
from .network import build
from .settings import NetworkSettings, UnusableCheckpoint


class Assembled(NamedTuple):
    denoiser: MsdmDenoiser | IndependentDenoisers
    multiple: int  # frames a chunk is a multiple of
    sigma_data: float
    independent: bool
    parameters: int


def assemble(files: Sequence[str], stems: Sequence[str]) -> Assembled:
    """`files` are paths, or STEM=PATH. Raises UnusableCheckpoint, naming the file; OSError."""
    paths = in_order(files, stems)
    networks = [open_network(path) for path in paths]
    settings = networks[0][1]
    for path, (_, other) in zip(paths, networks):
        if other != settings:
            raise UnusableCheckpoint(
                f'{path}: its hyper-parameters must be those of {paths[0]}, but differ. Give files of one published '
                'system.'
            )
    channels = settings.in_channels
    if channels * len(paths) != len(stems) or (len(paths) > 1 and channels != 1):
        raise UnusableCheckpoint(
            f'{", ".join(map(str, paths))}: must be one network of {len(stems)} stems, or {len(stems)} networks of '
            f'one stem ({", ".join(stems)}), got {len(paths)} of {channels}. Give other files, or '
            'other names with --stems.'
        )
    denoisers = [denoiser for denoiser, _ in networks]
    denoiser = denoisers[0] if len(denoisers) == 1 else IndependentDenoisers(denoisers)
    parameters = sum(value.numel() for value in denoiser.parameters())
    return Assembled(denoiser, settings.downsampling, settings.diffusion_sigma_data, len(denoisers) > 1, parameters)


def open_network(path: Path) -> tuple[MsdmDenoiser, NetworkSettings]:
    settings, weights = read_checkpoint(path)
    try:
        return MsdmDenoiser(build(settings, weights), settings.diffusion_sigma_data).eval(), settings
    except UnusableCheckpoint as problem:
        raise UnusableCheckpoint(f'{path}: {problem}.') from None


def in_order(files: Sequence[str], stems: Sequence[str]) -> list[Path]:
    """STEM=PATH sorted by stem; paths alone as they are. A path may hold "=": only a stem's name before it counts."""
    named = {
        file.split('=', 1)[0]: file.split('=', 1)[1] for file in files if file.split('=', 1)[0] in stems and '=' in file
    }
    if not named:
        return [Path(file) for file in files]
    if len(named) != len(files) or named.keys() != set(stems):
        raise UnusableCheckpoint(
            f'files must be given as STEM=FILE for each of {", ".join(stems)} once, or all without a name, got '
            f'{" ".join(files)}'
        )
    return [Path(named[stem]) for stem in stems]
