"""Chooses the instrument of a line: a source of the split, and one of its presets that fits the manner of playing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..sounds.sources import GUITAR_MANNERS, PresetKey, Source


@dataclass(frozen=True)
class Choice:
    source: Source
    preset: PresetKey


def fitting(source: Source, stem: str, manner: str) -> dict[PresetKey, float]:
    presets = source.stems.get(stem, {})
    if stem != 'guitar':
        return presets
    wanted = GUITAR_MANNERS[manner]
    return {key: weight * wanted[key] for key, weight in presets.items() if key in wanted}


def choose(rng: np.random.Generator, sources: Sequence[Source], stem: str, manner: str) -> Choice:
    able = [source for source in sources if fitting(source, stem, manner)]
    if not able:
        raise LookupError(f'no source of this split plays {stem} ({manner}): prepare more sounds')
    source = able[_draw(rng, [source.share[stem] for source in able])]
    presets = fitting(source, stem, manner)
    return Choice(source, list(presets)[_draw(rng, list(presets.values()))])


def _draw(rng: np.random.Generator, weights: list[float]) -> int:
    shares = np.array(weights)
    return int(rng.choice(len(shares), p=shares / shares.sum()))
