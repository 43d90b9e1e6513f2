"""Separation in one step by a denoiser's own weights: what is left of D(x; sigma | mixture) where nothing is known and x
shows noise only.

    mixture [B, 1, T], hop -> stems [B, K, T]        at hop 512: D(0; SIGMA_MAX | mixture), to rounding

Of the 2 K + 1 spectra one is left, the mixture's; what the trunk sees of the others is the same in every frame and goes
into biases, as the embedding of sigma goes into the norms. The bands' order is kept from the trunk to the stems, so that
only what the inverse transform needs is brought into the order of frequencies: see `denoiser.py` for the formulas.

Another hop is another view, as if the mixture were played at another speed (`view_spectrum.py`). What lies above the
view's bins is in none of its stems. So the stems that another view gave can be subtracted as far as they have bins:

    mixture, hop, before [B, K, T] -> stems of this view - what of `before` has bins

Nothing is learned here, and no weight is copied: what is folded is computed from the denoiser's weights wherever this
runs, in a graph once, when it is opened.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..stems import STEMS
from .bands import BANDS, GROUPS
from .blocks import NORM_GROUPS, Block
from .denoiser import SHARE_REACH, SIGMA_DATA, SIGMA_MAX, Denoiser, features, softplus
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
        frames_apart = hop[0].to(torch.int64)
        spectra = self.spectrum(torch.cat([mixture, before], 1), frames_apart)
        real, imaginary = (part[:, 0] for part in spectra)  # [B, frames, BINS]
        sigma = torch.full((1,), SIGMA_MAX, device=mixture.device)
        embedding = self.denoiser.embedding(sigma, torch.ones_like(sigma))

        def run(stack: nn.ModuleList, x: Tensor) -> Tensor:
            for block in stack:
                x = run_block(block, x, embedding)
            return x

        bands = [
            bands_of_group(self.denoiser, group, [in_bands(part, group) for part in (real, imaginary)])
            for group in range(len(GROUPS))
        ]
        frames = real.shape[1]
        x = torch.cat(bands).reshape(BANDS, batch, frames, -1).permute(1, 3, 0, 2)
        x = run(trunk.encoder_outer, x)
        h = run(trunk.encoder_inner, trunk.down_outer(x))
        h = run(trunk.decoder_inner, h + trunk.up_inner(run(trunk.middle, trunk.down_inner(h))))
        x = run(trunk.decoder_outer, x + trunk.up_outer(h))
        x = F.silu(trunk.norm(x)).permute(2, 0, 3, 1).reshape(BANDS, batch * frames, -1)
        stems = [
            stems_of_group(self.denoiser, group, x[first : first + count], real, imaginary)
            for group, (first, count) in enumerate(group_ranges())
        ]
        parts = [
            torch.cat([stem[:, :count] - part[:, 1:], stem[:, count:]], 1)
            for stem, part in zip((torch.cat(part, -1) for part in zip(*stems)), spectra)
        ]
        return self.spectrum.inverse(parts[0], parts[1], frames_apart, length)


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
    """[B, frames, BINS] -> [bands of the group, B frames, bins of a band]"""
    width, count = GROUPS[group]
    first, end = bins_of(group)
    return part[..., first:end].reshape(-1, count, width).transpose(0, 1)


def bands_of_group(denoiser: Denoiser, group: int, mixture: list[Tensor]) -> Tensor:
    """What goes into the trunk: the mixture's bands [bands, N, bins] of each part -> [bands, N, channels]"""
    trunk = denoiser.trunk
    width, count = GROUPS[group]
    first, _ = group_ranges()[group]
    weight, bias = trunk.bands_in.weights[group], trunk.bands_in.biases[group]
    channels = weight.shape[-1]
    # [bands, part, spectrum, bin, channels]
    weight = weight.reshape(count, PARTS_SEEN, SPECTRA, width, channels)
    heard = weight[:, :, SPECTRA - 1].reshape(count, PARTS_SEEN * width, channels)
    zero = torch.zeros(1, SPECTRA, 1, 1, device=weight.device)
    seen_of_nothing = features(zero, zero, torch.full((1,), SIGMA_MAX, device=weight.device))  # [1, parts spectra, 1, 1]
    seen_of_nothing = seen_of_nothing.reshape(1, PARTS_SEEN, SPECTRA, 1, 1)[:, :, :-1]
    constant = (weight[:, :, :-1] * seen_of_nothing).sum((1, 2, 3)) + trunk.known_in.bias
    position = trunk.position[0, :, first : first + count, 0].transpose(0, 1)
    return mixture_features(*mixture) @ heard + (bias + (constant + position)[:, None])


def mixture_features(real: Tensor, imaginary: Tensor) -> Tensor:
    """The mixture's part of `features`, side by side on the last axis"""
    real, imaginary = real * (1 / SIGMA_DATA), imaginary * (1 / SIGMA_DATA)
    log_power = torch.log(real * real + imaginary * imaginary + 1e-8)
    compress = torch.exp(-0.3 * log_power)
    return torch.cat([real * compress, imaginary * compress, log_power * 0.15 + 0.3], -1)


def run_block(block: Block, x: Tensor, embedding: Tensor) -> Tensor:
    """`Block` for one embedding of all items [1, size]: its scale and shift are the second norm's"""
    gain, shift = block.film(embedding)[0].chunk(2)
    norm = block.norm2
    h = block.conv1(F.silu(block.norm1(x)))
    h = F.group_norm(h, NORM_GROUPS, norm.weight * (1 + gain), norm.bias * (1 + gain) + shift, norm.eps)
    return x + block.conv2(F.silu(h))


def stems_of_group(
    denoiser: Denoiser, group: int, x: Tensor, real: Tensor, imaginary: Tensor
) -> tuple[Tensor, Tensor]:
    """What comes out of the trunk [bands, N, channels] -> real, imaginary of the stems [B, K, frames, bins of the group]"""
    width, count = GROUPS[group]
    first, end = bins_of(group)
    bands_out = denoiser.trunk.bands_out
    step = SIGMA_MAX * SIGMA_DATA / math.sqrt(SIGMA_MAX**2 + SIGMA_DATA**2) * denoiser.direct
    one = torch.ones_like(step)
    weight = bands_out.weights[group].reshape(count, -1, HEADS, K * width)
    bias = bands_out.biases[group].reshape(count, 1, HEADS, K * width)
    prior = denoiser.prior_level[:, first:end].reshape(K, count, width).transpose(0, 1).reshape(count, 1, K * width)

    def head(index: int, scale: Tensor, offset: Tensor | float = 0.0) -> Tensor:
        y = x @ (weight[:, :, index] * scale) + (bias[:, :, index] * scale + offset)
        return y.reshape(count, -1, K, width)

    level = head(0, 2 * one, prior)
    left = level - softplus(level - 2 * math.log(SIGMA_MAX))
    share = over_stems(left)
    reach_real, reach_imaginary = share * (head(1, SHARE_REACH * one) + 1), share * head(2, SHARE_REACH * one)
    mixture = [in_bands(part, group)[:, :, None] for part in (real, imaginary)]  # [bands, N, 1, bins]
    stems_real = reach_real * mixture[0] - reach_imaginary * mixture[1] + head(3, step)
    stems_imaginary = reach_real * mixture[1] + reach_imaginary * mixture[0] + head(4, step)
    spread = over_stems(denoiser.spread[:, None] * left)
    return tuple(  # type: ignore[return-value]
        in_frequency(stems + spread * (of_mixture - stems.sum(2, keepdim=True)), real.shape[0])
        for stems, of_mixture in zip((stems_real, stems_imaginary), mixture)
    )


def over_stems(logarithms: Tensor) -> Tensor:
    """`denoiser.parts` in the bands' order"""
    weights = torch.exp(logarithms - logarithms.amax(2, keepdim=True))
    return weights / weights.sum(2, keepdim=True)


def in_frequency(bands: Tensor, batch: int) -> Tensor:
    """[bands, B frames, K, bins] -> [B, K, frames, bands bins]"""
    count, _, _, width = bands.shape
    return bands.reshape(count, batch, -1, K, width).permute(1, 3, 2, 0, 4).reshape(batch, K, -1, count * width)


assert bins_of(len(GROUPS) - 1)[1] == BINS
