"""The denoiser of four stems, D(x; sigma | known * mask, mixture): a Wiener filter whose variances a network predicts,
plus what the network adds directly.

Per stem k and bin of a spectrum, with X = S + sigma N the noisy stem, Y the mixture (if given) and log variance L =
prior level(k, bin) + 2 * network:

    gain      g_k = exp(L_k) / (exp(L_k) + sigma^2)                       what is left of the noisy stem
    estimate  g_k X_k                                                     with variance v_k = exp(L_k) (1 - g_k)
    remainder R   = Y - known - sum g_k X_k                               to the stems by variance, a_k = v_k / sum v
    S_k = g_k X_k + a_k (1 + 0.3 u_k) R + c direct_k                      u complex
                                                                          c = sigma sigmaData
                                                                              / sqrt(sigma^2 + sigmaData^2)
    S_k += b_k (Y - known - sum S)                                        b = softmax(spread_k ln v_k):
                                                                          the stems sum to the mixture

An all-zero network is the Wiener filter of the measured prior levels, per stem and frequency. Known audio comes out as
it went in. The sum holds in every bin but the one at the Nyquist frequency and where audio is known for a part of a
window only: samplers restore it there.
"""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..stems import STEMS
from .blocks import LevelEmbedding
from .spectrum import BINS, Spectrum, known_in_frames
from .trunk import Trunk, TrunkSize

K = len(STEMS)
SIGMA_DATA = 0.06  # RMS of an active stem
# from here a spectrum shows noise only: one-step separation starts here. At 1, loud partials still stand out of the
# noise
SIGMA_MAX = 80.0
SIGMA_LEAST = 1e-5
NOISY_HEARD = 0.5  # the noisy stems fade from what the trunk sees as sigma passes this
SHARE_REACH = 0.3
DEFAULT_LEVEL = -5.5  # ln of the power of a bin of an active stem, all stems and bins alike: until levels are measured
PLANES_IN, PLANES_OUT = 3 * (2 * K + 1), 5 * K

# what is called as a Denoiser is: x, sigma, known, known_mask, mixture, mixture_given -> denoised
ConditionedDenoise = Callable[[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor], Tensor]


class Denoiser(nn.Module):
    """x, known, known_mask [B, K, T], sigma, mixture_given [B], mixture [B, 1, T] -> denoised [B, K, T]. T is a
    multiple of spectrum.MULTIPLE.

    The mask is 1 where a stem is known; what is not known or not given is not read. `trunk_dtype` lets the trunk run in
    bfloat16; the heads stay in float32.
    """

    prior_level: Tensor

    def __init__(self, size: TrunkSize) -> None:
        super().__init__()
        self.spectrum = Spectrum()
        self.embedding = LevelEmbedding(size.embedding)
        self.trunk = Trunk(size, PLANES_IN, PLANES_OUT)
        self.register_buffer('prior_level', torch.full((K, BINS), DEFAULT_LEVEL))
        self.direct = nn.Parameter(torch.tensor(0.3))
        self.spread = nn.Parameter(torch.zeros(K))  # 0: equal parts
        self.trunk_dtype: torch.dtype | None = None

    def forward(
        self, x: Tensor, sigma: Tensor, known: Tensor, known_mask: Tensor, mixture: Tensor, mixture_given: Tensor
    ) -> Tensor:
        sigma = sigma.clamp(min=SIGMA_LEAST)
        unknown = 1 - known_mask
        known = known * known_mask
        audio = torch.cat([x * unknown, known, mixture * mixture_given[:, None, None]], 1)
        real, imaginary = self.spectrum(audio)
        real, imaginary = self.on_spectra(real, imaginary, known_in_frames(known_mask), sigma, mixture_given)
        return self.spectrum.inverse(real, imaginary) * unknown + known

    def on_spectra(
        self, real: Tensor, imaginary: Tensor, known: Tensor, sigma: Tensor, given: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Spectra of noisy stems, known audio and mixture [B, 2 K + 1, frames, BINS], known part of each frame [B, K,
        frames] -> spectra of the stems
        """
        planes = features(real, imaginary, sigma)
        out = self.run_trunk(planes, known.transpose(1, 2), self.embedding(sigma, given))
        level, share_real, share_imaginary, direct_real, direct_imaginary = out.float().split(K, 1)
        level = 2 * level + self.prior_level[:, None]
        sigma, given = sigma[:, None, None, None], given[:, None, None, None]
        ratio = level - 2 * torch.log(sigma)
        gain = torch.sigmoid(ratio)
        left = level - softplus(ratio)  # ln v
        takes_none = torch.log(1.001 - known[..., None])  # known audio takes no share
        share = parts(left + takes_none) * given
        reach_real, reach_imaginary = share * (1 + SHARE_REACH * share_real), share * SHARE_REACH * share_imaginary
        step = sigma * SIGMA_DATA / torch.sqrt(sigma * sigma + SIGMA_DATA**2) * self.direct
        noisy = gain * real[:, :K], gain * imaginary[:, :K]
        rest = remainder(real, noisy[0]), remainder(imaginary, noisy[1])
        stems_real = noisy[0] + reach_real * rest[0] - reach_imaginary * rest[1] + step * direct_real
        stems_imaginary = noisy[1] + reach_real * rest[1] + reach_imaginary * rest[0] + step * direct_imaginary
        spread = parts(self.spread[:, None, None] * left + takes_none) * given
        return stems_real + spread * remainder(real, stems_real), stems_imaginary + spread * remainder(
            imaginary, stems_imaginary
        )

    def run_trunk(self, planes: Tensor, known: Tensor, embedding: Tensor) -> Tensor:
        if self.trunk_dtype is None:
            return self.trunk(planes, known, embedding)
        with torch.autocast(planes.device.type, self.trunk_dtype):
            return self.trunk(planes.to(self.trunk_dtype), known, embedding)


def features(real: Tensor, imaginary: Tensor, sigma: Tensor) -> Tensor:
    """What the trunk sees of each spectrum: both parts with compressed magnitude (power 0.4), and the logarithm of the
    power
    """
    s = sigma[:, None, None, None]
    deviation = torch.sqrt(s * s + SIGMA_DATA**2)
    heard = 1 / (1 + (s / NOISY_HEARD) ** 2)
    scale = torch.cat(
        [(1 / deviation).expand(-1, K, -1, -1), torch.full_like(s, 1 / SIGMA_DATA).expand(-1, K + 1, -1, -1)], 1
    )
    weight = torch.cat([heard.expand(-1, K, -1, -1), torch.ones_like(s).expand(-1, K + 1, -1, -1)], 1)
    real, imaginary = real * scale, imaginary * scale
    power = real * real + imaginary * imaginary + 1e-8
    log_power = torch.log(power)
    compress = torch.exp(-0.3 * log_power) * weight
    return torch.cat([real * compress, imaginary * compress, (log_power * 0.15 + 0.3) * weight], 1)


def remainder(spectra: Tensor, stems: Tensor) -> Tensor:
    """Mixture minus known audio minus stems, one part (real or imaginary) of the spectra"""
    return spectra[:, 2 * K :] - spectra[:, K : 2 * K].sum(1, keepdim=True) - stems.sum(1, keepdim=True)


def parts(logarithms: Tensor) -> Tensor:
    """Softmax over the stems. Graphs get it written out: onnxruntime's is slow on any axis but the last, PyTorch trains
    faster with its own.
    """
    if not torch.onnx.is_in_onnx_export():
        return torch.softmax(logarithms, 1)
    weights = torch.exp(logarithms - logarithms.amax(1, keepdim=True))
    return weights / weights.sum(1, keepdim=True)


def softplus(x: Tensor) -> Tensor:
    """ln(1 + e^x); in graphs of vectorised operators, which onnxruntime's Softplus is not"""
    if not torch.onnx.is_in_onnx_export():
        return F.softplus(x)
    return F.relu(x) + torch.log(1 + torch.exp(-x.abs()))
