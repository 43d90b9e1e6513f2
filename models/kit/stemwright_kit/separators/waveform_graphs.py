"""The filter bank as a graph from waveforms to waveforms, in the forms that exports of separators have.

One convolution; beyond its chunk a graph hears silence. Axes that are free have a word.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from onnx import NodeProto, TensorProto

from ..onnx_file import Axis, constant, node, save
from .filter_bank import HALF_FRAMES, Bank, kernels


@dataclass(frozen=True)
class WaveformForm:
    """input: [batch, channels, frames], or [batch, frames] where rows is set; output: [batch, stems, channels, frames]
    less the axes that are left out.
    """

    channels: int = 2
    frames: Axis = 4096
    batch: Axis = 1
    rows: bool = False
    without: tuple[str, ...] = ()  # 'stems', 'channels'
    names: tuple[str, str] = ('mix', 'stems')
    silent: tuple[str, ...] = field(default=())  # stems whose output is zeros


def reversed_taps(taps: np.ndarray) -> np.ndarray:
    """ONNX's Conv correlates; the closed form convolves."""
    return taps[..., ::-1]


def convolution(mix: str, output: str) -> NodeProto:
    return node('Conv', f'{mix} taps', output, pads=[HALF_FRAMES, HALF_FRAMES])


def tap_constant(stems: Bank, channels: int, scale: float = 1, silent: tuple[str, ...] = ()) -> TensorProto:
    taps = scale * reversed_taps(kernels(stems, channels))
    taps[[stem.name in silent for stem in stems]] = 0
    return constant('taps', taps.reshape(-1, channels, taps.shape[-1]))


def write_waveform(path: Path, stems: Bank, form: WaveformForm) -> None:
    source, target = form.names
    given: list[Axis] = [form.batch, form.frames] if form.rows else [form.batch, form.channels, form.frames]
    axes: dict[str, Axis] = {'stems': len(stems), 'channels': form.channels}
    kept = [axis for name, axis in axes.items() if name not in form.without]
    nodes = [convolution('block' if form.rows else source, 'filtered')]
    constants = [tap_constant(stems, form.channels, silent=form.silent)]
    if form.rows:
        nodes.insert(0, node('Unsqueeze', f'{source} axis_1', 'block'))
        constants.append(constant('axis_1', [1], np.int64))
    nodes.append(node('Reshape', 'filtered shape', target))
    constants.append(constant('shape', [0, *kept, -1], np.int64))  # 0: as it was
    save(path, path.stem, nodes, {source: given}, {target: [form.batch, *kept, form.frames]}, constants)
