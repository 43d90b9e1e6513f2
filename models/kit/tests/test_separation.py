"""The second graph is the denoiser where it separates in one step, and has its weights."""

import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from kit_helpers import stirred_network

from stemwright_kit.network.denoiser import SIGMA_MAX, Denoiser
from stemwright_kit.network.separation import Separation
from stemwright_kit.network.spectrum import FRAME, HOP, MULTIPLE, Spectrum
from stemwright_kit.network.view_spectrum import ViewSpectrum
from stemwright_kit.release.__main__ import release_separation, round_weights
from stemwright_kit.release.examples import example
from stemwright_kit.release.graph import export, halve
from stemwright_kit.release.parity import compare_separation, open_graph, run_separation
from stemwright_kit.release.separation_graph import NAME, export_separation, separation_inputs, share_weights
from stemwright_kit.stems import RATE_HZ


@pytest.fixture(scope='module')
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """model.onnx with 16-bit weights, and the graph that shares them"""
    folder = tmp_path_factory.mktemp('model')
    export(stirred_network(1), folder / 'whole.onnx')
    halve(folder / 'whole.onnx', folder / 'model.onnx')
    assert release_separation(stirred_network(1), folder / 'model.onnx')
    return folder


def separated(network: Denoiser, mixture: torch.Tensor, hop: int = HOP) -> torch.Tensor:
    return Separation(network)(*separation_inputs(mixture, hop).values())


def test_it_is_the_denoiser_told_the_mixture_at_the_highest_level_and_given_no_noise() -> None:
    network = stirred_network(2)
    inputs = example(2, 8 * MULTIPLE, 'mixture', 3)
    inputs['x'].zero_()
    inputs['sigma'].fill_(SIGMA_MAX)
    wanted = network(*inputs.values())
    # the same sums in another order: some float32 steps of the largest value
    assert (separated(network, inputs['mixture']) - wanted).abs().max() < 1e-5 * wanted.abs().max()


def test_noise_in_the_place_of_nothing_changes_little() -> None:
    network = stirred_network(2)
    inputs = example(1, 8 * MULTIPLE, 'mixture', 3)
    inputs['sigma'].fill_(SIGMA_MAX)
    inputs['x'] = torch.randn(inputs['x'].shape, generator=torch.Generator().manual_seed(4)) * SIGMA_MAX
    wanted = network(*inputs.values())
    difference = separated(network, inputs['mixture']) - wanted
    # the trunk hears 4e-5 of the noise, and the Wiener filter lets through about exp(L) / SIGMA_MAX of it
    assert difference.square().sum() < 1e-2 * wanted.square().sum()


def test_the_graph_says_what_the_first_one_says_to_no_noise(folder: Path) -> None:
    assert compare_separation(folder / NAME, folder / 'model.onnx') < -100


def test_the_graph_holds_no_large_weight_of_its_own(folder: Path) -> None:
    model = onnx.load(folder / NAME, load_external_data=False)
    own = [tensor for tensor in model.graph.initializer if tensor.data_location != onnx.TensorProto.EXTERNAL]
    assert max((int(np.prod(tensor.dims)) for tensor in own), default=0) < 256
    places = {
        entry.value for tensor in model.graph.initializer for entry in tensor.external_data if entry.key == 'location'
    }
    assert places == {'model.onnx'}


def test_items_of_a_batch_are_separated_each_by_itself(folder: Path) -> None:
    mixture = example(3, 4 * MULTIPLE, 'mixture', 5)['mixture']
    session = open_graph(folder / NAME)
    together = run_separation(session, mixture, HOP)
    for i in range(3):
        alone = run_separation(session, mixture[i : i + 1], HOP)
        assert np.abs(alone[0] - together[i]).max() < 1e-5 * np.abs(together).max()


def test_a_graph_of_other_weights_is_refused_by_the_name_of_one(folder: Path, tmp_path: Path) -> None:
    export_separation(stirred_network(7), tmp_path / NAME)
    shutil.copy(folder / 'model.onnx', tmp_path)
    with pytest.raises(ValueError, match='does not hold the weight'):
        share_weights(tmp_path / NAME, tmp_path / 'model.onnx', tmp_path / 'shared.onnx')


def test_weights_in_another_folder_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match='must lie beside'):
        share_weights(folder / NAME, folder / 'model.onnx', tmp_path / NAME)


HOPS = (512, 520, 544, 576)


def tones(frames: int, hertz: list[float]) -> torch.Tensor:
    time = torch.arange(frames, dtype=torch.float64) / RATE_HZ
    waves = [torch.sin(2 * torch.pi * each * time + each) for each in hertz]
    return torch.stack(waves).sum(0)[None, None].float() * 0.1


def test_spectra_at_the_usual_hop_are_those_of_the_network() -> None:
    x = torch.randn(2, 3, 8 * MULTIPLE, generator=torch.Generator().manual_seed(1))
    for a, b in zip(ViewSpectrum()(x, HOP), Spectrum()(x)):
        # as of the other ways to compute them (test_network)
        assert (a.transpose(2, 3) - b).abs().max() < 1e-5


@pytest.mark.parametrize('hop', HOPS)
def test_what_has_bins_comes_back_at_every_hop_and_length(hop: int) -> None:
    spectrum, frames = ViewSpectrum(), 8 * MULTIPLE + 17
    x = tones(frames, [110, 1234.5, 9300])  # below 512 / 576 of the Nyquist frequency
    real, imaginary = spectrum(x, hop)
    assert real.shape[3] % 4 == 0
    back = spectrum.inverse(real, imaginary, hop, frames)
    # Hann windows leak 1e-5 of a tone into the bins that are left out
    assert (back - x)[..., FRAME:-FRAME].abs().max() < 1e-4


def test_what_lies_above_a_view_has_no_bins() -> None:
    spectrum = ViewSpectrum()
    x = tones(8 * MULTIPLE, [10_700])  # above 512 / 544 of the Nyquist frequency, 10,376 Hz
    real, imaginary = spectrum(x, 544)
    back = spectrum.inverse(real, imaginary, 544, 8 * MULTIPLE)
    assert back[..., FRAME:-FRAME].abs().max() < 1e-3 * x.abs().max()


@pytest.mark.parametrize('hop', HOPS)
def test_a_tone_has_the_same_level_at_every_hop(hop: int) -> None:
    real, imaginary = ViewSpectrum()(tones(16 * MULTIPLE, [1000]), hop)
    power = (real**2 + imaginary**2)[0, 0, :, 4:-8].sum(0).mean()
    usual_real, usual_imaginary = ViewSpectrum()(tones(16 * MULTIPLE, [1000]), HOP)
    usual = usual_real**2 + usual_imaginary**2
    assert abs(power / usual[0, 0, :, 4:-8].sum(0).mean() - 1) < 1e-3


@pytest.mark.parametrize('hop', HOPS)
def test_what_another_view_gave_is_subtracted_as_far_as_it_has_bins(hop: int) -> None:
    network, mixture = stirred_network(2), tones(6 * MULTIPLE, [220, 3000])
    before = torch.cat([tones(6 * MULTIPLE, [hertz]) for hertz in (100, 500, 2000, 8000)], 1)
    inputs = {**separation_inputs(mixture, hop), 'before': before}
    difference = separated(network, mixture, hop) - Separation(network)(*inputs.values())
    assert (difference - before)[..., FRAME:-FRAME].abs().max() < 1e-4


@pytest.mark.parametrize('hop', HOPS)
def test_the_graph_gives_the_views_that_pytorch_gives(folder: Path, hop: int) -> None:
    network = stirred_network(1)
    round_weights(network)
    mixture = example(2, 5 * MULTIPLE, 'mixture', 6)['mixture']
    wanted = separated(network, mixture, hop).numpy()
    got = run_separation(open_graph(folder / NAME), mixture, hop)
    assert np.abs(got - wanted).max() < 1e-4 * np.abs(wanted).max()
