"""The published network and its checkpoints: safe reading, graphs of any length and size, the command.

The published code's own numbers and checkpoints are not part of the repository: `npm run parity:msdm` compares with
them. The tiny network of tiny_msdm.py, whose numbers are kept, notices here when the network changes.
"""

import hashlib
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from published_numbers import full_network, keys_of
from tiny_msdm import FIXTURE, HYPER_PARAMETERS, SIGMAS, denoised, tiny_checkpoint, tiny_denoiser

from stemwright_kit.msdm.assemble import assemble
from stemwright_kit.msdm.checkpoint import PREFIX, SECOND_PREFIX, read_checkpoint
from stemwright_kit.msdm.graph import difference, export, round_to_half
from stemwright_kit.msdm.settings import UnusableCheckpoint, parse_settings
from stemwright_kit.release.graph import LEAST_HALVED
from stemwright_kit.stems import STEMS
from write_card import sha256

KIT = Path(__file__).parents[1]

# of the lines "name [shape]" of the published list of keys, sorted (npm run parity:msdm compares the list itself)
FULL_KEYS_SHA256 = '8ea1d7bef11a6814950759be8a22588dbc5f11690cb6afb523a30f5c981f9988'


def save(folder: Path, checkpoint: object, name: str = 'tiny.ckpt') -> str:
    torch.save(checkpoint, folder / name)
    return str(folder / name)


def digest_of(keys: dict[str, list[int]]) -> str:
    return hashlib.sha256('\n'.join(f'{name} {shape}' for name, shape in sorted(keys.items())).encode()).hexdigest()


def test_the_full_network_has_the_published_names_and_shapes() -> None:
    network = full_network()
    assert sum(value.numel() for value in network.parameters()) == 405_497_700
    keys = keys_of(network)
    assert len(keys) == 868
    assert digest_of(keys) == FULL_KEYS_SHA256


def test_the_tiny_network_gives_the_numbers_that_were_kept(tmp_path: Path) -> None:
    expected = json.loads((FIXTURE / 'expected.json').read_text())['denoised']
    denoiser = tiny_denoiser(tmp_path)
    for sigma in SIGMAS:
        # as for the published checkpoints; eight digits were kept of values up to 1
        assert np.abs(denoised(denoiser, sigma).flatten() - expected[str(sigma)]).max() <= 1e-5


def test_the_fixture_graph_is_the_tiny_network(tmp_path: Path) -> None:
    assert difference(tiny_denoiser(tmp_path), FIXTURE / 'model.onnx', 4, 16) <= 1e-4


def test_outputs_are_clamped_inside_the_graph() -> None:
    session = onnxruntime.InferenceSession(str(FIXTURE / 'model.onnx'), providers=['CPUExecutionProvider'])
    x = np.random.default_rng(0).standard_normal((1, 4, 256)).astype(np.float32) * 50
    out = session.run(None, {'x': x, 'sigma': np.array([0.01], np.float32)})[0]
    assert np.abs(out).max() == 1


def test_a_graph_takes_any_multiple_of_its_down_sampling_and_any_batch() -> None:
    session = onnxruntime.InferenceSession(str(FIXTURE / 'model.onnx'), providers=['CPUExecutionProvider'])
    for batch, frames in ((1, 16), (2, 48), (5, 4096)):
        out = session.run(None, {'x': np.zeros((batch, 4, frames), np.float32), 'sigma': np.ones(batch, np.float32)})[0]
        assert out.shape == (batch, 4, frames)


class RunsCode:
    """What a hostile file holds: opening it with a plain unpickler would make a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self.folder),)


@pytest.mark.parametrize('place', ['hyper_parameters', 'state_dict', 'callbacks'])
def test_a_file_that_wants_to_run_code_is_refused_and_runs_none(place: str, tmp_path: Path) -> None:
    checkpoint, trace = tiny_checkpoint(), tmp_path / 'ran'
    checkpoint.setdefault(place, {})['extra'] = RunsCode(trace)
    path = save(tmp_path, checkpoint)
    with pytest.raises(
        UnusableCheckpoint,
        match=r'tiny\.ckpt: it wants to run code when it is opened \(posix\.mkdir\), so it was not opened',
    ):
        read_checkpoint(Path(path))
    assert not trace.exists()
    torch.load(path, weights_only=False)  # the file is what it says it is
    assert trace.exists()


def test_a_bare_pickle_that_wants_to_run_code_runs_none(tmp_path: Path) -> None:
    (tmp_path / 'bare.ckpt').write_bytes(pickle.dumps(RunsCode(tmp_path / 'ran')))
    with pytest.raises(UnusableCheckpoint, match=r'bare\.ckpt: '):
        read_checkpoint(tmp_path / 'bare.ckpt')
    assert not (tmp_path / 'ran').exists()


def test_the_noise_distribution_of_published_files_is_no_reason_to_refuse_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = type(sys)('audio_diffusion_pytorch.diffusion')
    distribution = type('LogNormalDistribution', (), {'__module__': module.__name__})
    vars(module)['LogNormalDistribution'] = distribution
    monkeypatch.setitem(sys.modules, 'audio_diffusion_pytorch', type(sys)('audio_diffusion_pytorch'))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    held = distribution()
    held.mean, held.std = -3.0, 1.0
    path = save(tmp_path, tiny_checkpoint(diffusion_sigma_distribution=held))
    monkeypatch.undo()
    assert read_checkpoint(Path(path)).settings == parse_settings(HYPER_PARAMETERS)


@pytest.mark.parametrize(
    ('changes', 'sentence'),
    [
        ({'patch_blocks': 2}, r'"patch_blocks" must be 1, got 2'),
        ({'use_nearest_upsample': True}, r'"use_nearest_upsample" must be False, got True'),
        ({'diffusion_dynamic_threshold': 0.9}, r'"diffusion_dynamic_threshold" must be 0, got 0\.9'),
        ({'factors': [4]}, r'"multipliers" must be one more than factors \(1\)'),
        ({'channels': '16'}, r'"channels" must be a whole number, got \'16\''),
        ({'attentions': [0, 1]}, r'"attentions" must be a list, each item True or False, got \[0, 1\]'),
    ],
)
def test_hyper_parameters_that_were_not_published_are_refused_by_name(
    changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(UnusableCheckpoint, match=sentence):
        parse_settings({**HYPER_PARAMETERS, **changes})


def test_weights_that_are_not_those_of_the_hyper_parameters_are_refused_by_name(tmp_path: Path) -> None:
    def refusal(checkpoint: object) -> str:
        with pytest.raises(UnusableCheckpoint) as refused:
            assemble([save(tmp_path, checkpoint)], STEMS)
        return str(refused.value)

    name = 'to_time.0.0.weights'
    checkpoint = tiny_checkpoint()
    for prefix in (PREFIX, SECOND_PREFIX):
        checkpoint['state_dict'].pop(prefix + name)
    assert f'lacks 1 of them, "{name}"' in refusal(checkpoint)
    checkpoint = tiny_checkpoint()
    checkpoint['state_dict'][PREFIX + name] = checkpoint['state_dict'][PREFIX + name] + 1
    assert 'must be the same weights, but differ' in refusal(checkpoint)
    checkpoint = tiny_checkpoint()
    checkpoint['hyper_parameters']['channels'] = 32
    assert 'must have shape' in refusal(checkpoint)
    checkpoint = tiny_checkpoint()
    checkpoint['state_dict'] = {key: value for key, value in checkpoint['state_dict'].items() if key.startswith(PREFIX)}
    checkpoint['state_dict'][PREFIX + name] = torch.full((8,), torch.nan)
    assert 'must hold finite numbers' in refusal(checkpoint)
    assert '"state_dict" and "hyper_parameters"' in refusal({'model': 1})


def test_weights_too_many_for_a_graph_lie_in_a_file_beside_it(tmp_path: Path) -> None:
    denoiser = tiny_denoiser(tmp_path)
    path = tmp_path / 'model.onnx'
    export(denoiser, 4, 16, path, largest_graph_bytes=1000)
    data = tmp_path / 'model.onnx.data'
    assert data.stat().st_size > 4 * sum(value.numel() for value in denoiser.parameters())
    assert path.stat().st_size < data.stat().st_size
    assert difference(denoiser, path, 4, 16) <= 1e-4
    stated = {entry.key: entry.value for entry in onnx.load(path, load_external_data=False).metadata_props}
    assert stated['data_sha256'] == sha256(data)
    export(denoiser, 4, 16, path)
    assert not data.exists()


@pytest.mark.parametrize('largest', [1000, 10**9])
def test_halved_weights_take_half_the_space_and_are_only_rounded(largest: int, tmp_path: Path) -> None:
    denoiser = tiny_denoiser(tmp_path)
    export(denoiser, 4, 16, tmp_path / 'whole.onnx')
    round_to_half(denoiser)
    export(denoiser, 4, 16, tmp_path / 'half.onnx', half=True, largest_graph_bytes=largest)
    assert difference(denoiser, tmp_path / 'half.onnx', 4, 16) <= 1e-4
    halved = [
        initializer
        for initializer in onnx.load(tmp_path / 'half.onnx').graph.initializer
        if initializer.data_type == onnx.TensorProto.FLOAT16
    ]
    assert len(halved) == sum(value.numel() >= LEAST_HALVED for value in denoiser.parameters())


def single_stem_files(folder: Path) -> list[str]:
    return [save(folder, tiny_checkpoint(seed, in_channels=1), f'{stem}.ckpt') for seed, stem in enumerate(STEMS)]


def test_independent_networks_hear_nothing_of_each_other(tmp_path: Path) -> None:
    files = single_stem_files(tmp_path)
    model = assemble(files, STEMS)
    x, sigma = torch.randn(2, 4, 64, generator=torch.Generator().manual_seed(1)), torch.tensor([0.1, 0.4])
    for k, file in enumerate(files):
        alone = assemble([file], STEMS[k : k + 1]).denoiser
        assert torch.equal(model.denoiser(x, sigma)[:, k : k + 1], alone(x[:, k : k + 1], sigma))
    export(model.denoiser, 4, model.multiple, tmp_path / 'model.onnx')
    assert difference(model.denoiser, tmp_path / 'model.onnx', 4, model.multiple) <= 1e-4


def test_files_named_by_stem_may_come_in_any_order(tmp_path: Path) -> None:
    files = single_stem_files(tmp_path)
    named = [f'{stem}={file}' for stem, file in zip(STEMS, files)]
    x, sigma = torch.ones(1, 4, 32), torch.tensor([0.1])
    assert torch.equal(assemble(named[::-1], STEMS).denoiser(x, sigma), assemble(files, STEMS).denoiser(x, sigma))
    for wrong in (named[:3], [*named[:3], files[3]], [*named[:3], named[0]]):
        with pytest.raises(
            UnusableCheckpoint, match='must be given as STEM=FILE for each of bass, drums, guitar, piano once'
        ):
            assemble(wrong, STEMS)
    with pytest.raises(UnusableCheckpoint, match='must be one network of 4 stems, or 4 networks of one stem'):
        assemble(files[:2], STEMS)


def run_command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(KIT / 'import_msdm.py'), *arguments], capture_output=True, text=True, check=False
    )


def test_the_command_writes_a_model_and_says_how_exact_it_is(tmp_path: Path) -> None:
    done = run_command(save(tmp_path, tiny_checkpoint()), '--out', str(tmp_path / 'model'), '--name', 'tiny-v1')
    assert done.returncode == 0, done.stderr
    assert 'largest difference from PyTorch' in done.stdout
    card = json.loads((tmp_path / 'model' / 'model.json').read_text())
    assert card['name'] == 'tiny-v1'
    assert card['conditioning'] == 'none'
    assert card['chunkFrames'] == {'trained': 262144, 'min': 16, 'multipleOf': 16}
    assert card['sigma'] == {'data': 0.2, 'min': 0.0001, 'max': 20.0}
    assert card['files']['model.onnx'] == sha256(tmp_path / 'model' / 'model.onnx')


def test_the_command_refuses_with_one_sentence_and_writes_nothing(tmp_path: Path) -> None:
    checkpoint = tiny_checkpoint()
    checkpoint['hyper_parameters']['extra'] = RunsCode(tmp_path / 'ran')
    done = run_command(save(tmp_path, checkpoint), '--out', str(tmp_path / 'model'))
    assert done.returncode == 1
    assert done.stderr.count('\n') == 1
    assert 'wants to run code' in done.stderr
    assert not (tmp_path / 'model').exists()
    assert not (tmp_path / 'ran').exists()
