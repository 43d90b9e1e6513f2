"""Rhythms as steps of a sixteenth within a bar: which are struck, and how long each holds. Knows no pitches."""

import numpy as np

STEP_TICKS = 12


def steps_in(bar_ticks: int) -> int:
    return bar_ticks // STEP_TICKS


def pattern(rng: np.random.Generator, steps: int, density: float | None = None, grid: int | None = None) -> list[int]:
    """Struck steps of one bar, rarely without the first; never empty."""
    density = float(rng.choice([0.25, 0.4, 0.6])) if density is None else density
    grid = int(rng.choice([1, 2, 2, 2, 4])) if grid is None else grid
    struck = [step for step in range(0, steps, grid) if (rng.random() < 0.88 if step == 0 else rng.random() < density)]
    return struck or [0]


def gaps(struck: list[int], steps: int) -> list[int]:
    """Steps from each struck one to the next, the last one to the bar's end."""
    return [following - step for step, following in zip(struck, struck[1:] + [steps])]


def phrase(rng: np.random.Generator, steps: int, grid: int, density: float) -> list[list[int]]:
    """Four bars of rhythm in which bars repeat, as tunes do: a a b a, a b a c, or all different."""
    bars = [[step for step in range(0, steps, grid) if rng.random() < density] for _ in range(3)]
    form = ((0, 0, 1, 0), (0, 1, 0, 2), (0, 1, 2, 1))[rng.integers(3)]
    return [bars[place] for place in form]
