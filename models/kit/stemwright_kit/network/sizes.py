"""The sizes that are trained, from one definition, and what each costs. `python -m stemwright_kit.network.sizes` prints
parameters and GMAC per second of audio.
"""

import torch

from ..stems import RATE_HZ, STEMS
from .denoiser import Denoiser
from .spectrum import MULTIPLE
from .trunk import TrunkSize

SIZES = {
    'tiny': TrunkSize((16, 32, 32), (1, 1), (1,), (1, 1)),  # for tests
    'small': TrunkSize((64, 128, 192), (1, 1), (1, 2), (1, 1)),  # live on two processor cores
    'base': TrunkSize((96, 144, 192), (2, 2), (1, 2, 4, 1), (2, 2)),  # for GPUs, and as a teacher
}


def build(size: str) -> Denoiser:
    """An untrained network. Raises KeyError for an unknown size."""
    return Denoiser(SIZES[size])


def parameters(network: torch.nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())


def macs_per_second(network: Denoiser) -> float:
    """Multiply-adds of convolutions and matrices, spectra by FFT not counted, for one second of audio and one
    evaluation
    """
    from torch.utils.flop_counter import FlopCounterMode

    frames = 32 * MULTIPLE
    stems = torch.zeros(1, len(STEMS), frames)
    with FlopCounterMode(display=False) as count, torch.no_grad():
        network(stems, torch.ones(1), stems, stems, stems[:, :1], torch.ones(1))
    return count.get_total_flops() / 2 / (frames / RATE_HZ)


def main() -> None:
    for name in SIZES:
        network = build(name)
        print(
            f'{name}: {parameters(network) / 1e6:.2f} M parameters, {macs_per_second(network) / 1e9:.2f} GMAC per '
            'second of audio'
        )


if __name__ == '__main__':
    main()
