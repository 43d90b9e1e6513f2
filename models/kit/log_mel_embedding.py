"""Makes test/fixtures/embeddings/log-mel, the embedding that `npm run bench:prior` measures with unless it is given
another one.

    python3 log_mel_embedding.py        writes the graph and its card; the same bytes every time

    audio [1][32768] at 22,050 Hz -> power of 63 Hann windows of 1024, hop 512 -> 32 mel bands, l = ln(1e-5 + power)
    -> per band the mean and the standard deviation of l over time -> embedding [1][64]

It says how a stretch of 1.5 s is coloured and how much that moves. Nothing is trained: a distance between such vectors
is a log-mel Gaussian distance and must not be called a Fréchet audio distance, which takes a network's view of music.
"""

import hashlib
import json
import os

import numpy as np
import onnx
from numpy.typing import ArrayLike, DTypeLike
from onnx import ModelProto, TensorProto, helper, numpy_helper

RATE_HZ = 22050
FFT_SIZE = 1024
HOP_FRAMES = 512
SPECTRA = 63
WINDOW_FRAMES = (SPECTRA - 1) * HOP_FRAMES + FFT_SIZE
MEL_BANDS = 32
FLOOR = 1e-5

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
OUT = os.path.join(ROOT, 'test', 'fixtures', 'embeddings', 'log-mel')

CARD = {
    'name': 'log-mel',
    'version': '1',
    'licence': 'MIT',
    'description': 'mean and standard deviation over 1.5 s of 32 log-mel bands, with no trained network: '
    'a log-mel Gaussian distance, not the Fréchet audio distance',
    'source': 'models/kit/log_mel_embedding.py',
    'sampleRateHz': RATE_HZ,
    'windowFrames': WINDOW_FRAMES,
    'hopFrames': WINDOW_FRAMES // 2,
    'dimensions': 2 * MEL_BANDS,
}


def hann() -> np.ndarray:
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT_SIZE) / FFT_SIZE)


def mel_filters() -> np.ndarray:
    """[bins][bands]: triangles of height 1, evenly spaced in mel = 2595 log10(1 + Hz / 700) from 0 Hz to Nyquist."""
    highest = 2595 * np.log10(1 + RATE_HZ / 2 / 700)
    corners = 700 * (10 ** (np.linspace(0, highest, MEL_BANDS + 2) / 2595) - 1)
    low, middle, high = corners[:-2], corners[1:-1], corners[2:]
    bins = np.arange(FFT_SIZE // 2 + 1)[:, None] * RATE_HZ / FFT_SIZE
    return np.maximum(0, np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle)))


def graph() -> ModelProto:
    def constant(name: str, value: ArrayLike, dtype: DTypeLike = np.float32) -> TensorProto:
        return numpy_helper.from_array(np.asarray(value, dtype=dtype), name)

    constants = [
        constant('signal_shape', [1, WINDOW_FRAMES, 1], np.int64),
        constant('hop', HOP_FRAMES, np.int64),
        constant('hann', hann()),
        constant('fft_size', FFT_SIZE, np.int64),
        constant('last_axis', [3], np.int64),
        constant('time_axis', [1], np.int64),
        constant('filters', mel_filters()),
        constant('floor', FLOOR),
    ]
    nodes = [
        helper.make_node('Reshape', ['audio', 'signal_shape'], ['signal']),
        helper.make_node('STFT', ['signal', 'hop', 'hann', 'fft_size'], ['spectra'], onesided=1),
        helper.make_node('Mul', ['spectra', 'spectra'], ['squares']),
        helper.make_node('ReduceSum', ['squares', 'last_axis'], ['power'], keepdims=0),
        helper.make_node('MatMul', ['power', 'filters'], ['mel']),
        helper.make_node('Add', ['mel', 'floor'], ['floored']),
        helper.make_node('Log', ['floored'], ['log_mel']),
        helper.make_node('ReduceMean', ['log_mel'], ['mean_kept'], axes=[1], keepdims=1),
        helper.make_node('Sub', ['log_mel', 'mean_kept'], ['centred']),
        helper.make_node('Mul', ['centred', 'centred'], ['deviations']),
        helper.make_node('ReduceMean', ['deviations'], ['variance'], axes=[1], keepdims=0),
        helper.make_node('Sqrt', ['variance'], ['deviation']),
        helper.make_node('Squeeze', ['mean_kept', 'time_axis'], ['mean']),
        helper.make_node('Concat', ['mean', 'deviation'], ['embedding'], axis=1),
    ]
    value = helper.make_tensor_value_info
    made = helper.make_graph(
        nodes,
        'log-mel',
        [value('audio', TensorProto.FLOAT, [1, WINDOW_FRAMES])],
        [value('embedding', TensorProto.FLOAT, [1, 2 * MEL_BANDS])],
        constants,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid('', 17)], producer_name='stemwright')
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def main() -> None:
    os.makedirs(OUT, exist_ok=True)
    bytes_of_graph = graph().SerializeToString()
    with open(os.path.join(OUT, 'embedding.onnx'), 'wb') as file:
        file.write(bytes_of_graph)
    card = {**CARD, 'sha256': hashlib.sha256(bytes_of_graph).hexdigest()}
    with open(os.path.join(OUT, 'embedding.json'), 'w', encoding='utf-8') as file:
        file.write(json.dumps(card, indent=2, ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main()
