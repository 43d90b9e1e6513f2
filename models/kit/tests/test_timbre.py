"""Changes of timbre: what each does to a tone, what stays, and who is changed together."""

import numpy as np
import pytest
import torch

from stemwright_kit.stems import RATE_HZ
from stemwright_kit.training.timbre import (
    FASTEST,
    KNOTS,
    TimbreChange,
    changed,
    colour_curve,
    evened,
    level,
    read_lengths,
    smooth_numbers,
    through_spectrum,
)

FRAMES = 16384
SPEED, COLOUR, DYNAMICS = TimbreChange(speed=1.0), TimbreChange(colour=1.0), TimbreChange(dynamics=1.0)


def noise(count: int, frames: int) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(0).standard_normal((count, 4, frames)).astype(np.float32)) * 0.05


def knots(count: int) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(3).normal(0, 3.5, (count, KNOTS)).astype(np.float32))


def cycles(count: int, frames: int) -> torch.Tensor:
    return torch.sin(2 * torch.pi * count * torch.arange(frames, dtype=torch.float64) / frames).float()


def test_without_changes_a_crop_stays_what_it_was() -> None:
    stems = noise(3, FRAMES)
    same = changed(stems, FRAMES, np.array([True, False, True]), TimbreChange(), np.random.default_rng(1))
    torch.testing.assert_close(same, stems)


@pytest.mark.parametrize('change', [SPEED, COLOUR, DYNAMICS])
def test_every_change_keeps_the_level_and_leaves_silence_silent(change: TimbreChange) -> None:
    stems = noise(2, change.needed(FRAMES))
    stems[:, 1] = 0
    out = changed(stems, FRAMES, np.array([True, False]), change, np.random.default_rng(2))
    assert out.shape[-1] == FRAMES and (out[:, 1] == 0).all()
    # the level of the part that is heard; of noise of 13,000 frames and more it is within 1 / sqrt(2 * 13000) = 0.6 %
    # of 0.05, five of them
    heard = out[:, [0, 2, 3]].square().mean(-1).sqrt()
    assert ((heard - 0.05).abs() < 0.05 * 0.03).all()
    assert not torch.allclose(out[:, [0, 2, 3]], stems[:, [0, 2, 3], :FRAMES], atol=1e-3)


def test_a_tone_that_is_played_faster_has_as_many_cycles_in_less_time() -> None:
    for frames in (15000, 20000):
        # float32 transforms
        torch.testing.assert_close(
            through_spectrum(cycles(40, frames), FRAMES, None), cycles(40, FRAMES), atol=1e-5, rtol=0
        )


def test_what_is_played_faster_does_not_come_back_from_above_the_band() -> None:
    frames = 20000
    high = cycles(9000, frames)  # above 8,192 cycles when it is read in FRAMES
    assert level(through_spectrum(high, FRAMES, None)) < 1e-4 * level(high)


def test_colour_is_the_curve_at_every_frequency() -> None:
    curve = colour_curve(knots(1)[0], FRAMES)
    for bin_number in (50, 700, 6000):
        tone = cycles(bin_number, FRAMES)
        torch.testing.assert_close(through_spectrum(tone, FRAMES, curve), tone * curve[bin_number], atol=1e-4, rtol=0)


def test_colour_moves_by_the_decibels_that_are_asked_for() -> None:
    bins = np.round(40 * 2 ** np.arange(9) * FRAMES / RATE_HZ).astype(int)
    curves = 20 * torch.log10(colour_curve(knots(200), FRAMES))[:, bins].numpy()
    # 200 curves of 9 knots: the deviation is known to 3.5 / sqrt(2 * 1800) = 0.06 dB; bins lie off the knots by less
    # than half a bin
    assert np.std(curves) == pytest.approx(3.5, abs=0.3)


def test_evening_brings_loud_and_soft_nearer_and_sharpening_farther() -> None:
    steps = torch.cat([torch.full((FRAMES,), 0.1), torch.full((FRAMES,), 0.01)])

    def contrast(x: torch.Tensor) -> float:
        return (level(x[2000:14000]) / level(x[FRAMES + 2000 : -2000])).item()

    for exponent in (0.6, -0.2):
        rms = level(steps)
        expected = 10 * ((0.1 / rms + 0.1) / (0.01 / rms + 0.1)).item() ** -exponent
        assert contrast(evened(steps[None], torch.tensor([exponent]))[0]) == pytest.approx(expected, rel=1e-3)


def test_stems_of_a_band_keep_one_speed_and_strangers_have_their_own() -> None:
    remixed = np.array([True, False] * 20)
    lengths = read_lengths(FRAMES, remixed, 4, SPEED, np.random.default_rng(4))
    together = np.array([len(set(row)) == 1 for row in lengths])
    assert together[~remixed].all() and not together[remixed].all()
    assert lengths.min() >= FRAMES / FASTEST and lengths.max() <= FRAMES * FASTEST


def test_lengths_have_no_prime_factor_over_five() -> None:
    expected = [
        n for n in range(900, 1100, 2) if all(n % p for p in range(7, n + 1) if all(p % q for q in range(2, p)))
    ]
    assert smooth_numbers(900, 1099) == expected
