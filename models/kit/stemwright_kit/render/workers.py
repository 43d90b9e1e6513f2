"""Fills a shelf with a pool of processes. Worker w of W takes the serials n = w mod W that the shelf lacks.

A performance that cannot be rendered is reported and skipped: minutes of training are worth more than one song. Workers
are niced, and end by themselves after the given time.
"""

import multiprocessing
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from ..stems import RATE_HZ
from .memory import keep_freed_memory
from .renderer import Renderer
from .shelf import ShelfWriter

REPORT_SECONDS = 10


@dataclass(frozen=True)
class Job:
    shelf: Path
    songs: Path
    sounds: Path
    libraries: Path | None
    split: str
    seed: int
    endless: bool
    seconds: float
    niceness: int
    sources: tuple[str, ...] | None = None


def run(job: Job, workers: int) -> int:
    """Gives the number of slots that are still empty."""
    pool = [
        multiprocessing.Process(target=_work, args=(job, worker, workers), daemon=True) for worker in range(workers)
    ]
    for process in pool:
        process.start()
    try:
        _watch(job, pool)
    finally:
        for process in pool:
            process.terminate()
    shelf = ShelfWriter(job.shelf)
    return shelf.slots - shelf.filled()[0]


def _watch(job: Job, pool: list[multiprocessing.Process]) -> None:
    shelf, started = ShelfWriter(job.shelf), time.monotonic()
    frames_before = shelf.filled()[1]
    while any(process.is_alive() for process in pool):
        for process in pool:
            process.join(REPORT_SECONDS / len(pool))
        filled, frames = shelf.filled()
        seconds = time.monotonic() - started
        rate = (frames - frames_before) / RATE_HZ / seconds / len(pool)
        print(f'{seconds:.0f} s: {filled} of {shelf.slots} slots, {rate:.1f} times real time a worker', flush=True)


def _work(job: Job, worker: int, workers: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.nice(job.niceness)
    keep_freed_memory()
    until = time.monotonic() + job.seconds
    renderer = Renderer(job.songs, job.sounds, job.split, job.seed, job.libraries, job.sources)
    shelf = ShelfWriter(job.shelf)
    first = shelf.first_missing()
    serial = first + (worker - first) % workers
    while time.monotonic() < until and (job.endless or serial < shelf.slots):
        if not shelf.has(serial):
            try:
                shelf.put(serial, renderer.render(serial))
            except Exception as error:
                print(f'performance {serial}: {error!r}', file=sys.stderr, flush=True)
        serial += workers
