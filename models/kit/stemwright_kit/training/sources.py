"""Sources: where a run's audio comes from, and when it enters the store.

a shelf       what is rendered meanwhile, as it comes: a run by the minute never waits for it
a dataset     excerpt n of the recordings before a step that n depends on alone: due(step) = first + floor(step * frames
              a step / (frames an excerpt * plays)). So a run that was stopped fills its store with what it held, and
              goes on as if it had not; where reading is slower than training, it waits
"""

import math
import time
from typing import Protocol

from ..recordings.excerpts import Excerpts
from ..recordings.readers import Readers
from ..render.shelf import Shelf
from .audio_store import AudioStore
from .run_log import RunLog

LEAST_PERFORMANCES = 2


class NoAudio(Exception):
    """Nothing to train on came; the sentence says where from."""


class Source(Protocol):
    def begin(self, store: AudioStore, step: int) -> None:
        """Fills the store with what a run has at `step`. Raises NoAudio when there is nothing."""

    def before(self, store: AudioStore, step: int) -> None:
        """Gives the store what is due before a step."""

    def state(self, store: AudioStore) -> str:
        """For the log"""

    def close(self) -> None: ...


class ShelfSource:
    """`whole`: all that is there, once, so that a run is exactly repeatable on a shelf that does not change"""

    def __init__(self, shelf: Shelf, whole: bool, first_seconds: float, patience_seconds: float, log: RunLog) -> None:
        self.shelf = shelf
        self.whole = whole
        self.first_seconds = first_seconds
        self.patience_seconds = patience_seconds
        self.log = log

    def begin(self, store: AudioStore, step: int) -> None:  # noqa: ARG002 - as the protocol has it
        began = self.log.seconds
        while store.seconds < self.first_seconds or store.taken < LEAST_PERFORMANCES:
            before = store.taken
            store.take_from(self.shelf, 256)
            if store.taken == before:
                if self.log.seconds - began > self.patience_seconds and store.taken >= LEAST_PERFORMANCES:
                    break
                if self.log.seconds - began > 2 * self.patience_seconds:
                    raise NoAudio(
                        f'no audio on {self.shelf.folder} within {self.log.seconds - began:.0f} s: is a renderer '
                        'running?'
                    )
                time.sleep(0.5)
        if self.whole:
            store.take_from(self.shelf, len(self.shelf))

    def before(self, store: AudioStore, step: int) -> None:  # noqa: ARG002 - as the protocol has it
        if not self.whole:
            store.take_from(self.shelf, 2)

    def state(self, store: AudioStore) -> str:
        return f'{store.taken} performances'

    def close(self) -> None:
        pass


class DatasetSource:
    """`plays`: how often what is read is heard, on average; `doubting`: whether separated stems count by their
    confidence. An excerpt that cannot be read is said, and its place stays empty."""

    def __init__(
        self,
        excerpts: Excerpts,
        first_seconds: float,
        frames_a_step: float,
        plays: float,
        threads: int,
        doubting: bool,
        log: RunLog,
    ) -> None:
        self.excerpts, self.doubting, self.log = excerpts, doubting, log
        self.first = max(LEAST_PERFORMANCES, math.ceil(first_seconds * len(excerpts) / excerpts.seconds))
        self.a_step = frames_a_step / (excerpts.frames * plays)
        self.readers = Readers(excerpts, threads)

    def begin(self, store: AudioStore, step: int) -> None:
        due = self._due(step, store)
        store.taken = max(0, due - len(store.frames))
        self.readers.begin_at(store.taken)
        self.before(store, step)
        if not store.frames.any():
            raise NoAudio(f'none of the first {due} excerpts of the dataset could be read')

    def before(self, store: AudioStore, step: int) -> None:
        while store.taken < self._due(step, store):
            try:
                excerpt = self.readers.next()
            except Exception as error:
                self.log.say(f'{self.excerpts.place(store.taken)[0].folder} cannot be read and is passed over: {error}')
                store.pass_over()
            else:
                store.add(excerpt.audio, excerpt.trust if self.doubting else None, excerpt.dataset)

    def _due(self, step: int, store: AudioStore) -> int:
        return min(self.first, len(store.frames)) + math.floor(step * self.a_step)

    def state(self, store: AudioStore) -> str:
        return (
            f'{store.taken} excerpts, {store.taken / len(self.excerpts):.2f} times all; '
            f'waited {self.readers.waited_seconds:.0f} s for them'
        )

    def close(self) -> None:
        self.readers.close()
