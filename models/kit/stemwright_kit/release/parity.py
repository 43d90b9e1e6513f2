"""Is the graph the network? The largest difference of ONNX Runtime (matrix products) from PyTorch (FFT) over every
conditioning and several shapes, and whether known audio comes out as it went in. The limit is on the difference
relative to 1 or, where it is more, to the largest value that PyTorch gives."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from ..network.denoiser import SIGMA_MAX, Denoiser
from ..network.spectrum import HOP, MULTIPLE
from .examples import CASES, INPUTS, example
from .separation_graph import separation_inputs

SHAPES = ((1, 8), (2, 16), (3, 4))  # batch, multiples


@dataclass(frozen=True)
class Parity:
    case: str
    difference: float
    known_is_kept: bool


def open_graph(path: Path, threads: int = 1) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=['CPUExecutionProvider'])


def compare(graph: Path, network: Denoiser) -> list[Parity]:
    session = open_graph(graph)
    return [compare_case(session, network, case) for case in CASES]


def compare_case(session: onnxruntime.InferenceSession, network: Denoiser, case: str) -> Parity:
    difference, kept = 0.0, True
    for batch, multiples in SHAPES:
        inputs = example(batch, multiples * MULTIPLE, case, seed=batch)
        with torch.no_grad():
            wanted = network(*inputs.values()).numpy()
        got = session.run(None, {name: inputs[name].numpy() for name in INPUTS})[0]
        difference = max(difference, float(np.abs(got - wanted).max() / max(1.0, np.abs(wanted).max())))
        known = inputs['known_mask'].numpy() == 1
        kept &= bool(np.array_equal(got[known], inputs['known'].numpy()[known]))
    return Parity(case, difference, kept)


def compare_separation(separation: Path, graph: Path) -> float:
    """How far the second graph is from the first one told the same and given no noise: power of the difference relative
    to that of the stems, dB, the largest of all shapes
    """
    first, second = open_graph(graph), open_graph(separation)
    worst = -math.inf
    for batch, multiples in SHAPES:
        inputs = example(batch, multiples * MULTIPLE, 'mixture', seed=batch)
        inputs['x'].zero_()
        inputs['sigma'].fill_(SIGMA_MAX)
        wanted = first.run(None, {name: inputs[name].numpy() for name in INPUTS})[0]
        got = run_separation(second, inputs['mixture'], HOP)
        worst = max(worst, 10 * math.log10(np.square(got - wanted).sum() / np.square(wanted).sum()))
    return worst


def run_separation(
    session: onnxruntime.InferenceSession, mixture: torch.Tensor, hop: int, before: torch.Tensor | None = None
) -> np.ndarray:
    inputs = separation_inputs(mixture, hop)
    if before is not None:
        inputs['before'] = before
    return session.run(None, {name: value.numpy() for name, value in inputs.items()})[0]
