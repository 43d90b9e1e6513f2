"""The parts of the published network: residual blocks scaled by the noise level, attention over time, the levels that
go down and up, patches.

Signals are [batch, channels, frames], the mapping of the noise level is [batch, features]. Attributes are called as the
published weights are, which explains the modules that hold one other module.
"""

from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .settings import NetworkSettings

NORM_EPSILON = 1e-5


class NormedConvolution(nn.Module):
    """project(silu(groupnorm(x) * (1 + scale) + shift)), three frames wide"""

    def __init__(self, channels_in: int, channels_out: int, groups: int) -> None:
        super().__init__()
        self.groupnorm = nn.GroupNorm(groups, channels_in)
        self.project = nn.Conv1d(channels_in, channels_out, 3, padding=1)

    def forward(self, x: Tensor, scale_shift: tuple[Tensor, Tensor] | None = None) -> Tensor:
        x = self.groupnorm(x)
        if scale_shift is not None:
            scale, shift = scale_shift
            x = x * (scale + 1) + shift
        return self.project(F.silu(x))


class ScaleAndShift(nn.Module):
    """mapping -> (scale, shift), [batch, channels, 1] each"""

    def __init__(self, features: int, channels: int) -> None:
        super().__init__()
        self.to_scale_shift = nn.Sequential(nn.SiLU(), nn.Linear(features, 2 * channels))

    def forward(self, mapping: Tensor) -> tuple[Tensor, Tensor]:
        scale, shift = self.to_scale_shift(mapping)[:, :, None].chunk(2, 1)
        return scale, shift


class ResidualBlock(nn.Module):
    """x + block2(block1(x), scaled by the mapping); x through a 1 x 1 convolution where the channels change"""

    def __init__(self, channels_in: int, channels_out: int, groups: int, mapping_features: int) -> None:
        super().__init__()
        self.block1 = NormedConvolution(channels_in, channels_out, groups)
        self.to_scale_shift = ScaleAndShift(mapping_features, channels_out)
        self.block2 = NormedConvolution(channels_out, channels_out, groups)
        self.to_out = nn.Identity() if channels_in == channels_out else nn.Conv1d(channels_in, channels_out, 1)

    def forward(self, x: Tensor, mapping: Tensor) -> Tensor:
        return self.block2(self.block1(x), self.to_scale_shift(mapping)) + self.to_out(x)


class FeatureNorm(nn.Module):
    """Normalised over the last axis, with a gain and no bias"""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.g = nn.Parameter(torch.ones(features))

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.g.shape, self.g, eps=NORM_EPSILON)


class ChannelNorm(nn.Module):
    """The same over the channels of a signal"""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.g = nn.Parameter(torch.ones(1, channels, 1))

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x.transpose(1, 2), (self.g.shape[1],), eps=NORM_EPSILON).transpose(1, 2) * self.g


class Attention(nn.Module):
    """Every frame looks at every other; nothing says where in time a frame is. The result is normalised, and x is not
    added to it.
    """

    def __init__(self, channels: int, heads: int, head_features: int) -> None:
        super().__init__()
        self.heads, self.head_features = heads, head_features
        inner = heads * head_features
        self.norm = FeatureNorm(channels)
        self.to_q = nn.Linear(channels, inner, bias=False)
        self.to_kv = nn.Linear(channels, 2 * inner, bias=False)
        self.attention = nn.ModuleDict(
            {'to_out': nn.Sequential(nn.Linear(inner, channels, bias=False), FeatureNorm(channels))}
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(x.transpose(1, 2))
        keys, values = self.to_kv(x).chunk(2, -1)
        query, keys, values = (self.split(part) for part in (self.to_q(x), keys, values))
        weights = (query * self.head_features**-0.5 @ keys.transpose(-1, -2)).softmax(-1)
        heard = (weights @ values).transpose(1, 2).flatten(2)
        return self.attention['to_out'](heard).transpose(1, 2)

    def split(self, x: Tensor) -> Tensor:
        """[batch, frames, inner] -> [batch, heads, frames, head_features]"""
        return x.reshape(x.shape[0], -1, self.heads, self.head_features).transpose(1, 2)


class Transformer(nn.Module):
    """Attention, then two 1 x 1 convolutions; each is added to its input"""

    def __init__(self, channels: int, settings: NetworkSettings) -> None:
        super().__init__()
        inner = channels * settings.attention_multiplier
        self.attention = nn.ModuleDict(
            {'fn': Attention(channels, settings.attention_heads, settings.attention_features)}
        )
        self.feed_forward = nn.Sequential(
            ChannelNorm(channels),
            nn.Conv1d(channels, inner, 1, bias=False),
            nn.GELU(),
            ChannelNorm(inner),
            nn.Conv1d(inner, channels, 1, bias=False),
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.attention['fn'](x) + x
        return self.feed_forward(x) + x


class DownLevel(nn.Module):
    """A lower rate, then blocks. Keeps what each of them gave, for the level that goes up again."""

    def __init__(self, settings: NetworkSettings, level: int) -> None:
        super().__init__()
        channels_in, channels = (
            settings.channels * multiplier for multiplier in settings.multipliers[level : level + 2]
        )
        factor, multiplier = settings.factors[level], settings.kernel_multiplier_downsample
        self.downsample = nn.Conv1d(
            channels_in, channels, factor * multiplier + 1, stride=factor, padding=factor * (multiplier // 2)
        )
        self.blocks = nn.ModuleList(
            ResidualBlock(channels, channels, settings.resnet_groups, settings.mapping_features)
            for _ in range(settings.num_blocks[level])
        )
        self.transformer = Transformer(channels, settings) if settings.attentions[level] else None

    def forward(self, x: Tensor, mapping: Tensor) -> list[Tensor]:
        """The last item is the level's result."""
        kept = [self.downsample(x)]
        for block in self.blocks:
            kept.append(block(kept[-1], mapping))
        if self.transformer is not None:
            kept.append(self.transformer(kept[-1]))
        return kept[1:]


class UpLevel(nn.Module):
    """Blocks, each with one of the signals kept on the way down beside it, the latest first; then a higher rate."""

    def __init__(self, settings: NetworkSettings, level: int) -> None:
        super().__init__()
        channels_out, channels = (
            settings.channels * multiplier for multiplier in settings.multipliers[level : level + 2]
        )
        factor = settings.factors[level]
        self.skip_scale = 2**-0.5 if settings.use_skip_scale else 1.0
        self.blocks = nn.ModuleList(
            ResidualBlock(2 * channels, channels, settings.resnet_groups, settings.mapping_features)
            for _ in range(settings.num_blocks[level] + settings.attentions[level])
        )
        self.transformer = Transformer(channels, settings) if settings.attentions[level] else None
        self.upsample = nn.ConvTranspose1d(
            channels,
            channels_out,
            2 * factor,
            stride=factor,
            padding=factor // 2 + factor % 2,
            output_padding=factor % 2,
        )

    def forward(self, x: Tensor, kept: list[Tensor], mapping: Tensor) -> Tensor:
        for block, skip in zip(self.blocks, reversed(kept), strict=True):
            x = block(torch.cat([x, skip * self.skip_scale], 1), mapping)
        if self.transformer is not None:
            x = self.transformer(x)
        return self.upsample(x)


class Bottleneck(nn.Module):
    """At the lowest rate. Attention replaces its input here, where a Transformer adds to it."""

    def __init__(self, settings: NetworkSettings) -> None:
        super().__init__()
        channels = settings.channels * settings.multipliers[-1]
        self.pre_block = ResidualBlock(channels, channels, settings.resnet_groups, settings.mapping_features)
        if settings.use_attention_bottleneck:
            self.attention = nn.ModuleDict(
                {'fn': Attention(channels, settings.attention_heads, settings.attention_features)}
            )
        self.post_block = ResidualBlock(channels, channels, settings.resnet_groups, settings.mapping_features)
        self.attends = settings.use_attention_bottleneck

    def forward(self, x: Tensor, mapping: Tensor) -> Tensor:
        x = self.pre_block(x, mapping)
        if self.attends:
            x = self.attention['fn'](x)
        return self.post_block(x, mapping)


class Patches(nn.Module):
    """A residual block at the full rate, and patch_factor neighbouring frames as channels (`to_in`), or the other way
    round (`to_out`)
    """

    def __init__(self, settings: NetworkSettings, *, inwards: bool) -> None:
        super().__init__()
        stems, inner = settings.in_channels, settings.channels // settings.patch_factor
        groups = min(settings.patch_factor, stems)
        self.factor, self.inwards = settings.patch_factor, inwards
        block = ResidualBlock(*((stems, inner) if inwards else (inner, stems)), groups, settings.mapping_features)
        self.module_list = nn.ModuleList([nn.ModuleDict({'block': block})])

    def forward(self, x: Tensor, mapping: Tensor) -> Tensor:
        block = cast(nn.ModuleDict, self.module_list[0])['block']
        if self.inwards:
            return self.joined(block(x, mapping))
        return block(self.split(x), mapping)

    def joined(self, x: Tensor) -> Tensor:
        """[batch, channels, frames * factor] -> [batch, channels * factor, frames]"""
        batch, channels = x.shape[:2]
        return x.reshape(batch, channels, -1, self.factor).transpose(2, 3).flatten(1, 2)

    def split(self, x: Tensor) -> Tensor:
        batch, channels, frames = x.shape
        return x.reshape(batch, channels // self.factor, self.factor, frames).transpose(2, 3).flatten(2)
