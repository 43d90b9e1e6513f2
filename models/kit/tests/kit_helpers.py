"""What the kit's tests share: a network whose every weight does something, songs that are quick to make, and recordings
of them in the layouts of datasets.
"""

import json
from pathlib import Path

import numpy as np
import soundfile
import torch

from stemwright_kit.network.denoiser import Denoiser
from stemwright_kit.network.sizes import build
from stemwright_kit.stems import RATE_HZ, STEMS
from stemwright_kit.training.audio_store import AudioStore


def stirred_network(seed: int) -> Denoiser:
    """Size tiny; weights that start at zero or one (scales by noise level, norms, spread) are drawn too, so that no
    term of the network is left out.
    """
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


def write_slakh_track(
    folder: Path,
    stems: list[tuple[str, np.ndarray | None]],
    midi_file: str = '1a81ae092884234f3264e2f45927f00a',
    rate_hz: int = RATE_HZ,
) -> None:
    """FOLDER/metadata.yaml as Slakh2100's own program writes it, and FOLDER/stems/S00.flac ...: of each class and its
    int16 points; None: not rendered
    """
    (folder / 'stems').mkdir(parents=True)
    lines = [f'UUID: {midi_file}', 'audio_dir: Volumes/somewhere/else/stems', 'normalized: true', 'stems:']
    for number, (stem_class, points) in enumerate(stems):
        lines += [
            f'  S{number:02d}:',
            f'    audio_rendered: {str(points is not None).lower()}',
            f'    inst_class: {stem_class}',
            '    integrated_loudness: -12.8',
            f'    is_drum: {str(stem_class == "Drums").lower()}',
            '    program_num: 24',
        ]
        if points is not None:
            soundfile.write(folder / 'stems' / f'S{number:02d}.flac', points, rate_hz, 'PCM_16')
    (folder / 'metadata.yaml').write_text('\n'.join([*lines, 'target_peak: -1.0', '']))


def write_named_track(
    folder: Path, audio: np.ndarray, confidence: dict[str, list[float]] | None = None, window_frames: int = 2 * RATE_HZ
) -> None:
    """FOLDER/{bass,drums,guitar,piano}.wav of [4][frames] int16; with a confidence, as `stemwright separate
    --as-dataset` writes them
    """
    folder.mkdir(parents=True)
    for stem, points in zip(STEMS, audio):
        soundfile.write(folder / f'{stem}.wav', points, RATE_HZ, 'PCM_16')
    if confidence is not None:
        (folder / 'confidence.json').write_text(
            json.dumps(
                {
                    'version': 1,
                    'rateHz': RATE_HZ,
                    'frames': audio.shape[1],
                    'windowFrames': window_frames,
                    'stems': confidence,
                }
            )
        )
