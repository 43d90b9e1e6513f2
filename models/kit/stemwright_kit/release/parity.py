"""Is the graph the network? The largest difference of ONNX Runtime (matrix products) from PyTorch (FFT) over every
conditioning and several shapes, and whether known audio comes out as it went in. The limit is on the difference
relative to 1 or, where it is more, to the largest value that PyTorch gives."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from ..network.denoiser import Denoiser
from ..network.spectrum import MULTIPLE
from .examples import CASES, INPUTS, example

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
