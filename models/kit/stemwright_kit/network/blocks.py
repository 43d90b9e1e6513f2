"""The residual block of the trunk, and the embedding of the noise level that scales it. Dense 2-D convolutions,
GroupNorm and SiLU: what every provider of onnxruntime runs well (no recurrence, no 1-D depthwise convolutions)."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

NORM_GROUPS = 8
FREQUENCIES = 16


class Block(nn.Module):
    """x + conv(silu(norm(conv(silu(norm(x)))) scaled and shifted by the embedding)), over (band, frame).

    thin: a convolution over time, then one over bands, in place of two over both. dilation: over time, in the first
    convolution.
    """

    def __init__(self, channels: int, embedding: int, thin: bool, dilation: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(NORM_GROUPS, channels), nn.GroupNorm(NORM_GROUPS, channels)
        self.film = nn.Linear(embedding, 2 * channels)
        bands = 1 if thin else 3
        self.conv1 = nn.Conv2d(channels, channels, (bands, 3), padding=(bands // 2, dilation), dilation=(1, dilation))
        self.conv2 = nn.Conv2d(channels, channels, (3, 1) if thin else 3, padding=(1, 0) if thin else 1)
        nn.init.zeros_(self.film.weight)
        nn.init.zeros_(self.film.bias)
        with torch.no_grad():
            self.conv2.weight.mul_(0.2)  # blocks start near the identity

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        gain, shift = self.film(embedding)[:, :, None, None].chunk(2, 1)
        return x + self.conv2(F.silu(self.norm2(h) * (1 + gain) + shift))


class LevelEmbedding(nn.Module):
    """(sigma, is a mixture given) [B], [B] -> [B, size]: ln(sigma)/4, the noise input of EDM, as random Fourier
    features
    """

    frequencies: Tensor

    def __init__(self, size: int) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(0)
        self.register_buffer('frequencies', torch.randn(FREQUENCIES, generator=generator) * math.pi)
        self.layers = nn.Sequential(nn.Linear(2 * FREQUENCIES + 1, size), nn.SiLU(), nn.Linear(size, size), nn.SiLU())

    def forward(self, sigma: Tensor, given: Tensor) -> Tensor:
        angle = (torch.log(sigma) / 4)[:, None] * self.frequencies
        return self.layers(torch.cat([angle.sin(), angle.cos(), given[:, None]], 1))
