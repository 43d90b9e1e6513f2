"""What a checkpoint's hyper-parameters say about its network, checked: a value that this implementation was not
compared with is refused, not guessed.

Parameters of training (learning rate, noise distribution) and `kernel_sizes_init`, which the published network does not
use, are not looked at.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, get_args, get_origin


class UnusableCheckpoint(ValueError):
    """A file that cannot be imported: expected, got, what to do. The file's name is put before it by who opened it."""


@dataclass(frozen=True)
class NetworkSettings:
    """Names and meanings are the published ones; lists are one item a level, from the fullest rate down."""

    in_channels: int  # K, stems
    channels: int  # of the first level, a multiple of patch_factor
    patch_factor: int  # frames that become channels before the first level
    patch_blocks: int
    resnet_groups: int
    kernel_multiplier_downsample: int  # a down-sampling by f looks at this many times f frames, and one
    multipliers: tuple[int, ...]  # of `channels`; one more than there are levels
    factors: tuple[int, ...]  # down-sampling of each level
    num_blocks: tuple[int, ...]
    attentions: tuple[bool, ...]
    attention_heads: int
    attention_features: int  # of a head
    attention_multiplier: int
    use_nearest_upsample: bool
    use_skip_scale: bool
    use_attention_bottleneck: bool
    diffusion_sigma_data: float
    diffusion_dynamic_threshold: float

    @property
    def downsampling(self) -> int:
        """Lengths in frames must be multiples of this."""
        return self.patch_factor * math.prod(self.factors)

    @property
    def mapping_features(self) -> int:
        return 4 * self.channels


def parse_settings(stored: Mapping[str, Any]) -> NetworkSettings:
    """`hyper_parameters` of a checkpoint -> settings. Raises UnusableCheckpoint, naming the parameter."""
    values = {}
    for field in fields(NetworkSettings):
        if field.name not in stored:
            raise UnusableCheckpoint(
                f'its hyper_parameters must have "{field.name}", but have only {", ".join(sorted(map(str, stored)))}. '
                'Only checkpoints of the published training code can be imported'
            )
        values[field.name] = parsed(field.name, field.type, stored[field.name])
    settings = NetworkSettings(**values)
    for name, must, holds in demands(settings):
        if not holds:
            raise UnusableCheckpoint(
                f'its hyper-parameter "{name}" must be {must}, got {getattr(settings, name)}. This network is not a '
                'published one'
            )
    return settings


KINDS = {int: 'a whole number', bool: 'True or False', float: 'a number'}


def parsed(name: str, kind: Any, value: Any) -> Any:
    """A value of this kind: int, bool, float, or a tuple of one of them"""
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        if isinstance(value, (list, tuple)) and all(is_a(item, part) for part in value):
            return tuple(value)
        raise UnusableCheckpoint(
            f'its hyper-parameter "{name}" must be a list, each item {KINDS[item]}, got {value!r:.80}'
        )
    if not is_a(kind, value):
        raise UnusableCheckpoint(f'its hyper-parameter "{name}" must be {KINDS[kind]}, got {value!r:.80}')
    return value


def is_a(kind: type, value: Any) -> bool:
    """Python takes True for the number 1; here it is none."""
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def demands(s: NetworkSettings) -> Iterator[tuple[str, str, bool]]:
    """(parameter, what it must be, whether it is)"""
    levels = len(s.factors)
    for name in (
        'in_channels',
        'channels',
        'patch_factor',
        'resnet_groups',
        'attention_heads',
        'attention_features',
        'attention_multiplier',
    ):
        yield name, 'at least 1', getattr(s, name) >= 1
    yield 'patch_blocks', '1', s.patch_blocks == 1
    yield 'use_nearest_upsample', 'False', s.use_nearest_upsample is False
    yield 'diffusion_dynamic_threshold', '0', s.diffusion_dynamic_threshold == 0
    yield 'diffusion_sigma_data', 'above 0', s.diffusion_sigma_data > 0
    yield (
        'kernel_multiplier_downsample',
        'even and at least 2',
        s.kernel_multiplier_downsample >= 2 and s.kernel_multiplier_downsample % 2 == 0,
    )
    yield 'factors', 'at least 2 each, one for each level', levels >= 1 and min(s.factors) >= 2
    yield (
        'channels',
        f'even, and a multiple of patch_factor ({s.patch_factor})',
        s.channels % 2 == 0 and s.channels % s.patch_factor == 0,
    )
    yield (
        'multipliers',
        f'one more than factors ({levels}), at least 1 each',
        len(s.multipliers) == levels + 1 and min(s.multipliers) >= 1,
    )
    yield (
        'num_blocks',
        f'as many as factors ({levels}), at least 1 each',
        len(s.num_blocks) == levels and min(s.num_blocks) >= 1,
    )
    yield 'attentions', f'as many as factors ({levels})', len(s.attentions) == levels
