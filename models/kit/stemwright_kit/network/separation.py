"""Separation in one step by a denoiser's own weights: what is left of D(x; sigma | mixture) where nothing is known
and x shows noise only.

    mixture [B, 1, T], hop -> stems [B, K, T]        at hop 512: D(0; SIGMA_MAX | mixture), to rounding

Of the 2 K + 1 spectra one is left, the mixture's; what the trunk sees of the others is the same in every frame and
goes into biases, as the embedding of sigma goes into the norms. The bands' order is kept from the trunk to the stems,
so that only what the inverse transform needs is brought into the order of frequencies: see `denoiser.py` for the
formulas.

Another hop is another view, as if the mixture were played at another speed (`view_spectrum.py`). What lies above the
view's bins is in none of its stems. So the stems that another view gave can be subtracted as far as they have bins:

    mixture, hop, before [B, K, T] -> stems of this view - what of `before` has bins

Nothing is learned here, and no weight is copied: what is folded is computed from the denoiser's weights wherever this
runs, in a graph once, when it is opened.
"""

import math
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..stems import STEMS
from .bands import BANDS, GROUPS
from .blocks import NORM_GROUPS, Block
from .denoiser import SHARE_REACH, SIGMA_DATA, SIGMA_MAX, Denoiser, features, parts, softplus
from .spectrum import BINS
from .view_spectrum import ViewSpectrum

K = len(STEMS)
SPECTRA, PARTS_SEEN = 2 * K + 1, 3  # of a denoiser; the planes of each: real, imaginary, logarithm of the power
HEADS = 5  # of each stem: level, share (real, imaginary), direct (real, imaginary)


class Separation(nn.Module):
    """A view of a denoiser, which it does not own: changes of the denoiser's weights are its own."""

    def __init__(self, denoiser: Denoiser) -> None:
        super().__init__()
        self.denoiser = denoiser
        self.spectrum = ViewSpectrum()

    def forward(self, mixture: Tensor, hop: Tensor, before: Tensor) -> Tensor:
        """mixture [B, 1, T], hop [1] (a float, as all inputs of graphs are), before [B, K, T] or [B, 0, T]"""
        trunk, count = self.denoiser.trunk, before.shape[1]
        batch, _, length = mixture.shape
        frames_apart = cast(int, hop[0].to(torch.int64))
        spectra = self.spectrum(torch.cat([mixture, before], 1), frames_apart)
        real, imaginary = (part[:, 0] for part in spectra)  # [B, BINS, frames]
        sigma = torch.full((1,), SIGMA_MAX, device=mixture.device)
        embedding = self.denoiser.embedding(sigma, torch.ones_like(sigma))

        def run(stack: nn.ModuleList, x: Tensor) -> Tensor:
            for block in stack:
                x = run_block(cast(Block, block), x, embedding)
            return x

        heard = [[in_bands(part, group) for part in (real, imaginary)] for group in range(len(GROUPS))]
        bands = [bands_of_group(self.denoiser, group, mixture) for group, mixture in enumerate(heard)]
        x = torch.cat(bands).reshape(BANDS, -1, batch, real.shape[-1]).permute(2, 1, 0, 3)
        x = run(trunk.encoder_outer, x)
        h = run(trunk.encoder_inner, trunk.down_outer(x))
        h = run(trunk.decoder_inner, h + trunk.up_inner(run(trunk.middle, trunk.down_inner(h))))
        x = run(trunk.decoder_outer, x + trunk.up_outer(h))
        x = F.silu(trunk.norm(x)).permute(2, 1, 0, 3).reshape(BANDS, x.shape[1], -1)
        stems = [
            stems_of_group(self.denoiser, group, x[first : first + width], heard[group], batch)
            for group, (first, width) in enumerate(group_ranges())
        ]
        out = [
            torch.cat([stem[:, :count] - part[:, 1:], stem[:, count:]], 1)
            for stem, part in zip((torch.cat(part, -2) for part in zip(*stems)), spectra)
        ]
        return self.spectrum.inverse(out[0], out[1], frames_apart, length)


def group_ranges() -> list[tuple[int, int]]:
    """The first band of each group, and how many it has"""
    ranges, first = [], 0
    for _, count in GROUPS:
        ranges.append((first, count))
        first += count
    return ranges


def bins_of(group: int) -> tuple[int, int]:
    first = sum(width * count for width, count in GROUPS[:group])
    width, count = GROUPS[group]
    return first, first + width * count


def in_bands(part: Tensor, group: int) -> Tensor:
    """[B, BINS, frames] -> [bands of the group, bins of a band, B frames]"""
    width, count = GROUPS[group]
    first, end = bins_of(group)
    bands = part[:, first:end].reshape(-1, count, width, part.shape[-1])
    return bands.permute(1, 2, 0, 3).reshape(count, width, -1)


def bands_of_group(denoiser: Denoiser, group: int, mixture: list[Tensor]) -> Tensor:
    """What goes into the trunk: the mixture's bands [bands, bins, N] of each part -> [bands, channels, N]"""
    trunk = denoiser.trunk
    width, count = GROUPS[group]
    first, _ = group_ranges()[group]
    weight, bias = trunk.bands_in.weights[group], trunk.bands_in.biases[group]
    channels = weight.shape[-1]
    weight = weight.reshape(count, PARTS_SEEN, SPECTRA, width, channels)
    heard = weight[:, :, SPECTRA - 1].reshape(count, PARTS_SEEN * width, channels)
    zero = torch.zeros(1, SPECTRA, 1, 1, device=weight.device)
    seen_of_nothing = features(
        zero, zero, torch.full((1,), SIGMA_MAX, device=weight.device)
    )  # [1, parts spectra, 1, 1]
    seen_of_nothing = seen_of_nothing.reshape(1, PARTS_SEEN, SPECTRA, 1, 1)[:, :, :-1]
    constant = (weight[:, :, :-1] * seen_of_nothing).sum((1, 2, 3)) + trunk.known_in.bias
    position = trunk.position[0, :, first : first + count, 0].transpose(0, 1)
    bias = bias.transpose(1, 2) + (constant + position)[..., None]
    return heard.transpose(1, 2) @ mixture_features(*mixture) + bias


def mixture_features(real: Tensor, imaginary: Tensor) -> Tensor:
    """The mixture's part of `features`, one below the other"""
    real, imaginary = real * (1 / SIGMA_DATA), imaginary * (1 / SIGMA_DATA)
    log_power = torch.log(real * real + imaginary * imaginary + 1e-8)
    compress = torch.exp(-0.3 * log_power)
    return torch.cat([real * compress, imaginary * compress, log_power * 0.15 + 0.3], 1)


def run_block(block: Block, x: Tensor, embedding: Tensor) -> Tensor:
    """`Block` for one embedding of all items [1, size]: its scale and shift are the second norm's"""
    gain, shift = block.film(embedding)[0].chunk(2)
    norm = block.norm2
    h = block.conv1(F.silu(block.norm1(x)))
    h = F.group_norm(h, NORM_GROUPS, norm.weight * (1 + gain), norm.bias * (1 + gain) + shift, norm.eps)
    return x + block.conv2(F.silu(h))


def stems_of_group(
    denoiser: Denoiser, group: int, x: Tensor, mixture: list[Tensor], batch: int
) -> tuple[Tensor, Tensor]:
    """What comes out of the trunk [bands, channels, N] and the mixture's bands [bands, bins, N] -> real, imaginary of
    the stems [B, K, bins of the group, frames]
    """
    width, count = GROUPS[group]
    first, end = bins_of(group)
    bands_out = denoiser.trunk.bands_out
    step = SIGMA_MAX * SIGMA_DATA / math.sqrt(SIGMA_MAX**2 + SIGMA_DATA**2) * denoiser.direct
    one = torch.ones_like(step)
    weight = bands_out.weights[group].transpose(1, 2).reshape(count, HEADS, K * width, -1)
    bias = bands_out.biases[group].reshape(count, HEADS, K * width, 1)
    prior = denoiser.prior_level[:, first:end].reshape(K, count, width).transpose(0, 1).reshape(count, K * width, 1)

    def head(index: int, scale: Tensor, offset: Tensor | float = 0.0) -> Tensor:
        y = (weight[:, index] * scale) @ x + (bias[:, index] * scale + offset)
        return y.reshape(count, K, width, -1)

    level = head(0, 2 * one, prior)
    left = level - softplus(level - 2 * math.log(SIGMA_MAX))
    share = parts(left)
    reach_real, reach_imaginary = share * head(1, SHARE_REACH * one, 1.0), share * head(2, SHARE_REACH * one)
    real, imaginary = (part[:, None] for part in mixture)  # [bands, 1, bins, N]
    stems_real = reach_real * real - reach_imaginary * imaginary + head(3, step)
    stems_imaginary = reach_real * imaginary + reach_imaginary * real + head(4, step)
    spread = parts(denoiser.spread[:, None, None] * left)
    whole_real = stems_real + spread * (real - stems_real.sum(1, keepdim=True))
    whole_imaginary = stems_imaginary + spread * (imaginary - stems_imaginary.sum(1, keepdim=True))
    return in_frequency(whole_real, batch), in_frequency(whole_imaginary, batch)


def in_frequency(bands: Tensor, batch: int) -> Tensor:
    """[bands, K, bins, B frames] -> [B, K, bands bins, frames]"""
    count, _, width, _ = bands.shape
    return bands.reshape(count, K, width, batch, -1).permute(3, 1, 0, 2, 4).reshape(batch, K, count * width, -1)


assert bins_of(len(GROUPS) - 1)[1] == BINS
