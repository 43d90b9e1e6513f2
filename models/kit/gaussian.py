"""Graphs with a closed form: the model models/gaussian and the graphs the tests run.

    python3 gaussian.py        writes models/gaussian, test/fixtures/graphs/matmul-chain.onnx and
                               test/fixtures/models/{masked-gaussian,separating-gaussian,published-gaussian,five-stems,
                               echo}; the same bytes every time

If stem k is N(0, lambda_k) at every frame, its denoiser is known exactly:

    D_k(x; sigma) = E[s_k | x_k = s_k + sigma * eps] = x_k * lambda_k / (lambda_k + sigma^2)

It is also EDM preconditioning, D = c_skip * x + c_out * F(c_in * x), with a network F that outputs zero and
sigma_data^2 = lambda_k. Nothing is trained and nothing is random here.
"""

import json
from pathlib import Path

import numpy as np
from onnx import TensorProto

from stemwright_kit.onnx_file import Shapes, constant, node, save
from write_card import HOPS_KEY, SEPARATION_GRAPH, write_card

ROOT = Path(__file__).resolve().parents[2]
STEMS = ['bass', 'drums', 'guitar', 'piano']
LAMBDA = np.array([0.04, 0.09, 0.01, 0.0225])
FIVE_LAMBDA = np.array([*LAMBDA, 0.0064])
SEPARATION_HOPS = [512, 576, 544]  # of the views of test/fixtures/models/separating-gaussian
PUBLISHED_LAMBDA = np.array([0.04, 0.02, 0.01, 0.03])  # of test/fixtures/msdm-trajectories.json

BLOCK: list[int | str] = ['batch', len(STEMS), 'frames']
MASKED_INPUTS: Shapes = {
    'x': BLOCK,
    'sigma': ['batch'],
    'known': BLOCK,
    'known_mask': BLOCK,
    'mixture': ['batch', 1, 'frames'],
    'mixture_given': ['batch'],
}


def sigma_data(lambdas: np.ndarray) -> float:
    return round(float(np.sqrt(lambdas.mean())), 6)


SIGMA = {'data': sigma_data(LAMBDA), 'min': 0.0001, 'max': 20.0}
CARD = {
    'version': '1.0.0',
    'licence': 'MIT',
    'sampleRateHz': 22050,
    'stems': STEMS,
    'chunkFrames': {'trained': 65536, 'min': 2048, 'multipleOf': 2048},
    'sigma': SIGMA,
    'tasks': ['separate', 'impute', 'generate'],
}
FIVE_FIELDS = {
    'stems': [*STEMS, 'strings'],
    'stemLooks': {
        'bass': {'aliases': ['bass guitar', 'bs']},
        'strings': {'label': 'String section', 'colour': '#336699', 'aliases': ['violins', 'vln']},
    },
}
PUBLISHED_FIELDS = {
    'chunkFrames': {'trained': 8, 'min': 8, 'multipleOf': 8},
    'sigma': {**SIGMA, 'data': sigma_data(PUBLISHED_LAMBDA)},
}


def column(lambdas: np.ndarray) -> TensorProto:
    return constant('lambda', lambdas[None, :, None])


AXES_12 = constant('axes_12', [1, 2], np.int64)
UNCONDITIONAL = [  # free = x * (lambda / (lambda + sigma^2))
    node('Mul', 'sigma sigma', 'variance_row'),
    node('Unsqueeze', 'variance_row axes_12', 'variance'),  # [B, 1, 1]
    node('Add', 'lambda variance', 'total'),
    node('Div', 'lambda total', 'skip'),
    node('Mul', 'x skip', 'free'),
]


def gaussian(path: Path, lambdas: np.ndarray) -> None:
    nodes = UNCONDITIONAL[:-1] + [node('Mul', 'x skip', 'denoised')]
    block: list[int | str] = ['batch', len(lambdas), 'frames']
    save(path, 'gaussian', nodes, {'x': block, 'sigma': ['batch']}, {'denoised': block}, [column(lambdas), AXES_12])


def masked_gaussian(path: Path) -> None:
    """
    E[s | x, known stems m, mixture y], exact for the same prior. Given x alone, s_k has mean free_k and variance
    C_k = lambda_k sigma^2 / (lambda_k + sigma^2); known stems have mean known_k and variance 0; then y = sum s adds

        D_k = base_k + given * c_k / sum_j c_j * (y - sum_j base_j)
        base_k = m_k known_k + (1 - m_k) free_k,   c_k = (1 - m_k) C_k

    The quotient is 0 where everything is known (the divisor is kept above 1e-20).
    """
    nodes = UNCONDITIONAL + [
        node('Sub', 'one known_mask', 'open'),
        node('Mul', 'known_mask known', 'known_part'),
        node('Mul', 'open free', 'free_part'),
        node('Add', 'known_part free_part', 'base'),
        node('Mul', 'skip variance', 'spread'),
        node('Mul', 'open spread', 'share'),
        node('ReduceSum', 'share axis_1', 'share_sum'),
        node('Max', 'share_sum tiny', 'share_total'),
        node('Div', 'share share_total', 'weight'),
        node('ReduceSum', 'base axis_1', 'base_sum'),
        node('Sub', 'mixture base_sum', 'residual'),
        node('Unsqueeze', 'mixture_given axes_12', 'given'),
        node('Mul', 'given residual', 'given_residual'),
        node('Mul', 'weight given_residual', 'correction'),
        node('Add', 'base correction', 'denoised'),
    ]
    save(
        path,
        'masked_gaussian',
        nodes,
        MASKED_INPUTS,
        {'denoised': BLOCK},
        [column(LAMBDA), AXES_12, constant('axis_1', [1], np.int64), constant('one', 1.0), constant('tiny', 1e-20)],
    )


def separation(path: Path) -> None:
    """
    The masked model's second graph: what it makes of a mixture y where x is 0 and sigma the highest level, a little
    louder in each view, and less the stems that another view gave, where there are any:

        D_k = C_k / sum_j C_j * y * hop / 512 - before_k,   C_k = lambda_k sigma^2 / (lambda_k + sigma^2)
    """
    spread = LAMBDA * SIGMA['max'] ** 2 / (LAMBDA + SIGMA['max'] ** 2)
    nodes = [
        node('Mul', 'hop per_hop', 'louder'),
        node('Mul', 'mixture louder', 'heard'),
        node('Mul', 'heard weight', 'stems'),
        node('Shape', 'before', 'given', start=1, end=2),
        node('Slice', 'stems zero given axis_1', 'stems_given'),
        node('Slice', 'stems given all axis_1', 'stems_not_given'),
        node('Sub', 'stems_given before', 'difference'),
        node('Concat', 'difference stems_not_given', 'denoised', axis=1),
    ]
    save(
        path,
        'separation',
        nodes,
        {'mixture': MASKED_INPUTS['mixture'], 'hop': [1], 'before': ['batch', 'stems or none', 'frames']},
        {'denoised': BLOCK},
        [
            constant('weight', (spread / spread.sum())[None, :, None]),
            constant('per_hop', 1 / SEPARATION_HOPS[0]),
            constant('axis_1', [1], np.int64),
            constant('zero', [0], np.int64),
            constant('all', [len(STEMS)], np.int64),
        ],
        {HOPS_KEY: json.dumps(SEPARATION_HOPS)},
    )


def echo(path: Path) -> None:
    """
    Stems that are asked for are half of the known ones' sum, whatever the noise: what comes out can be written down.

        D_k = m_k known_k + (1 - m_k) / 2 * sum_j m_j known_j
    """
    nodes = [
        node('Sub', 'one known_mask', 'open'),
        node('Mul', 'known_mask known', 'known_part'),
        node('ReduceSum', 'known_part axis_1', 'known_sum'),
        node('Mul', 'known_sum half', 'answer'),
        node('Mul', 'open answer', 'answers'),
        node('Add', 'known_part answers', 'denoised'),
    ]
    save(
        path,
        'echo',
        nodes,
        MASKED_INPUTS,
        {'denoised': BLOCK},
        [constant('axis_1', [1], np.int64), constant('one', 1.0), constant('half', 0.5)],
    )


def matmul_chain(path: Path, length: int = 16) -> None:
    """x [n, n] times itself again and again: as slow as the caller makes n. Zeros stay zeros."""
    names = ['x'] + [f'product_{i}' for i in range(1, length)] + ['product']
    nodes = [node('MatMul', f'{a} x', b) for a, b in zip(names, names[1:])]
    save(path, 'matmul_chain', nodes, {'x': ['n', 'n']}, {'product': ['n', 'n']}, [])


def main() -> None:
    shipped = ROOT / 'models' / 'gaussian'
    masked, separating, published, five, echoing = (
        ROOT / 'test' / 'fixtures' / 'models' / name
        for name in ('masked-gaussian', 'separating-gaussian', 'published-gaussian', 'five-stems', 'echo')
    )
    gaussian(shipped / 'model.onnx', LAMBDA)
    gaussian(published / 'model.onnx', PUBLISHED_LAMBDA)
    gaussian(five / 'model.onnx', FIVE_LAMBDA)
    masked_gaussian(masked / 'model.onnx')
    masked_gaussian(separating / 'model.onnx')
    separation(separating / SEPARATION_GRAPH)
    echo(echoing / 'model.onnx')
    matmul_chain(ROOT / 'test' / 'fixtures' / 'graphs' / 'matmul-chain.onnx')
    for folder, fields in (
        (shipped, {'name': 'gaussian'}),
        (masked, {'name': 'masked-gaussian'}),
        (separating, {'name': 'separating-gaussian'}),
        (published, {'name': 'published-gaussian', **PUBLISHED_FIELDS}),
        (five, {'name': 'five-stems', **FIVE_FIELDS}),
        (echoing, {'name': 'echo'}),
    ):
        print(write_card(str(folder), {**CARD, **fields})['files']['model.onnx'], folder.relative_to(ROOT))


if __name__ == '__main__':
    main()
