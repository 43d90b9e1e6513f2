"""The run's log: sentences for people on standard output and in train.log, and figures as JSON lines in figures.jsonl,
from which curves are drawn.
"""

import json
import shutil
import time
from pathlib import Path
from typing import Any


class RunLog:
    """`seconds` count from `age_seconds` before now."""

    def __init__(self, folder: Path, age_seconds: float = 0.0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.start = time.monotonic() - age_seconds
        self.text = (folder / 'train.log').open('a')
        self.figures = (folder / 'figures.jsonl').open('a')

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.start

    def say(self, sentence: str) -> None:
        line = f'[{self.seconds:7.1f}] {sentence}'
        print(line, flush=True)
        print(line, file=self.text, flush=True)

    def keep(self, kind: str, step: int, **values: Any) -> None:
        print(json.dumps({'kind': kind, 'step': step, **values}), file=self.figures, flush=True)

    def copy_to(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ('train.log', 'figures.jsonl'):
            shutil.copy(self.folder / name, folder / name)
