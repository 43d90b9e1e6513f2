"""The graph is the network, and the network can be had back from the graph."""

from pathlib import Path

import onnx
import pytest
import torch
from kit_helpers import stirred_network

from stemwright_kit.network.sizes import build
from stemwright_kit.network.spectrum import MULTIPLE
from stemwright_kit.release.__main__ import round_weights
from stemwright_kit.release.examples import CASES, example
from stemwright_kit.release.graph import export, halve
from stemwright_kit.release.parity import compare, compare_case, open_graph
from stemwright_kit.release.weights import load_weights


@pytest.fixture(scope='module')
def graphs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp('graphs')
    export(stirred_network(1), folder / 'whole.onnx')
    halve(folder / 'whole.onnx', folder / 'half.onnx')
    return folder / 'whole.onnx', folder / 'half.onnx'


def test_the_graph_gives_what_pytorch_gives_for_every_conditioning(graphs: tuple[Path, Path]) -> None:
    rows = compare(graphs[0], stirred_network(1))
    assert [row.case for row in rows] == list(CASES)
    for row in rows:
        assert row.difference < 1e-4, row
        assert row.known_is_kept, row


def test_another_network_is_told_apart(graphs: tuple[Path, Path]) -> None:
    assert compare_case(open_graph(graphs[0]), stirred_network(2), 'mixture').difference > 1e-3


def test_halved_weights_take_half_the_space_and_change_only_the_weights(graphs: tuple[Path, Path]) -> None:
    whole, half = (graph.stat().st_size for graph in graphs)
    assert half < 0.6 * whole
    rounded = stirred_network(1)
    round_weights(rounded)
    assert max(row.difference for row in compare(graphs[1], rounded)) < 1e-4


def test_weights_come_back_from_a_released_graph(graphs: tuple[Path, Path]) -> None:
    network, rounded = build('tiny'), stirred_network(1)
    load_weights(network, graphs[1])
    round_weights(rounded)
    a, b = network.state_dict(), rounded.state_dict()
    for name in a:
        # small tensors are kept in 32 bits
        assert torch.allclose(a[name], b[name], rtol=2**-10, atol=1e-7), name


def test_a_graph_of_another_size_is_refused_by_the_name_of_a_weight(graphs: tuple[Path, Path]) -> None:
    with pytest.raises(ValueError, match='has shape .* expected|has no weight'):
        load_weights(build('small'), graphs[1])


def test_all_operators_are_of_the_kind_that_every_provider_runs(graphs: tuple[Path, Path]) -> None:
    operators = {node.op_type for node in onnx.load(graphs[0]).graph.node}
    assert not operators & {'LSTM', 'GRU', 'RNN', 'STFT', 'DFT', 'Loop', 'If', 'Scan', 'Einsum'}


def test_an_unknown_case_is_refused() -> None:
    with pytest.raises(ValueError, match='case must be one of'):
        example(1, MULTIPLE, 'everything', 0)
