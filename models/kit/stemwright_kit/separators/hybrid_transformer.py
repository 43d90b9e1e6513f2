"""A network of HTDemucs' cost and shape, written anew, with random weights: it separates nothing.

Two U-Nets of four levels, one over the spectra's bins, one over the waveform, meet in a transformer of five layers,
whose odd ones look at the other branch. What costs time and memory is as large as in the published network: channels,
kernels, strides, tokens. What only makes it learn well (start values, dropout, masks) is left out.

    mix [1, 2, T], mag [1, 4, 2048, ceil(T / 1024)] -> spectra [1, K, 4, 2048, ...], waveforms [1, K, 2, T]
"""

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, glu, pad

from .spectral_graphs import HYBRID_BINS

FIRST_CHANNELS, LEVELS = 48, 4
KERNEL, STRIDE = 8, 4
BOTTOM_CHANNELS, HEADS, LAYERS, HIDDEN = 512, 8, 5, 2048
RESIDUAL_DEPTH, RESIDUAL_SHARE = 2, 8
BRANCH_SCALE = 0.1  # of what a residual branch adds
SMALLEST_SPREAD = 1e-5


class ResidualBranch(nn.Module):
    """Dilated convolutions along time: [B, C, T] -> [B, C, T]"""

    def __init__(self, channels: int) -> None:
        super().__init__()
        hidden = channels // RESIDUAL_SHARE
        self.layers = nn.ModuleList(
            nn.Sequential(
                nn.Conv1d(channels, hidden, 3, dilation=2**depth, padding=2**depth),
                nn.GroupNorm(1, hidden),
                nn.GELU(),
                nn.Conv1d(hidden, 2 * channels, 1),
                nn.GroupNorm(1, 2 * channels),
                nn.GLU(1),
            )
            for depth in range(RESIDUAL_DEPTH)
        )

    def forward(self, x: Tensor) -> Tensor:
        flat = x if x.dim() == 3 else x.permute(0, 2, 1, 3).flatten(0, 1)  # each bin by itself
        for layer in self.layers:
            flat = flat + BRANCH_SCALE * layer(flat)
        return flat if x.dim() == 3 else flat.unflatten(0, (x.shape[0], x.shape[2])).permute(0, 2, 1, 3)


class Encoder(nn.Module):
    """A quarter of the bins, or of the frames"""

    def __init__(self, given: int, channels: int, bins: bool) -> None:
        super().__init__()
        edge = (KERNEL - STRIDE) // 2
        if bins:
            self.shrink: nn.Module = nn.Conv2d(given, channels, (KERNEL, 1), (STRIDE, 1), (edge, 0))
            self.rewrite: nn.Module = nn.Conv2d(channels, 2 * channels, 1)
        else:
            self.shrink = nn.Conv1d(given, channels, KERNEL, STRIDE, edge)
            self.rewrite = nn.Conv1d(channels, 2 * channels, 1)
        self.branch = ResidualBranch(channels)
        self.bins = bins

    def forward(self, x: Tensor) -> Tensor:
        if not self.bins:
            x = pad(x, (0, -x.shape[-1] % STRIDE))
        return glu(self.rewrite(self.branch(gelu(self.shrink(x)))), 1)


class Decoder(nn.Module):
    """The encoder's inverse in shape; frames of the waveform are cut to what the encoder had."""

    def __init__(self, channels: int, made: int, bins: bool, last: bool) -> None:
        super().__init__()
        if bins:
            self.rewrite: nn.Module = nn.Conv2d(channels, 2 * channels, 3, padding=1)
            self.grow: nn.Module = nn.ConvTranspose2d(channels, made, (KERNEL, 1), (STRIDE, 1))
        else:
            self.rewrite = nn.Conv1d(channels, 2 * channels, 3, padding=1)
            self.grow = nn.ConvTranspose1d(channels, made, KERNEL, STRIDE)
        self.branch = ResidualBranch(channels)
        self.bins, self.last = bins, last

    def forward(self, x: Tensor, skipped: Tensor, length: int) -> Tensor:
        grown = self.grow(self.branch(glu(self.rewrite(x + skipped), 1)))
        edge = (KERNEL - STRIDE) // 2
        cut = grown[:, :, edge : edge + length] if self.bins else grown[..., edge : edge + length]
        return cut if self.last else gelu(cut)


class Layer(nn.Module):
    """Attention to its own tokens, or to those of the other branch, and a perceptron"""

    def __init__(self) -> None:
        super().__init__()
        width = BOTTOM_CHANNELS
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(3))
        self.perceptron = nn.Sequential(nn.Linear(width, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, width))
        self.norm_out = nn.GroupNorm(1, width)

    def forward(self, x: Tensor, other: Tensor) -> Tensor:
        """[B, tokens, channels] of both"""
        own, seen = self.norms[0](x), self.norms[1](other)
        query, key, value = (
            linear(tokens).unflatten(-1, (HEADS, -1)).transpose(1, 2)
            for linear, tokens in ((self.query, own), (self.key, seen), (self.value, seen))
        )
        weights = torch.softmax(query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1]), -1)
        x = x + BRANCH_SCALE * self.out((weights @ value).transpose(1, 2).flatten(2))
        x = x + BRANCH_SCALE * self.perceptron(self.norms[2](x))
        return self.norm_out(x.transpose(1, 2)).transpose(1, 2)


class Branch(nn.Module):
    """One U-Net, and its half of the transformer"""

    def __init__(self, channels: int, stems: int, bins: bool) -> None:
        super().__init__()
        widths = [FIRST_CHANNELS * 2**level for level in range(LEVELS)]
        into, out_of = [channels, *widths], [channels * stems, *widths]
        self.encoders = nn.ModuleList(Encoder(a, b, bins) for a, b in zip(into, into[1:]))
        decoders = [Decoder(b, a, bins, last=a == out_of[0]) for a, b in zip(out_of, out_of[1:])]
        self.decoders = nn.ModuleList(reversed(decoders))
        self.widen = nn.Conv1d(widths[-1], BOTTOM_CHANNELS, 1)
        self.narrow = nn.Conv1d(BOTTOM_CHANNELS, widths[-1], 1)
        self.norm = nn.LayerNorm(BOTTOM_CHANNELS)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.places = nn.Parameter(torch.randn(1, widths[0], *([HYBRID_BINS // STRIDE] if bins else []), 1) * 0.02)

    def encode(self, x: Tensor) -> tuple[Tensor, list[tuple[Tensor, int]]]:
        """And what the decoders add, innermost first, with the length that they make"""
        kept = []
        for level, encoder in enumerate(self.encoders):
            length = x.shape[2]
            x = encoder(x) + (self.places if level == 0 else 0)
            kept.append((x, length))
        return x, kept[::-1]

    def tokens(self, x: Tensor) -> Tensor:
        tokens = self.norm(self.widen(x.flatten(2)).transpose(1, 2))
        return tokens + places(tokens.shape[1])

    def decode(self, tokens: Tensor, kept: list[tuple[Tensor, int]]) -> Tensor:
        x = self.narrow(tokens.transpose(1, 2)).reshape(kept[0][0].shape)
        for decoder, (skipped, length) in zip(self.decoders, kept):
            x = decoder(x, skipped, length)
        return x


class HybridTransformer(nn.Module):
    def __init__(self, stems: int) -> None:
        super().__init__()
        self.stems = stems
        self.spectral, self.temporal = Branch(4, stems, bins=True), Branch(2, stems, bins=False)

    def forward(self, mix: Tensor, mag: Tensor) -> tuple[Tensor, Tensor]:
        even_mag, mean_mag, spread_mag = evened(mag)
        even_mix, mean_mix, spread_mix = evened(mix)
        bottom, kept = self.spectral.encode(even_mag)
        bottom_wave, kept_wave = self.temporal.encode(even_mix)
        x, wave = self.spectral.tokens(bottom), self.temporal.tokens(bottom_wave)
        for number, (layer, layer_wave) in enumerate(zip(self.spectral.layers, self.temporal.layers)):
            others = (wave, x) if number % 2 else (x, wave)
            x, wave = layer(x, others[0]), layer_wave(wave, others[1])
        spectra = self.spectral.decode(x, kept).unflatten(1, (self.stems, 4))
        waveforms = self.temporal.decode(wave, kept_wave).unflatten(1, (self.stems, 2))
        return spectra * spread_mag + mean_mag, waveforms * spread_mix + mean_mix


def evened(x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """With mean 0 and spread 1; mean and spread, of one value each"""
    mean = x.mean()
    spread = ((x - mean) ** 2).mean().sqrt() + SMALLEST_SPREAD
    return (x - mean) / spread, mean, spread


def places(tokens: int) -> Tensor:
    """Sines and cosines of a token's number: [1, tokens, channels]"""
    half = BOTTOM_CHANNELS // 2
    turns = torch.arange(tokens)[:, None] / 10000 ** (torch.arange(half) / (half - 1))
    return torch.cat((torch.cos(turns), torch.sin(turns)), 1)[None]
