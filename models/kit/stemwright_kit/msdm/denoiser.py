"""The published denoiser of waveforms, D(x; sigma), [batch, stems, frames] and [batch] -> [batch, stems, frames]:

    D = clamp(c_skip x + c_out F(c_in x; ln(sigma) / 4), -1, 1)
    c_skip = s^2 / (sigma^2 + s^2),   c_out = sigma s / sqrt(sigma^2 + s^2),   c_in = 1 / sqrt(sigma^2 + s^2)
    s = sigma_data

The clamp is part of it: trajectories of the published sampler have it in every evaluation.
"""

import torch
from torch import Tensor, nn

from .network import UNet


class MsdmDenoiser(nn.Module):
    """One network over all of its stems"""

    def __init__(self, network: UNet, sigma_data: float) -> None:
        super().__init__()
        self.network, self.sigma_data = network, sigma_data

    def forward(self, x: Tensor, sigma: Tensor) -> Tensor:
        data, level = self.sigma_data, sigma[:, None, None]
        variance = level * level + data * data
        deviation = torch.sqrt(variance)
        predicted = self.network(x / deviation, torch.log(sigma) / 4)
        return (data * data / variance * x + level * data / deviation * predicted).clamp(-1, 1)


class IndependentDenoisers(nn.Module):
    """The weakly supervised system: stem k has a denoiser of its own that hears nothing of the others, D_k(x; sigma) =
    D^(k)(x_k; sigma)
    """

    def __init__(self, denoisers: list[MsdmDenoiser]) -> None:
        super().__init__()
        self.denoisers = nn.ModuleList(denoisers)

    def forward(self, x: Tensor, sigma: Tensor) -> Tensor:
        return torch.cat([denoiser(x[:, k : k + 1], sigma) for k, denoiser in enumerate(self.denoisers)], 1)
