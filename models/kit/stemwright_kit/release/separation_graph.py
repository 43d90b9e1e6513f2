"""The second graph of a model: separation in one step (network/separation.py), with the weights of the first.

    mixture [B, 1, T], hop [1], before [B, K or 0, T] -> denoised [B, K, T]

It says itself which hops are its views, as JSON in its metadata: write_card.py copies them into the card. It holds no
large weight itself: each is a stretch of the first graph's file, as external data of ONNX. So both files belong
together, byte for byte, and what is folded is computed when onnxruntime opens the graph.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor

from ..network.denoiser import Denoiser
from ..network.separation import Separation
from ..network.spectrum import HOP, MULTIPLE
from ..stems import STEMS
from .examples import OUTPUT, example
from .graph import HALF, LEAST_HALVED, OPSET

SEPARATION_INPUTS = ('mixture', 'hop', 'before')
NAME = 'separation.onnx'
BEFORE_AXES = {0: 'batch', 1: 'stems or none', 2: 'frames'}
# The views, in the order in which they are used: the mixture as it is, then played 1.11 times faster, 1.05 times, and
# so on: as src/model/viewed-denoiser.ts has them, in the steps of the spectra
HOPS = [512, 568, 536, 552, 528, 560, 544, 576, 520]
PREFIX = 'denoiser.'  # Separation's own name for what it is a view of


def export_separation(network: Denoiser, path: Path) -> None:
    """With weights of its own: `share_weights` takes them out again."""
    inputs = separation_inputs(example(2, 8 * MULTIPLE, 'mixture', 0)['mixture'], HOP, before=True)
    blocks = ('mixture', 'before', OUTPUT)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter('ignore')  # as in graph.py
        torch.onnx.export(
            Separation(network).eval(),
            tuple(inputs.values()),
            str(path),
            input_names=list(SEPARATION_INPUTS),
            output_names=[OUTPUT],
            dynamic_axes={**{name: {0: 'batch', 2: 'frames'} for name in blocks}, 'before': BEFORE_AXES},
            opset_version=OPSET,
            do_constant_folding=False,
            dynamo=False,
        )


def separation_inputs(mixture: Tensor, hop: int, before: bool = False) -> dict[str, Tensor]:
    """before: stems that are to be subtracted, zeros here; else none"""
    batch, _, frames = mixture.shape
    stems = torch.zeros(batch, len(STEMS) if before else 0, frames)
    return dict(zip(SEPARATION_INPUTS, (mixture, torch.tensor([float(hop)]), stems)))


def share_weights(separation: Path, graph: Path, target: Path) -> None:
    """Writes the separation with every large weight in 16 bits as a stretch of `graph`, which must lie beside `target`.

    Raises ValueError naming a weight whose bytes are not in the graph: it was made from other weights.
    """
    if graph.parent.resolve() != target.parent.resolve():
        raise ValueError(f'{target} must lie beside {graph}, whose weights it uses')
    model, stored = onnx.load(separation), graph.read_bytes()
    onnx.helper.set_model_props(model, {'hops': json.dumps(HOPS)})
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type != onnx.TensorProto.FLOAT or np.prod(tensor.dims) < LEAST_HALVED:
            continue
        name, values = tensor.name, onnx.numpy_helper.to_array(tensor)
        for kind in (np.float16, np.float32):  # what is too large for 16 bits is stored in 32
            raw = values.astype(kind).tobytes()
            offset = stored.find(raw)
            if offset >= 0:
                break
        else:
            raise ValueError(f'{graph} does not hold the weight {name.removeprefix(PREFIX)} of this network')
        half = kind is np.float16
        refer(tensor, name + HALF if half else name, half, graph.name, offset, len(raw))
        if half:
            casts.append(onnx.helper.make_node('Cast', [name + HALF], [name], to=onnx.TensorProto.FLOAT))
    for cast in reversed(casts):
        model.graph.node.insert(0, cast)
    target.write_bytes(model.SerializeToString(deterministic=True))
    onnx.checker.check_model(str(target))


def refer(tensor: onnx.TensorProto, name: str, half: bool, location: str, offset: int, length: int) -> None:
    """Makes a tensor a stretch of a file."""
    tensor.ClearField('raw_data')
    tensor.ClearField('float_data')
    tensor.name = name
    tensor.data_type = onnx.TensorProto.FLOAT16 if half else onnx.TensorProto.FLOAT
    tensor.data_location = onnx.TensorProto.EXTERNAL
    for key, value in (('location', location), ('offset', str(offset)), ('length', str(length))):
        entry = tensor.external_data.add()
        entry.key, entry.value = key, value
