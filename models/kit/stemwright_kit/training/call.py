"""One call of a training: steps until its time or its steps are over, with saves and validations between them and at
the end.

What is saved is saved before it is judged: a call that is cut off in a validation has lost nothing.
"""

from collections.abc import Callable, Sequence

from ..network.sizes import parameters
from .audio_store import AudioStore
from .checkpoint import save_exact, save_small
from .chunks import Chunks
from .pace import NO_LIMIT, Pace
from .run_log import RunLog
from .schedule import BySteps, ByTime
from .settings import TrainingSettings
from .sources import Source
from .time_budget import TimeBudget
from .trainer import Trainer
from .validation_round import FULL, USUAL, frames_in, measure_pace, validate

SAVED_BYTES = 24  # a parameter, in all files
COPIED_BYTES = 8  # a parameter, with moments
MOST_COPIED = 50e6  # bytes; of a larger network, the average of the weights has to do
SLOW_DISK = 50e6  # bytes a second, until a save was seen


class Call:
    def __init__(
        self,
        trainer: Trainer,
        store: AudioStore,
        source: Source,
        chunks: Sequence[Chunks],
        settings: TrainingSettings,
        log: RunLog,
    ) -> None:
        self.trainer = trainer
        self.store = store
        self.source = source
        self.chunks = chunks
        self.settings = settings
        self.log = log
        self.pace = Pace(lambda: log.seconds)
        seconds = NO_LIMIT if settings.minutes is None else settings.minutes * 60
        self.budget = TimeBudget(seconds, parameters(trainer.training.network) * SAVED_BYTES / SLOW_DISK)

    def run(self) -> None:
        trainer, log, budget, progress = self.trainer, self.log, self.budget, self.trainer.training.progress
        schedule = self._first_schedule()
        begin = planned = validated = log.seconds
        log.say(f'from step {progress.step}, {progress.fraction:.3f} of the schedule')
        lines = StepLines(trainer, lambda: self.source.state(self.store), log, self.settings.log_every)
        while not schedule.ended(progress.step, log.seconds - planned) and budget.has_time_for_a_step(log.seconds):
            began = log.seconds
            self.source.before(self.store, progress.step)
            trainer.step(self.store, schedule.fraction(progress.step, began - planned))
            budget.step_seconds = log.seconds - began
            lines.after_a_step()
            if log.seconds - validated > self.settings.validate_every:
                self._save()
                self._validate(full=False, until=budget.validation_ends(log.seconds, self.settings.validate_every))
                lines.begin()
                validated = planned = log.seconds
                schedule = self._rest_of(schedule)
        if isinstance(schedule, ByTime):
            progress.fraction = schedule.end
        trainer.synchronize()
        progress.wall_seconds += log.seconds - begin
        self._save()
        self._validate(full=self.settings.full_validation, until=budget.last_validation_ends())
        log.say(f'ends at step {progress.step}, {progress.audio_seconds / 3600:.1f} h of audio seen in all')
        if self.settings.copy:
            log.copy_to(self.settings.copy)

    def _first_schedule(self) -> BySteps | ByTime:
        settings, fraction = self.settings, self.trainer.training.progress.fraction
        if settings.steps is not None:
            return BySteps(settings.steps)
        assert settings.minutes is not None, 'a call has steps or minutes'
        measure_pace(self.trainer.training.average, self.chunks, self.trainer.device, self.pace)
        seconds = self._seconds_left()
        end = 1.0 if settings.last else min(1.0, fraction + seconds / (60 * (settings.total or settings.minutes)))
        return ByTime(fraction, end, seconds)

    def _rest_of(self, schedule: BySteps | ByTime) -> BySteps | ByTime:
        """The same to its end, in the time that is left by what is known now"""
        if isinstance(schedule, BySteps):
            return schedule
        return ByTime(self.trainer.training.progress.fraction, schedule.end, self._seconds_left())

    def _seconds_left(self) -> float:
        """For steps: what the last validation will take is kept"""
        last = FULL if self.settings.full_validation else USUAL
        self.budget.validation_seconds = self.pace.seconds_for(frames_in(last, self.chunks))
        return max(1.0, self.budget.training_ends() - self.log.seconds)

    def _save(self) -> None:
        settings, training, began = self.settings, self.trainer.training, self.log.seconds
        save_small(settings.out, training, moments=False)
        save_exact(settings.out, training)
        if settings.copy:
            save_small(settings.copy, training, moments=parameters(training.network) * COPIED_BYTES <= MOST_COPIED)
            self.log.copy_to(settings.copy)
        self.budget.save_seconds = self.log.seconds - began
        self.log.say(f'saved step {training.progress.step}')

    def _validate(self, full: bool, until: float) -> None:
        training = self.trainer.training
        validate(
            training.average,
            training.progress.step,
            self.chunks,
            FULL if full else USUAL,
            self.trainer.device,
            self.pace,
            until,
            self.log,
        )


class StepLines:
    """The lines of the log about steps, one in `every` seconds"""

    def __init__(self, trainer: Trainer, state: Callable[[], str], log: RunLog, every: float) -> None:
        self.trainer, self.state, self.log, self.every = trainer, state, log, every
        self.begin()

    def begin(self) -> None:
        self.since, self.audio_seconds = self.log.seconds, self.trainer.training.progress.audio_seconds

    def after_a_step(self) -> None:
        seconds = self.log.seconds - self.since
        if seconds > self.every:
            rate = (self.trainer.training.progress.audio_seconds - self.audio_seconds) / seconds
            self.log.say(f'{self.trainer.log_line()} | {rate:.1f} audio s/s, {self.state()}')
            self.begin()
