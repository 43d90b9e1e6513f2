"""Graphs that are no separator the daemon can run, or one that fails while it runs: each must end in a sentence.

All but those that are damaged load in onnxruntime, so that what they are is told from inputs and outputs. Those that
fail while they run say so by their name; they are whole until a sample is beyond LOUD.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper

from ..onnx_file import Axis, Shapes, constant, model_of, node, tensors, write_model
from .external_weights import EXTERNAL_TAPS, FRAMES, stereo, with_external_taps, with_large_weights

LOUD = 0.9
STEREO: Shapes = {'mix': [1, 2, FRAMES]}
FOUR_STEMS: Shapes = {'stems': [1, 4, 2, FRAMES]}
COPIES = [node('Unsqueeze', 'mix axis_1', 'one_stem'), node('Tile', 'one_stem copies', 'stems')]
AXIS_1 = constant('axis_1', [1], np.int64)


def copies(number: int) -> list[TensorProto]:
    return [AXIS_1, constant('copies', [1, number, 1, 1], np.int64)]


def copying(
    inputs: Shapes, outputs: Shapes, number: int = 4, elements: tuple[int, int] = (TensorProto.FLOAT, TensorProto.FLOAT)
) -> ModelProto:
    """Each stem is the mixture, whatever the shapes say"""
    given, made = elements
    return model_of('copying', COPIES, tensors(inputs, given), tensors(outputs, made), copies(number))


def identity(shape: list[Axis]) -> ModelProto:
    return model_of('identity', [node('Identity', 'in', 'out')], tensors({'in': shape}), tensors({'out': shape}))


def whole_numbers(of: str) -> ModelProto:
    """16-bit integers at the input or at the output"""
    given, made = ('int_mix', 'stems') if of == 'input' else ('mix', 'int_stems')
    element = {True: TensorProto.INT16, False: TensorProto.FLOAT}
    cast = (
        [node('Cast', given, 'mix', to=TensorProto.FLOAT), *COPIES]
        if of == 'input'
        else [*COPIES, node('Cast', 'stems', made, to=TensorProto.INT16)]
    )
    inputs = tensors({given: [1, 2, FRAMES]}, element[of == 'input'])
    outputs = tensors({made: [1, 4, 2, FRAMES]}, element[of == 'output'])
    return model_of('whole_numbers', cast, inputs, outputs, copies(4))


def second_input() -> ModelProto:
    """A recording of a speaker beside the mixture, as extractors of one voice want it"""
    nodes = [
        *COPIES[:1],
        node('Tile', 'one_stem copies', 'tiled'),
        node('ReduceMean', 'speaker', 'level', keepdims=0),
        node('Add', 'tiled level', 'stems'),
    ]
    inputs = tensors({'mix': [1, 2, FRAMES], 'speaker': [1, 256]})
    return model_of('second_input', nodes, inputs, tensors(FOUR_STEMS), copies(4))


def spectra_without_waveforms(with_mix: bool) -> ModelProto:
    """HTDemucs' spectral half alone"""
    nodes = [node('Unsqueeze', 'mag axis_1', 'one_stem'), node('Tile', 'one_stem spectra_copies', 'spectra')]
    if with_mix:
        nodes += [
            node('ReduceMean', 'mix', 'level', keepdims=0),
            node('Add', 'spectra level', 'louder'),
        ]
    inputs: dict[str, list[Axis]] = {'mag': [1, 4, 2048, 8]}
    if with_mix:
        inputs = {'mix': [1, 2, 8000], **inputs}
    outputs = tensors({'louder' if with_mix else 'spectra': [1, 4, 4, 2048, 8]})
    return model_of(
        'spectra', nodes, tensors(inputs), outputs, [AXIS_1, constant('spectra_copies', [1, 4, 1, 1, 1], np.int64)]
    )


def sliced(inputs: Shapes, outputs: Shapes, nodes: list[NodeProto], axis: int, end: int) -> ModelProto:
    """`whole` cut at `end` of an axis"""
    constants = [
        *copies(4),
        *(constant(name, [at], np.int64) for name, at in zip('begin end axis'.split(), (0, end, axis))),
    ]
    cut = [*nodes, node('Slice', 'whole begin end axis', 'cut')]
    return model_of('sliced', cut, tensors(inputs), tensors(outputs), constants)


def failing_when_loud(not_finite: str) -> ModelProto:
    """nan: sqrt of what is below zero; infinite: a division by zero. Of samples beyond LOUD alone."""
    room = [node('Mul', 'mix mix', 'power'), node('Sub', 'most power', 'room')]
    last = {
        'nan': [node('Sqrt', 'room', 'root'), node('Mul', 'root zero', 'nothing'), node('Add', 'mix nothing', 'made')],
        'infinite': [node('Relu', 'room', 'kept'), node('Sign', 'kept', 'unit'), node('Div', 'mix unit', 'made')],
    }[not_finite]
    tiled = [node('Unsqueeze', 'made axis_1', 'one_stem'), node('Tile', 'one_stem copies', 'stems')]
    constants = [*copies(4), constant('most', LOUD**2), constant('zero', 0)]
    return stereo([*room, *last, *tiled], constants)


def endless_when_loud() -> ModelProto:
    """Goes round and round, in constant memory, for a sample beyond LOUD"""
    turn = helper.make_graph(
        [node('Identity', 'goes_on', 'still'), node('Identity', 'before', 'after')],
        'turn',
        [
            *tensors({'turns': []}, TensorProto.INT64),
            *tensors({'goes_on': []}, TensorProto.BOOL),
            *tensors({'before': [1, 2, FRAMES]}),
        ],
        [*tensors({'still': []}, TensorProto.BOOL), *tensors({'after': [1, 2, FRAMES]})],
    )
    nodes = [
        node('Mul', 'mix mix', 'power'),
        node('ReduceMax', 'power', 'peak', keepdims=0),
        node('Greater', 'peak most', 'loud'),
        helper.make_node('Loop', ['', 'loud', 'mix'], ['made'], body=turn),
        node('Unsqueeze', 'made axis_1', 'one_stem'),
        COPIES[1],
    ]
    return stereo(nodes, [*copies(4), constant('most', LOUD**2)])


def endless_memory() -> ModelProto:
    """Asks for 32 terabytes while it runs"""
    nodes = [
        *COPIES[:1],
        node('Tile', 'one_stem thousand_millions', 'vast'),
        node('ReduceMean', 'vast', 'level', axes=[1], keepdims=1),
        node('Tile', 'level copies', 'stems'),
    ]
    return stereo(nodes, [*copies(4), constant('thousand_millions', [1, 10**9, 1, 1], np.int64)])


def unknown_operator() -> ModelProto:
    model = stereo([helper.make_node('Separate', ['mix'], ['stems'], domain='com.example')], [])
    model.opset_import.append(helper.make_opsetid('com.example', 1))
    return model


FOREIGN: dict[str, Callable[[], ModelProto]] = {
    'rank-two': lambda: model_of(
        'rank_two',
        [node('Unsqueeze', 'mix axis_0', 'one_stem'), node('Tile', 'one_stem copies', 'stems')],
        tensors({'mix': [2, FRAMES]}),
        tensors({'stems': [4, 2, FRAMES]}),
        [constant('axis_0', [0], np.int64), constant('copies', [4, 1, 1], np.int64)],
    ),
    'rank-five': lambda: identity([1, 1, 2, FRAMES, 1]),
    'int-input': lambda: whole_numbers('input'),
    'int-output': lambda: whole_numbers('output'),
    'half-input': lambda: copying(STEREO, FOUR_STEMS, elements=(TensorProto.FLOAT16, TensorProto.FLOAT16)),
    'second-input': second_input,
    'hybrid-without-waveforms': lambda: spectra_without_waveforms(with_mix=True),
    'spectra-of-four-stems': lambda: spectra_without_waveforms(with_mix=False),
    'magnitudes': lambda: identity([1, 2, 2049, 32]),
    'roformer-spectra': lambda: identity([1, 2050, 32, 2]),
    'fewer-bins-out': lambda: sliced({'whole': [1, 4, 2048, 16]}, {'cut': [1, 4, 1024, 16]}, [], axis=2, end=1024),
    'other-length-out': lambda: sliced(
        STEREO, {'cut': [1, 4, 2, 4000]}, [COPIES[0], node('Tile', 'one_stem copies', 'whole')], axis=3, end=4000
    ),
    'shorter-when-run': lambda: sliced(
        {'mix': [1, 2, 'frames']},
        {'cut': [1, 4, 2, 'frames']},
        [COPIES[0], node('Tile', 'one_stem copies', 'whole')],
        axis=3,
        end=-1,
    ),
    'no-stems': lambda: copying(STEREO, {'stems': [1, 0, 2, FRAMES]}, 0),
    'thousand-stems': lambda: copying(STEREO, {'stems': [1, 1000, 2, FRAMES]}, 1000),
    'hundred-channels': lambda: copying({'mix': [1, 100, FRAMES]}, {'stems': [1, 4, 100, FRAMES]}),
    'one-frame': lambda: copying({'mix': [1, 2, 1]}, {'stems': [1, 4, 2, 1]}),
    'endless-chunk': lambda: copying({'mix': [1, 2, 2**40]}, {'stems': [1, 4, 2, 2**40]}),
    'batch-of-eight': lambda: copying({'mix': [8, 2, FRAMES]}, {'stems': [8, 4, 2, FRAMES]}),
    'nan-when-loud': lambda: failing_when_loud('nan'),
    'infinite-when-loud': lambda: failing_when_loud('infinite'),
    'endless-when-loud': endless_when_loud,
    'endless-memory-when-run': endless_memory,
    'unknown-operator': unknown_operator,
    'newer-opset': lambda: model_of('newer', COPIES, tensors(STEREO), tensors(FOUR_STEMS), copies(4), opset=99),
    'external-missing': lambda: with_external_taps('missing.bin'),
    'external-short': lambda: with_external_taps('short.bin'),
    'external-outside': lambda: with_external_taps(f'../{EXTERNAL_TAPS}'),
    'external-absolute': lambda: with_external_taps('/etc/passwd'),
    'external-large': lambda: with_large_weights('large.bin'),
}


def write_foreign(folder: Path) -> None:
    for name, make in FOREIGN.items():
        write_model(folder / f'{name}.onnx', make())
    whole = (folder / 'nan-when-loud.onnx').read_bytes()
    (folder / 'cut-off.onnx').write_bytes(whole[: len(whole) // 2])
    (folder / 'web-page.onnx').write_text('<!DOCTYPE html>\n<title>Sign in to download</title>\n')
    (folder / 'empty.onnx').write_bytes(b'')
    (folder / 'short.bin').write_bytes(bytes(16))
