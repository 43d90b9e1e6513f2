"""Prior levels of stems whose spectrum is known, and what they are good for."""

from pathlib import Path

import numpy as np
import pytest
import torch

from stemwright_kit.network.denoiser import DEFAULT_LEVEL, Denoiser
from stemwright_kit.network.sizes import build
from stemwright_kit.network.spectrum import BINS, FRAME, MULTIPLE
from stemwright_kit.stems import RATE_HZ, STEMS
from stemwright_kit.training.audio_store import AudioStore
from stemwright_kit.training.checkpoint import resume, save_exact, save_small
from stemwright_kit.training.levels import FLOOR, measure_levels, smooth, start_from_levels
from stemwright_kit.training.run_log import RunLog
from stemwright_kit.training.trainer import Recipe, Trainer

CPU = torch.device('cpu')
# a tap at 0 and one later: power |a + b e^-iwd|^2, dark or bright or with a slow ripple
TAPS = ((0.021, 0.019, 1), (0.04, -0.036, 1), (0.03, 0.02, 2), (0.02, -0.012, 3))


def coloured_performance(seconds: float, seed: int) -> np.ndarray:
    """[4][frames] int16: white noise through TAPS"""
    noise = np.random.default_rng(seed).standard_normal((len(TAPS), int(seconds * RATE_HZ)))
    stems = [a * row + b * np.roll(row, delay) for row, (a, b, delay) in zip(noise, TAPS)]
    return np.round(np.stack(stems) * 32768).astype(np.int16)


def true_levels() -> torch.Tensor:
    turn = 2 * np.pi * np.arange(BINS) / FRAME
    power = [np.abs(a + b * np.exp(-1j * turn * delay)) ** 2 for a, b, delay in TAPS]
    return torch.from_numpy(np.log(np.maximum(np.stack(power), FLOOR))).float()


@pytest.fixture(scope='module')
def store() -> AudioStore:
    store = AudioStore(3, CPU)
    for seed in range(3):
        store.add(coloured_performance(20, seed))
    return store


@pytest.fixture(scope='module')
def levels(store: AudioStore) -> torch.Tensor:
    return measure_levels(store, torch.full((len(STEMS), BINS), DEFAULT_LEVEL), np.random.default_rng(0))


def test_levels_are_those_of_the_spectrum_that_the_stems_were_made_with(levels: torch.Tensor) -> None:
    error = (levels - true_levels())[:, 1:]
    # the lowest 19 bins have 3 neighbours: 60 s give 3 x 60 x 22050 / 2048 / 1.5 independent values or so, deviation 3
    # %; higher ones more.
    # Where power falls to nothing towards an end, a mean over neighbours and the window's main lobe fill it: the first
    # and the last tenth are looked at by their mean
    assert error[:, BINS // 10 : -BINS // 10].abs().max() < 0.15
    assert error.abs().mean() < 0.1


def test_smoothing_keeps_what_is_flat_and_the_power_of_a_partial() -> None:
    assert torch.allclose(smooth(torch.ones(1, BINS)), torch.ones(1, BINS))
    line = torch.zeros(1, BINS)
    line[0, 400] = 1
    spread = smooth(line)
    # 5 % of 400 to each side; bins above reach a little further, those below a little less
    assert spread[0, 400] == pytest.approx(1 / 41)
    assert spread.sum().item() == pytest.approx(1, abs=0.05)


def test_a_stem_that_is_silent_keeps_the_default_and_silence_does_not_lower_the_others() -> None:
    store = AudioStore(1, CPU)
    performance = coloured_performance(30, 7)
    performance[3] = 0
    performance[2, : 15 * RATE_HZ] = 0  # rests for half of the time
    store.add(performance)
    found = measure_levels(store, torch.full((len(STEMS), BINS), DEFAULT_LEVEL), np.random.default_rng(1))
    assert (found[3] == DEFAULT_LEVEL).all()
    # crops on the border are half silent: ln 2 for 1.9 of 17 s at the most
    assert (found[2] - true_levels()[2])[100:900].mean().abs() < 0.12


def denoised(network: Denoiser, stems: torch.Tensor, sigma: float) -> torch.Tensor:
    noise = torch.randn(stems.shape, generator=torch.Generator().manual_seed(3)) * sigma
    zero, none = torch.zeros_like(stems), torch.zeros(1)
    with torch.no_grad():
        return network(stems + noise, torch.tensor([sigma]), zero, zero, stems[:, :1] * 0, none)


@pytest.mark.parametrize('sigma', [0.01, 0.03, 0.1])
def test_an_untrained_network_with_measured_levels_is_nearer_to_the_ideal_wiener_filter(
    levels: torch.Tensor, sigma: float
) -> None:
    torch.manual_seed(0)
    network = build('tiny').eval()
    stems = torch.from_numpy(coloured_performance(6, 50)[None, :, : 32 * MULTIPLE].astype(np.float32) / 32768)
    ideal = build('tiny').eval()  # the last layer zero: the Wiener filter of its levels
    for parameter in ideal.trunk.bands_out.parameters():
        parameter.data.zero_()
    ideal.prior_level.copy_(true_levels())
    wanted = denoised(ideal, stems, sigma)
    distance = {}
    for name, prior in (('default', torch.full_like(levels, DEFAULT_LEVEL)), ('measured', levels)):
        network.prior_level.copy_(prior)
        distance[name] = (denoised(network, stems, sigma) - wanted).square().mean().item()
    assert distance['measured'] < 0.1 * distance['default']  # seen: a 18th to a 32nd


def test_a_new_network_and_its_average_get_the_levels_and_checkpoints_carry_them(
    store: AudioStore, tmp_path: Path
) -> None:
    trainer = Trainer('tiny', Recipe(batch=2, crop_frames=8 * MULTIPLE, half=False), CPU)
    start_from_levels(trainer.training, store, 0, RunLog(tmp_path / 'log'))
    levels = trainer.training.network.prior_level
    assert torch.equal(levels, trainer.training.average.prior_level) and levels.std() > 0.1
    assert 'prior levels in dB at 100, 400, 1600, 6400 Hz: bass' in (tmp_path / 'log' / 'train.log').read_text()
    trainer.step(store, 0)
    save_exact(tmp_path / 'exact', trainer.training)
    save_small(tmp_path / 'small', trainer.training, moments=True)
    # 16 bits: 2^-11 of a value up to 14
    for folder, tolerance in (('exact', 0), ('small', 14 * 2**-11)):
        other = Trainer('tiny', Recipe(batch=2, crop_frames=8 * MULTIPLE, half=False), CPU)
        resume(tmp_path / folder, other.training)
        for network in (other.training.network, other.training.average):
            assert torch.allclose(network.prior_level, levels, rtol=0, atol=tolerance)
