"""Short-time spectra at any of several hops: how a network hears audio at another speed without resampling it.

Played 512 / hop times slower, audio has its frames hop apart, 4 hop long, and its bin k at frequency k / (4 hop):
that is all a network of `BINS` bins sees of it. So a view at speed r = 512 / hop is the same spectra with another
hop; what lies above r times the Nyquist frequency has no bin. Levels are those of the resampled audio: a tone has
the same bin at every hop.

    forward   [B, C, T], hop -> real, imaginary [B, C, BINS, frames]
    inverse   real, imaginary, hop, T -> [B, C, T], of what has bins exactly

hop is a multiple of 8 from 512 on; while a graph is traced it is a tensor of one number, which torch takes for
one. T is any length: audio is continued by silence until the frames are a multiple of 4. At hop 512 these are the
spectra of `Spectrum`. By matrix products, in two stages as there, with 4 hop = 32 * (hop / 8): frame index n =
(hop / 8) a + b, bin k = 32 c + d,

    n k / (4 hop) = a d / 32 + b d / (4 hop) + b c / (hop / 8) + whole turns

Frames are the last axis all the way: so no stage moves single values, and each is a product with a small constant
matrix. The tables depend on the hop and are computed each time: some 20,000 values.
"""

import math

import torch
from torch import Tensor, nn

from .spectrum import BINS, FRAME, HOP, OVERLAP, turns

A = D = C = 32  # the sizes of a, d, c: 32 * 32 bins
assert C * D == BINS
HOP_STEP = A // OVERLAP
FRAMES_MULTIPLE = 4
# of `Spectrum`: squared Hann windows at a quarter of their length apart sum to 1.5
WINDOW_NORM = math.sqrt(FRAME * 3 / 8)


class ViewSpectrum(nn.Module):
    """Nothing in it is learned."""

    real_turn: Tensor
    imaginary_turn: Tensor
    back: Tensor
    both_sides: Tensor

    def __init__(self) -> None:
        super().__init__()
        ad = turns(A, D, A)
        self._keep('real_turn', ad.T.cos())
        self._keep('imaginary_turn', -ad.T.sin())
        self._keep('back', torch.cat([ad.cos(), -ad.sin()], 1))
        # a bin stands for its mirror image too, bin 0 does not
        both_sides = torch.full((BINS, 1), 2.0, dtype=torch.float64)
        both_sides[0] = 1.0
        self._keep('both_sides', both_sides)

    def _keep(self, name: str, value: Tensor) -> None:
        self.register_buffer(name, value.float().contiguous(), persistent=False)

    def forward(self, x: Tensor, hop: int) -> tuple[Tensor, Tensor]:
        batch, channels, length = x.shape
        count = hop // HOP_STEP
        left, right = (torch.zeros(batch, channels, n, device=x.device) for n in padding(length, hop))
        hops = torch.cat([left, x, right], -1).reshape(batch, channels, -1, hop).transpose(-1, -2)
        last = OVERLAP - 1
        shifted = [hops[..., i : i - last] if i < last else hops[..., last:] for i in range(OVERLAP)]
        frames = torch.cat(shifted, -2) * (window(hop) * (HOP / (WINDOW_NORM * hop)))[:, None]
        frames = frames.reshape(batch, channels, A, -1)  # [.., a, b and frame]
        real, imaginary = (
            (turn @ frames).reshape(batch, channels, D, count, -1) for turn in (self.real_turn, self.imaginary_turn)
        )
        cos, sin = (table.T[:, :, None] for table in twiddle(hop))
        turned = torch.cat([real * cos + imaginary * sin, imaginary * cos - real * sin], -2)
        second = second_stage(hop).T  # [c real | c imaginary, b real | b imaginary]
        real, imaginary = (
            (part @ turned).transpose(-2, -3).reshape(batch, channels, BINS, -1) for part in (second[:C], second[C:])
        )
        return real, imaginary

    def inverse(self, real: Tensor, imaginary: Tensor, hop: int, length: int) -> Tensor:
        batch, channels = real.shape[:2]
        count = hop // HOP_STEP
        parts = [(part * self.both_sides).reshape(batch, channels, C, -1) for part in (real, imaginary)]
        bins = torch.cat(parts, -2)  # [.., c real | c imaginary, d and frame]
        second = second_stage(hop)
        real, imaginary = (
            (part @ bins).reshape(batch, channels, count, D, -1) for part in (second[:count], second[count:])
        )
        cos, sin = (table[:, :, None] for table in twiddle(hop))
        turned = torch.cat([real * cos - imaginary * sin, imaginary * cos + real * sin], -2)
        weight = (window(hop) * (WINDOW_NORM / (1.5 * OVERLAP * HOP))).reshape(A, -1).T[:, :, None]
        frames = (self.back @ turned) * weight  # [.., b, a, frame]
        quarter = A // OVERLAP
        audio = (
            frames[..., :quarter, 3:-1]
            + frames[..., quarter : 2 * quarter, 2:-2]
            + frames[..., 2 * quarter : 3 * quarter, 1:-3]
            + frames[..., 3 * quarter :, :-4]
        )
        return audio.permute(0, 1, 4, 3, 2).reshape(batch, channels, -1)[..., :length]


def padding(length: int, hop: int) -> tuple[int, int]:
    """Silence before and after audio: every sample lies in OVERLAP frames, and the frames are a multiple of 4"""
    multiple = FRAMES_MULTIPLE * hop
    return (OVERLAP - 1) * hop, OVERLAP * hop + (multiple - length % multiple) % multiple


def window(hop: int) -> Tensor:
    """Hann, [4 hop]"""
    return 0.5 - 0.5 * torch.cos(torch.arange(OVERLAP * hop) * (2 * math.pi / (OVERLAP * hop)))


def twiddle(hop: int) -> tuple[Tensor, Tensor]:
    """cos and sin of 2 pi b d / (4 hop), [hop / 8, D]"""
    angle = torch.arange(hop // HOP_STEP)[:, None] * torch.arange(D) * (2 * math.pi / (OVERLAP * hop))
    return angle.cos(), angle.sin()


def second_stage(hop: int) -> Tensor:
    """[b real | b imaginary, c real | c imaginary]"""
    count = hop // HOP_STEP
    whole = torch.arange(count)[:, None] * torch.arange(C)
    angle = (whole % count) * (2 * math.pi / count)  # whole turns are left out: sines of small angles are exact
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([torch.cat([cos, -sin], 1), torch.cat([sin, cos], 1)])
