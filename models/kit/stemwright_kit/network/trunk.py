"""The trunk: a U-Net over (band, frame), halved twice in both. Planes of spectra in, planes of spectra out; it knows no
sigma but through the embedding.
"""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..stems import STEMS
from .bands import BANDS, BandsIn, BandsOut
from .blocks import NORM_GROUPS, Block


class TrunkSize(NamedTuple):
    """channels at the three levels, and the blocks of each: their number, in the middle each one's dilation in time"""

    widths: tuple[int, int, int]
    encoder: tuple[int, int]
    middle: tuple[int, ...]
    decoder: tuple[int, int]
    embedding: int = 128


class Trunk(nn.Module):
    """planes [B, planesIn, frames, BINS], how much of each stem is known [B, frames, K], embedding -> [B, planesOut,
    frames, BINS]
    """

    def __init__(self, size: TrunkSize, planes_in: int, planes_out: int) -> None:
        super().__init__()
        outer, inner, middle = size.widths
        self.bands_in, self.bands_out = BandsIn(planes_in, outer), BandsOut(outer, planes_out)
        self.position = nn.Parameter(torch.randn(1, outer, BANDS, 1) * 0.1)
        self.known_in = nn.Linear(len(STEMS), outer)

        def blocks(channels: int, thin: bool, dilations: range | tuple[int, ...]) -> nn.ModuleList:
            return nn.ModuleList(Block(channels, size.embedding, thin, dilation) for dilation in dilations)

        self.encoder_outer = blocks(outer, True, range(1, size.encoder[0] + 1))
        self.encoder_inner = blocks(inner, False, range(1, size.encoder[1] + 1))
        self.middle = blocks(middle, False, size.middle)
        self.decoder_inner = blocks(inner, False, range(1, size.decoder[1] + 1))
        self.decoder_outer = blocks(outer, True, range(1, size.decoder[0] + 1))
        self.down_outer, self.down_inner = nn.Conv2d(outer, inner, 2, 2), nn.Conv2d(inner, middle, 2, 2)
        self.up_inner, self.up_outer = nn.ConvTranspose2d(middle, inner, 2, 2), nn.ConvTranspose2d(inner, outer, 2, 2)
        self.norm = nn.GroupNorm(NORM_GROUPS, outer)

    def forward(self, planes: Tensor, known: Tensor, embedding: Tensor) -> Tensor:
        def run(stack: nn.ModuleList, x: Tensor) -> Tensor:
            for block in stack:
                x = block(x, embedding)
            return x

        x = self.bands_in(planes) + self.position.to(planes.dtype)
        x = run(self.encoder_outer, x + self.known_in(known).transpose(1, 2)[:, :, None])
        h = run(self.encoder_inner, self.down_outer(x))
        h = run(self.decoder_inner, h + self.up_inner(run(self.middle, self.down_inner(h))))
        x = run(self.decoder_outer, x + self.up_outer(h))
        return self.bands_out(F.silu(self.norm(x)))
