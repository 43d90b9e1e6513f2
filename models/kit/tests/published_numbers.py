"""The published code's numbers (not part of the repository, for they have no licence) against this implementation, in
PyTorch.

    python published_numbers.py KEYS full-keys.json                      the names and shapes of the full network are
                                                                         the published ones
    python published_numbers.py NUMBERS CHECKPOINT EXPECTED.npz OUT     what PyTorch gives; writes OUT/cases.json and
                                                                        the arrays for onnxruntime-node

`npm run parity:msdm` calls both. One case is an input x [batch][stems][frames] at a noise level, and what the published
denoiser made of it: x.f32 and wanted.f32 hold them for every case in turn, float32. Prints the largest difference of
each case as JSON.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from full_msdm import FULL

from stemwright_kit.msdm.assemble import assemble
from stemwright_kit.msdm.checkpoint import PREFIX, SECOND_PREFIX
from stemwright_kit.msdm.network import UNet
from stemwright_kit.msdm.settings import parse_settings
from stemwright_kit.stems import STEMS


def full_network() -> UNet:
    """Names and shapes only"""
    with torch.device('meta'):
        return UNet(parse_settings(FULL))


def keys_of(network: torch.nn.Module) -> dict[str, list[int]]:
    return {
        prefix + name: list(value.shape)
        for prefix in (PREFIX, SECOND_PREFIX)
        for name, value in network.state_dict().items()
    }


def cases_of(expected: dict[str, np.ndarray]) -> Iterator[tuple[np.ndarray, float, np.ndarray]]:
    """(x, sigma, wanted); the network was given x * (1 + sigma)"""
    x = expected['x']
    for name, wanted in expected.items():
        if name != 'x':
            sigma = float(name.split('_')[-1])
            yield (x * (1 + sigma)).astype(np.float32), sigma, wanted.astype(np.float32)


def compare_numbers(checkpoint: Path, expected_path: Path, out: Path) -> list[dict[str, object]]:
    expected = dict(np.load(expected_path))
    stems = STEMS[: expected['x'].shape[1]]
    denoiser = assemble([str(checkpoint)], stems).denoiser
    cases, inputs, outputs = [], [], []
    for x, sigma, wanted in cases_of(expected):
        with torch.no_grad():
            ours = denoiser(torch.from_numpy(x), torch.full((len(x),), sigma)).numpy()
        cases.append({'sigma': sigma, 'shape': list(x.shape), 'pytorch': float(np.abs(ours - wanted).max())})
        inputs.append(x)
        outputs.append(wanted)
    np.concatenate(inputs).tofile(out / 'x.f32')
    np.concatenate(outputs).tofile(out / 'wanted.f32')
    (out / 'cases.json').write_text(json.dumps(cases))
    return cases


if __name__ == '__main__':
    if sys.argv[1:2] == ['KEYS'] and len(sys.argv) == 3:
        listed = json.loads(Path(sys.argv[2]).read_text())['keys']
        if listed != keys_of(full_network()):
            sys.exit(f'{sys.argv[2]}: the full network has other names or shapes')
        print(len(listed))
    elif sys.argv[1:2] == ['NUMBERS'] and len(sys.argv) == 5:
        print(json.dumps(compare_numbers(*map(Path, sys.argv[2:]))))
    else:
        sys.exit(__doc__)
