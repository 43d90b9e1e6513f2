"""Trains for a number of minutes, or of steps, from what is on a shelf.

    python -m stemwright_kit.training --shelf DIR --out DIR (--minutes M [--total M] [--last] | --steps N) [--size small] [--resume DIR ...]

With --minutes everything counts: start, compilation, waiting for audio, validation and saving; what comes late is a few seconds (time_budget.py). One schedule may
span several calls: each adds minutes / total to how far it is, and --last ends it. A run that is cut off leaves what it saved last.
"""
import argparse
import sys
import time
from pathlib import Path

import torch

from ..network.sizes import SIZES, parameters
from ..network.spectrum import MULTIPLE
from ..render.shelf import DESCRIPTION, SLOT_FRAMES, Shelf
from ..stems import RATE_HZ
from .audio_store import AudioStore
from .call import Call
from .checkpoint import resume, steps_in
from .chunks import Chunks, real_chunks, rendered_chunks
from .compiling import fit_batch, try_compile
from .levels import start_from_levels
from .run_log import RunLog
from .tasks import TaskMix
from .time_budget import process_age_seconds
from .trainer import Recipe, Trainer

VALIDATION_FRAMES = 262144
BAD_ARGUMENTS = 2
PREPARING_SHARE = 0.25         # of a call's minutes: for compilation, and for waiting until less audio will do


def arguments() -> argparse.Namespace:
    cuda = torch.cuda.is_available()
    parser = argparse.ArgumentParser(prog='python -m stemwright_kit.training', description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add('--shelf', type=Path, required=True, help='rendered performances to train on')
    add('--out', type=Path, required=True, help='checkpoints and log')
    add('--minutes', type=float, help='for this call, all in all')
    add('--total', type=float, help='training minutes of the whole schedule, over all calls (default: this call)')
    add('--last', action='store_true', help='this call ends the schedule')
    add('--steps', type=int, help='train to this step instead; exactly repeatable')
    add('--size', choices=sorted(SIZES), default='small')
    add('--resume', type=Path, nargs='*', default=[], help='folders with checkpoints: the furthest is taken, if any')
    add('--copy', type=Path, help='folder that gets a small checkpoint and the log after every save')
    add('--validation-shelf', type=Path, help='performances of the validation split')
    add('--validation-chunks', type=Path, help='real recordings, for validation only: TRACK/{bass,drums,guitar,piano}.flac, or packed by training.chunks')
    add('--device', default='cuda' if cuda else 'cpu')
    add('--batch', type=int, default=64 if cuda else 6)
    add('--crop', type=int, default=98304 if cuda else 65536, help=f'frames, a multiple of {MULTIPLE}')
    add('--rate', type=float, default=1e-3)
    add('--from-noise', type=float, default=TaskMix.from_noise, help='share of the separations that go from noise alone; the others, made by walking, cost evaluations')
    add('--average', type=float, default=0.9995, help='decay of the average of the weights')
    add('--hours', type=float, default=24 if cuda else 4, help='audio held on the device')
    add('--first-hours', type=float, default=1 if cuda else 0.1, help='audio to wait for before the first step')
    add('--patience', type=float, default=100, help='seconds after which less will do')
    add('--compile', choices=['auto', 'no'], default='auto')
    add('--float32', action='store_true')
    add('--seed', type=int, default=0)
    add('--log-every', type=float, default=20, help='seconds')
    add('--validate-every', type=float, default=120 if cuda else 900, help='seconds')
    add('--full-validation', action='store_true',
        help='at the end also more steps, errors by noise and the unconditional prior: in this order, as far as a quarter of the minutes goes')
    args = parser.parse_args()
    problem = problem_with(args)
    if problem:
        parser.error(problem)
    return args


def problem_with(args: argparse.Namespace) -> str | None:
    if (args.minutes is None) == (args.steps is None):
        return 'give either --minutes or --steps'
    for name in ('minutes', 'steps', 'total', 'batch', 'hours'):
        value = getattr(args, name)
        if value is not None and value <= 0:
            return f'--{name} must be more than 0, got {value}'
    if args.crop < MULTIPLE or args.crop % MULTIPLE:
        return f'--crop must be a multiple of {MULTIPLE}, got {args.crop}'
    if args.device.startswith('cuda') and not torch.cuda.is_available():
        return f'--device {args.device}: PyTorch finds no GPU here'
    for name, folder in (('shelf', args.shelf), ('validation-shelf', args.validation_shelf)):
        if folder is not None and not (folder / DESCRIPTION).exists():
            return f'--{name}: {folder} has no {DESCRIPTION}; python -m stemwright_kit.render makes shelves'
    if args.validation_chunks is not None and not args.validation_chunks.exists():
        return f'--validation-chunks: there is no {args.validation_chunks}'
    return None


def main() -> None:
    args = arguments()
    log = RunLog(args.out, process_age_seconds())
    device = torch.device(args.device)
    recipe = Recipe(batch=args.batch, crop_frames=args.crop, rate=args.rate, average_decay=args.average, half=not args.float32, seed=args.seed,
                    mix=TaskMix(from_noise=args.from_noise))
    trainer = Trainer(args.size, recipe, device)
    if device.type == 'cuda':
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = torch.backends.cudnn.benchmark = True
    try:
        resumed = resume_furthest(trainer, args.resume, log)
        chunks = validation_chunks(args)
    except (ValueError, FileNotFoundError) as error:         # another size than asked for, or nothing to validate on
        print(error, file=sys.stderr)
        sys.exit(BAD_ARGUMENTS)
    trainer.recipe = fit_batch(trainer, log)
    if args.compile == 'auto' and device.type == 'cuda':
        try_compile(trainer, log, share_of(args))
    shelf = Shelf(args.shelf)
    store = AudioStore(max(8, int(args.hours * 3600 * RATE_HZ / SLOT_FRAMES)), device)
    wait_for_audio(store, shelf, args, log)
    if not resumed:
        start_from_levels(trainer.training, store, args.seed, log)
    Call(trainer, store, shelf, chunks, args, log).run()


def share_of(args: argparse.Namespace) -> float:
    """Seconds"""
    return PREPARING_SHARE * args.minutes * 60 if args.minutes is not None else float('inf')


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


def wait_for_audio(store: AudioStore, shelf: Shelf, args: argparse.Namespace, log: RunLog) -> None:
    """Exits when nothing comes."""
    began = log.seconds
    patience = min(args.patience, share_of(args))
    while store.seconds < args.first_hours * 3600 or store.taken < 2:
        before = store.taken
        store.take_from(shelf, 256)
        if store.taken == before:
            if log.seconds - began > patience and store.taken >= 2:
                break
            if log.seconds - began > 2 * patience:
                sys.exit(f'no audio on {args.shelf} within {log.seconds - began:.0f} s: is a renderer running?')
            time.sleep(0.5)
    if args.steps is not None:                   # exactly repeatable: all that there is, and on a shelf that does not change
        store.take_from(shelf, len(shelf))
    log.say(f'{store.taken} performances, {store.seconds / 3600:.2f} h of audio')


def validation_chunks(args: argparse.Namespace) -> list[Chunks]:
    chunks = []
    if args.validation_shelf:
        entries = [entry.audio for entry in Shelf(args.validation_shelf).new(24)]
        chunks.append(rendered_chunks(entries, VALIDATION_FRAMES))
    if args.validation_chunks:
        chunks.append(real_chunks(args.validation_chunks))
    return chunks


if __name__ == '__main__':
    main()
