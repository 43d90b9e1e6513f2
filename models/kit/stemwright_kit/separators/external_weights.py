"""Graphs whose weights lie in another file: whole where that file does, and refused where it may not be opened."""

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, external_data_helper

from ..onnx_file import constant, model_of, node, tensors
from .filter_bank import BANKS
from .waveform_graphs import convolution, tap_constant

FRAMES = 4096
EXTERNAL_TAPS = 'its weights.bin'
LARGE_WEIGHTS = 550_000_000


def stereo(nodes: list[NodeProto], constants: list[TensorProto]) -> ModelProto:
    return model_of('stereo', nodes, tensors({'mix': [1, 2, FRAMES]}), tensors({'stems': [1, 4, 2, FRAMES]}), constants)


def taps() -> TensorProto:
    return tap_constant(BANKS['four'], 2)


def elsewhere(tensor: TensorProto, location: str) -> TensorProto:
    """The tensor without its bytes, which are said to lie in another file"""
    length = len(tensor.raw_data)
    external_data_helper.set_external_data(tensor, location, offset=0, length=length)
    tensor.ClearField('raw_data')
    return tensor


def with_external_taps(location: str) -> ModelProto:
    """The filter bank, its taps in another file"""
    nodes = [convolution('mix', 'filtered'), node('Reshape', 'filtered shape', 'stems')]
    return stereo(nodes, [elsewhere(taps(), location), constant('shape', [1, 4, 2, FRAMES], np.int64)])


def with_large_weights(location: str) -> ModelProto:
    """LARGE_WEIGHTS weights, 2.2 GB, of which the first is added to the mixture"""
    weights = TensorProto(name='weights', data_type=TensorProto.FLOAT, dims=[LARGE_WEIGHTS])
    weights.data_location = TensorProto.EXTERNAL
    for key, text in (('location', location), ('offset', '0'), ('length', str(4 * LARGE_WEIGHTS))):
        weights.external_data.add(key=key, value=text)
    nodes = [
        node('Unsqueeze', 'mix axis_1', 'one_stem'),
        node('Tile', 'one_stem copies', 'tiled'),
        node('Gather', 'weights first', 'offset'),
        node('Add', 'tiled offset', 'stems'),
    ]
    constants: dict[str, int | list[int]] = {'axis_1': [1], 'copies': [1, 4, 1, 1], 'first': 0}
    return stereo(nodes, [weights, *(constant(name, value, np.int64) for name, value in constants.items())])
