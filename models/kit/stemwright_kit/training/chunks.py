"""Chunks to validate on: of rendered performances, or of real recordings, from files or from one packed file for
machines that read no FLAC.

    python -m stemwright_kit.training.chunks FOLDER chunks.npz      packs TRACK/{bass,drums,guitar,piano}.{flac,wav}

Packed are differences of 16-bit samples, which LZMA makes a third of. Real chunks are for validation: nothing here
gives them to training.
"""

import io
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ..network.spectrum import MULTIPLE
from ..recordings.track import Track
from ..stems import STEMS

FULL_SCALE = 32768
ENTRY = 'differences.npy'


@dataclass(frozen=True)
class Chunks:
    """Chunks of equal length, [n, K, T]"""

    name: str
    audio: torch.Tensor


def real_chunks(path: Path) -> Chunks:
    """A folder TRACK/{bass,drums,guitar,piano}.{flac,wav}, cut to the shortest, or a packed file. Raises
    FileNotFoundError when a stem is missing.
    """
    audio = read_packed(path) if path.is_file() else read_folder(path)
    frames = audio.shape[2] // MULTIPLE * MULTIPLE
    return Chunks(path.stem, torch.from_numpy(audio[..., :frames].astype(np.float32) / FULL_SCALE))


def read_folder(folder: Path) -> np.ndarray:
    """[tracks, K, frames] int16"""
    import soundfile

    tracks = []
    for track in sorted(p for p in folder.iterdir() if p.is_dir()):
        files = [
            next((f for f in (track / f'{stem}.flac', track / f'{stem}.wav') if f.exists()), None) for stem in STEMS
        ]
        if None in files:
            raise FileNotFoundError(f'{track} has not all of {", ".join(STEMS)} as .flac or .wav')
        tracks.append(np.stack([soundfile.read(f, dtype='int16')[0] for f in files]))
    frames = min(track.shape[1] for track in tracks)
    return np.stack([track[:, :frames] for track in tracks])


def pack(audio: np.ndarray, path: Path) -> None:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.diff(audio, axis=-1, prepend=np.int16(0)), allow_pickle=False)
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_LZMA) as archive:
        archive.writestr(ENTRY, buffer.getvalue())


def read_packed(path: Path) -> np.ndarray:
    with np.load(path) as archive:
        return np.cumsum(archive[ENTRY.removesuffix('.npy')], -1, dtype=np.int16)


def rendered_chunks(performances: Sequence[np.ndarray], frames: int) -> Chunks:
    """The middle of each performance that is long enough. Raises ValueError when none is."""
    rows = []
    for audio in performances:
        if audio.shape[1] >= frames:
            start = (audio.shape[1] - frames) // 2
            rows.append(audio[:, start : start + frames].astype(np.float32) / FULL_SCALE)
    if not rows:
        raise ValueError(f'none of {len(performances)} performances to validate on has {frames} frames')
    return Chunks('rendered', torch.from_numpy(np.stack(rows)))


def track_chunks(tracks: Sequence[Track], most: int, frames: int) -> Chunks:
    """The middle of `most` tracks that are long enough, evenly chosen. Raises ValueError when none is."""
    long_enough = [track for track in tracks if track.frames >= frames]
    if not long_enough:
        raise ValueError(f'none of {len(tracks)} tracks to validate on has {frames} frames')
    chosen = [long_enough[i] for i in sorted({place * len(long_enough) // most for place in range(most)})]
    rows = [track.read((track.frames - frames) // 2, frames).audio.astype(np.float32) / FULL_SCALE for track in chosen]
    return Chunks('validation split', torch.from_numpy(np.stack(rows)))


if __name__ == '__main__':
    pack(read_folder(Path(sys.argv[1])), Path(sys.argv[2]))
