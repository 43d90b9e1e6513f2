"""Dataset: the track folders of a folder, or of one split below it, without what Slakh2100-redux leaves out.

    DATASET/<track>/...                                     what a track's folder holds: track_files.py
    DATASET/{train,validation,test}/<track>/...             a split is read as a dataset of its own

Slakh2100-redux keeps the tracks it leaves out in omitted/, which is no split and is never read. Slakh2100 as it first
came still has them among the others: tracks rendered from a MIDI file that an earlier track, of any split, was rendered
from. They are left out wherever it can be known: a network that trained on a song's duplicate in the training split
would be tested on what it has heard. Names that begin with a dot or end in .partial are being written, and passed over.
"""

from pathlib import Path

from .slakh_metadata import METADATA, read_metadata
from .track_files import is_track

SPLITS = ('train', 'validation', 'test')
TRAIN, VALIDATION = 'train', 'validation'


def list_tracks(dataset: Path, split: str) -> list[Path]:
    """By name: the folder's own tracks where it has some, otherwise those of a split. Raises FileNotFoundError where
    there are none.
    """
    if not dataset.is_dir():
        raise FileNotFoundError(f'there is no folder {dataset}')
    tracks = tracks_in(dataset) or tracks_in(dataset / split)
    if not tracks:
        raise FileNotFoundError(
            f'{dataset} holds no tracks, and {dataset / split} neither: expected folders with bass, drums, guitar, '
            "piano as .wav or .flac files, or with Slakh2100's metadata.yaml and stems"
        )
    return tracks


def has_split(dataset: Path, split: str) -> bool:
    return not tracks_in(dataset) and bool(tracks_in(dataset / split))


def tracks_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [
        path
        for path in sorted(folder.iterdir())
        if path.is_dir() and not path.name.startswith('.') and not path.name.endswith('.partial') and is_track(path)
    ]


def without_duplicates(dataset: Path, tracks: list[Path]) -> list[Path]:
    """Of tracks from one MIDI file the first by name stays, in whichever split it is; all stay where a split is not
    there or no track names its MIDI file. Raises as `read_metadata` does."""
    splits = [tracks_in(dataset / split) for split in SPLITS]
    if not all(splits):
        return tracks
    midi_files = {track: name for split in splits for track in split if (name := _midi_file(track)) is not None}
    first_of: dict[str, Path] = {}
    for track in sorted(midi_files, key=lambda path: path.name):
        first_of.setdefault(midi_files[track], track)
    return [track for track in tracks if track not in midi_files or first_of[midi_files[track]] == track]


def _midi_file(track: Path) -> str | None:
    return read_metadata(track).midi_file if (track / METADATA).exists() else None
