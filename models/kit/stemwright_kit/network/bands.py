"""Bands: 1,024 bins become 52 vectors a frame and back, one matrix a band. Narrow bands where notes are, wide ones
where only brightness is left.

A matrix per band costs few multiplications (each runs once a frame) and holds most of the network's parameters.
"""

import math

import torch
from torch import Tensor, nn

from .spectrum import BINS

GROUPS = ((4, 16), (8, 12), (16, 8), (32, 8), (60, 8))  # (bins of a band, how many such bands), from low to high
BANDS = sum(count for _, count in GROUPS)
assert sum(width * count for width, count in GROUPS) == BINS


class BandsIn(nn.Module):
    """[B, planes, frames, BINS] -> [B, channels, BANDS, frames]"""

    def __init__(self, planes: int, channels: int) -> None:
        super().__init__()
        self.weights = nn.ParameterList(
            nn.Parameter(torch.randn(count, planes * width, channels) / math.sqrt(planes * width))
            for width, count in GROUPS
        )
        self.biases = nn.ParameterList(nn.Parameter(torch.zeros(count, 1, channels)) for _, count in GROUPS)

    def forward(self, x: Tensor) -> Tensor:
        batch, planes, frames = x.shape[:3]
        bands, start = [], 0
        for (width, count), weight, bias in zip(GROUPS, self.weights, self.biases):
            part = x[..., start : start + width * count].reshape(batch, planes, frames, count, width)
            part = part.permute(3, 0, 2, 1, 4).reshape(count, batch * frames, planes * width)
            bands.append(part @ weight.to(part.dtype) + bias.to(part.dtype))
            start += width * count
        return torch.cat(bands).reshape(BANDS, batch, frames, -1).permute(1, 3, 0, 2)


class BandsOut(nn.Module):
    """[B, channels, BANDS, frames] -> [B, planes, frames, BINS]"""

    START = 0.3  # of the usual deviation: an untrained network is near the Wiener filter it corrects

    def __init__(self, channels: int, planes: int) -> None:
        super().__init__()
        self.planes = planes
        self.weights = nn.ParameterList(
            nn.Parameter(torch.randn(count, channels, planes * width) / math.sqrt(channels) * self.START)
            for width, count in GROUPS
        )
        self.biases = nn.ParameterList(nn.Parameter(torch.zeros(count, 1, planes * width)) for width, count in GROUPS)

    def forward(self, x: Tensor) -> Tensor:
        batch, channels, _, frames = x.shape
        x = x.permute(2, 0, 3, 1).reshape(BANDS, batch * frames, channels)
        bins, start = [], 0
        for (width, count), weight, bias in zip(GROUPS, self.weights, self.biases):
            part = x[start : start + count] @ weight.to(x.dtype) + bias.to(x.dtype)
            part = part.reshape(count, batch, frames, self.planes, width)
            bins.append(part.permute(1, 3, 2, 0, 4).reshape(batch, self.planes, frames, count * width))
            start += count
        return torch.cat(bins, -1)
