"""What PyTorch's stft and istft give, in 64 bits: what the host's spectra are compared with.

MDX-Net's programs call them as they are (centred, reflected, periodic Hann). Demucs pads and crops around them, so that
a mixture of T frames has ceil(T / hop) frames of spectrum.
"""

import math

import torch
from torch import Tensor
from torch.nn.functional import pad


def stft(waveforms: Tensor, fft_frames: int, hop_frames: int, normalised: bool) -> Tensor:
    """[..., T] -> complex [..., fft_frames / 2 + 1, 1 + T // hop]"""
    window = torch.hann_window(fft_frames, dtype=waveforms.dtype)
    flat = waveforms.reshape(-1, waveforms.shape[-1])
    spectra = torch.stft(
        flat, fft_frames, hop_frames, window=window, normalized=normalised, pad_mode='reflect', return_complex=True
    )
    return spectra.reshape(*waveforms.shape[:-1], *spectra.shape[1:])


def istft(spectra: Tensor, hop_frames: int, normalised: bool, frames: int) -> Tensor:
    """complex [..., bins, frames of spectrum] -> [..., frames]"""
    fft_frames = 2 * (spectra.shape[-2] - 1)
    window = torch.hann_window(fft_frames, dtype=spectra.real.dtype)
    flat = spectra.reshape(-1, *spectra.shape[-2:])
    waveforms = torch.istft(flat, fft_frames, hop_frames, window=window, normalized=normalised, length=frames)
    return waveforms.reshape(*spectra.shape[:-2], frames)


def demucs_spectra(mixture: Tensor, fft_frames: int, hop_frames: int) -> Tensor:
    """[..., T] -> complex [..., fft_frames / 2, ceil(T / hop)]"""
    frames = mixture.shape[-1]
    kept, edge = math.ceil(frames / hop_frames), hop_frames // 2 * 3
    flat = mixture.reshape(1, -1, frames)
    padded = pad(flat, (edge, edge + kept * hop_frames - frames), mode='reflect').reshape(*mixture.shape[:-1], -1)
    return stft(padded, fft_frames, hop_frames, normalised=True)[..., :-1, 2 : 2 + kept]


def demucs_waveforms(spectra: Tensor, hop_frames: int, frames: int) -> Tensor:
    """complex [..., fft_frames / 2, ceil(T / hop)] -> [..., T]; dropped bins and frames are zeros"""
    edge = hop_frames // 2 * 3
    whole = torch.view_as_complex(pad(torch.view_as_real(spectra), (0, 0, 2, 2, 0, 1)))
    length = hop_frames * math.ceil(frames / hop_frames) + 2 * edge
    return istft(whole, hop_frames, True, length)[..., edge : edge + frames]
