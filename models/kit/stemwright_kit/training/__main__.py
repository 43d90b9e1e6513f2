"""Trains for a number of minutes, or of steps, from what is on a shelf.

    python -m stemwright_kit.training --shelf DIR --out DIR (--minutes M [--total M] [--last] | --steps N) [--size small] [--resume DIR ...]

With --minutes everything counts: start, compilation, waiting for audio, validation and saving. One schedule may span several calls: each adds minutes / total to
how far it is, and --last ends it. A run that is cut off leaves what it saved last.
"""
import argparse
import sys
import time
from pathlib import Path

import torch

from ..network.sizes import SIZES, parameters
from ..network.spectrum import MULTIPLE
from ..render.shelf import SLOT_FRAMES, Shelf
from ..stems import RATE_HZ
from .audio_store import AudioStore
from .checkpoint import resume, save_exact, save_small, steps_in
from .chunks import Chunks, real_chunks, rendered_chunks
from .compiling import fit_batch, try_compile
from .run_log import RunLog
from .schedule import BySteps, ByTime
from .trainer import Recipe, Trainer
from .validation import errors_by_noise, prior_separation, separation

VALIDATION_FRAMES = 262144


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
    add('--average', type=float, default=0.9995, help='decay of the average of the weights')
    add('--hours', type=float, default=24 if cuda else 4, help='audio held on the device')
    add('--first-hours', type=float, default=1 if cuda else 0.1, help='audio to wait for before the first step')
    add('--patience', type=float, default=100, help='seconds after which less will do')
    add('--compile', choices=['auto', 'no'], default='auto')
    add('--float32', action='store_true')
    add('--seed', type=int, default=0)
    add('--log-every', type=float, default=20, help='seconds')
    add('--validate-every', type=float, default=120 if cuda else 900, help='seconds')
    add('--full-validation', action='store_true', help='at the end also more steps, the unconditional prior and errors by noise')
    args = parser.parse_args()
    if (args.minutes is None) == (args.steps is None):
        parser.error('give either --minutes or --steps')
    if args.crop % MULTIPLE:
        parser.error(f'--crop must be a multiple of {MULTIPLE}, got {args.crop}')
    return args


def main() -> None:
    args = arguments()
    log = RunLog(args.out)
    device = torch.device(args.device)
    recipe = Recipe(batch=args.batch, crop_frames=args.crop, rate=args.rate, average_decay=args.average, half=not args.float32, seed=args.seed)
    trainer = Trainer(args.size, recipe, device)
    if device.type == 'cuda':
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = torch.backends.cudnn.benchmark = True
    resume_furthest(trainer, args.resume, log)
    trainer.recipe = fit_batch(trainer, log)
    if args.compile == 'auto' and device.type == 'cuda':
        try_compile(trainer, log)
    shelf = Shelf(args.shelf)
    store = AudioStore(max(8, int(args.hours * 3600 * RATE_HZ / SLOT_FRAMES)), device)
    wait_for_audio(store, shelf, args, log)
    chunks = validation_chunks(args)
    run(trainer, store, shelf, chunks, args, log)


def resume_furthest(trainer: Trainer, folders: list[Path], log: RunLog) -> None:
    found = [(steps_in(folder), folder) for folder in folders]
    found = [pair for pair in found if pair[0] >= 0]
    if not found:
        log.say(f'starts anew: {parameters(trainer.training.network) / 1e6:.2f} M parameters')
        return
    how = resume(max(found)[1], trainer.training)
    log.say(f'goes on from step {trainer.training.progress.step} of {max(found)[1]} ({how})')
    if how == 'exact':
        trainer.steps_here = trainer.training.progress.step


def wait_for_audio(store: AudioStore, shelf: Shelf, args: argparse.Namespace, log: RunLog) -> None:
    """Exits when nothing comes."""
    while store.seconds < args.first_hours * 3600 or store.taken < 2:
        before = store.taken
        store.take_from(shelf, 256)
        if store.taken == before:
            if log.seconds > args.patience and store.taken >= 2:
                break
            if log.seconds > 3 * args.patience:
                sys.exit(f'no audio on {args.shelf} within {log.seconds:.0f} s: is a renderer running?')
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


def run(trainer: Trainer, store: AudioStore, shelf: Shelf, chunks: list[Chunks], args: argparse.Namespace, log: RunLog) -> None:
    progress = trainer.training.progress
    begin = log.seconds
    if args.steps is not None:
        schedule: BySteps | ByTime = BySteps(args.steps)
    else:
        tail = 20 + 5 * len(chunks)                          # kept for the last save and validation
        seconds = max(1.0, args.minutes * 60 - tail - begin)
        total = (args.total or args.minutes) * 60
        schedule = ByTime(progress.fraction, 1.0 if args.last else min(1.0, progress.fraction + seconds / total), seconds)
    log.say(f'from step {progress.step}, {progress.fraction:.3f} of the schedule')
    logged, validated, audio_logged = begin, begin, progress.audio_seconds
    while not schedule.ended(progress.step, log.seconds - begin):
        if args.steps is None:
            store.take_from(shelf, 2)
        trainer.step(store, schedule.fraction(progress.step, log.seconds - begin))
        if log.seconds - logged > args.log_every:
            rate = (progress.audio_seconds - audio_logged) / (log.seconds - logged)
            log.say(f'{trainer.log_line()} | {rate:.1f} audio s/s, {store.taken} performances')
            logged, audio_logged = log.seconds, progress.audio_seconds
        if log.seconds - validated > args.validate_every:
            save(trainer, args, log)
            validate(trainer, chunks, log, full=False)
            validated = logged = log.seconds
    progress.wall_seconds += log.seconds - begin
    if isinstance(schedule, ByTime):
        progress.fraction = schedule.end
    trainer.synchronize()
    save(trainer, args, log)
    validate(trainer, chunks, log, full=args.full_validation)
    log.say(f'ends at step {progress.step}, {progress.audio_seconds / 3600:.1f} h of audio seen in all')
    if args.copy:
        log.copy_to(args.copy)


def save(trainer: Trainer, args: argparse.Namespace, log: RunLog) -> None:
    save_small(args.out, trainer.training, moments=False)
    save_exact(args.out, trainer.training)
    if args.copy:
        save_small(args.copy, trainer.training, moments=True)
        log.copy_to(args.copy)
    log.say(f'saved step {trainer.training.progress.step}')


def validate(trainer: Trainer, chunks: list[Chunks], log: RunLog, full: bool) -> None:
    network, step, device = trainer.training.average, trainer.training.progress.step, trainer.device
    for part in chunks:
        for steps in (1, 2, 4, 8) if full else (1,):
            report(log, f'{part.name}, {steps} step{"s" if steps > 1 else ""}', step, separation(network, part, steps, device))
        if not full:
            continue
        for posterior in ('consistent', 'dirac'):
            for steps in (8, 32):
                name = f'{part.name}, prior, {posterior}, {steps} steps'
                report(log, name, step, prior_separation(network, part, steps, posterior, device))
        for task, row in errors_by_noise(network, part, device).items():
            log.keep('errors', step, name=part.name, task=task, errors=row)
            log.say(f'{part.name}, error by noise, {task}: {" ".join(f"{value:.3f}" for value in row)}')


def report(log: RunLog, name: str, step: int, summary: dict[str, float]) -> None:
    log.keep('score', step, name=name, **summary)
    log.say(f'{name}: ' + ', '.join(f'{key} {value:.2f}' for key, value in summary.items()) + ' dB')


if __name__ == '__main__':
    main()
