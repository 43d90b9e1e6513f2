"""Readers: threads that read excerpts ahead, handed out in order. Decoding and resampling leave Python's lock alone, so
threads are enough.
"""

import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor

from .excerpts import Excerpts
from .track import Excerpt


class Readers:
    """`waited_seconds`: for excerpts that were not read yet when they were asked for"""

    def __init__(self, excerpts: Excerpts, threads: int) -> None:
        self._excerpts, self._ahead = excerpts, 2 * threads
        self._pool = ThreadPoolExecutor(threads, 'excerpt')
        self._coming: deque[Future[Excerpt]] = deque()
        self._next = 0
        self.waited_seconds = 0.0

    def begin_at(self, number: int) -> None:
        """The excerpt that `next` gives then"""
        for future in self._coming:
            future.cancel()
        self._coming.clear()
        self._next = number

    def next(self) -> Excerpt:
        """Raises what reading it raised: the one after it is then the next."""
        while len(self._coming) < self._ahead:
            self._coming.append(self._pool.submit(self._excerpts.read, self._next))
            self._next += 1
        future, began = self._coming.popleft(), time.monotonic()
        try:
            return future.result()
        finally:
            self.waited_seconds += time.monotonic() - began

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
