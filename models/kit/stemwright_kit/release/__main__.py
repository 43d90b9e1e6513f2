"""Checkpoint -> models/NAME/model.onnx (weights in 16 bits), compared with PyTorch for every conditioning; exit code 1
if they differ.

    python -m stemwright_kit.release CHECKPOINT_FOLDER models/NAME

The card is write_card.py's, the judgement `stemwright evaluate`'s.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import torch

from ..network.sizes import build
from ..training.checkpoint import load_average
from .graph import export, halve
from .parity import compare

LIMIT = 1e-4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('checkpoint', type=Path)
    parser.add_argument('model', type=Path)
    args = parser.parse_args()
    weights, progress = load_average(args.checkpoint)
    network = build(progress.size).eval().requires_grad_(False)
    network.load_state_dict(weights)
    args.model.mkdir(parents=True, exist_ok=True)
    graph = args.model / 'model.onnx'
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / 'model.onnx'
        export(network, whole)
        halve(whole, graph)
    round_weights(network)
    worst = compare(graph, network)
    for row in worst:
        print(
            f'{row.case}: largest difference '
            f'{row.difference:.1e}{"" if row.known_is_kept else ", known audio is changed"}'
        )
    print(f'{graph}: {graph.stat().st_size / 1e6:.1f} MB, step {progress.step}')
    sys.exit(0 if all(row.difference <= LIMIT and row.known_is_kept for row in worst) else 1)


def round_weights(network: torch.nn.Module) -> None:
    """To 16 bits, as they are in the graph: what is compared is the arithmetic, not the rounding"""
    with torch.no_grad():
        for value in network.state_dict().values():
            value.copy_(value.half().float())


if __name__ == '__main__':
    main()
