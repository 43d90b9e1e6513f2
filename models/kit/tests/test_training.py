"""Drawing, learning, stopping and going on."""

from pathlib import Path

import numpy as np
import pytest
import torch
from kit_helpers import tone_performance, tone_store

from stemwright_kit.network.denoiser import SIGMA_MAX
from stemwright_kit.network.spectrum import MULTIPLE
from stemwright_kit.stems import RATE_HZ
from stemwright_kit.training.audio_store import AudioStore
from stemwright_kit.training.checkpoint import EMA, EXACT, resume, save_exact, save_small, steps_in
from stemwright_kit.training.objective import FLOOR_GIVEN, SILENT_WEIGHT, errors, loss_of, misdirection
from stemwright_kit.training.schedule import BySteps, ByTime, learning_rate
from stemwright_kit.training.tasks import Batch, TaskMix, draw_batch, known_mask, levels
from stemwright_kit.training.tensor_files import files_of, load_tensors, read_about, save_tensors
from stemwright_kit.training.trainer import Recipe, Trainer

CPU = torch.device('cpu')
RECIPE = Recipe(batch=2, crop_frames=8 * MULTIPLE, rate=3e-3, warm_up_steps=5, average_decay=0.9, half=False, seed=11)


def everyone(count: int) -> np.ndarray:
    return np.ones(count, bool)


def test_the_same_generator_state_draws_the_same_batch() -> None:
    store = tone_store()
    first, second = (draw_batch(store, 4, 4 * MULTIPLE, TaskMix(), np.random.default_rng(3)) for _ in range(2))
    other = draw_batch(store, 4, 4 * MULTIPLE, TaskMix(), np.random.default_rng(4))
    for name in ('clean', 'noisy', 'sigma', 'known', 'given'):
        assert torch.equal(getattr(first, name), getattr(second, name)), name
    assert not torch.equal(first.clean, other.clean)


def test_tasks_come_as_often_as_asked() -> None:
    batch = draw_batch(
        tone_store(), 1000, MULTIPLE, TaskMix(separate=0.5, impute=0.3, with_known=0), np.random.default_rng(0)
    )
    known = batch.known.mean((1, 2)) > 0
    # binomial: deviation sqrt(0.25 / 1000) = 1.6 %, five of them
    assert batch.given.mean().item() == pytest.approx(0.5, abs=0.08)
    assert known.float().mean().item() == pytest.approx(0.3, abs=0.08)
    assert not (known & (batch.given > 0)).any()
    assert batch.sigma.max() <= SIGMA_MAX and batch.sigma.min() > 0


def test_the_noise_has_the_level_that_the_network_is_told() -> None:
    batch = draw_batch(tone_store(), 64, 4 * MULTIPLE, TaskMix(), np.random.default_rng(1))
    measured = (batch.noisy - batch.clean).std((1, 2))
    # 4 x 8,192 values: deviation 1 / sqrt(2 * 32768) = 0.4 %, five of them; below that, float32 at the level of the
    # stems
    assert torch.allclose(measured, batch.sigma, rtol=0.02, atol=1e-6)


def test_masks_leave_something_unknown_and_something_known_and_change_only_at_two_places() -> None:
    mask = known_mask(everyone(2000), ~everyone(2000), 400, np.random.default_rng(2), torch.device('cpu'))
    assert set(mask.unique().tolist()) == {0.0, 1.0}
    assert (mask.mean((1, 2)) < 1).all()
    changes = mask.diff(dim=-1).abs().sum(-1)
    assert changes.max() <= 2
    whole_stems = ((mask.mean(-1) == 1).any(1) & (mask.mean(-1) == 0).any(1)).float().mean().item()
    assert whole_stems == pytest.approx(0.45, abs=0.06)  # binomial, 1.1 % a deviation


def test_a_band_keeps_its_signs_and_at_least_two_stems_are_left() -> None:
    gains = levels(~everyone(500), TaskMix(), np.random.default_rng(5))
    assert ((gains != 0).sum(1) >= 2).all()
    signs = np.sign(gains)
    assert (np.abs(signs).sum(1) == np.abs(signs.sum(1))).all()


def test_crops_are_cut_from_one_place_unless_remixed() -> None:
    store = AudioStore(3, CPU)
    for value in (100, 200, 300):  # every performance says by its values which it is
        store.add(np.full((4, 7 * RATE_HZ), value, np.int16))
    remixed = np.array([False, True] * 50)
    crops = store.crops(100, MULTIPLE, remixed, np.random.default_rng(6)).audio
    same = (crops == crops[:, :1, :1]).flatten(1).all(1)
    assert same[~torch.from_numpy(remixed)].all()
    assert (~same[torch.from_numpy(remixed)]).float().mean() > 0.8  # all four alike by chance: 1 in 27


def test_crops_prefer_where_the_guitar_sounds() -> None:
    performance = tone_performance(30, 1)
    performance[2:, : 20 * RATE_HZ] = 0  # guitar and piano rest for two thirds
    store = AudioStore(1, CPU)
    store.add(performance)
    crops = store.crops(400, MULTIPLE, ~everyone(400), np.random.default_rng(7)).audio
    heard = (crops[:, 2].abs().amax(1) > 1e-3).float().mean().item()
    assert heard > 0.5  # a third of the time by chance, 2.4 % a deviation


def test_nothing_long_enough_is_said() -> None:
    with pytest.raises(ValueError, match='no performance in the store has'):
        AudioStore(1, CPU).crops(1, MULTIPLE, everyone(1), np.random.default_rng(0))


def test_a_silent_stem_counts_less_a_doubtful_one_by_its_trust_and_a_known_one_not_at_all() -> None:
    clean = torch.full((1, 4, 100), 0.05)
    clean[0, 2] = 0
    known = torch.zeros(1, 4, 100)
    known[0, 0] = 1
    batch = Batch(clean, clean, torch.tensor([1e3]), known, torch.ones(1), torch.tensor([[1.0, 1.0, 1.0, 0.25]]))
    error, counts = errors(clean + 0.06, batch)
    assert counts.tolist() == [[0.0, 1.0, pytest.approx(SILENT_WEIGHT), 0.25]]
    # far above the stems' level the measure is sigmaData^2 = 0.06^2: an error of 0.06 is 1
    assert error[0, 1:].tolist() == pytest.approx([1, 1, 1], rel=1e-4)


def test_misdirection_is_minus_the_logarithm_of_the_si_sdr_at_any_level_of_the_estimate() -> None:
    time = torch.arange(1000) / 1000
    wanted, other = torch.sin(2 * torch.pi * 10 * time), torch.sin(2 * torch.pi * 30 * time)
    clean = 0.1 * wanted.expand(1, 4, 1000)
    batch = Batch(clean, clean, torch.ones(1), torch.zeros(1, 4, 1000), torch.ones(1), torch.ones(1, 4))
    estimate = torch.stack([wanted + 0.5 * other, 0.01 * (wanted + 0.5 * other), wanted, other])[None]
    found = misdirection(estimate, batch)[0]
    # 0.5 of another tone: r^2 = 1 / 1.25
    expected = np.log(0.2 + FLOOR_GIVEN) - np.log(0.8 + 0.001)
    assert found.tolist() == pytest.approx([expected, expected, np.log(FLOOR_GIVEN), -np.log(0.001)], abs=0.02)


def test_a_short_training_lowers_the_loss_on_crops_it_was_not_drawn_for() -> None:
    store, trainer = tone_store(), Trainer('tiny', RECIPE, CPU)
    fixed = draw_batch(store, 6, RECIPE.crop_frames, RECIPE.mix, np.random.default_rng(99))
    with torch.no_grad():
        before = loss_of(trainer.training.network, fixed, 0)[0].item()
    steps = 40
    for step in range(steps):
        trainer.step(store, step / steps)
    with torch.no_grad():
        after = loss_of(trainer.training.average, fixed, 0)[0].item()
    assert after < before - 0.5  # seen: 1.0 less; a network that does not learn moves by its last digits
    assert 'imputation' in trainer.log_line()


def test_going_on_from_an_exact_checkpoint_is_never_having_stopped(tmp_path: Path) -> None:
    store, schedule = tone_store(), BySteps(6)
    whole, first = Trainer('tiny', RECIPE, CPU), Trainer('tiny', RECIPE, CPU)
    for step in range(6):
        whole.step(store, schedule.fraction(step, 0))
    for step in range(3):
        first.step(store, schedule.fraction(step, 0))
    save_exact(tmp_path, first.training)
    second = Trainer('tiny', RECIPE, CPU)
    assert resume(tmp_path, second.training) == 'exact'
    second.steps_here = second.training.progress.step
    for step in range(3, 6):
        second.step(store, schedule.fraction(step, 0))
    for name in ('network', 'average'):
        a, b = (getattr(trainer.training, name).state_dict() for trainer in (whole, second))
        assert all(torch.equal(a[key], b[key]) for key in a), name
    assert second.training.progress == whole.training.progress


def test_a_small_checkpoint_keeps_weights_to_16_bits_and_moments_to_8(tmp_path: Path) -> None:
    store, trainer = tone_store(), Trainer('tiny', RECIPE, CPU)
    for step in range(3):
        trainer.step(store, step / 10)
    save_small(tmp_path, trainer.training, moments=True)
    other = Trainer('tiny', RECIPE, CPU)
    assert resume(tmp_path, other.training) == 'moments'
    assert other.training.progress == trainer.training.progress and steps_in(tmp_path) == 3
    for (name, a), (_, b) in zip(
        trainer.training.network.named_parameters(), other.training.network.named_parameters()
    ):
        assert torch.allclose(a, b, rtol=2**-10, atol=1e-6), name
        x, y = trainer.training.optimizer.state[a]['exp_avg'], other.training.optimizer.state[b]['exp_avg']
        assert torch.allclose(x, y, rtol=2**-8, atol=1e-9), name


def test_the_furthest_of_two_checkpoints_in_a_folder_is_taken_and_another_size_refused(tmp_path: Path) -> None:
    store, trainer = tone_store(), Trainer('tiny', RECIPE, CPU)
    trainer.step(store, 0)
    save_exact(tmp_path, trainer.training)
    trainer.step(store, 0.1)
    save_small(tmp_path, trainer.training, moments=False)
    other = Trainer('tiny', RECIPE, CPU)
    assert resume(tmp_path, other.training) == 'average'
    assert other.training.progress.step == 2
    with pytest.raises(ValueError, match='of size tiny, asked for was small'):
        resume(tmp_path, Trainer('small', RECIPE, CPU).training)
    assert steps_in(tmp_path / 'nothing') == -1


def test_a_checkpoint_that_a_crash_left_in_two_saves_is_passed_over_for_the_other(tmp_path: Path) -> None:
    store, trainer = tone_store(), Trainer('tiny', RECIPE, CPU)
    trainer.step(store, 0)
    save_small(tmp_path, trainer.training, moments=False)
    trainer.step(store, 0.1)
    save_exact(tmp_path, trainer.training)
    file = files_of(tmp_path / EXACT)[0]
    file.write_bytes(file.read_bytes()[:-1])
    assert steps_in(tmp_path) == 1
    assert resume(tmp_path, Trainer('tiny', RECIPE, CPU).training) == 'average'


def test_tensors_travel_in_small_files_and_those_of_a_longer_save_go(tmp_path: Path) -> None:
    path = tmp_path / EMA
    tensors = {f'weight{i}': torch.full((100,), i, dtype=torch.float16) for i in range(20)}
    save_tensors(tensors, {'step': 7}, path, most_bytes=1000)
    assert len(files_of(path)) == 10  # of 200 bytes and 300 of header each, two fit
    assert all(file.stat().st_size <= 1000 for file in files_of(path))
    found, about = load_tensors(path)
    assert about == {'step': 7} and all(torch.equal(found[name], tensors[name]) for name in tensors)
    save_tensors({'weight': torch.arange(3)}, {'step': 8}, path, most_bytes=1000)
    assert len(files_of(path)) == 1 and read_about(path) == {'step': 8}


def test_files_of_different_saves_are_told_apart(tmp_path: Path) -> None:
    path, other = tmp_path / EMA, tmp_path / EXACT
    for step, name in ((1, path), (2, other)):
        save_tensors({'a': torch.zeros(100), 'b': torch.zeros(100)}, {'step': step}, name, most_bytes=700)
    files_of(other)[1].replace(files_of(path)[1])
    with pytest.raises(ValueError, match='are not all of one save'):
        read_about(path)


def test_the_rate_warms_up_follows_a_cosine_and_ends_at_a_hundredth() -> None:
    assert learning_rate(1.0, 0.0, 1, 10) == pytest.approx(0.1)
    assert learning_rate(1.0, 0.5, 100, 10) == pytest.approx(0.505)
    assert learning_rate(1.0, 1.0, 100, 10) == pytest.approx(0.01)


def test_one_schedule_spans_several_calls() -> None:
    call = ByTime(start=0.25, end=0.75, seconds=100)
    assert call.fraction(0, 0) == 0.25 and call.fraction(0, 50) == 0.5
    assert not call.ended(10**6, 99.9) and call.ended(0, 100)
