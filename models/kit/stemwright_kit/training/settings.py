"""Settings of one call of a training, as the command line gives them (command_line.py says what each is), and what may
be wrong with them. Nothing below the command line reads its arguments.
"""

from dataclasses import dataclass
from pathlib import Path

import torch

from ..network.spectrum import MULTIPLE
from ..render.shelf import DESCRIPTION

PREPARING_SHARE = 0.25  # of a call's minutes: for compilation, and for waiting until less audio will do


@dataclass(frozen=True)
class TrainingSettings:
    """Minutes, hours and seconds (`patience`, `log_every`, `validate_every`) of time; `crop` in frames"""

    shelf: Path | None
    dataset: list[Path] | None
    out: Path
    minutes: float | None
    total: float | None
    last: bool
    steps: int | None
    epochs: float | None
    size: str
    resume: list[Path]
    copy: Path | None
    validation_shelf: Path | None
    validation_chunks: list[Path]
    device: str
    batch: int
    crop: int
    rate: float
    warm_up: int
    from_noise: float
    average: float
    hours: float
    first_hours: float
    patience: float
    plays: float
    readers: int
    shares: list[float] | None
    trust_all: bool
    compile: str
    float32: bool
    seed: int
    log_every: float
    validate_every: float
    full_validation: bool

    @property
    def preparing_seconds(self) -> float:
        return PREPARING_SHARE * self.minutes * 60 if self.minutes is not None else float('inf')


def problem_with(settings: TrainingSettings) -> str | None:
    """The first thing that is wrong, in a sentence"""
    if (settings.shelf is None) == (settings.dataset is None):
        return 'give either --shelf or --dataset'
    if sum(value is not None for value in (settings.minutes, settings.steps, settings.epochs)) != 1:
        return 'give either --minutes or --steps or --epochs'
    if settings.epochs is not None and settings.dataset is None:
        return '--epochs counts how often a dataset is heard, and a shelf is none: give --steps or --minutes'
    for name in ('minutes', 'steps', 'epochs', 'total', 'batch', 'warm_up', 'hours', 'plays', 'readers'):
        value = getattr(settings, name)
        if value is not None and value <= 0:
            return f'--{name.replace("_", "-")} must be more than 0, got {value}'
    if settings.shares is not None and (
        len(settings.shares) != len(settings.dataset or ()) or min(settings.shares) <= 0
    ):
        return f'--shares must be a number over 0 for each dataset, got {" ".join(map(str, settings.shares))}'
    if settings.crop < MULTIPLE or settings.crop % MULTIPLE:
        return f'--crop must be a multiple of {MULTIPLE}, got {settings.crop}'
    if settings.device.startswith('cuda') and not torch.cuda.is_available():
        return f'--device {settings.device}: PyTorch finds no GPU here'
    for name, folder in (('shelf', settings.shelf), ('validation-shelf', settings.validation_shelf)):
        if folder is not None and not (folder / DESCRIPTION).exists():
            return f'--{name}: {folder} has no {DESCRIPTION}; python -m stemwright_kit.render makes shelves'
    for path in settings.validation_chunks:
        if not path.exists():
            return f'--validation-chunks: there is no {path}'
    return None
