"""The time of one call: when it must be over, and what is kept of it for what comes after the last step, by what was
seen to take how long.

    tail = MARGIN * a save + the last validation, a quarter of the call at most + CLOSING_SECONDS

Seconds are those of the run's log, which begin with the process. What may still come late: a step or the last batch of
a validation that take longer than the ones before, and the end of the process.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from .pace import MARGIN, NO_LIMIT

VALIDATION_SHARE = 0.25
CLOSING_SECONDS = 3.0


@dataclass
class TimeBudget:
    """`seconds`: all in all, NO_LIMIT where steps are counted instead. The others: what a save, a step and the last
    validation take.
    """

    seconds: float
    save_seconds: float
    step_seconds: float = 0.0
    validation_seconds: float = 0.0

    def training_ends(self) -> float:
        validation = min(self.validation_seconds, VALIDATION_SHARE * self.seconds)
        return self.seconds - MARGIN * self.save_seconds - validation - CLOSING_SECONDS

    def has_time_for_a_step(self, now: float) -> bool:
        """The first is taken in any case: a call without one was for nothing."""
        return self.step_seconds == 0 or now + MARGIN * self.step_seconds < self.training_ends()

    def validation_ends(self, now: float, every: float) -> float:
        """When one that begins now must be over: a quarter of the seconds between two, while it trains"""
        return min(now + VALIDATION_SHARE * every, self.training_ends()) if self.seconds < NO_LIMIT else NO_LIMIT

    def last_validation_ends(self) -> float:
        return self.seconds - CLOSING_SECONDS


def process_age_seconds() -> float:
    """How long ago this process was started, 0 where that cannot be known: importing torch takes seconds, on a busy
    machine many
    """
    try:
        ticks = int(Path('/proc/self/stat').read_text().rpartition(')')[2].split()[19])
        return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf('SC_CLK_TCK'))
    except (OSError, AttributeError, ValueError, IndexError):
        return 0.0
