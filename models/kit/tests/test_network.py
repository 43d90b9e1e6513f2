"""What the network promises before any training: spectra, masks, sums, and a Wiener filter to start from."""

import pytest
import torch
from kit_helpers import stirred_network

from stemwright_kit.network.denoiser import DEFAULT_LEVEL
from stemwright_kit.network.sizes import SIZES, build, macs_per_second, parameters
from stemwright_kit.network.spectrum import BINS, FRAME, HOP, LEFT, MULTIPLE, RIGHT, Spectrum
from stemwright_kit.release.examples import example


def noise(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def without_nyquist(x: torch.Tensor) -> torch.Tensor:
    """Audio that the spectra can hold: nothing near half the sample rate"""
    spectrum = torch.fft.rfft(x)
    spectrum[..., int(spectrum.shape[-1] * 0.95) :] = 0
    return torch.fft.irfft(spectrum, x.shape[-1])


def test_spectra_by_matrix_products_are_those_of_the_fft() -> None:
    x, spectrum = noise(2, 3, 8 * MULTIPLE), Spectrum()
    by_fft = spectrum(x)
    spectrum.by_matrix = True
    by_matrix = spectrum(x)
    # sums of 2,048 float32 products of size 1/sqrt(2048): some 2^-24 sqrt(2048) = 3e-6
    for a, b in zip(by_fft, by_matrix):
        assert a.shape[2:] == ((8 * MULTIPLE + LEFT + RIGHT - FRAME) // HOP + 1, BINS)
        assert (a - b).abs().max() < 1e-5


@pytest.mark.parametrize('by_matrix', [False, True])
def test_audio_comes_back_from_its_spectra(by_matrix: bool) -> None:
    x, spectrum = without_nyquist(noise(1, 2, 4 * MULTIPLE)), Spectrum()
    spectrum.by_matrix = by_matrix
    # the Hann window leaks into the missing bin: less than its side lobes, -60 dB of a loud neighbour
    assert (spectrum.inverse(*spectrum(x)) - x).abs().max() < 2e-3


def test_noise_of_unit_power_has_unit_power_in_every_bin() -> None:
    real, imaginary = Spectrum()(noise(1, 4, 64 * MULTIPLE))
    power = (real**2 + imaginary**2)[:, :, 4:-4, 1:].mean((0, 1, 2))
    # 4 x 250 frames, a quarter of them independent: 1 / sqrt(250) = 6 %, five deviations
    assert (power - 1).abs().max() < 0.32


def test_an_untrained_network_whose_last_layer_is_zero_is_the_wiener_filter_of_its_levels() -> None:
    network = build('tiny').eval().requires_grad_(False)
    for parameter in network.trunk.bands_out.parameters():
        parameter.zero_()
    inputs = example(2, 4 * MULTIPLE, 'nothing', 1)
    inputs['sigma'] = torch.tensor([0.02, 0.3])
    inputs['x'] = without_nyquist(inputs['x'])
    variance = torch.exp(torch.tensor(DEFAULT_LEVEL))
    gain = variance / (variance + inputs['sigma'] ** 2)
    difference = network(*inputs.values()) - inputs['x'] * gain[:, None, None]
    assert difference.abs().max() < 2e-3 * inputs['x'].abs().max()


def test_given_the_mixture_the_stems_sum_to_it_at_any_noise_level() -> None:
    network = stirred_network(3)
    inputs = example(4, 8 * MULTIPLE, 'mixture', 5)
    inputs['mixture'] = without_nyquist(inputs['mixture'])
    inputs['sigma'] = torch.tensor([1e-3, 0.05, 1.0, 80.0])
    inputs['x'] = without_nyquist(inputs['mixture'] / 4 + noise(4, 4, 8 * MULTIPLE) * inputs['sigma'][:, None, None])
    error = network(*inputs.values()).sum(1, keepdim=True) - inputs['mixture']
    # the bin at the Nyquist frequency, as above, and float32 sums of noise of size sigma
    assert (error.abs().amax((1, 2)) < 1e-3 + 1e-5 * inputs['sigma']).all()


def test_known_audio_comes_out_bit_for_bit_and_the_noise_on_it_is_not_read() -> None:
    network = stirred_network(4)
    inputs = example(2, 4 * MULTIPLE, 'known stems and time', 6)
    out = network(*inputs.values())
    known = inputs['known_mask'] == 1
    assert torch.equal(out[known], inputs['known'][known])
    inputs['x'] = torch.where(known, noise(*inputs['x'].shape, seed=9), inputs['x'])
    assert torch.equal(network(*inputs.values()), out)


def test_what_the_mask_and_the_flag_say_is_absent_is_not_read() -> None:
    network = stirred_network(5)
    inputs = example(2, 4 * MULTIPLE, 'known time', 7)
    out = network(*inputs.values())
    inputs['known'] = torch.where(inputs['known_mask'] == 1, inputs['known'], noise(*inputs['known'].shape))
    inputs['mixture'] = noise(*inputs['mixture'].shape)
    assert torch.equal(network(*inputs.values()), out)


def test_every_condition_changes_what_comes_out() -> None:
    network = stirred_network(6)
    free = example(1, 4 * MULTIPLE, 'nothing', 8)
    out = network(*free.values())
    for case in ('mixture', 'known stems', 'known time'):
        given = example(1, 4 * MULTIPLE, case, 8)
        unknown = given['known_mask'] == 0
        assert (network(*given.values()) - out)[unknown].abs().max() > 1e-4, case


def test_items_of_a_batch_do_not_hear_each_other() -> None:
    network = stirred_network(7)
    inputs = example(3, 4 * MULTIPLE, 'mixture and known stems', 9)
    together = network(*inputs.values())
    for i in range(3):
        alone = network(*(value[i : i + 1] for value in inputs.values()))
        # other sums in other orders: a few float32 steps of the largest value
        assert (alone[0] - together[i]).abs().max() < 1e-5 * max(1.0, together[i].abs().max().item())


def test_small_is_within_what_two_processor_cores_can_do_live() -> None:
    network = build('small')
    assert parameters(network) <= 6e6
    assert macs_per_second(network) <= 3e9
    assert set(SIZES) >= {'small', 'base'}
