"""Effects: the way down to the kit's rate is clean, overdrive does not alias, each effect does what its name says."""

import numpy as np
import pytest

from stemwright_kit.render.effects import chain, dynamics, response, settings
from stemwright_kit.render.effects.settings import Settings
from stemwright_kit.render.synthesizer import SYNTHESIS_RATE_HZ
from stemwright_kit.stems import RATE_HZ, STEMS

FLAT = np.ones(response.GRID)
RNG = np.random.default_rng


def sine(hertz: float, rate_hz: int = SYNTHESIS_RATE_HZ, seconds: float = 2) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(int(rate_hz * seconds)) / rate_hz).astype(np.float32)


def middle(points: np.ndarray) -> np.ndarray:
    """Without the ends, where a sine that starts abruptly rings."""
    return points[len(points) // 4 : -len(points) // 4]


def decibels(points: np.ndarray) -> float:
    return 10 * np.log10(np.mean(middle(points).astype(float) ** 2) + 1e-20)


def test_going_down_keeps_what_is_in_the_band_and_nothing_else() -> None:
    kept = chain.apply(RNG(0), sine(1000), Settings(FLAT, FLAT))
    assert len(kept) == 2 * RATE_HZ
    # 32-bit transforms of 10^5 points err by less than -100 dB.
    assert decibels(middle(kept) - middle(sine(1000, RATE_HZ))) < -80
    assert decibels(chain.apply(RNG(0), sine(12000), Settings(FLAT, FLAT))) < -80


def test_overdrive_adds_overtones_and_no_aliases() -> None:
    hertz = 3100
    driven = middle(chain.apply(RNG(0), sine(hertz), Settings(FLAT, FLAT, drive=(3.0, 0.2)))).astype(float)
    spectrum = np.abs(np.fft.rfft(driven * np.blackman(len(driven)))) ** 2
    bins = np.fft.rfftfreq(len(driven), 1 / RATE_HZ)
    near = np.min(np.abs(bins[:, None] - hertz * np.arange(4)), axis=1) < 12  # DC and three harmonics lie in the band
    overtones = spectrum[np.abs(bins - 3 * hertz) < 12].sum() / spectrum[np.abs(bins - hertz) < 12].sum()
    assert 10 * np.log10(overtones) > -25
    assert 10 * np.log10(spectrum[~near].sum() / spectrum.sum()) < -50


def test_transform_lengths_are_the_smallest_smooth_even_ones() -> None:
    def smooth(number: int) -> bool:
        for prime in (2, 3, 5):
            while number % prime == 0:
                number //= prime
        return number == 1

    for least in list(range(2, 300)) + [441001]:
        expected = next(number for number in range(least + least % 2, 2 * least + 2, 2) if smooth(number))
        assert chain.smooth_length(least) == expected


def test_a_compressor_brings_loud_and_quiet_nearer() -> None:
    points = np.concatenate([sine(300, RATE_HZ, 2), 0.1 * sine(300, RATE_HZ, 2)])
    squeezed = dynamics.compressor(points, RATE_HZ, quantile=0.4, ratio=4, smoothing_blocks=3)
    before = decibels(points[: 2 * RATE_HZ]) - decibels(points[2 * RATE_HZ :])
    after = decibels(squeezed[: 2 * RATE_HZ]) - decibels(squeezed[2 * RATE_HZ :])
    # the quiet half is the threshold
    assert before == pytest.approx(20, abs=0.2) and after == pytest.approx(20 / 4, abs=0.5)


def test_a_chorus_without_sway_is_an_echo() -> None:
    points = np.zeros(1000, np.float32)
    points[100] = 1
    echoed = dynamics.chorus(points, 1000, delay_seconds=0.05, depth_seconds=0, speed_hz=1, wet=0.5)
    assert (
        echoed[100] == 1
        and echoed[150] == pytest.approx(0.5, abs=1e-4)
        and np.count_nonzero(np.abs(echoed) > 1e-4) == 2
    )


@pytest.mark.parametrize('stem', STEMS)
def test_drawn_effects_keep_sounds_finite_and_are_the_same_again(stem: str) -> None:
    points = RNG(1).standard_normal(SYNTHESIS_RATE_HZ).astype(np.float32) * 0.1
    for seed in range(12):
        drawn = [settings.draw(RNG(seed), stem, 'power' if stem == 'guitar' else '') for _ in range(2)]
        one, other = (chain.apply(RNG(seed), points, each) for each in drawn)
        assert np.isfinite(one).all() and one.any()
        np.testing.assert_array_equal(one, other)


def test_a_low_shelf_lifts_only_the_lows() -> None:
    shelf = response.low_shelf(100, 12)
    assert 20 * np.log10(shelf[0]) == pytest.approx(12, abs=0.01) and 20 * np.log10(shelf[-1]) == pytest.approx(
        0, abs=0.01
    )
