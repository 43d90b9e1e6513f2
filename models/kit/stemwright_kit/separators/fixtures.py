"""Which graphs of the filter bank are kept for the tests, and the file that says what they are and what they give.

filter-bank.json: taps of each bank, and of each graph its contract, its stems in the order of its outputs, and a
`check`: noise of its seed (noise.py) through it as a host runs one chunk, by closed_form.py.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..onnx_file import write_model
from .closed_form import filtered, hybrid_stems, spectrum_stems
from .compact_json import compact_json
from .external_weights import EXTERNAL_TAPS, taps, with_external_taps
from .filter_bank import BANKS, DIVISOR, HALF_FRAMES, RATE_HZ, stems_of
from .foreign_graphs import write_foreign
from .noise import noise
from .reference_spectra import reference_spectra
from .spectral_graphs import (
    HYBRID_FFT_FRAMES,
    HYBRID_HOP_FRAMES,
    HybridForm,
    SpectrumForm,
    write_hybrid,
    write_spectrum,
)
from .waveform_graphs import WaveformForm, write_waveform

FOLDER = Path(__file__).resolve().parents[4] / 'test' / 'fixtures' / 'separators'
SPECTRUM_HOP_FRAMES = 1024
HTDEMUCS_FRAMES = 343980
FREE_CHECK_FRAMES = 5000
CHECK_SEED = 1
Form = WaveformForm | SpectrumForm | HybridForm


@dataclass(frozen=True)
class Graph:
    form: Form
    stems: list[str]
    bank: str = 'four'


FOUR = [stem.name for stem in BANKS['four']]
SIX = [stem.name for stem in BANKS['six']]

GRAPHS: dict[str, Graph] = {
    'waveform-fixed': Graph(WaveformForm(), FOUR),
    'waveform-free': Graph(WaveformForm(frames='frames', batch='batch', names=('mixture', 'sources')), FOUR),
    'waveform-htdemucs': Graph(WaveformForm(frames=HTDEMUCS_FRAMES, names=('input', 'output')), FOUR),
    'waveform-htdemucs-6s': Graph(WaveformForm(frames=HTDEMUCS_FRAMES, names=('input', 'output')), SIX, 'six'),
    'waveform-two-stems': Graph(WaveformForm(), ['vocals', 'drums']),
    'waveform-one-stem': Graph(WaveformForm(without=('stems',)), ['vocals']),
    'waveform-one-stem-free': Graph(WaveformForm(frames='T', names=('x', 'y')), ['vocals']),
    'waveform-mono': Graph(WaveformForm(channels=1, without=('channels',)), FOUR),
    'waveform-mono-free': Graph(WaveformForm(channels=1, frames='frames', without=('channels',)), FOUR),
    'waveform-mono-rows': Graph(WaveformForm(channels=1, frames='frames', without=('channels',), rows=True), FOUR),
    'waveform-mono-channel': Graph(WaveformForm(channels=1), FOUR),
    'spectrum-4096': Graph(SpectrumForm(4096, 2048, 16, batch='batch_size'), ['vocals']),
    'spectrum-6144': Graph(SpectrumForm(6144, 3072, 16, scale=0.8), ['drums']),
    'spectrum-7680': Graph(SpectrumForm(7680, 3072, 16), ['bass']),
    'spectrum-open': Graph(SpectrumForm(6144, 2048, 8, scale=0.8, is_open=True), ['vocals']),
    'spectrum-mdx': Graph(SpectrumForm(6144, 2048, 256, batch='batch_size'), ['vocals']),
    'hybrid-small': Graph(HybridForm(8000), FOUR),
    'hybrid-turned': Graph(
        HybridForm(8000, spectral=0.25, inputs=('a', 'b'), outputs=('c', 'd'), waveforms_first=True), FOUR
    ),
    'hybrid-htdemucs': Graph(HybridForm(HTDEMUCS_FRAMES, inputs=('mix', 'mag'), outputs=('x', 'xt')), FOUR),
    # as htdemucs_ft: a graph for each stem, which makes the others, too, but badly
    **{
        f'bag/{name}': Graph(WaveformForm(silent=tuple(other for other in FOUR if other != name)), FOUR)
        for name in FOUR
    },
}


def write_graph(path: Path, graph: Graph) -> None:
    stems = stems_of(graph.bank, graph.stems)
    if isinstance(graph.form, WaveformForm):
        write_waveform(path, stems, graph.form)
    elif isinstance(graph.form, SpectrumForm):
        write_spectrum(path, stems, graph.form)
    else:
        write_hybrid(path, stems, graph.form)


def described(form: Form) -> dict[str, object]:
    """What of a graph its card would say"""
    if isinstance(form, WaveformForm):
        fixed = form.frames if isinstance(form.frames, int) else None
        return {'contract': 'waveform', 'channels': form.channels, 'chunkFrames': fixed}
    if isinstance(form, SpectrumForm):
        return {
            'contract': 'spectrum',
            'channels': 2,
            'chunkFrames': SPECTRUM_HOP_FRAMES * (form.frames - 1),
            'fftFrames': form.fft_frames,
            'hopFrames': SPECTRUM_HOP_FRAMES,
            'bins': form.bins,
            'spectrumFrames': form.frames,
            'compensation': 1 / form.scale,
            **({'isOpen': True} if form.is_open else {}),
        }
    return {
        'contract': 'hybrid',
        'channels': 2,
        'chunkFrames': form.frames,
        'fftFrames': HYBRID_FFT_FRAMES,
        'hopFrames': HYBRID_HOP_FRAMES,
        'spectralShare': form.spectral,
    }


def chunk_stems(graph: Graph, mixture: np.ndarray) -> np.ndarray:
    """[channels][frames] -> [stems][channels][frames], float64"""
    stems, form = stems_of(graph.bank, graph.stems), graph.form
    if isinstance(form, WaveformForm):
        heard = filtered(mixture, stems)
        heard[[stem.name in form.silent for stem in stems]] = 0
        return heard
    if isinstance(form, SpectrumForm):
        return spectrum_stems(mixture, stems, form, SPECTRUM_HOP_FRAMES)
    return hybrid_stems(mixture, stems, form)


def check_frames(frames: int) -> list[int]:
    """Both ends, where padding is heard, and places between"""
    near = [0, 1, 2, 5, HALF_FRAMES - 1, HALF_FRAMES, 500, 1535, 1536, 2047, 2048, 3071, 3072]
    return sorted({*near, *(frames - 1 - at for at in near), frames // 3, frames // 2})


def check_mixture(graph: Graph) -> np.ndarray:
    """[channels][frames]"""
    fields = described(graph.form)
    channels = int(str(fields['channels']))
    frames = FREE_CHECK_FRAMES if fields['chunkFrames'] is None else int(str(fields['chunkFrames']))
    return noise(channels * frames, CHECK_SEED).reshape(channels, frames)


def check_of(graph: Graph) -> dict[str, object]:
    mixture = check_mixture(graph)
    at = check_frames(mixture.shape[1])
    values = chunk_stems(graph, mixture)[:, :, at]
    return {'frames': mixture.shape[1], 'at': at, 'values': np.round(values, 8).tolist()}


def filter_bank() -> dict[str, object]:
    return {
        'rateHz': RATE_HZ,
        'halfFrames': HALF_FRAMES,
        'divisor': DIVISOR,
        'banks': {
            name: {stem.name: {'own': stem.own.tolist(), 'crossed': stem.crossed.tolist()} for stem in bank}
            for name, bank in BANKS.items()
        },
        'checkSeed': CHECK_SEED,
        'graphs': {
            f'{name}.onnx': {
                **described(graph.form),
                'bank': graph.bank,
                'stems': graph.stems,
                'check': check_of(graph),
            }
            for name, graph in GRAPHS.items()
        },
    }


def write_fixtures(folder: Path) -> None:
    for name, graph in GRAPHS.items():
        write_graph(folder / f'{name}.onnx', graph)
    write_model(folder / 'waveform-external.onnx', with_external_taps(EXTERNAL_TAPS))
    (folder / EXTERNAL_TAPS).write_bytes(taps().raw_data)
    write_foreign(folder / 'foreign')
    for name, value in {'filter-bank': filter_bank(), 'pytorch-spectra': reference_spectra()}.items():
        (folder / f'{name}.json').write_text(compact_json(value) + '\n')
