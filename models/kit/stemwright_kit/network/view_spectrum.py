"""Short-time spectra at any of several hops: how a network hears audio at another speed without resampling it.

Played 512 / hop times slower, audio has its frames hop apart, 4 hop long, and its bin k at frequency k / (4 hop): that is
all a network of `BINS` bins sees of it. So a view at speed r = 512 / hop is the same spectra with another hop; what lies
above r times the Nyquist frequency has no bin. Levels are those of the resampled audio: a tone has the same bin at every
hop.

    forward   [B, C, T], hop -> real, imaginary [B, C, frames, BINS]
    inverse   real, imaginary, hop, T -> [B, C, T], of what has bins exactly

hop is a multiple of 8 from 512 on. T is any length: audio is continued by silence until the frames are a multiple of 4.
At hop 512 these are the spectra of `Spectrum`. By matrix products, in two stages as there, with 4 hop = 32 * (hop / 8): frame
index n = (hop / 8) a + b, bin k = 32 c + d,

    n k / (4 hop) = a d / 32 + b d / (4 hop) + b c / (hop / 8) + whole turns

The tables depend on the hop and are computed each time: some 20,000 values.
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

    first: Tensor
    fourth: Tensor
    both_sides: Tensor

    def __init__(self) -> None:
        super().__init__()
        ad = turns(A, D, A)
        self._keep('first', torch.cat([ad.T.cos(), -ad.T.sin()]))
        self._keep('fourth', torch.cat([ad.T.cos(), -ad.T.sin()]))
        # a bin stands for its mirror image too, bin 0 does not
        both_sides = torch.full((2, C, D), 2.0, dtype=torch.float64)
        both_sides[:, 0, 0] = 1.0
        self._keep('both_sides', both_sides.reshape(2 * C, D))

    def _keep(self, name: str, value: Tensor) -> None:
        self.register_buffer(name, value.float().contiguous(), persistent=False)

    def forward(self, x: Tensor, hop: Tensor) -> tuple[Tensor, Tensor]:
        batch, channels, length = x.shape
        left, right = (torch.zeros(batch, channels, n, device=x.device) for n in padding(length, hop))
        hops = torch.cat([left, x, right], -1).reshape(batch, channels, -1, hop)
        last = OVERLAP - 1
        shifted = [hops[:, :, i : i - last] if i < last else hops[:, :, last:] for i in range(OVERLAP)]
        frames = torch.cat(shifted, -1) * (window(hop) * (HOP / (WINDOW_NORM * hop)))
        z = self.first @ frames.reshape(batch, channels, -1, A, hop // HOP_STEP)  # [.., d real | d imaginary, b]
        real, imaginary = z[..., :D, :], z[..., D:, :]
        cos, sin = twiddle(hop)
        turned = torch.cat([real * cos.T + imaginary * sin.T, imaginary * cos.T - real * sin.T], -1)
        bins = (turned @ second_stage(hop)).transpose(-1, -2)  # [.., c real | c imaginary, d]
        return bins[..., :C, :].reshape(batch, channels, -1, BINS), bins[..., C:, :].reshape(batch, channels, -1, BINS)

    def inverse(self, real: Tensor, imaginary: Tensor, hop: Tensor, length: int) -> Tensor:
        batch, channels = real.shape[:2]
        parts = [part.reshape(batch, channels, -1, C, D) for part in (real, imaginary)]
        z = second_stage(hop) @ (torch.cat(parts, -2) * self.both_sides)  # [.., b real | b imaginary, d]
        count = hop // HOP_STEP
        zr, zi = z[..., :count, :], z[..., count:, :]
        cos, sin = twiddle(hop)
        turned = torch.cat([zr * cos - zi * sin, zi * cos + zr * sin], -1)
        frames = (turned @ self.fourth).transpose(-1, -2).reshape(batch, channels, -1, OVERLAP * hop)
        frames = frames * (window(hop) * (WINDOW_NORM / (1.5 * OVERLAP * HOP)))
        hops = frames.reshape(batch, channels, -1, OVERLAP, hop)
        audio = hops[:, :, 3:-1, 0] + hops[:, :, 2:-2, 1] + hops[:, :, 1:-3, 2] + hops[:, :, :-4, 3]
        return audio.reshape(batch, channels, -1)[..., :length]


def padding(length: int | Tensor, hop: Tensor) -> tuple[Tensor, Tensor]:
    """Silence before and after audio: every sample lies in OVERLAP frames, and the frames are a multiple of 4"""
    multiple = FRAMES_MULTIPLE * hop
    return (OVERLAP - 1) * hop, OVERLAP * hop + (multiple - length % multiple) % multiple


def window(hop: Tensor) -> Tensor:
    """Hann, [4 hop]"""
    return 0.5 - 0.5 * torch.cos(torch.arange(OVERLAP * hop) * (2 * math.pi / (OVERLAP * hop)))


def twiddle(hop: Tensor) -> tuple[Tensor, Tensor]:
    """cos and sin of 2 pi b d / (4 hop), [hop / 8, D]"""
    angle = torch.arange(hop // HOP_STEP)[:, None] * torch.arange(D) * (2 * math.pi / (OVERLAP * hop))
    return angle.cos(), angle.sin()


def second_stage(hop: Tensor) -> Tensor:
    """[b real | b imaginary, c real | c imaginary]"""
    count = hop // HOP_STEP
    whole = torch.arange(count)[:, None] * torch.arange(C)
    angle = (whole % count) * (2 * math.pi / count)  # whole turns are left out: sines of small angles are exact
    cos, sin = angle.cos(), angle.sin()
    return torch.cat([torch.cat([cos, -sin], 1), torch.cat([sin, cos], 1)])
