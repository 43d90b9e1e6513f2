"""Pace: how long a network takes for audio here and now, measured while it works; and as many of the first chunks as it
can do before a deadline.

    predicted seconds = MARGIN * frames of audio * seconds a frame, as the batch before had it

On a machine that is shared the pace changes by factors within a run: so every batch corrects it, and what is late by
then is one batch at most.
"""

import math
import time
from collections.abc import Callable, Iterator

MARGIN = 1.5
NO_LIMIT = math.inf

Clock = Callable[[], float]


class Pace:
    """Of evaluations of one network, in seconds a frame of audio; 0 until it was measured. `clock` gives seconds."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self.clock = clock
        self.seconds_a_frame = 0.0

    def seconds_for(self, frames: float) -> float:
        """What `frames` of audio will take, with a margin"""
        return MARGIN * frames * self.seconds_a_frame


class FittingSlices:
    """Slices of at most `batch` of `count` chunks, always the same ones in the same order, as long as the next is
    likely to end before `until` (of the pace's clock). A chunk costs `frames_each` frames of evaluation. To be gone
    through once; `done` then says how many chunks fitted."""

    def __init__(self, pace: Pace, count: int, batch: int, frames_each: float, until: float) -> None:
        self.pace, self.count, self.batch, self.frames_each, self.until = pace, count, batch, frames_each, until
        self.done = 0

    def __iter__(self) -> Iterator[slice]:
        for start in range(0, self.count, self.batch):
            stop = min(start + self.batch, self.count)
            frames = (stop - start) * self.frames_each
            began = self.pace.clock()
            if began + self.pace.seconds_for(frames) > self.until:
                return
            yield slice(start, stop)
            self.pace.seconds_a_frame = (self.pace.clock() - began) / frames
            self.done = stop
