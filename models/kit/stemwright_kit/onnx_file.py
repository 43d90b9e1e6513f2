"""ONNX graphs written node by node: the same bytes every time, whatever onnx is installed.

It knows nothing of what a graph is for, and runs none.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import ArrayLike, DTypeLike
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

OPSET, IR_VERSION = 17, 8

Axis = int | str  # a word is an axis that is free
Shapes = Mapping[str, Sequence[Axis]]  # of inputs or outputs, by name


def constant(name: str, values: ArrayLike, kind: DTypeLike = np.float32) -> TensorProto:
    return numpy_helper.from_array(np.asarray(values, dtype=kind), name)


def node(kind: str, inputs: str, output: str, **attributes: Any) -> NodeProto:
    return helper.make_node(kind, inputs.split(), [output], **attributes)


def tensors(shapes: Shapes, element: int = TensorProto.FLOAT) -> list[ValueInfoProto]:
    return [helper.make_tensor_value_info(name, element, shape) for name, shape in shapes.items()]


def model_of(
    name: str,
    nodes: Sequence[NodeProto],
    inputs: Sequence[ValueInfoProto],
    outputs: Sequence[ValueInfoProto],
    constants: Sequence[TensorProto] = (),
    opset: int = OPSET,
) -> ModelProto:
    """Not checked: a graph may be damaged on purpose. Versions are fixed so that the bytes depend on nothing else."""
    return helper.make_model(
        helper.make_graph(nodes, name, inputs, outputs, list(constants)),
        opset_imports=[helper.make_opsetid('', opset)],
        ir_version=IR_VERSION,
        producer_name='stemwright-kit',
        producer_version='1',
    )


def write_model(path: Path, model: ModelProto) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model.SerializeToString(deterministic=True))


def save(
    path: Path,
    name: str,
    nodes: Sequence[NodeProto],
    inputs: Shapes,
    outputs: Shapes,
    constants: Sequence[TensorProto] = (),
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Writes a graph of 32-bit inputs and outputs, and raises what onnx's checker finds wrong."""
    model = model_of(name, nodes, tensors(inputs), tensors(outputs), constants)
    helper.set_model_props(model, dict(metadata or {}))
    onnx.checker.check_model(model, full_check=True)
    write_model(path, model)
