"""By hand, not in CI: what networks cost in PyTorch, one at a time and when asked, so that another program's times are
taken by turns with these.

    python timed_networks.py --own models/NAME/model.onnx --size base --published FOLDER/full.ckpt
        --frames 131072 --evaluations 8

Prints `ready`, then answers each line of stdin with the processor seconds of one evaluation, of one thread: `own` is a
released network of this kit, sampled by the published code's loop (sample_dirac: Euler, EVALUATIONS steps, given the
mixture), its time divided by the steps; `published` the network of full_msdm.py, evaluated once. `npm run bench:msdm`
asks.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

sys.path.insert(0, str(Path(__file__).parents[1]))

from stemwright_kit.msdm.assemble import assemble
from stemwright_kit.network.sizes import build
from stemwright_kit.release.weights import load_weights
from stemwright_kit.stems import STEMS
from stemwright_kit.training.sampling import given_mixture, karras, sample_dirac


def own_evaluation(graph: Path, size: str, noise: Tensor, evaluations: int) -> Callable[[], Tensor]:
    network = build(size).eval()
    load_weights(network, graph)
    mixture = 0.1 * noise.sum(1, keepdim=True)
    return lambda: sample_dirac(given_mixture(network, mixture), mixture, noise.clone(), karras(evaluations, 1e-4, 1.0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--own', type=Path, required=True)
    parser.add_argument('--size', required=True)
    parser.add_argument('--published', type=Path, required=True)
    parser.add_argument('--frames', type=int, required=True)
    parser.add_argument('--evaluations', type=int, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    noise = torch.randn(1, len(STEMS), options.frames, generator=torch.Generator().manual_seed(0))
    published = assemble([str(options.published)], STEMS).denoiser
    work = {
        'own': (own_evaluation(options.own, options.size, noise, options.evaluations), options.evaluations),
        'published': (lambda: published(0.2 * noise, torch.tensor([0.2])), 1),
    }
    print('ready', flush=True)
    for line in sys.stdin:
        run, evaluations = work[line.strip()]
        start = time.process_time()
        with torch.no_grad():
            run()
        print((time.process_time() - start) / evaluations, flush=True)


if __name__ == '__main__':
    main()
