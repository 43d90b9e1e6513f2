"""The shelf: rendered performances in memory-mapped slots, written by some processes and read by others that never
wait.

audio.i16   [slots][stems][SLOT_FRAMES] int16
index.i64   [slots][4]: serial + 1, frames, song number, 0; the first is 0 while a slot is empty or being written
shelf.json  what was rendered: slots, seed, split, sounds and songs by hash

Performance `serial` belongs into slot serial % slots. A reader copies a view and then asks whether it was still intact.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ..stems import STEMS
from .renderer import SLOT_FRAMES, Rendering

AUDIO, INDEX, DESCRIPTION = 'audio.i16', 'index.i64', 'shelf.json'
COLUMNS = 4


def create(folder: Path, slots: int, description: dict[str, Any]) -> None:
    """Makes an empty shelf, or finds the same one there; another one there is an error."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {'slots': slots, **description}
    path = folder / DESCRIPTION
    if path.exists():
        found = json.loads(path.read_text())
        if found != wanted:
            different = sorted(key for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key))
            raise ValueError(
                f'{folder} is another shelf ({", ".join(different)} differ): choose another folder or remove it'
            )
        return
    for name, size in ((AUDIO, slots * len(STEMS) * SLOT_FRAMES * 2), (INDEX, slots * COLUMNS * 8)):
        with open(folder / name, 'wb') as file:
            file.truncate(size)
    path.write_text(json.dumps(wanted, indent=1) + '\n')


def _maps(folder: Path, mode: Literal['r', 'r+']) -> tuple[np.memmap, np.memmap]:
    slots = json.loads((folder / DESCRIPTION).read_text())['slots']
    audio = np.memmap(folder / AUDIO, np.int16, mode, shape=(slots, len(STEMS), SLOT_FRAMES))
    return audio, np.memmap(folder / INDEX, np.int64, mode, shape=(slots, COLUMNS))


class ShelfWriter:
    def __init__(self, folder: Path) -> None:
        self._audio, self._index = _maps(folder, 'r+')
        self.slots = len(self._index)

    def first_missing(self) -> int:
        """The smallest serial whose slot has neither it nor a later one."""
        held = self._index[:, 0] - 1
        return int(np.where(held < 0, np.arange(self.slots), held + self.slots).min())

    def has(self, serial: int) -> bool:
        return bool(self._index[serial % self.slots, 0] > serial)

    def put(self, serial: int, rendering: Rendering) -> None:
        slot, frames = serial % self.slots, rendering.audio.shape[1]
        self._index[slot, 0] = 0
        self._audio[slot, :, :frames] = rendering.audio
        self._index[slot, 1:3] = frames, rendering.song
        self._index[slot, 0] = serial + 1

    def filled(self) -> tuple[int, int]:
        """How many slots are filled, and how many frames they hold."""
        full = self._index[:, 0] > 0
        return int(full.sum()), int(self._index[full, 1].sum())


@dataclass(frozen=True)
class Item:
    """`audio` is a view [stem][frame] into the shelf: copy it, then ask `Shelf.intact`."""

    serial: int
    song: int
    audio: np.ndarray

    @property
    def frames(self) -> int:
        return self.audio.shape[1]


class Shelf:
    """A reader. Each one remembers for itself what it has given out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._audio, self._index = _maps(folder, 'r')
        self._seen = np.zeros(len(self._index), np.int64)

    def __len__(self) -> int:
        return len(self._index)

    def new(self, most: int = 64) -> list[Item]:
        """What came since it was asked last, oldest first; an empty list if nothing did."""
        marks = np.array(self._index[:, 0])
        slots = np.flatnonzero((marks > 0) & (marks != self._seen))
        items = []
        for slot in slots[np.argsort(marks[slots])][:most]:
            frames, song = (int(value) for value in self._index[slot, 1:3])
            self._seen[slot] = marks[slot]
            item = Item(int(marks[slot]) - 1, song, self._audio[slot, :, :frames])
            if self.intact(item):
                items.append(item)
        return items

    def intact(self, item: Item) -> bool:
        """Whether the slot still holds the item's serial, so that a copy made before this call is whole."""
        return bool(self._index[item.serial % len(self._index), 0] == item.serial + 1)
