"""A few values of PyTorch's spectra, of noise (noise.py), for pytorch-spectra.json.

Of each stft or demucs spectrum: [frame][bin][real, imaginary] at `bins` and `spectrumAt`. Of each inverse: waveform
values at `at`, of a spectrum [bin][frame][real, imaginary] that is noise, 1 / 64 as loud: no waveform has it, and what
it says of the imaginary part of the lowest and highest bin is not heard.
"""

import math

import numpy as np
import torch
from torch import Tensor

from .noise import noise
from .pytorch_spectra import demucs_spectra, demucs_waveforms, istft, stft

HOP_FRAMES = 1024
MIXTURE_FRAMES = 9000
SEED = 7
DEMUCS_FFT_FRAMES = 4096
DEMUCS_FRAMES = [8000, 8192, 343980]
LARGEST_INVERSE_FRAMES = 10_000
SPECTRUM_SCALE = 1 / 64
SIGNIFICANT = 10


def rounded(values: np.ndarray) -> list[object]:
    return [rounded(value) if value.ndim else float(f'{value:.{SIGNIFICANT}g}') for value in values]


def waveform(frames: int) -> Tensor:
    return torch.from_numpy(noise(frames, SEED))


def spectrum(bins: int, frames: int) -> Tensor:
    values = SPECTRUM_SCALE * noise(2 * bins * frames, SEED).reshape(bins, frames, 2)
    return torch.view_as_complex(torch.from_numpy(values))


def some_bins(bins: int) -> list[int]:
    return [0, 1, 2, 17, bins // 3, bins - 2, bins - 1]


def some_frames(frames: int) -> list[int]:
    return sorted({0, 1, 2, 1023, 1024, 1536, 2047, frames // 2, frames - 1025, frames - 2, frames - 1})


def picked(spectra: Tensor) -> dict[str, object]:
    bins, frames = spectra.shape
    at = sorted({0, 1, 2, frames // 2, frames - 3, frames - 2, frames - 1})
    values = torch.view_as_real(spectra[some_bins(bins)][:, at].T.resolve_conj().contiguous()).numpy()
    return {'spectrumFrames': frames, 'spectrumAt': at, 'bins': some_bins(bins), 'values': rounded(values)}


def heard(waveforms: Tensor) -> dict[str, object]:
    at = some_frames(len(waveforms))
    return {'at': at, 'values': rounded(waveforms[at].numpy())}


def plain(fft_frames: int, normalised: bool) -> dict[str, object]:
    spectra = stft(waveform(MIXTURE_FRAMES), fft_frames, HOP_FRAMES, normalised)
    bins, frames = spectra.shape
    length = HOP_FRAMES * (frames - 1)
    return {
        'fftFrames': fft_frames,
        'hopFrames': HOP_FRAMES,
        'normalised': normalised,
        'frames': MIXTURE_FRAMES,
        'stft': picked(spectra),
        'istft': {'frames': length, **heard(istft(spectrum(bins, frames), HOP_FRAMES, normalised, length))},
    }


def demucs(frames: int) -> dict[str, object]:
    fields: dict[str, object] = {
        'fftFrames': DEMUCS_FFT_FRAMES,
        'hopFrames': HOP_FRAMES,
        'frames': frames,
        'spectra': picked(demucs_spectra(waveform(frames), DEMUCS_FFT_FRAMES, HOP_FRAMES)),
    }
    if frames <= LARGEST_INVERSE_FRAMES:
        spectra = spectrum(DEMUCS_FFT_FRAMES // 2, math.ceil(frames / HOP_FRAMES))
        fields['waveforms'] = heard(demucs_waveforms(spectra, HOP_FRAMES, frames))
    return fields


def reference_spectra() -> dict[str, object]:
    return {
        'seed': SEED,
        'spectrumScale': SPECTRUM_SCALE,
        'plain': [plain(size, normalised) for size in (4096, 6144, 7680, 16384) for normalised in (False, True)],
        'demucs': [demucs(frames) for frames in DEMUCS_FRAMES],
    }
