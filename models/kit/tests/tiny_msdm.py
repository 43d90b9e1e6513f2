"""A published-style checkpoint of a few thousand seeded weights, and the fixture made from it.

    python tiny_msdm.py checkpoint FILE.ckpt      what test/slow/import-checkpoint imports
    python tiny_msdm.py stems FOLDER              checkpoints of independent networks, STEM.ckpt, for the same test
    python tiny_msdm.py apart FOLDER              a model whose weights lie beside its graph, for the same test
    python tiny_msdm.py fixture                   writes model.onnx, model.json and expected.json of
                                                  test/fixtures/models/msdm-tiny; noise.json stays as it is

Weights are drawn by numpy, whose streams do not change between versions of PyTorch. `expected.json` holds what PyTorch
gives; the implementation that gave it agreed with the published code's numbers (test_msdm.py, "published"), so a change
of the network is noticed where those numbers are not at hand.
"""

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).parents[1]))

from stemwright_kit.msdm.assemble import assemble
from stemwright_kit.msdm.checkpoint import PREFIX, SECOND_PREFIX
from stemwright_kit.msdm.graph import LARGEST_GRAPH_BYTES, export
from stemwright_kit.msdm.network import UNet
from stemwright_kit.msdm.settings import parse_settings
from stemwright_kit.stems import RATE_HZ, STEMS
from write_card import write_card

FIXTURE = Path(__file__).parents[3] / 'test' / 'fixtures' / 'models' / 'msdm-tiny'
SIGMAS = (0.001, 0.05, 0.7)
FRAMES = 256

HYPER_PARAMETERS = {
    'learning_rate': 1e-4,
    'beta1': 0.9,
    'beta2': 0.99,
    'diffusion_sigma_data': 0.2,
    'diffusion_dynamic_threshold': 0.0,
    'in_channels': 4,
    'channels': 16,
    'patch_factor': 2,
    'patch_blocks': 1,
    'resnet_groups': 8,
    'kernel_multiplier_downsample': 2,
    'kernel_sizes_init': [1, 3, 7],
    'multipliers': [1, 1, 2],
    'factors': [4, 2],
    'num_blocks': [1, 1],
    'attentions': [False, True],
    'attention_heads': 2,
    'attention_features': 8,
    'attention_multiplier': 2,
    'use_nearest_upsample': False,
    'use_skip_scale': True,
    'use_attention_bottleneck': True,
}


def tiny_weights(seed: int, parameters: Mapping[str, object]) -> dict[str, Tensor]:
    """Gains around 1, all others of the size that keeps signals as large as they were; nothing is zero, so that no term
    is left out.
    """
    draw, weights = np.random.default_rng(seed), {}
    for name, value in UNet(parse_settings(parameters)).state_dict().items():
        noise = draw.standard_normal(tuple(value.shape)).astype(np.float32)
        if name.endswith('.g') or 'groupnorm.weight' in name:
            weights[name] = torch.from_numpy(1 + 0.1 * noise)
        elif value.ndim == 1:
            weights[name] = torch.from_numpy(noise if name.endswith('.weights') else 0.1 * noise)
        else:
            weights[name] = torch.from_numpy(noise * float(np.prod(value.shape[1:])) ** -0.5)
    return weights


def tiny_checkpoint(seed: int = 0, **changes: object) -> dict[str, Any]:
    parameters = {**HYPER_PARAMETERS, **changes}
    weights = tiny_weights(seed, parameters)
    state = {prefix + name: value for prefix in (PREFIX, SECOND_PREFIX) for name, value in weights.items()}
    return {
        'epoch': 1,
        'global_step': 2,
        'pytorch-lightning_version': '1.7.7',
        'state_dict': state,
        'hyper_parameters': parameters,
    }


def tiny_denoiser(folder: Path) -> nn.Module:
    torch.save(tiny_checkpoint(), folder / 'tiny.ckpt')
    return assemble([str(folder / 'tiny.ckpt')], STEMS).denoiser


def fixture_noise() -> np.ndarray:
    """[4][FRAMES], what the daemon's sampler draws for the seed that the file names"""
    return np.asarray(json.loads((FIXTURE / 'noise.json').read_text())['noise'], dtype=np.float32).reshape(4, FRAMES)


def denoised(denoiser: nn.Module, sigma: float) -> np.ndarray:
    """D(sigma * noise; sigma), [4][FRAMES]"""
    x = torch.from_numpy(fixture_noise() * np.float32(sigma))[None]
    with torch.no_grad():
        return denoiser(x, torch.tensor([sigma]))[0].numpy()


def write_model(denoiser: nn.Module, folder: Path, largest_graph_bytes: int = LARGEST_GRAPH_BYTES) -> None:
    export(denoiser, 4, 16, folder / 'model.onnx', largest_graph_bytes=largest_graph_bytes)
    write_card(
        str(folder),
        {
            'name': 'msdm-tiny',
            'version': '1.0.0',
            'licence': 'MIT',
            'sampleRateHz': RATE_HZ,
            'stems': list(STEMS),
            'chunkFrames': {'trained': FRAMES, 'min': 16, 'multipleOf': 16},
            'sigma': {'data': 0.2, 'min': 0.0001, 'max': 20.0},
            'tasks': ['separate', 'impute', 'generate'],
        },
    )


def write_fixture(folder: Path) -> None:
    denoiser = tiny_denoiser(folder)
    write_model(denoiser, FIXTURE)
    rows = {str(sigma): [float(f'{value:.8g}') for value in denoised(denoiser, sigma).flatten()] for sigma in SIGMAS}
    (FIXTURE / 'expected.json').write_text(json.dumps({'denoised': rows}) + '\n')


if __name__ == '__main__':
    if sys.argv[1:2] == ['checkpoint'] and len(sys.argv) == 3:
        torch.save(tiny_checkpoint(), sys.argv[2])
    elif sys.argv[1:2] == ['stems'] and len(sys.argv) == 3:
        for number, stem in enumerate(STEMS):
            torch.save(tiny_checkpoint(number, in_channels=1), Path(sys.argv[2]) / f'{stem}.ckpt')
    elif sys.argv[1:2] == ['apart'] and len(sys.argv) == 3:
        with tempfile.TemporaryDirectory() as temporary:
            write_model(tiny_denoiser(Path(temporary)), Path(sys.argv[2]), largest_graph_bytes=0)
    elif sys.argv[1:] == ['fixture']:
        with tempfile.TemporaryDirectory() as temporary:
            write_fixture(Path(temporary))
    else:
        sys.exit(__doc__)
