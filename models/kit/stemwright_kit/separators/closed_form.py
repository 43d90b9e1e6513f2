"""The filter bank's stems as each contract makes them of one chunk, in 64 bits, without a graph.

Waveforms beyond the chunk are silence; spectra reflect them, as PyTorch does.
"""

import numpy as np
import torch
from torch import Tensor

from .filter_bank import DIVISOR, HALF_FRAMES, Bank, kernels
from .pytorch_spectra import demucs_spectra, demucs_waveforms, istft, stft
from .spectral_graphs import HYBRID_FFT_FRAMES, HYBRID_HOP_FRAMES, HybridForm, SpectrumForm


def filtered(mixture: np.ndarray, stems: Bank) -> np.ndarray:
    """[channels][frames] -> [stems][channels][frames]"""
    taps = kernels(stems, len(mixture))
    out = np.zeros((len(stems), *mixture.shape))
    for stem, target, source in np.ndindex(*taps.shape[:3]):
        whole = np.convolve(mixture[source], taps[stem, target, source])
        out[stem, target] += whole[HALF_FRAMES : HALF_FRAMES + mixture.shape[1]]
    return out


def response(taps: np.ndarray, fft_frames: int, bins: int) -> Tensor:
    """Gains of bins, complex [bins, 1]"""
    times = np.arange(-HALF_FRAMES, HALF_FRAMES + 1)
    angles = 2j * np.pi / fft_frames * np.outer(np.arange(bins), times)
    return torch.from_numpy(np.exp(-angles) @ taps / DIVISOR)[:, None]


def gained(spectra: Tensor, stems: Bank, fft_frames: int) -> Tensor:
    """complex [2, bins, frames] -> [stems, 2, bins, frames]"""
    left, right = spectra
    bins = spectra.shape[1]
    out = []
    for stem in stems:
        own, crossed = (response(taps, fft_frames, bins) for taps in (stem.own, stem.crossed))
        out.append(torch.stack((own * left + crossed * right, own * right - crossed * left)))
    return torch.stack(out)


def spectrum_stems(mixture: np.ndarray, stems: Bank, form: SpectrumForm, hop_frames: int) -> np.ndarray:
    """As a host of MDX-Net's networks makes them, compensation and all; bins that the graph has not are zeros."""
    spectra = stft(torch.from_numpy(mixture), form.fft_frames, hop_frames, normalised=False)
    spectra[:, form.bins :] = 0
    return istft(gained(spectra, stems, form.fft_frames), hop_frames, False, mixture.shape[1]).numpy()


def hybrid_stems(mixture: np.ndarray, stems: Bank, form: HybridForm) -> np.ndarray:
    """As a host of HTDemucs cut at its spectra makes them"""
    spectra = demucs_spectra(torch.from_numpy(mixture), HYBRID_FFT_FRAMES, HYBRID_HOP_FRAMES)
    by_gains = demucs_waveforms(gained(spectra, stems, HYBRID_FFT_FRAMES), HYBRID_HOP_FRAMES, mixture.shape[1])
    return form.spectral * by_gains.numpy() + (1 - form.spectral) * filtered(mixture, stems)
