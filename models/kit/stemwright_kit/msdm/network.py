"""The published network: a U-Net over time on patches of the waveform, [batch, stems, frames] and a noise level in, the
same shape out.
"""

import math

import torch
from torch import Tensor, nn

from .blocks import Bottleneck, DownLevel, Patches, UpLevel
from .settings import NetworkSettings, UnusableCheckpoint


class NoiseEmbedding(nn.Module):
    """time [batch] -> [batch, size + 1]: itself, sine and cosine of 2 pi w time, with learned w"""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.randn(size // 2))

    def forward(self, time: Tensor) -> Tensor:
        angle = time[:, None] * self.weights * 2 * math.pi
        return torch.cat([time[:, None], angle.sin(), angle.cos()], 1)


class UNet(nn.Module):
    """Frames must be a multiple of settings.downsampling. `time` [batch] is what the denoiser makes of sigma."""

    def __init__(self, settings: NetworkSettings) -> None:
        super().__init__()
        features, levels = settings.mapping_features, range(len(settings.factors))
        self.to_mapping = nn.Sequential(
            nn.Linear(features, features), nn.GELU(), nn.Linear(features, features), nn.GELU()
        )
        embedding = nn.Sequential(NoiseEmbedding(settings.channels), nn.Linear(settings.channels + 1, features))
        self.to_time = nn.Sequential(embedding, nn.GELU())
        self.to_in = Patches(settings, inwards=True)
        self.downsamples = nn.ModuleList(DownLevel(settings, level) for level in levels)
        self.bottleneck = Bottleneck(settings)
        self.upsamples = nn.ModuleList(UpLevel(settings, level) for level in reversed(levels))
        self.to_out = Patches(settings, inwards=False)

    def forward(self, x: Tensor, time: Tensor) -> Tensor:
        mapping = self.to_mapping(self.to_time(time))
        entered = self.to_in(x, mapping)
        x, kept = entered, []
        for level in self.downsamples:
            kept.append(level(x, mapping))
            x = kept[-1][-1]
        x = self.bottleneck(x, mapping)
        for level in self.upsamples:
            x = level(x, kept.pop(), mapping)
        return self.to_out(x + entered, mapping)


def build(settings: NetworkSettings, weights: dict[str, Tensor]) -> UNet:
    """A network of these weights, which are used as they lie, not copied. Raises UnusableCheckpoint where names or
    shapes are not those of the settings.
    """
    with torch.device('meta'):
        network = UNet(settings)
    wanted = network.state_dict()
    for what, names in (
        ('lacks', wanted.keys() - weights.keys()),
        ('has besides the network', weights.keys() - wanted.keys()),
    ):
        if names:
            raise UnusableCheckpoint(
                f'its weights must be those its hyper-parameters describe, but it {what} {len(names)} of them, '
                f'"{min(names)}" for one'
            )
    for name, value in weights.items():
        if value.shape != wanted[name].shape:
            raise UnusableCheckpoint(
                f'"{name}" must have shape {list(wanted[name].shape)} by its hyper-parameters, got {list(value.shape)}'
            )
        if not torch.isfinite(value).all():
            raise UnusableCheckpoint(f'"{name}" must hold finite numbers, but some are not')
    network.load_state_dict({name: value.float() for name, value in weights.items()}, assign=True)
    return network.eval().requires_grad_(False)
