"""The filter bank's graphs give the closed form, and the files kept for the daemon's tests are what the kit writes."""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from stemwright_kit.separators.closed_form import filtered, hybrid_stems
from stemwright_kit.separators.filter_bank import BANKS, HALF_FRAMES, kernels
from stemwright_kit.separators.fixtures import (
    FOLDER,
    GRAPHS,
    SPECTRUM_HOP_FRAMES,
    Graph,
    check_mixture,
    write_fixtures,
)
from stemwright_kit.separators.hybrid_transformer import HybridTransformer
from stemwright_kit.separators.large_graph import with_spectra
from stemwright_kit.separators.noise import INCREMENT, MODULUS, MULTIPLIER, noise
from stemwright_kit.separators.pytorch_spectra import demucs_spectra, demucs_waveforms, istft, stft
from stemwright_kit.separators.spectral_graphs import (
    HYBRID_FFT_FRAMES,
    HYBRID_HOP_FRAMES,
    HybridForm,
    SpectrumForm,
)
from stemwright_kit.separators.waveform_graphs import WaveformForm

# graphs compute in 32 bits: sums of 65 products of at most 1, 2^-24 each; spectra add a rounding of each bin
LARGEST_DIFFERENCE = 5e-6
WHOLE_SIZE = 300_000  # frames, from which on a chunk takes seconds

DAMAGED = {
    'unknown-operator',
    'newer-opset',
    'cut-off',
    'web-page',
    'empty',
    *(f'external-{fault}' for fault in ('missing', 'short', 'outside', 'absolute', 'large')),
}


def opened(path: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])


def as_channels(spectra: torch.Tensor) -> np.ndarray:
    """complex [2, bins, frames] -> [1, 4, bins, frames]"""
    return torch.view_as_real(spectra).permute(0, 3, 1, 2).reshape(1, 4, *spectra.shape[1:]).numpy().astype(np.float32)


def as_complex(channels: np.ndarray) -> torch.Tensor:
    """[..., 4, bins, frames] -> complex [..., 2, bins, frames]"""
    pairs = torch.from_numpy(channels.astype(np.float64)).unflatten(-3, (2, 2))
    return torch.view_as_complex(pairs.movedim(-3, -1).contiguous())


def run_waveform(session: onnxruntime.InferenceSession, mixture: np.ndarray, form: WaveformForm) -> np.ndarray:
    given = mixture if form.rows else mixture[None]
    made = session.run(None, {session.get_inputs()[0].name: given.astype(np.float32)})[0]
    return made.reshape(-1, *mixture.shape)


def run_spectrum(session: onnxruntime.InferenceSession, mixture: np.ndarray, form: SpectrumForm) -> np.ndarray:
    spectra = stft(torch.from_numpy(mixture), form.fft_frames, SPECTRUM_HOP_FRAMES, False)[:, : form.bins]
    made = as_complex(session.run(None, {session.get_inputs()[0].name: as_channels(spectra)})[0])
    whole = torch.zeros(1, 2, form.fft_frames // 2 + 1, form.frames, dtype=made.dtype)
    whole[:, :, : form.bins] = made
    return istft(whole, SPECTRUM_HOP_FRAMES, False, mixture.shape[1]).numpy() / form.scale


def run_hybrid(session: onnxruntime.InferenceSession, mixture: np.ndarray, form: HybridForm) -> np.ndarray:
    spectra = demucs_spectra(torch.from_numpy(mixture), HYBRID_FFT_FRAMES, HYBRID_HOP_FRAMES)
    inputs = dict(zip(form.inputs, (mixture[None].astype(np.float32), as_channels(spectra))))
    made, waveforms = session.run(list(form.outputs), inputs)
    return demucs_waveforms(as_complex(made[0]), HYBRID_HOP_FRAMES, mixture.shape[1]).numpy() + waveforms[0]


def run_graph(path: Path, graph: Graph) -> np.ndarray:
    """One chunk of the check's noise, as a host runs it: [stems][channels][frames]"""
    session, mixture, form = opened(path), check_mixture(graph), graph.form
    if isinstance(form, WaveformForm):
        return run_waveform(session, mixture, form)
    return (
        run_spectrum(session, mixture, form) if isinstance(form, SpectrumForm) else run_hybrid(session, mixture, form)
    )


def numbers(value: object) -> list[float]:
    if isinstance(value, dict):
        return [number for field in value.values() for number in numbers(field)]
    if isinstance(value, list):
        return [number for item in value for number in numbers(item)]
    return [value] if isinstance(value, int | float) else []


def words(value: object) -> str:
    """All of it but its numbers"""
    return json.dumps(value, default=str).translate(str.maketrans('', '', '0123456789.e-+'))


@pytest.fixture(scope='module')
def kept() -> dict[str, dict[str, object]]:
    return json.loads((FOLDER / 'filter-bank.json').read_text())['graphs']


@pytest.mark.parametrize('name', GRAPHS)
def test_a_graph_gives_the_values_that_are_kept(name: str, kept: dict[str, dict[str, object]]) -> None:
    check = kept[f'{name}.onnx']['check']
    assert isinstance(check, dict)
    made = run_graph(FOLDER / f'{name}.onnx', GRAPHS[name])
    assert made.shape[2] == check['frames']
    assert np.abs(made[:, :, check['at']] - np.array(check['values'])).max() < LARGEST_DIFFERENCE


@pytest.mark.parametrize('bank', BANKS)
def test_the_stems_sum_to_the_mixture(bank: str) -> None:
    taps = kernels(BANKS[bank], 2).sum(axis=0)
    impulse = np.zeros(2 * HALF_FRAMES + 1)
    impulse[HALF_FRAMES] = 1
    assert (taps == np.eye(2)[:, :, None] * impulse).all()


def test_spectra_filter_as_waveforms_do_away_from_the_ends() -> None:
    # sum of w[n] w[n - j] over sum of w[n]^2 is (2 + cos(2 pi j / fft_frames)) / 3 of Hann windows, and no mixture here
    # reaches the highest bin, which is dropped
    form, stems = SpectrumForm(4096, 2048, 16), BANKS['four'][3:]
    mixture = np.stack([np.sin(0.3 * np.arange(15360)), np.cos(0.71 * np.arange(15360))])
    made = run_spectrum(opened(FOLDER / 'spectrum-4096.onnx'), mixture, form)
    times = np.arange(-HALF_FRAMES, HALF_FRAMES + 1)
    share = (2 + np.cos(2 * np.pi * times / form.fft_frames)) / 3
    taps = kernels(stems, 2) * share
    wanted = np.zeros_like(mixture)
    for target, source in np.ndindex(2, 2):
        wanted[target] += np.convolve(mixture[source], taps[0, target, source], 'same')
    inside = slice(form.fft_frames, -form.fft_frames)
    assert np.abs(made[0][:, inside] - wanted[:, inside]).max() < LARGEST_DIFFERENCE


def test_weights_under_another_name_are_the_same_graph() -> None:
    mixture = noise(2 * 4096, 3).reshape(2, 4096)
    made = run_waveform(opened(FOLDER / 'waveform-external.onnx'), mixture, WaveformForm())
    assert np.abs(made - filtered(mixture, BANKS['four'])).max() < LARGEST_DIFFERENCE


def test_spectra_inside_a_graph_are_those_of_the_host(tmp_path: Path) -> None:
    """What large_graph.py lays around its network, around a network whose stems are known"""
    graph = GRAPHS['hybrid-small']
    mixture = check_mixture(graph)
    model = onnx.load(FOLDER / 'hybrid-small.onnx')
    with_spectra(model, len(graph.stems), mixture.shape[1])
    onnx.save(model, tmp_path / 'whole.onnx')
    made = run_waveform(opened(tmp_path / 'whole.onnx'), mixture, WaveformForm())
    wanted = hybrid_stems(mixture, BANKS['four'], HybridForm(8000))
    assert np.abs(made.reshape(wanted.shape) - wanted).max() < LARGEST_DIFFERENCE


def test_the_large_network_is_as_large_as_the_published_one() -> None:
    with torch.device('meta'):
        network = HybridTransformer(4)
        spectra, waveforms = network(torch.empty(1, 2, 343980), torch.empty(1, 4, 2048, 336))
    assert spectra.shape == (1, 4, 4, 2048, 336)
    assert waveforms.shape == (1, 4, 2, 343980)
    assert 41e6 < sum(value.numel() for value in network.parameters()) < 43e6


def test_noise_is_the_recurrence_it_says() -> None:
    state = 5
    for value in noise(100, 5):
        state = (MULTIPLIER * state + INCREMENT) % MODULUS
        assert value == state / 2**31 - 1


def test_demucs_spectra_of_a_mixture_give_it_back_away_from_the_ends() -> None:
    mixture = torch.sin(0.2 * torch.arange(8000, dtype=torch.float64))
    back = demucs_waveforms(demucs_spectra(mixture, 4096, 1024), 1024, 8000)
    # two frames are dropped at either end, which reach 1536 frames into it, and the highest bin, which holds 1e-5 of
    # the corners of the reflection
    assert (back - mixture)[1536:-1600].abs().max() < 1e-4
    assert (back - mixture)[:100].abs().max() > 0.01


def test_foreign_graphs_open_unless_they_are_damaged() -> None:
    for path in sorted((FOLDER / 'foreign').glob('*.onnx')):
        if path.stem in DAMAGED:
            with pytest.raises(Exception, match='ONNXRuntimeError'):
                opened(path)
        else:
            opened(path)


@pytest.mark.parametrize(('name', 'fault'), [('nan-when-loud', np.isnan), ('infinite-when-loud', np.isinf)])
def test_graphs_that_fail_do_so_beyond_the_level_they_say(name: str, fault: np.ufunc) -> None:
    session = opened(FOLDER / 'foreign' / f'{name}.onnx')
    mixture = np.full((1, 2, 4096), 0.85, np.float32)
    assert np.isfinite(session.run(None, {'mix': mixture})[0]).all()
    mixture[0, 1, 7] = 0.95
    assert fault(session.run(None, {'mix': mixture})[0]).sum() == 4


def test_the_kept_files_are_what_the_kit_writes(tmp_path: Path) -> None:
    write_fixtures(tmp_path)
    written = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob('*') if path.is_file()}
    assert written == {str(path.relative_to(FOLDER)) for path in FOLDER.rglob('*') if path.is_file()} - {'README.md'}
    for name in written:
        ours, theirs = (folder / name for folder in (tmp_path, FOLDER))
        if name.endswith('.json'):
            new, old = json.loads(ours.read_text()), json.loads(theirs.read_text())
            assert words(new) == words(old)
            # computed in 64 bits, kept with eight digits or more
            assert np.abs(np.array(numbers(new)) - np.array(numbers(old))).max() <= 2e-8
        else:
            assert ours.read_bytes() == theirs.read_bytes(), name
