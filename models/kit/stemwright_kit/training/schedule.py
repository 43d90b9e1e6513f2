"""The schedule: how far a run is, and its learning rate there. A run ends after a number of steps, or after a time that
may span several calls: a lent GPU is lent by the minute.

    rate(p) = peak * min(1, step / warmUp) * (0.01 + 0.99 (1 + cos(pi p)) / 2),    p = fraction of the schedule
"""

import math
from dataclasses import dataclass

END = 0.01


def learning_rate(peak: float, fraction: float, steps_here: int, warm_up_steps: int) -> float:
    """steps_here: steps since this call began, from 1 on: moments that were not kept must grow again"""
    cosine = END + (1 - END) * (1 + math.cos(math.pi * min(fraction, 1.0))) / 2
    return peak * min(1.0, steps_here / warm_up_steps) * cosine


@dataclass(frozen=True)
class BySteps:
    """Exactly repeatable: the fraction depends on the step alone."""

    total: int

    def fraction(self, step: int, _seconds: float) -> float:
        return step / self.total

    def ended(self, step: int, _seconds: float) -> bool:
        return step >= self.total


@dataclass(frozen=True)
class ByTime:
    """This call takes the schedule from `start` to `end` in `seconds`."""

    start: float
    end: float
    seconds: float

    def fraction(self, _step: int, seconds: float) -> float:
        return self.start + (self.end - self.start) * min(1.0, seconds / self.seconds)

    def ended(self, _step: int, seconds: float) -> bool:
        return seconds >= self.seconds
