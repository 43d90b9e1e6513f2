"""Checkpoint -> models/NAME/model.onnx (weights in 16 bits), compared with PyTorch for every conditioning, and
models/NAME/separation.onnx, compared with model.onnx; exit code 1 if they differ.

    python -m stemwright_kit.release CHECKPOINT_FOLDER models/NAME
    python -m stemwright_kit.release --separation models/NAME [--size base]    only the second, of a released model.onnx

The card is write_card.py's, the judgement `stemwright evaluate`'s.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import torch

from ..network.denoiser import Denoiser
from ..network.sizes import SIZES, build
from ..training.checkpoint import load_average
from .graph import export, halve
from .parity import compare, compare_separation
from .separation_graph import NAME, export_separation, share_weights
from .weights import load_weights

GRAPH = 'model.onnx'
LIMIT = 1e-4
SEPARATION_LIMIT_DB = -100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('checkpoint', type=Path, nargs='?')
    parser.add_argument('model', type=Path)
    parser.add_argument('--separation', action='store_true')
    parser.add_argument('--size', choices=sorted(SIZES), default='base', help='of a released model.onnx')
    args = parser.parse_args()
    if args.separation:
        network = build(args.size).eval().requires_grad_(False)
        load_weights(network, args.model / GRAPH)
        sys.exit(0 if release_separation(network, args.model / GRAPH) else 1)
    if args.checkpoint is None:
        parser.error('a checkpoint is needed')
    weights, progress = load_average(args.checkpoint)
    network = build(progress.size).eval().requires_grad_(False)
    network.load_state_dict(weights)
    args.model.mkdir(parents=True, exist_ok=True)
    graph = args.model / GRAPH
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / GRAPH
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
    is_equal = all(row.difference <= LIMIT and row.known_is_kept for row in worst)
    sys.exit(0 if release_separation(network, graph) and is_equal else 1)


def release_separation(network: Denoiser, graph: Path) -> bool:
    """Writes the second graph beside the first. Returns whether both say the same."""
    separation = graph.parent / NAME
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / NAME
        export_separation(network, whole)
        share_weights(whole, graph, separation)
    difference_db = compare_separation(separation, graph)
    print(
        f'{separation}: {separation.stat().st_size / 1e6:.2f} MB, differs from {graph.name} by {difference_db:.0f} dB'
    )
    return difference_db <= SEPARATION_LIMIT_DB


def round_weights(network: torch.nn.Module) -> None:
    """To 16 bits, as they are in the graph: what is compared is the arithmetic, not the rounding"""
    with torch.no_grad():
        for value in network.state_dict().values():
            value.copy_(value.half().float())


if __name__ == '__main__':
    main()
