"""Walking a short separation, to learn its later steps."""

import dataclasses

import numpy as np
import pytest
import torch
from kit_helpers import tone_store
from torch import Tensor

from stemwright_kit.network.denoiser import SIGMA_MAX
from stemwright_kit.network.spectrum import MULTIPLE
from stemwright_kit.training.few_steps import REFINE_FROM, REFINE_TO, WALKS, on_mixture, refining_levels, walk, walked
from stemwright_kit.training.sampling import sample_consistent
from stemwright_kit.training.tasks import Batch, TaskMix, draw_batch

FRAMES = 4 * MULTIPLE


def separations(count: int, from_noise: float = 0.0, with_known: float = 0.0) -> Batch:
    mix = TaskMix(separate=1, impute=0, from_noise=from_noise, with_known=with_known)
    return draw_batch(tone_store(), count, FRAMES, mix, np.random.default_rng(4))


def half_way(x: Tensor, sigma: Tensor, known: Tensor, mask: Tensor, mixture: Tensor, given: Tensor) -> Tensor:
    """A denoiser that is wrong: it goes half the way to an even share of the mixture"""
    return 0.5 * (x + mixture / 4) / (1 + sigma[:, None, None])


def test_levels_go_from_noise_alone_straight_to_where_an_estimate_is_improved() -> None:
    assert refining_levels(1) == [SIGMA_MAX, 0]
    assert refining_levels(2) == [SIGMA_MAX, pytest.approx(REFINE_TO), 0]
    # in equal ratios: REFINE_FROM, its geometric mean with REFINE_TO, REFINE_TO
    assert refining_levels(4) == pytest.approx([SIGMA_MAX, 0.1, (0.1 * 0.02) ** 0.5, 0.02, 0])
    with pytest.raises(ValueError, match='at least 1, got 0'):
        refining_levels(0)


@pytest.mark.parametrize('steps', list(WALKS))
def test_a_walk_is_the_beginning_of_what_the_sampler_does(steps: int) -> None:
    batch = separations(3)
    levels = torch.tensor([refining_levels(steps)] * 3)
    for taken in range(1, steps):
        x = walk(half_way, batch, levels, torch.full((3,), taken), np.random.default_rng(9))
        noise = batch.noise(np.random.default_rng(9))
        none, given = torch.zeros(3, 4, FRAMES), torch.ones(3)
        ends = sample_consistent(
            lambda v, sigma: half_way(v, sigma, none, none, batch.mixture, given),
            batch.mixture,
            noise,
            refining_levels(steps)[: taken + 1],
        )
        # the same sums in another order, at most 8 steps of values below 1 from noise of 80: 80 * 2^-24 * a few
        assert torch.allclose(x, ends, atol=3e-5)


def test_a_perfect_denoiser_leaves_the_clean_stems_and_the_noise_of_the_level() -> None:
    batch = separations(8)
    levels, taken = torch.tensor([refining_levels(4)] * 8), torch.tensor([1, 2, 3] * 2 + [1, 2])
    whole = iter(batch.clean[torch.nonzero(taken > step)[:, 0]] for step in range(3))
    x = walk(lambda *_: next(whole), batch, levels, taken, np.random.default_rng(1))
    at = levels[torch.arange(8), taken]
    # noise of the plane where stems sum to the mixture: 3 of 4 dimensions; 4 x 8,192 values deviate by 0.4 %
    assert torch.allclose((x - batch.clean).std((1, 2)), at * 0.75**0.5, rtol=0.02)
    assert torch.allclose(x.sum(1, keepdim=True), batch.mixture, atol=1e-4)


def test_only_refining_examples_are_walked_and_they_are_told_the_level_they_are_at() -> None:
    batch = separations(40, from_noise=0.5)
    result = walked(half_way, batch, np.random.default_rng(2))
    other = ~batch.refining
    assert 5 < other.sum() < 35
    assert torch.equal(result.noisy[other], batch.noisy[other]) and torch.equal(result.sigma[other], batch.sigma[other])
    possible = {round(level, 6) for steps in WALKS for level in refining_levels(steps)[1:-1]}
    assert {round(level, 6) for level in result.sigma[batch.refining].tolist()} <= possible
    assert result.sigma[batch.refining].max() <= REFINE_FROM + 1e-6
    assert not torch.equal(result.noisy[batch.refining], batch.noisy[batch.refining])
    for name in ('clean', 'known', 'given'):
        assert getattr(result, name) is getattr(batch, name), name


def test_the_same_generator_state_walks_the_same_way_and_no_refining_example_means_no_walk() -> None:
    batch = separations(6)
    first, second = (walked(half_way, batch, np.random.default_rng(5)) for _ in range(2))
    assert torch.equal(first.noisy, second.noisy) and torch.equal(first.sigma, second.sigma)
    from_noise = separations(4, from_noise=1.0)
    assert walked(half_way, from_noise, np.random.default_rng(5)) is from_noise


def test_known_stems_stay_as_they_are_and_the_others_share_what_is_left() -> None:
    batch = separations(4, with_known=1.0)
    assert (batch.known.mean((1, 2)) > 0).all()
    known = batch.clean * batch.known
    x = on_mixture(torch.randn(batch.clean.shape), batch.mixture, known, batch.known)
    assert torch.equal(x * batch.known, known)
    # float32 sums of four values of up to 4
    assert torch.allclose(x.sum(1, keepdim=True), batch.mixture, atol=4e-6)
    everything = dataclasses.replace(batch, known=torch.ones_like(batch.known))
    assert torch.equal(
        on_mixture(torch.randn(batch.clean.shape), batch.mixture, batch.clean, everything.known), batch.clean
    )
