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

import math
import sys
from dataclasses import replace
from pathlib import Path

import torch

from ..network.sizes import parameters
from ..recordings.dataset import TRAIN, VALIDATION, has_split, list_tracks, without_duplicates
from ..recordings.excerpts import Excerpts
from ..recordings.track import Track, open_track
from ..render.renderer import SLOT_FRAMES
from ..render.shelf import Shelf
from ..stems import RATE_HZ
from .audio_store import SHORTEST_SECONDS, AudioStore
from .call import Call
from .checkpoint import resume, steps_in
from .chunks import Chunks, real_chunks, rendered_chunks, track_chunks
from .command_line import parse_settings
from .compiling import fit_batch, try_compile
from .levels import start_from_levels
from .run_log import RunLog
from .settings import TrainingSettings
from .sources import DatasetSource, NoAudio, ShelfSource, Source
from .tasks import TaskMix
from .time_budget import process_age_seconds
from .trainer import Recipe, Trainer

VALIDATION_FRAMES = 262144
VALIDATION_TRACKS = 24
BAD_ARGUMENTS = 2


def main() -> None:
    settings = parse_settings(__doc__)
    log = RunLog(settings.out, process_age_seconds())
    device = torch.device(settings.device)
    recipe = Recipe(
        batch=settings.batch,
        crop_frames=settings.crop,
        rate=settings.rate,
        warm_up_steps=settings.warm_up,
        average_decay=settings.average,
        half=not settings.float32,
        seed=settings.seed,
        mix=TaskMix(from_noise=settings.from_noise),
    )
    trainer = Trainer(settings.size, recipe, device)
    if device.type == 'cuda':
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = torch.backends.cudnn.benchmark = True
    try:
        resumed = resume_furthest(trainer, settings.resume, log)
        chunks = validation_chunks(settings)
        tracks = [
            track
            for number, dataset in enumerate(settings.dataset or ())
            for track in open_tracks(dataset, number, log)
        ]
    except (ValueError, OSError) as error:  # another size than asked for, nothing to validate on, or no dataset
        print(error, file=sys.stderr)
        sys.exit(BAD_ARGUMENTS)
    trainer.recipe = fit_batch(trainer, log)
    if settings.compile == 'auto' and device.type == 'cuda':
        try_compile(trainer, log, settings.preparing_seconds)
    slots = max(8, int(settings.hours * 3600 * RATE_HZ / SLOT_FRAMES))
    source: Source
    if settings.shelf is not None:
        source = ShelfSource(
            Shelf(settings.shelf),
            settings.steps is not None,
            settings.first_hours * 3600,
            min(settings.patience, settings.preparing_seconds),
            log,
        )
    else:
        excerpts = Excerpts(tracks, SLOT_FRAMES, settings.seed)
        slots = min(slots, max(8, len(excerpts)))
        frames_a_step = trainer.recipe.batch * trainer.recipe.crop_frames
        if settings.epochs is not None:
            steps = math.ceil(settings.epochs * excerpts.seconds * RATE_HZ / frames_a_step)
            settings = replace(settings, steps=steps)
            log.say(f'{settings.epochs:g} times {excerpts.seconds / 3600:.2f} h are {steps} steps')
        source = DatasetSource(
            excerpts,
            settings.first_hours * 3600,
            frames_a_step,
            settings.plays,
            settings.readers,
            not settings.trust_all,
            log,
        )
    store = AudioStore(slots, device, settings.shares)
    try:
        source.begin(store, trainer.training.progress.step)
        log.say(f'{source.state(store)}, {store.seconds / 3600:.2f} h of audio')
        if not resumed:
            start_from_levels(trainer.training, store, settings.seed, log)
        Call(trainer, store, source, chunks, settings, log).run()
    except NoAudio as error:
        sys.exit(str(error))
    finally:
        source.close()


def open_tracks(dataset: Path, number: int, log: RunLog) -> list[Track]:
    """What is heard of a dataset. Raises as `list_tracks` and `open_track` do."""
    listed = list_tracks(dataset, TRAIN)
    kept = without_duplicates(dataset, listed)
    tracks = [open_track(folder, number) for folder in kept]
    long_enough = [track for track in tracks if track.frames >= SHORTEST_SECONDS * RATE_HZ]
    seconds = sum(track.frames for track in long_enough) / RATE_HZ
    separated = sum(track.confidence is not None for track in long_enough)
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


def validation_chunks(settings: TrainingSettings) -> list[Chunks]:
    chunks = []
    if settings.validation_shelf:
        entries = [entry.audio for entry in Shelf(settings.validation_shelf).new(24)]
        chunks.append(rendered_chunks(entries, VALIDATION_FRAMES))
    for dataset in settings.dataset or ():
        if has_split(dataset, VALIDATION):
            tracks = without_duplicates(dataset, list_tracks(dataset, VALIDATION))
            chunks.append(track_chunks([open_track(folder) for folder in tracks], VALIDATION_TRACKS, VALIDATION_FRAMES))
    return [*chunks, *map(real_chunks, settings.validation_chunks)]


if __name__ == '__main__':
    main()
