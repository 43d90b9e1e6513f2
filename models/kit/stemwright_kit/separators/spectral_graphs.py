"""The filter bank as a gain of each bin, as MDX-Net's networks take and give spectra, and as one half of HTDemucs cut
where its spectra are computed.

    X  [batch, 4, bins, frames]: left real, left imaginary, right real, right imaginary
    G_own[f] = sum_j own[j] exp(-2 pi i f j / fft_frames), G_crossed likewise
    Y[left] = G_own X[left] + G_crossed X[right],  Y[right] = G_own X[right] - G_crossed X[left]

Gains are computed from the taps inside the graph, which therefore stays small. What a graph is given, it does not
check: a host's wrong fft_frames is heard.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from onnx import NodeProto, TensorProto

from ..onnx_file import Axis, Shapes, constant, node, save
from .filter_bank import DIVISOR, HALF_FRAMES, Bank
from .waveform_graphs import convolution, tap_constant

COMPLEX_CHANNELS = 4
HYBRID_FFT_FRAMES, HYBRID_HOP_FRAMES = 4096, 1024
HYBRID_BINS = HYBRID_FFT_FRAMES // 2

SAME, TURNED = np.eye(2), np.array([[0, 1], [-1, 0]])
# [share][4 out][4 in] of own's sum of cosines, crossed's, own's sum of sines, crossed's: a complex product in real
# numbers (inner: real, imaginary), of two channels (outer: left, right)
MIXING = np.stack([np.kron(SAME, SAME), np.kron(TURNED, SAME), np.kron(SAME, TURNED), np.kron(TURNED, TURNED)])


@dataclass(frozen=True)
class SpectrumForm:
    """[batch, 4, bins, frames] in and out, of one stem; a host multiplies it by 1 / scale (MDX-Net's compensation). The
    graph tells bins and frames, or takes any number of frames and leaves both open.
    """

    fft_frames: int
    bins: int
    frames: int
    batch: Axis = 1
    scale: float = 1
    names: tuple[str, str] = ('input', 'output')
    is_open: bool = False


@dataclass(frozen=True)
class HybridForm:
    """mixture [1, 2, frames] and its spectra in, spectra and waveforms of stems out, which a host adds up. The gains
    have the share `spectral` of the filters, the convolution the rest.
    """

    frames: int
    spectral: float = 0.75
    inputs: tuple[str, str] = ('mix', 'mag')
    outputs: tuple[str, str] = ('spectra', 'waveforms')
    waveforms_first: bool = False

    @property
    def spectrum_frames(self) -> int:
        return math.ceil(self.frames / HYBRID_HOP_FRAMES)


def gain_nodes(spectra: str, output: str) -> list[NodeProto]:
    """spectra [B, 4, F, T] -> output [B, K, 4, F, T]"""
    return [
        node('Range', 'none bins one', 'bin_row'),
        node('Unsqueeze', 'bin_row axis_1', 'bin_column'),
        node('Mul', 'bin_column times', 'turns'),
        node('Mod', 'turns fft_frames', 'turn'),  # whole numbers: exact for every bin
        node('Cast', 'turn', 'turn_float', to=TensorProto.FLOAT),
        node('Mul', 'turn_float radians', 'angle'),
        node('Cos', 'angle', 'cosines'),
        node('Sin', 'angle', 'sines'),
        node('MatMul', 'cosines filters', 'even'),  # [F, taps] [K, taps, 2] -> [K, F, 2]
        node('MatMul', 'sines filters', 'odd'),
        node('Concat', 'even odd', 'gains', axis=2),
        node('MatMul', 'gains mixing', 'flat_matrices'),
        node('Reshape', 'flat_matrices matrix_shape', 'matrices'),  # [K, F, 4, 4]
        node('Transpose', spectra, 'by_bin', perm=[0, 2, 1, 3]),
        node('Unsqueeze', 'by_bin axis_1', 'by_bin_and_stem'),  # [B, 1, F, 4, T]
        node('MatMul', 'matrices by_bin_and_stem', 'mixed'),
        node('Transpose', 'mixed', output, perm=[0, 1, 3, 2, 4]),
    ]


def gain_constants(stems: Bank, fft_frames: int, bins: int, scale: float) -> list[TensorProto]:
    filters = np.stack([np.stack((stem.own, stem.crossed), axis=1) for stem in stems])
    return [
        constant('none', 0, np.int64),
        constant('one', 1, np.int64),
        constant('bins', bins, np.int64),
        constant('axis_1', [1], np.int64),
        constant('times', np.arange(-HALF_FRAMES, HALF_FRAMES + 1), np.int64),
        constant('fft_frames', fft_frames, np.int64),
        constant('radians', 2 * math.pi / fft_frames),
        constant('filters', scale * filters / DIVISOR),
        constant('mixing', MIXING.reshape(len(MIXING), -1)),
        constant('matrix_shape', [len(stems), bins, COMPLEX_CHANNELS, COMPLEX_CHANNELS], np.int64),
    ]


def write_spectrum(path: Path, stems: Bank, form: SpectrumForm) -> None:
    source, target = form.names
    sizes: list[Axis] = ['dim_f', 'dim_t'] if form.is_open else [form.bins, form.frames]
    shape: list[Axis] = [form.batch, COMPLEX_CHANNELS, *sizes]
    nodes = [*gain_nodes(source, 'stem_spectra'), node('Squeeze', 'stem_spectra axis_1', target)]
    constants = gain_constants(stems, form.fft_frames, form.bins, form.scale)
    save(path, path.stem, nodes, {source: shape}, {target: shape}, constants)


def write_hybrid(path: Path, stems: Bank, form: HybridForm) -> None:
    (mix, mag), (spectra, waveforms) = form.inputs, form.outputs
    block = [COMPLEX_CHANNELS, HYBRID_BINS, form.spectrum_frames]
    inputs: Shapes = {mix: [1, 2, form.frames], mag: [1, *block]}
    outputs: Shapes = {spectra: [1, len(stems), *block], waveforms: [1, len(stems), 2, form.frames]}
    if form.waveforms_first:
        inputs, outputs = dict(reversed([*inputs.items()])), dict(reversed([*outputs.items()]))
    nodes = [
        *gain_nodes(mag, spectra),
        convolution(mix, 'filtered'),
        node('Reshape', 'filtered waveform_shape', waveforms),
    ]
    constants = [
        *gain_constants(stems, HYBRID_FFT_FRAMES, HYBRID_BINS, form.spectral),
        tap_constant(stems, 2, 1 - form.spectral),
        constant('waveform_shape', [1, len(stems), 2, form.frames], np.int64),
    ]
    save(path, path.stem, nodes, inputs, outputs, constants)
