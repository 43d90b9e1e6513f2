"""The objective: how far the denoised stems are from the clean ones, each stem by its own measure.

    e_k  = mean over what is unknown of (D_k - S_k)^2 / c^2,   c = sigma sigmaData / sqrt(sigma^2 + sigmaData^2)
                                                               (1 for a network that does nothing)
    loss = mean over stems of ln(e_k + floor) + weight * compressed

and for stems that sound, where the mixture is given, half of it by direction instead, r the correlation of D_k and S_k:

    ln(1 - r^2 + floor) - ln(r^2 + 0.001)                                  - ln of the scale-invariant
                                                                           signal-to-distortion ratio

because a mean square is content with a guitar that is missed altogether (its error is then the guitar), and a listener
and the score are not; so a quiet guitar counts as much as loud drums; the floor says below which error there is nothing
left to learn. compressed: the same for magnitudes to the power 0.5 in spectra of 1,024 frames, which hears what is soft
within a stem. Known audio, and stems that are known almost throughout, do not count.

A stem that is silent in a crop counts for less. A logarithm rewards certainty: at equal weight, exact silence in the
crops without guitar paid more than a fair guess in those with one, and the network learned to answer "no guitar" (on
rendered validation, guitar fell from 2.9 to -0.1 dB while silent stems gained 3 dB).

A stem that was separated from a mixture counts by how much it is to be trusted (`Batch.trust`): its mean is then over
what is likely to be right.
"""

import torch
from torch import Tensor

from ..network.denoiser import SIGMA_DATA, Denoiser
from .tasks import Batch

FLOOR_GIVEN, FLOOR_FREE = 4e-3, 2e-2
LEAST_UNKNOWN = 0.01
SPECTRUM_FRAMES, SPECTRUM_HOP = 1024, 256
COMPRESSED_FLOOR = 0.02
DIRECTION_WEIGHT, LEAST_CORRELATION = 0.5, 1e-3
SILENT_RMS, SILENT_WEIGHT = 10 ** (-47 / 20), 0.2


def errors(denoised: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
    """-> e [B, K], and how much each stem counts [B, K], from 0 to 1"""
    unknown = 1 - batch.known
    part = unknown.mean(-1)
    allowed = batch.sigma * SIGMA_DATA / torch.sqrt(batch.sigma**2 + SIGMA_DATA**2)
    error = ((denoised - batch.clean).square() * unknown).mean(-1) / part.clamp(min=1e-3) / allowed[:, None] ** 2
    return error, torch.where(sounding(batch), 1.0, SILENT_WEIGHT) * (part > LEAST_UNKNOWN) * batch.trust


def sounding(batch: Batch) -> Tensor:
    """Which stems sound [B, K]"""
    return batch.clean.square().mean(-1).sqrt() > SILENT_RMS


def misdirection(denoised: Tensor, batch: Batch) -> Tensor:
    """[B, K]: minus the logarithm of the SI-SDR of what is unknown, between ln(floor) and -ln(LEAST_CORRELATION)"""
    unknown = 1 - batch.known
    estimate, wanted = denoised * unknown, batch.clean * unknown
    product = (estimate * wanted).sum(-1).square()
    correlation = product / (estimate.square().sum(-1) * wanted.square().sum(-1) + 1e-12)
    return torch.log(1 - correlation.clamp(max=1) + FLOOR_GIVEN) - torch.log(correlation + LEAST_CORRELATION)


def compressed_error(denoised: Tensor, clean: Tensor, window: Tensor) -> Tensor:
    """[B, K]: error of |spectrum|^0.5, relative to the clean stem's and to that of an active stem at least"""

    def roots(x: Tensor) -> Tensor:
        spectra = torch.stft(x.flatten(0, 1), SPECTRUM_FRAMES, SPECTRUM_HOP, window=window, return_complex=True)
        return (spectra.real**2 + spectra.imag**2 + 1e-9).pow(0.25).unflatten(0, x.shape[:2])

    wanted = roots(clean)
    energy = wanted.square().mean((2, 3))
    return (roots(denoised) - wanted).square().mean((2, 3)) / (energy + COMPRESSED_FLOOR)


def loss_of(network: Denoiser, batch: Batch, compressed_weight: float) -> tuple[Tensor, Tensor]:
    """-> the loss, and e of each example [B] for the log"""
    known = batch.clean * batch.known
    denoised = network(batch.noisy, batch.sigma, known, batch.known, batch.mixture, batch.given)
    error, counts = errors(denoised, batch)
    floor = torch.where(batch.given > 0, FLOOR_GIVEN, FLOOR_FREE)[:, None]
    terms = torch.log(error + floor)
    directed = sounding(batch) & (batch.given[:, None] > 0)
    terms = torch.where(directed, torch.lerp(terms, misdirection(denoised, batch), DIRECTION_WEIGHT), terms)
    if compressed_weight > 0:
        window = torch.hann_window(SPECTRUM_FRAMES, device=denoised.device)
        terms = terms + compressed_weight * compressed_error(denoised, batch.clean, window)
    loss = (terms * counts).sum() / counts.sum().clamp(min=SILENT_WEIGHT)
    return loss, ((error * counts).sum(1) / counts.sum(1).clamp(min=SILENT_WEIGHT)).detach()
