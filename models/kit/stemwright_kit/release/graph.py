"""Network -> ONNX graph, spectra included as matrix products; free axes: batch, and frames in multiples of
spectrum.MULTIPLE.

Constants are not folded here (onnxruntime folds them when it loads a graph): so every weight keeps its name, and
weights.py can read a released graph back.
"""

import warnings
from pathlib import Path

import numpy as np
import onnx
import torch

from ..network.denoiser import Denoiser
from ..network.spectrum import MULTIPLE
from .examples import INPUTS, OUTPUT, example

OPSET = 17
HALF = '.half'
LEAST_HALVED = 256  # values; smaller tensors stay as they are
LARGEST_HALF = 6e4


def export(network: Denoiser, path: Path) -> None:
    free = {name: {0: 'batch'} for name in (*INPUTS, OUTPUT)}
    for name in ('x', 'known', 'known_mask', 'mixture', OUTPUT):
        free[name][2] = 'frames'
    by_fft, network.spectrum.by_matrix = network.spectrum.by_matrix, True
    try:
        with warnings.catch_warnings(), torch.no_grad():
            # the tracing exporter is deprecated; it is the one that keeps both axes free here
            warnings.simplefilter('ignore')
            torch.onnx.export(
                network,
                tuple(example(2, 8 * MULTIPLE, 'mixture', 0).values()),
                str(path),
                input_names=list(INPUTS),
                output_names=[OUTPUT],
                dynamic_axes=free,
                opset_version=OPSET,
                do_constant_folding=False,
                dynamo=False,
            )
    finally:
        network.spectrum.by_matrix = by_fft


def halve(source: Path, target: Path) -> None:
    """Stores large weights in 16 bits, each followed by a cast: half the size, arithmetic as before."""
    model = onnx.load(source)
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type != onnx.TensorProto.FLOAT or np.prod(tensor.dims) < LEAST_HALVED:
            continue
        values, name = onnx.numpy_helper.to_array(tensor), tensor.name
        if np.abs(values).max() > LARGEST_HALF:
            continue
        tensor.CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float16), name + HALF))
        casts.append(onnx.helper.make_node('Cast', [name + HALF], [name], to=onnx.TensorProto.FLOAT))
    for cast in reversed(casts):
        model.graph.node.insert(0, cast)
    onnx.checker.check_model(model)
    onnx.save(model, target)
