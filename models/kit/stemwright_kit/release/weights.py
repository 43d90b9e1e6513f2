"""Weights out of a released graph: training goes on from what was released, and only the graph is kept in the
repository.

    python -m stemwright_kit.release.weights models/NAME/model.onnx OUT [--size small]     writes OUT/ema.* for --resume
"""  # fmt: skip

import argparse
from pathlib import Path

import onnx
import torch

from ..network.denoiser import Denoiser
from ..network.sizes import SIZES, build
from ..training.checkpoint import Progress, save_average
from .graph import HALF


def load_weights(network: Denoiser, graph: Path) -> None:
    """Raises ValueError naming a weight that the graph lacks or that has another shape."""
    stored = {
        tensor.name.removesuffix(HALF): onnx.numpy_helper.to_array(tensor)
        for tensor in onnx.load(graph).graph.initializer
    }
    state = network.state_dict()
    for name, value in state.items():
        if name not in stored:
            raise ValueError(f'{graph} has no weight {name}: is it a graph of this kit, and of this size?')
        if tuple(stored[name].shape) != tuple(value.shape):
            raise ValueError(f'{graph}: {name} has shape {stored[name].shape}, expected {tuple(value.shape)}')
        state[name] = torch.from_numpy(stored[name].copy()).float()
    network.load_state_dict(state)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('graph', type=Path)
    parser.add_argument('out', type=Path)
    parser.add_argument('--size', choices=sorted(SIZES), default='small')
    args = parser.parse_args()
    network = build(args.size)
    load_weights(network, args.graph)
    save_average(args.out, network, Progress(args.size))
    print(f'{args.out}: {args.size}, at step 0 of a new schedule')


if __name__ == '__main__':
    main()
