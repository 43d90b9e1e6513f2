"""By hand, not in CI: hybrid_transformer.py as a graph, 172 MB with its random weights.

    python -m stemwright_kit.separators.large_graph OUT.onnx [--stems 4] [--frames 343980] [--contract waveform]

waveform: [1, 2, T] -> [1, K, 2, T], Demucs' spectra computed inside the graph. hybrid: the network alone. Compares the
graph with PyTorch and prints one JSON object. `npm run bench:separator` separates with it.
"""

import argparse
import io
import json
import math
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import NodeProto, TensorProto
from torch import Tensor

from ..onnx_file import IR_VERSION, OPSET, constant, node, tensors, write_model
from .hybrid_transformer import HybridTransformer
from .pytorch_spectra import demucs_spectra, demucs_waveforms
from .spectral_graphs import HYBRID_BINS, HYBRID_FFT_FRAMES, HYBRID_HOP_FRAMES

HOPS = HYBRID_FFT_FRAMES // HYBRID_HOP_FRAMES
EDGE_FRAMES = HYBRID_HOP_FRAMES // 2 * 3
CENTRE_FRAMES = HYBRID_FFT_FRAMES // 2
LARGEST_DIFFERENCE = 1e-3  # of noise of spread 0.1 through forty layers in 32 bits


def exported(network: HybridTransformer, mix: Tensor, mag: Tensor) -> onnx.ModelProto:
    file = io.BytesIO()
    with warnings.catch_warnings(), torch.no_grad():
        # the tracing exporter is deprecated; shapes are fixed here, and it folds what depends on them
        warnings.simplefilter('ignore')
        torch.onnx.export(
            network,
            (mix, mag),
            file,  # type: ignore[arg-type]  # the tracing exporter takes any binary file
            input_names=['mix', 'mag'],
            output_names=['spectra', 'waveforms'],
            opset_version=OPSET,
            dynamo=False,
        )
    model = onnx.load_from_string(file.getvalue())
    model.ir_version = IR_VERSION
    return model


def spectra_nodes(frames: int, spectrum_frames: int) -> tuple[list[NodeProto], list[TensorProto]]:
    """mix -> mag, as demucs_spectra"""
    fill = spectrum_frames * HYBRID_HOP_FRAMES - frames
    window = torch.hann_window(HYBRID_FFT_FRAMES, dtype=torch.float64).numpy()
    nodes = [
        node('Pad', 'mix host_pads', 'host_padded', mode='reflect'),
        node('Pad', 'host_padded host_centre', 'host_centred', mode='reflect'),
        node('Reshape', 'host_centred host_signals', 'host_signal'),
        node('STFT', 'host_signal host_hop host_window host_fft', 'host_whole'),  # [2, frames, bins, 2]
        node('Slice', 'host_whole host_from host_to host_slice_axes', 'host_spectra'),
        node('Transpose', 'host_spectra', 'host_planes', perm=[0, 3, 2, 1]),
        node('Reshape', 'host_planes host_mag', 'mag'),
    ]
    constants = [
        constant('host_pads', [0, 0, EDGE_FRAMES, 0, 0, EDGE_FRAMES + fill], np.int64),
        constant('host_centre', [0, 0, CENTRE_FRAMES, 0, 0, CENTRE_FRAMES], np.int64),
        constant('host_signals', [2, -1, 1], np.int64),
        constant('host_hop', HYBRID_HOP_FRAMES, np.int64),
        constant('host_fft', HYBRID_FFT_FRAMES, np.int64),
        constant('host_window', window / math.sqrt(HYBRID_FFT_FRAMES)),
        constant('host_from', [2, 0], np.int64),
        constant('host_to', [2 + spectrum_frames, HYBRID_BINS], np.int64),
        constant('host_slice_axes', [1, 2], np.int64),
        constant('host_mag', [1, 4, HYBRID_BINS, spectrum_frames], np.int64),
    ]
    return nodes, constants


def waveform_nodes(stems: int, frames: int, spectrum_frames: int) -> tuple[list[NodeProto], list[TensorProto]]:
    """spectra, waveforms -> stems, as demucs_waveforms: the real part of a transform whose upper half is zeros"""
    window = torch.hann_window(HYBRID_FFT_FRAMES, dtype=torch.float64).numpy()
    whole = spectrum_frames + 4  # frames of spectrum, those that were dropped too
    rows = whole + HOPS - 1  # hops of the sum
    power = np.zeros(rows * HYBRID_HOP_FRAMES)
    for frame in range(whole):
        power[frame * HYBRID_HOP_FRAMES :][:HYBRID_FFT_FRAMES] += window**2
    weights = np.full(HYBRID_BINS, 2 * math.sqrt(HYBRID_FFT_FRAMES))
    weights[0] /= 2
    begin = CENTRE_FRAMES + EDGE_FRAMES
    channels = 2 * stems
    nodes = [
        node('Reshape', 'spectra host_pairs', 'host_pair'),  # [2 K, 2, bins, frames]
        node('Transpose', 'host_pair', 'host_made', perm=[0, 3, 2, 1]),
        node('Mul', 'host_made host_weights', 'host_weighted'),
        node('Pad', 'host_weighted host_upper', 'host_full'),
        node('DFT', 'host_full', 'host_complex', axis=2, inverse=1),
        node('Slice', 'host_complex host_none host_one host_last', 'host_real'),
        node('Mul', 'host_real host_synthesis', 'host_windowed'),
        node('Reshape', 'host_windowed host_hops', 'host_parts'),  # [2 K, frames, HOPS, hop]
        *(step for hop in range(HOPS) for step in overlap_nodes(hop)),
        node('Sum', ' '.join(f'host_shifted_{hop}' for hop in range(HOPS)), 'host_sum'),
        node('Reshape', 'host_sum host_flat', 'host_line'),
        node('Mul', 'host_line host_share', 'host_even'),
        node('Slice', 'host_even host_begin host_end host_two', 'host_cut'),
        node('Reshape', 'host_cut host_stems', 'host_by_spectra'),
        node('Add', 'host_by_spectra waveforms', 'stems'),
    ]
    integers: dict[str, int | list[int]] = {
        'host_pairs': [channels, 2, HYBRID_BINS, spectrum_frames],
        'host_upper': [0, 2, 0, 0, 0, 2, HYBRID_FFT_FRAMES - HYBRID_BINS, 0],
        'host_none': [0],
        'host_one': [1],
        'host_last': [3],
        'host_hops': [channels, whole, HOPS, HYBRID_HOP_FRAMES],
        'host_axis': [2],
        'host_flat': [1, channels, -1],
        'host_begin': [begin],
        'host_end': [begin + frames],
        'host_two': [2],
        'host_stems': [1, stems, 2, frames],
    }
    for hop in range(HOPS):
        integers[f'host_hop_{hop}'] = [hop]
        integers[f'host_after_{hop}'] = [hop + 1]
        integers[f'host_shift_{hop}'] = [0, hop, 0, 0, 0, HOPS - 1 - hop, 0, 0]
    constants = [
        *(constant(name, value, np.int64) for name, value in integers.items()),
        constant('host_weights', weights[:, None]),
        constant('host_synthesis', window[:, None]),
        constant('host_share', np.divide(1, power, out=np.zeros_like(power), where=power > 1e-9)),
    ]
    return nodes, constants


def overlap_nodes(hop: int) -> list[NodeProto]:
    """One hop of each frame, moved to where it is heard"""
    return [
        node('Slice', f'host_parts host_hop_{hop} host_after_{hop} host_axis', f'host_part_{hop}'),
        node('Pad', f'host_part_{hop} host_shift_{hop}', f'host_shifted_{hop}'),
    ]


def with_spectra(model: onnx.ModelProto, stems: int, frames: int) -> None:
    """Turns the hybrid contract into the waveform contract, in place."""
    spectrum_frames = math.ceil(frames / HYBRID_HOP_FRAMES)
    before, before_constants = spectra_nodes(frames, spectrum_frames)
    after, after_constants = waveform_nodes(stems, frames, spectrum_frames)
    graph = model.graph
    nodes = [*before, *graph.node, *after]
    del graph.node[:], graph.input[:], graph.output[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*before_constants, *after_constants])
    graph.input.extend(tensors({'mix': [1, 2, frames]}))
    graph.output.extend(tensors({'stems': [1, stems, 2, frames]}))


def write_large_graph(path: Path, stems: int, frames: int, contract: str) -> float:
    """Returns the largest difference from PyTorch."""
    torch.manual_seed(0)
    network = HybridTransformer(stems).eval().requires_grad_(False)
    mix = 0.1 * torch.randn(1, 2, frames)
    spectra = demucs_spectra(mix[0], HYBRID_FFT_FRAMES, HYBRID_HOP_FRAMES)
    mag = torch.view_as_real(spectra).permute(0, 3, 1, 2).reshape(1, 4, *spectra.shape[1:])
    model = exported(network, mix, mag)
    if contract == 'waveform':
        with_spectra(model, stems, frames)
    write_model(path, model)
    made, waveforms = network(mix, mag)
    session = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])
    if contract == 'hybrid':
        pairs = zip(session.run(None, {'mix': mix.numpy(), 'mag': mag.numpy()}), (made, waveforms))
        return max(float(np.abs(ours - theirs.numpy()).max()) for ours, theirs in pairs)
    complex_spectra = torch.view_as_complex(made[0].unflatten(1, (2, 2)).movedim(2, -1).contiguous())
    wanted = demucs_waveforms(complex_spectra, HYBRID_HOP_FRAMES, frames) + waveforms[0]
    return float(np.abs(session.run(None, {'mix': mix.numpy()})[0][0] - wanted.numpy()).max())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('out', type=Path)
    parser.add_argument('--stems', type=int, default=4)
    parser.add_argument('--frames', type=int, default=343980)
    parser.add_argument('--contract', choices=['waveform', 'hybrid'], default='waveform')
    options = parser.parse_args()
    worst = write_large_graph(options.out, options.stems, options.frames, options.contract)
    if worst > LARGEST_DIFFERENCE:
        raise SystemExit(f'{options.out}: differs from PyTorch by {worst:.1e}, more than {LARGEST_DIFFERENCE:.0e}')
    megabytes = round(options.out.stat().st_size / 1e6, 1)
    print(json.dumps({'graphMegabytes': megabytes, 'differenceFromPyTorch': float(f'{worst:.1e}')}))


if __name__ == '__main__':
    main()
