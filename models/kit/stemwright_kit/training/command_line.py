"""The training's command line: its options, and the settings they make."""

import argparse
import os
from pathlib import Path

import torch

from ..network.sizes import SIZES
from ..network.spectrum import MULTIPLE
from .settings import TrainingSettings, problem_with
from .tasks import TaskMix
from .trainer import Recipe


def parse_settings(description: str | None) -> TrainingSettings:
    """Of sys.argv. Ends the process with 2 and a sentence where something is wrong with them."""
    cuda = torch.cuda.is_available()
    parser = argparse.ArgumentParser(
        prog='python -m stemwright_kit.training',
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add('--shelf', type=Path, help='rendered performances to train on')
    add('--dataset', type=Path, nargs='+', help='recordings to train on; several are one')
    add('--out', type=Path, required=True, help='checkpoints and log')
    add('--minutes', type=float, help='for this call, all in all')
    add('--total', type=float, help='training minutes of the whole schedule, over all calls (default: this call)')
    add('--last', action='store_true', help='this call ends the schedule')
    add('--steps', type=int, help='train to this step instead; exactly repeatable')
    add('--epochs', type=float, help='train until so many times the audio of the dataset was heard; exactly repeatable')
    add('--size', choices=sorted(SIZES), default='small')
    add('--resume', type=Path, nargs='*', default=[], help='folders with checkpoints: the furthest is taken, if any')
    add('--copy', type=Path, help='folder that gets a small checkpoint and the log after every save')
    add('--validation-shelf', type=Path, help='performances of the validation split')
    add(
        '--validation-chunks',
        type=Path,
        nargs='+',
        default=[],
        help='recordings, for validation only: TRACK/{bass,drums,guitar,piano}.flac, or packed by training.chunks',
    )
    add('--device', default='cuda' if cuda else 'cpu')
    add('--batch', type=int, default=64 if cuda else 6)
    add('--crop', type=int, default=98304 if cuda else 65536, help=f'frames, a multiple of {MULTIPLE}')
    add('--rate', type=float, default=1e-3)
    add('--warm-up', type=int, default=Recipe.warm_up_steps, help='steps in which the rate grows')
    add(
        '--from-noise',
        type=float,
        default=TaskMix.from_noise,
        help='share of the separations that go from noise alone; the others, made by walking, cost evaluations',
    )
    add('--average', type=float, default=0.9995, help='decay of the average of the weights')
    add('--hours', type=float, default=24 if cuda else 4, help='audio held on the device')
    add('--first-hours', type=float, default=1 if cuda else 0.1, help='audio to wait for before the first step')
    add('--patience', type=float, default=100, help='seconds after which less will do, from a shelf')
    add(
        '--plays',
        type=float,
        default=4,
        help=(
            'how often what is read of a dataset is heard before it makes room; more where reading is slower than '
            'training'
        ),
    )
    add('--readers', type=int, default=max(1, (os.cpu_count() or 2) - 2), help='threads that read a dataset')
    add(
        '--shares',
        type=float,
        nargs='+',
        help='of the crops, for each dataset, relative to each other (default: by their audio)',
    )
    add(
        '--trust-all', action='store_true', help='separated stems count as much as true ones, whatever their confidence'
    )
    add('--compile', choices=['auto', 'no'], default='auto')
    add('--float32', action='store_true')
    add('--seed', type=int, default=0)
    add('--log-every', type=float, default=20, help='seconds')
    add('--validate-every', type=float, default=120 if cuda else 900, help='seconds')
    add(
        '--full-validation',
        action='store_true',
        help=(
            'at the end also more steps, errors by noise and the unconditional prior: in this order, as far as a '
            'quarter of the minutes goes'
        ),
    )
    settings = TrainingSettings(**vars(parser.parse_args()))
    problem = problem_with(settings)
    if problem:
        parser.error(problem)
    return settings
