"""What fits before a deadline, by a clock that the test turns."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
import torch

from stemwright_kit.network.denoiser import ConditionedDenoise
from stemwright_kit.training.chunks import Chunks
from stemwright_kit.training.pace import MARGIN, FittingSlices, Pace
from stemwright_kit.training.run_log import RunLog
from stemwright_kit.training.time_budget import CLOSING_SECONDS, VALIDATION_SHARE, TimeBudget
from stemwright_kit.training.validation_round import FULL, USUAL, Measure, frames_in, validate

FRAMES = 1000


class TurnedClock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def work_through(slices: FittingSlices, clock: TurnedClock, seconds_each: list[float]) -> list[slice]:
    taken = []
    for part, seconds in zip(slices, seconds_each):
        taken.append(part)
        clock.now += seconds
    return taken


def slow_measure(name: str, clock: TurnedClock, seconds_a_chunk: float) -> Measure:
    """Takes its time and scores a chunk with its own number"""

    def of(
        network: ConditionedDenoise, chunks: Chunks, device: torch.device, slices: FittingSlices
    ) -> dict[str, float]:
        heard = []
        for part in slices:
            heard += chunks.audio[part, 0, 0].tolist()
            clock.now += seconds_a_chunk * (part.stop - part.start)
        return {'active': sum(heard) / len(heard) if heard else math.nan}

    return Measure(name, 'score', lambda frames: frames, of)


def numbered(name: str, count: int) -> Chunks:
    return Chunks(name, torch.arange(float(count))[:, None, None].expand(count, 4, FRAMES))


def rows(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / 'figures.jsonl').read_text().splitlines()]


def test_without_a_limit_all_chunks_are_taken_in_order() -> None:
    clock = TurnedClock()
    slices = FittingSlices(Pace(clock), 7, 3, FRAMES, math.inf)
    assert work_through(slices, clock, [1e6] * 9) == [slice(0, 3), slice(3, 6), slice(6, 7)]
    assert slices.done == 7


def test_a_batch_begins_only_if_it_would_end_in_time_at_the_pace_of_the_one_before() -> None:
    clock = TurnedClock()
    slices = FittingSlices(Pace(clock), 100, 1, FRAMES, 50)
    work_through(slices, clock, [4.0] * 100)
    # batch n begins at 4 n and needs 4 MARGIN by the pace: n <= (50 - 4 MARGIN) / 4
    assert slices.done == math.floor((50 - 4 * MARGIN) / 4) + 1
    assert clock.now <= 50


def test_on_a_machine_that_gets_busy_one_batch_is_late_at_most() -> None:
    clock = TurnedClock()
    slices = FittingSlices(Pace(clock), 100, 1, FRAMES, 50)
    work_through(slices, clock, [1.0] * 40 + [30.0] * 60)
    assert slices.done == 41 and clock.now == 70  # the one that turned out slow, and none after it


def test_a_measure_that_has_no_time_left_is_named_and_a_shortened_one_says_over_how_many_chunks(tmp_path: Path) -> None:
    clock, log = TurnedClock(), RunLog(tmp_path)
    measures = [slow_measure('first', clock, 2), slow_measure('second', clock, 2), slow_measure('third', clock, 2)]
    pace = Pace(clock)
    pace.seconds_a_frame = 2 / FRAMES
    validate(torch.nn.Identity(), 5, [numbered('real', 10)], measures, torch.device('cpu'), pace, 30, log)
    # 20 s for the first; then chunks begin at 20, 22, 24, 26 (and 26 + 2 MARGIN <= 30)
    assert [(row['name'], row['chunks'], row['of'], row['active']) for row in rows(tmp_path)] == [
        ('real, first', 10, 10, 4.5),
        ('real, second', 4, 10, 1.5),
    ]
    text = (tmp_path / 'train.log').read_text()
    assert 'real, second (the first 4 of 10 chunks): active 1.50 dB' in text
    assert 'no time was left for: real, third' in text
    assert clock.now <= 30


def test_two_sets_of_chunks_share_the_time(tmp_path: Path) -> None:
    clock, log = TurnedClock(), RunLog(tmp_path)
    pace = Pace(clock)
    pace.seconds_a_frame = 1 / FRAMES
    chunks = [numbered('rendered', 100), numbered('real', 100)]
    validate(torch.nn.Identity(), 0, chunks, [slow_measure('1 step', clock, 1)], torch.device('cpu'), pace, 40, log)
    over = {row['name']: row['chunks'] for row in rows(tmp_path)}
    # half of 40 s, then what is left; MARGIN 1.5 leaves up to 1 s of each
    assert over == {'rendered, 1 step': 19, 'real, 1 step': 20}


def test_the_work_of_a_round_is_its_evaluations_times_the_audio() -> None:
    chunks = [numbered('real', 3)]
    assert frames_in(USUAL, chunks) == 3 * FRAMES
    # 1 + 2 + 4 + 8 steps given the mixture, 3 tasks at 8 noise levels, 2 posteriors at 8 and 32 steps
    assert frames_in(FULL, chunks) == 3 * FRAMES * (15 + 24 + 80)


def test_the_tail_of_a_call_is_what_a_save_and_a_validation_took() -> None:
    budget = TimeBudget(600, save_seconds=4)
    bare = 600 - 4 * MARGIN - CLOSING_SECONDS
    assert budget.training_ends() == bare
    budget.validation_seconds = 30
    assert budget.training_ends() == bare - 30
    budget.validation_seconds = 1e5  # a quarter of the call at most
    assert budget.training_ends() == bare - VALIDATION_SHARE * 600
    assert budget.has_time_for_a_step(1e5)  # the first
    budget.step_seconds = 10
    assert budget.has_time_for_a_step(budget.training_ends() - 10 * MARGIN - 0.1)
    assert not budget.has_time_for_a_step(budget.training_ends() - 10 * MARGIN + 0.1)


def test_a_validation_between_steps_ends_before_training_must() -> None:
    budget = TimeBudget(600, save_seconds=0)
    assert budget.validation_ends(now=100, every=120) == 100 + VALIDATION_SHARE * 120
    assert budget.validation_ends(now=590, every=120) == budget.training_ends()
    assert TimeBudget(math.inf, save_seconds=0).validation_ends(now=100, every=120) == pytest.approx(math.inf)
