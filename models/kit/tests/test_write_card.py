"""The card lists every file that the network is in, and refuses weights that lie elsewhere."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import GraphProto, TensorProto, helper, numpy_helper

from write_card import sha256, write_card

FIELDS = {'name': 'apart', 'version': '1', 'licence': 'MIT', 'sampleRateHz': 22050, 'stems': ['bass', 'drums']}
REST = {'chunkFrames': {'trained': 8, 'min': 8, 'multipleOf': 8}, 'sigma': {'data': 0.1, 'min': 0.01, 'max': 1}}


def outside(name: str, location: str) -> TensorProto:
    """A weight whose bytes lie in another file"""
    tensor = numpy_helper.from_array(np.zeros(4, dtype=np.float32), name)
    onnx.external_data_helper.set_external_data(tensor, location)
    tensor.ClearField('raw_data')
    return tensor


def graph_of(name: str, *weights: TensorProto, inner: GraphProto | None = None) -> GraphProto:
    value = helper.make_tensor_value_info
    block: list[int | str] = [1, 2, 'frames']
    nodes = [helper.make_node('Identity', ['x'], ['denoised'])]
    if inner is not None:
        nodes.append(helper.make_node('Loop', ['', ''], ['never'], body=inner))
    inputs = [value('x', TensorProto.FLOAT, block), value('sigma', TensorProto.FLOAT, [1])]
    return helper.make_graph(nodes, name, inputs, [value('denoised', TensorProto.FLOAT, block)], list(weights))


def save(folder: Path, graph: GraphProto) -> None:
    (folder / 'model.onnx').write_bytes(helper.make_model(graph).SerializeToString())


def test_the_card_lists_the_graph_and_each_file_of_weights(tmp_path: Path) -> None:
    inner = graph_of('inner', outside('deep', 'deep.bin'))
    save(tmp_path, graph_of('outer', outside('a', 'weights.bin'), outside('b', './weights.bin'), inner=inner))
    for name in ('weights.bin', 'deep.bin', 'notes.txt'):
        (tmp_path / name).write_bytes(name.encode())
    write_card(str(tmp_path), {**FIELDS, **REST, 'tasks': ['separate'], 'sha256': 'of an older card', 'dataSha256': ''})
    card = json.loads((tmp_path / 'model.json').read_text())
    assert list(card['files']) == ['model.onnx', 'deep.bin', 'weights.bin']
    for name, digest in card['files'].items():
        assert digest == sha256(tmp_path / name)
    assert not {'sha256', 'dataSha256'} & set(card)


@pytest.mark.parametrize('location', ['../weights.bin', '/tmp/weights.bin', 'below/weights.bin'])
def test_weights_that_do_not_lie_beside_the_graph_are_refused(tmp_path: Path, location: str) -> None:
    save(tmp_path, graph_of('outer', outside('a', location)))
    with pytest.raises(ValueError, match='must lie in files beside it'):
        write_card(str(tmp_path), {**FIELDS, **REST, 'tasks': ['separate']})
    assert not (tmp_path / 'model.json').exists()
