"""Trains for a number of minutes, of steps, or of epochs, from what is on a shelf or from recordings.

    python -m stemwright_kit.training --shelf DIR --out DIR (--minutes M [--total M] [--last] | --steps N)
        [--size small] [--resume DIR ...]
    python -m stemwright_kit.training --dataset DIR [DIR ...] --out DIR --epochs N [--size base] [--resume DIR ...]

With --minutes everything counts: start, compilation, waiting for audio, validation and saving; what comes late is a few
seconds (time_budget.py). One schedule may span several calls: each adds minutes / total to how far it is, and --last
ends it. A run that is cut off leaves what it saved last; with --steps or --epochs, going on from there (--resume OUT)
is as if it had never been.

A dataset is Slakh2100 as downloaded, a folder of TRACK/{bass,drums,guitar,piano}.wav, or what `stemwright separate
--as-dataset` wrote (recordings/). Its train split is heard, without what Slakh2100-redux leaves out; its validation
split, if there is one, judges.
"""

import argparse
import math
import os
import sys
from pathlib import Path

import torch

from ..network.sizes import SIZES, parameters
from ..network.spectrum import MULTIPLE
from ..recordings.dataset import TRAIN, VALIDATION, has_split, list_tracks, without_duplicates
from ..recordings.excerpts import Excerpts
from ..recordings.track import Track, open_track
from ..render.shelf import DESCRIPTION, SLOT_FRAMES, Shelf
from ..stems import RATE_HZ
from .audio_store import SHORTEST_SECONDS, AudioStore
from .call import Call
from .checkpoint import resume, steps_in
from .chunks import Chunks, real_chunks, rendered_chunks, track_chunks
from .compiling import fit_batch, try_compile
from .levels import start_from_levels
from .run_log import RunLog
from .sources import DatasetSource, NoAudio, ShelfSource, Source
from .tasks import TaskMix
from .time_budget import process_age_seconds
from .trainer import Recipe, Trainer

VALIDATION_FRAMES = 262144
VALIDATION_TRACKS = 24
BAD_ARGUMENTS = 2
PREPARING_SHARE = 0.25  # of a call's minutes: for compilation, and for waiting until less audio will do


def arguments() -> argparse.Namespace:
    cuda = torch.cuda.is_available()
    parser = argparse.ArgumentParser(
        prog='python -m stemwright_kit.training',
        description=__doc__,
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
    args = parser.parse_args()
    problem = problem_with(args)
    if problem:
        parser.error(problem)
    return args


def problem_with(args: argparse.Namespace) -> str | None:
    if (args.shelf is None) == (args.dataset is None):
        return 'give either --shelf or --dataset'
    if sum(value is not None for value in (args.minutes, args.steps, args.epochs)) != 1:
        return 'give either --minutes or --steps or --epochs'
    if args.epochs is not None and args.dataset is None:
        return '--epochs counts how often a dataset is heard, and a shelf is none: give --steps or --minutes'
    for name in ('minutes', 'steps', 'epochs', 'total', 'batch', 'warm_up', 'hours', 'plays', 'readers'):
        value = getattr(args, name)
        if value is not None and value <= 0:
            return f'--{name.replace("_", "-")} must be more than 0, got {value}'
    if args.shares is not None and (len(args.shares) != len(args.dataset or ()) or min(args.shares) <= 0):
        return f'--shares must be a number over 0 for each dataset, got {" ".join(map(str, args.shares))}'
    if args.crop < MULTIPLE or args.crop % MULTIPLE:
        return f'--crop must be a multiple of {MULTIPLE}, got {args.crop}'
    if args.device.startswith('cuda') and not torch.cuda.is_available():
        return f'--device {args.device}: PyTorch finds no GPU here'
    for name, folder in (('shelf', args.shelf), ('validation-shelf', args.validation_shelf)):
        if folder is not None and not (folder / DESCRIPTION).exists():
            return f'--{name}: {folder} has no {DESCRIPTION}; python -m stemwright_kit.render makes shelves'
    for path in args.validation_chunks:
        if not path.exists():
            return f'--validation-chunks: there is no {path}'
    return None


def main() -> None:
    args = arguments()
    log = RunLog(args.out, process_age_seconds())
    device = torch.device(args.device)
    recipe = Recipe(
        batch=args.batch,
        crop_frames=args.crop,
        rate=args.rate,
        warm_up_steps=args.warm_up,
        average_decay=args.average,
        half=not args.float32,
        seed=args.seed,
        mix=TaskMix(from_noise=args.from_noise),
    )
    trainer = Trainer(args.size, recipe, device)
    if device.type == 'cuda':
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = torch.backends.cudnn.benchmark = True
    try:
        resumed = resume_furthest(trainer, args.resume, log)
        chunks = validation_chunks(args)
        tracks = [
            track for number, dataset in enumerate(args.dataset or ()) for track in open_tracks(dataset, number, log)
        ]
    except (ValueError, OSError) as error:  # another size than asked for, nothing to validate on, or no dataset
        print(error, file=sys.stderr)
        sys.exit(BAD_ARGUMENTS)
    trainer.recipe = fit_batch(trainer, log)
    if args.compile == 'auto' and device.type == 'cuda':
        try_compile(trainer, log, share_of(args))
    slots = max(8, int(args.hours * 3600 * RATE_HZ / SLOT_FRAMES))
    source: Source
    if args.dataset is None:
        source = ShelfSource(
            Shelf(args.shelf), args.steps is not None, args.first_hours * 3600, min(args.patience, share_of(args)), log
        )
    else:
        excerpts = Excerpts(tracks, SLOT_FRAMES, args.seed)
        slots = min(slots, max(8, len(excerpts)))
        frames_a_step = trainer.recipe.batch * trainer.recipe.crop_frames
        if args.epochs is not None:
            args.steps = math.ceil(args.epochs * excerpts.seconds * RATE_HZ / frames_a_step)
            log.say(f'{args.epochs:g} times {excerpts.seconds / 3600:.2f} h are {args.steps} steps')
        source = DatasetSource(
            excerpts, args.first_hours * 3600, frames_a_step, args.plays, args.readers, not args.trust_all, log
        )
    store = AudioStore(slots, device, args.shares)
    try:
        source.begin(store, trainer.training.progress.step)
        log.say(f'{source.state(store)}, {store.seconds / 3600:.2f} h of audio')
        if not resumed:
            start_from_levels(trainer.training, store, args.seed, log)
        Call(trainer, store, source, chunks, args, log).run()
    except NoAudio as error:
        sys.exit(str(error))
    finally:
        source.close()


def share_of(args: argparse.Namespace) -> float:
    """Seconds"""
    return PREPARING_SHARE * args.minutes * 60 if args.minutes is not None else float('inf')


def open_tracks(dataset: Path, number: int, log: RunLog) -> list[Track]:
    """What is heard of a dataset. Raises as `list_tracks` and `open_track` do."""
    listed = list_tracks(dataset, TRAIN)
    kept = without_duplicates(dataset, listed)
    tracks = [open_track(folder, number) for folder in kept]
    long_enough = [track for track in tracks if track.frames >= SHORTEST_SECONDS * RATE_HZ]
    seconds, separated = (
        sum(track.frames for track in long_enough) / RATE_HZ,
        sum(track.confidence is not None for track in long_enough),
    )
    log.say(
        f'{dataset}: {len(long_enough)} tracks, {seconds / 3600:.2f} h; {separated} of them separated from mixtures, '
        f'{len(listed) - len(kept)} duplicates and '
        f'{len(tracks) - len(long_enough)} of less than {SHORTEST_SECONDS} s left out'
    )
    if not long_enough:
        raise ValueError(f'{dataset} holds no track of {SHORTEST_SECONDS} s or more')
    return long_enough


def resume_furthest(trainer: Trainer, folders: list[Path], log: RunLog) -> bool:
    """Loads the furthest checkpoint; False where there is none"""
    found = [(steps_in(folder), folder) for folder in folders]
    found = [pair for pair in found if pair[0] >= 0]
    if not found:
        log.say(f'starts anew: {parameters(trainer.training.network) / 1e6:.2f} M parameters')
        return False
    how = resume(max(found)[1], trainer.training)
    log.say(f'goes on from step {trainer.training.progress.step} of {max(found)[1]} ({how})')
    if how == 'exact':
        trainer.steps_here = trainer.training.progress.step
    return True


def validation_chunks(args: argparse.Namespace) -> list[Chunks]:
    chunks = []
    if args.validation_shelf:
        entries = [entry.audio for entry in Shelf(args.validation_shelf).new(24)]
        chunks.append(rendered_chunks(entries, VALIDATION_FRAMES))
    for dataset in args.dataset or ():
        if has_split(dataset, VALIDATION):
            tracks = without_duplicates(dataset, list_tracks(dataset, VALIDATION))
            chunks.append(track_chunks([open_track(folder) for folder in tracks], VALIDATION_TRACKS, VALIDATION_FRAMES))
    return [*chunks, *map(real_chunks, args.validation_chunks)]


if __name__ == '__main__':
    main()
