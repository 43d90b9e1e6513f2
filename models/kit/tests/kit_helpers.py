"""What the kit's tests share: a network whose every weight does something, and a store of songs that are quick to make."""
import numpy as np
import torch

from stemwright_kit.network.denoiser import Denoiser
from stemwright_kit.network.sizes import build
from stemwright_kit.stems import RATE_HZ
from stemwright_kit.training.audio_store import AudioStore


def stirred_network(seed: int) -> Denoiser:
    """Size tiny; weights that start at zero or one (scales by noise level, norms, spread) are drawn too, so that no term of the network is left out."""
    torch.manual_seed(seed)
    network = build('tiny').eval().requires_grad_(False)
    generator = torch.Generator().manual_seed(seed + 1)
    for name, value in network.named_parameters():
        if 'film' in name or name == 'spread' or 'bias' in name or 'norm' in name:
            value.add_(torch.randn(value.shape, generator=generator) * 0.1)
    network.prior_level.add_(torch.randn(network.prior_level.shape, generator=generator))
    return network


def tone_performance(seconds: float, seed: int) -> np.ndarray:
    """[4][frames] int16: each stem repeats notes of its own register, in its own rhythm"""
    draw = np.random.default_rng(seed)
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    rows = []
    for lowest_hz, notes_per_second in ((60, 2), (2500, 4), (250, 3), (700, 1)):
        pitch = lowest_hz * 2 ** (draw.integers(0, 12) / 12)
        decay = np.exp(-6 * ((time * notes_per_second) % 1))
        rows.append(0.15 * decay * np.sin(2 * np.pi * pitch * time + draw.uniform(0, 6)))
    return np.round(np.stack(rows) * 32767).astype(np.int16)


def tone_store(songs: int = 6) -> AudioStore:
    store = AudioStore(songs, torch.device('cpu'))
    for seed in range(songs):
        store.add(tone_performance(8, seed))
    return store
