"""Short-time spectra and back: Hann windows of 2,048 frames, hop 512, scaled so that white noise of unit power has unit
power in every bin.

    forward   [B, C, T] -> real, imaginary [B, C, frames, BINS]        T a multiple of MULTIPLE
    inverse   real, imaginary -> [B, C, T], exact up to the bin at the Nyquist frequency, which is left out

By FFT; or, for graphs, by matrix products, because no ONNX operator for spectra is fast on every provider. A direct DFT
matrix would cost as much as the network: 2,048 = 64 * 32 in two stages costs a tenth. With frame index n = 32 a + b and
bin k = 64 c + d,

    n k / 2048 = a d / 64 + b d / 2048 + b c / 32 + whole turns

Some constants stand left of their product, some right: so each direction transposes once, and onnxruntime multiplies no
transposed matrix, which is slow.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

FRAME, HOP, BINS = 2048, 512, 1024
OVERLAP = FRAME // HOP
# zeros around the audio: every sample lies in OVERLAP frames, and the frames are a multiple of 4
LEFT, RIGHT = FRAME - HOP, FRAME
MULTIPLE = 4 * HOP
A, B_, C_, D_ = 64, 32, 16, 64  # the sizes of a, b, c, d; c only runs to half: the spectrum of real audio


class Spectrum(nn.Module):
    """`by_matrix` chooses the way; both agree to rounding. Nothing in it is learned."""

    analysis: Tensor
    synthesis: Tensor
    first: Tensor
    second: Tensor
    third: Tensor
    fourth: Tensor
    twiddle_cos: Tensor
    twiddle_sin: Tensor
    both_sides: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.by_matrix = False
        window = torch.hann_window(FRAME, dtype=torch.float64)
        scale = float(window.square().sum().sqrt())
        # squared Hann windows at a quarter of their length apart sum to 1.5
        self._keep('analysis', window / scale)
        self._keep('synthesis', window * (scale / 1.5))
        ad, bd, bc = (turns(A, D_, 64), turns(B_, D_, 2048), turns(B_, C_, 32))
        self._keep('first', torch.cat([ad.T.cos(), -ad.T.sin()]))
        self._keep('second', torch.cat([torch.cat([bc.cos(), -bc.sin()], 1), torch.cat([bc.sin(), bc.cos()], 1)]))
        self._keep('third', torch.cat([torch.cat([bc.cos(), -bc.sin()], 1), torch.cat([bc.sin(), bc.cos()], 1)]))
        self._keep('fourth', torch.cat([ad.T.cos(), -ad.T.sin()]) / FRAME)
        self._keep('twiddle_cos', bd.cos())
        self._keep('twiddle_sin', bd.sin())
        # a bin stands for its mirror image too, bin 0 does not
        both_sides = torch.full((D_, C_), 2.0, dtype=torch.float64)
        both_sides[0, 0] = 1.0
        self._keep('both_sides', both_sides)

    def _keep(self, name: str, value: Tensor) -> None:
        self.register_buffer(name, value.float().contiguous(), persistent=False)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        x = F.pad(x, (LEFT, RIGHT))
        return self._products(x) if self.by_matrix else self._fft(x)

    def _fft(self, x: Tensor) -> tuple[Tensor, Tensor]:
        spectrum = torch.fft.rfft(x.unfold(-1, FRAME, HOP) * self.analysis)[..., :BINS]
        return spectrum.real, spectrum.imag

    def _products(self, x: Tensor) -> tuple[Tensor, Tensor]:
        batch, channels = x.shape[:2]
        hops = x.reshape(batch, channels, -1, HOP)
        last = OVERLAP - 1
        shifted = [hops[:, :, i : i - last] if i < last else hops[:, :, last:] for i in range(OVERLAP)]
        frames = torch.cat(shifted, -1) * self.analysis
        z = self.first @ frames.reshape(batch, channels, -1, A, B_)  # [.., d real | d imaginary, b]
        real, imaginary = z[..., :D_, :], z[..., D_:, :]
        turned = torch.cat(
            [
                real * self.twiddle_cos.T + imaginary * self.twiddle_sin.T,
                imaginary * self.twiddle_cos.T - real * self.twiddle_sin.T,
            ],
            -1,
        )
        bins = (turned @ self.second).transpose(-1, -2)  # [.., c real | c imaginary, d]
        return bins[..., :C_, :].reshape(batch, channels, -1, BINS), bins[..., C_:, :].reshape(
            batch, channels, -1, BINS
        )

    def inverse(self, real: Tensor, imaginary: Tensor) -> Tensor:
        frames = (
            self._inverse_products(real, imaginary)
            if self.by_matrix
            else torch.fft.irfft(F.pad(torch.complex(real, imaginary), (0, 1)), FRAME)
        )
        hops = (frames * self.synthesis).reshape(*real.shape[:2], -1, OVERLAP, HOP)
        audio = hops[:, :, 3:-1, 0] + hops[:, :, 2:-2, 1] + hops[:, :, 1:-3, 2] + hops[:, :, :-4, 3]
        return audio.reshape(*real.shape[:2], -1)

    def _inverse_products(self, real: Tensor, imaginary: Tensor) -> Tensor:
        batch, channels = real.shape[:2]
        parts = [part.reshape(batch, channels, -1, C_, D_) for part in (real, imaginary)]
        bins = torch.cat(parts, -2) * torch.cat([self.both_sides, self.both_sides], 1).T
        z = self.third @ bins  # [.., b real | b imaginary, d]
        zr, zi = z[..., :B_, :], z[..., B_:, :]
        turned = torch.cat(
            [zr * self.twiddle_cos - zi * self.twiddle_sin, zi * self.twiddle_cos + zr * self.twiddle_sin], -1
        )
        return (turned @ self.fourth).transpose(-1, -2).reshape(batch, channels, -1, FRAME)


def turns(rows: int, columns: int, period: int) -> Tensor:
    """2 pi r c / period, [rows, columns]"""
    r, c = torch.arange(rows, dtype=torch.float64), torch.arange(columns, dtype=torch.float64)
    return 2 * math.pi * torch.outer(r, c) / period


def known_in_frames(mask: Tensor) -> Tensor:
    """How much of every spectrum's window is known: mask [B, K, T] of 0 and 1 -> [B, K, frames] in [0, 1]"""
    hops = F.pad(mask, (LEFT, RIGHT)).reshape(*mask.shape[:2], -1, HOP).mean(-1)
    return (hops[..., :-3] + hops[..., 1:-2] + hops[..., 2:-1] + hops[..., 3:]) / OVERLAP
