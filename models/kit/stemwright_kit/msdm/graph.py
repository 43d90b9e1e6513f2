"""Denoiser -> ONNX graph, weights of any size. The network is traced without its weights, which are then laid into the
graph one by one, or, where they are more than a gigabyte (a graph's format ends at two), into a file beside it: so an
import needs little more memory than the weights themselves.

Free axes: batch, and frames in multiples of the network's down-sampling.
"""

import hashlib
import io
import warnings
from pathlib import Path
from typing import BinaryIO

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper
from torch import Tensor, nn

from ..release.graph import HALF, LARGEST_HALF, LEAST_HALVED, OPSET

INPUTS, OUTPUT = ('x', 'sigma'), 'denoised'
DATA_SUFFIX = '.data'
DATA_HASH = 'data_sha256'  # in the graph's metadata: so the graph's own hash stands for the weights too
# half of what the format holds: beyond it, files that are mapped are written and opened in less time and memory
LARGEST_GRAPH_BYTES = 1_000_000_000
PAGE_BYTES = 4096  # weights in a file begin on pages, so that they can be mapped


def round_to_half(denoiser: nn.Module) -> None:
    """Rounds in place what `export(half=True)` stores in 16 bits"""
    for parameter in denoiser.parameters():
        if halvable(parameter):
            parameter.data = parameter.data.half().float()


def halvable(value: Tensor) -> bool:
    return value.numel() >= LEAST_HALVED and float(value.abs().max()) <= LARGEST_HALF


def export(
    denoiser: nn.Module,
    stems: int,
    multiple: int,
    path: Path,
    *,
    half: bool = False,
    largest_graph_bytes: int = LARGEST_GRAPH_BYTES,
) -> None:
    """Writes `path`, and `path`.data where the weights are more than largest_graph_bytes. half: large weights in 16
    bits, each followed by a cast.
    """
    model, weights = traced(denoiser, stems, multiple), denoiser.state_dict()
    names = [value.name for value in model.graph.input if value.name not in INPUTS]
    halved = {name for name in names if half and halvable(weights[name])}
    size = sum(weights[name].numel() * (2 if name in halved else 4) for name in names)
    inputs = [value for value in model.graph.input if value.name in INPUTS]
    del model.graph.input[:]
    model.graph.input.extend(inputs)
    for name in sorted(halved, reverse=True):
        model.graph.node.insert(0, helper.make_node('Cast', [name + HALF], [name], to=TensorProto.FLOAT))
    data_path = path.with_name(path.name + DATA_SUFFIX)
    data_path.unlink(missing_ok=True)
    if size <= largest_graph_bytes:
        model.graph.initializer.extend(stored(name, weights[name], name in halved) for name in names)
    else:
        with open(data_path, 'wb') as data:
            model.graph.initializer.extend(stored(name, weights[name], name in halved, data) for name in names)
        with open(data_path, 'rb') as data:
            model.metadata_props.add(key=DATA_HASH, value=hashlib.file_digest(data, 'sha256').hexdigest())
    path.write_bytes(model.SerializeToString())


def traced(denoiser: nn.Module, stems: int, multiple: int) -> onnx.ModelProto:
    """The graph with its weights as inputs"""
    free = {'x': {0: 'batch', 2: 'frames'}, 'sigma': {0: 'batch'}, OUTPUT: {0: 'batch', 2: 'frames'}}
    file = io.BytesIO()
    with warnings.catch_warnings(), torch.no_grad():
        # the tracing exporter is deprecated; it is the one that keeps both axes free here
        warnings.simplefilter('ignore')
        torch.onnx.export(
            denoiser,
            example(2, stems, 2 * multiple),
            file,  # type: ignore[arg-type]  # the tracing exporter takes any binary file
            input_names=list(INPUTS),
            output_names=[OUTPUT],
            dynamic_axes=free,
            opset_version=OPSET,
            export_params=False,
            do_constant_folding=False,
            dynamo=False,
        )
    model = onnx.load_from_string(file.getvalue())
    onnx.checker.check_model(model)
    return model


def example(batch: int, stems: int, frames: int) -> tuple[Tensor, Tensor]:
    """x and sigma: noise in the place of stems; noise levels from 0.05 up"""
    generator = torch.Generator().manual_seed(0)
    return 0.2 * torch.randn(batch, stems, frames, generator=generator), 0.05 * torch.arange(1, batch + 1)


def stored(name: str, value: Tensor, half: bool, data: BinaryIO | None = None) -> TensorProto:
    """One weight as the graph holds it: its bytes, or where they lie in `data`"""
    array = value.detach().numpy()
    values = np.ascontiguousarray(array, dtype='<f2' if half else '<f4')
    tensor = TensorProto(
        name=name + HALF if half else name,
        data_type=TensorProto.FLOAT16 if half else TensorProto.FLOAT,
        dims=values.shape,
    )
    if data is None:
        tensor.raw_data = values.tobytes()
        return tensor
    data.write(bytes(-data.tell() % PAGE_BYTES))
    tensor.data_location = TensorProto.EXTERNAL
    place = {'location': Path(data.name).name, 'offset': data.tell(), 'length': values.nbytes}
    for key, text in place.items():
        tensor.external_data.add(key=key, value=str(text))
    data.write(values.data)
    return tensor


def difference(denoiser: nn.Module, path: Path, stems: int, multiple: int) -> float:
    """The largest of the graph's values from PyTorch's, over lengths and batches other than the traced one; both are in
    [-1, 1].
    """
    session = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])
    worst = 0.0
    for batch, lengths in ((1, 3), (3, 1)):
        x, sigma = example(batch, stems, lengths * multiple)
        with torch.no_grad():
            wanted = denoiser(x, sigma).numpy()
        worst = max(worst, float(np.abs(session.run(None, {'x': x.numpy(), 'sigma': sigma.numpy()})[0] - wanted).max()))
    return worst
