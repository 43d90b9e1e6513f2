"""By hand, not in CI: a network of the published size (405,497,700 random weights) from checkpoint to graph, and what
one evaluation costs in PyTorch.

    python full_msdm.py FOLDER [--frames 262144] [--independent]      needs 4 GB of disk and of memory (9 GB and more
                                                                      with four independent networks)

Writes FOLDER/full.ckpt, and by import_msdm.py FOLDER/model; prints one JSON object. `npm run bench:msdm` runs it and
evaluates the same model in the daemon's worker.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))

from tiny_msdm import HYPER_PARAMETERS

from stemwright_kit.msdm.assemble import assemble
from stemwright_kit.msdm.checkpoint import PREFIX, SECOND_PREFIX
from stemwright_kit.msdm.network import UNet
from stemwright_kit.msdm.settings import parse_settings
from stemwright_kit.stems import STEMS

# the training configuration of the published four-stem network (exp/train_msdm.yaml of its code)
FULL = {
    **HYPER_PARAMETERS,
    'channels': 256,
    'patch_factor': 16,
    'multipliers': [1, 2, 4, 4, 4, 4, 4],
    'factors': [4, 4, 4, 2, 2, 2],
    'num_blocks': [2] * 6,
    'attentions': [False] * 3 + [True] * 3,
    'attention_heads': 8,
    'attention_features': 128,
}
EVALUATIONS = 3


def write_checkpoint(path: Path, parameters: Mapping[str, object]) -> None:
    """Gains of 1, biases of 0, all else of the size that keeps signals as large as they were"""
    with torch.device('meta'):
        shapes = {name: value.shape for name, value in UNet(parse_settings(parameters)).state_dict().items()}
    generator, state = torch.Generator().manual_seed(0), {}
    for name, shape in shapes.items():
        if name.endswith('.g') or 'groupnorm.weight' in name:
            value = torch.ones(shape)
        elif len(shape) == 1:
            value = torch.randn(shape, generator=generator) if name.endswith('.weights') else torch.zeros(shape)
        else:
            value = torch.randn(shape, generator=generator).mul_(shape[1:].numel() ** -0.5)
        state[PREFIX + name] = state[SECOND_PREFIX + name] = value
    torch.save({'state_dict': state, 'hyper_parameters': parameters}, path)


def seconds_of(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=Path)
    parser.add_argument('--frames', type=int, default=262144)
    parser.add_argument(
        '--independent', action='store_true', help='four networks of one stem; one file stands for all four'
    )
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    checkpoint = options.folder / 'full.ckpt'
    write_checkpoint(checkpoint, {**FULL, 'in_channels': 1 if options.independent else 4})
    files = [str(checkpoint)] * (4 if options.independent else 1)
    importing = [
        sys.executable,
        str(Path(__file__).parents[1] / 'import_msdm.py'),
        *files,
        '--out',
        str(options.folder / 'model'),
    ]
    import_seconds = seconds_of(lambda: subprocess.run(importing, check=True, stdout=sys.stderr))
    model = assemble(files, STEMS)
    x, sigma = 0.2 * torch.randn(1, 4, options.frames, generator=torch.Generator().manual_seed(0)), torch.tensor([0.2])
    with torch.no_grad():
        times = [seconds_of(lambda: model.denoiser(x, sigma)) for _ in range(1 + EVALUATIONS)][1:]
    print(
        json.dumps(
            {
                'parameters': model.parameters,
                'frames': options.frames,
                'threads': torch.get_num_threads(),
                'importSeconds': round(import_seconds, 1),
                'importPeakGB': round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6, 2),
                'pytorchSeconds': round(median(times), 2),
                'pytorchPeakGB': round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
            }
        )
    )


if __name__ == '__main__':
    main()
