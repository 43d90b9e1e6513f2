"""Audio store: performances, or excerpts of recordings, on the training device, as int16, and the crops that a step is
made of.

A crop starts where it was drawn among a few candidates, with weights by how much of the wanted stems sounds there:
guitar and piano rest more often than bass and drums, and a crop of silence teaches nothing new. Stems that were
separated from a mixture come with how much they are to be trusted; where there are several datasets, each gets a given
share of the crops. The same generator state gives the same crops. It neither renders, reads nor changes level.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ..recordings.track import TRUST_FRAMES
from ..render.renderer import SLOT_FRAMES
from ..render.shelf import Shelf
from ..stems import RATE_HZ, STEMS
from .upload import upload

FULL_SCALE = 32768
ACTIVITY_FRAMES = RATE_HZ // 4
ACTIVE_RMS = 10 ** (-47 / 20)  # as the metric has it
STEM_WEIGHT = np.array([1.0, 1.0, 3.0, 2.5])
CANDIDATES = 4
SHORTEST_SECONDS = 6


class Crops(NamedTuple):
    """audio [B, K, frames] on the device; trust [B, K], how much of each stem is right, from 0 to 1"""

    audio: Tensor
    trust: np.ndarray


class AudioStore:
    """Holds up to `slots` performances of up to SLOT_FRAMES frames; a new one takes the place of the oldest. Memory: 7
    MB a slot.

    `shares`: of the crops, for each dataset, relative to each other; None: as much as each has in the store.
    """

    def __init__(self, slots: int, device: torch.device, shares: Sequence[float] | None = None) -> None:
        self.device, self.shares = device, None if shares is None else np.array(shares, float)
        # zeroing gigabytes takes half a minute
        self.audio = torch.empty(slots, len(STEMS), SLOT_FRAMES, dtype=torch.int16, device=device)
        self.frames = np.zeros(slots, np.int64)
        self.activity = np.zeros((slots, len(STEMS), SLOT_FRAMES // ACTIVITY_FRAMES), np.float32)
        self.dataset = np.zeros(slots, np.int64)
        self.doubtful = np.zeros(slots, bool)
        self.trust = np.ones((slots, len(STEMS), -(-SLOT_FRAMES // TRUST_FRAMES)), np.float32)
        self.taken = 0
        self.seconds = 0.0

    def add(self, performance: np.ndarray, trust: np.ndarray | None = None, dataset: int = 0) -> None:
        """performance [4][frames] int16; trust [4][stretch of TRUST_FRAMES], None for true stems. One that is too short
        to be cut from is left out.
        """
        frames = performance.shape[1]
        if frames < SHORTEST_SECONDS * RATE_HZ:
            return
        slot = self.taken % len(self.frames)
        points = torch.from_numpy(np.ascontiguousarray(performance))
        if self.device.type == 'cuda':  # from pinned memory, or the copy waits for every step that is queued
            points = points.pin_memory()
        self.audio[slot, :, :frames] = points.to(self.device, non_blocking=True)
        self.frames[slot] = frames
        self.activity[slot] = activity(performance, self.activity.shape[2])
        self.dataset[slot] = dataset
        self.doubtful[slot] = trust is not None
        if trust is not None:
            self.trust[slot, :, : trust.shape[1]] = trust
        self.taken += 1
        self.seconds += frames / RATE_HZ

    def pass_over(self) -> None:
        """The next slot stays empty."""
        self.frames[self.taken % len(self.frames)] = 0
        self.taken += 1

    def take_from(self, shelf: Shelf, limit: int) -> None:
        """Takes what the shelf has that is new, `limit` performances at most; one that was overwritten meanwhile is
        left out.
        """
        for entry in shelf.new(limit):
            performance = np.array(entry.audio)
            if shelf.intact(entry):
                self.add(performance)

    def crops(self, count: int, frames: int, remixed: np.ndarray, draw: np.random.Generator) -> Crops:
        """Where `remixed` [count] is true every stem comes from another place. Raises ValueError when nothing is long
        enough.
        """
        long_enough = np.flatnonzero(self.frames >= frames)
        if len(long_enough) == 0:
            raise ValueError(f'no performance in the store has {frames} frames')
        slots = draw.choice(long_enough, (count, len(STEMS), CANDIDATES), p=self._chances(long_enough))
        slots[~remixed] = slots[~remixed][:, :1]
        starts = (draw.random(slots.shape) * (self.frames[slots] - frames + 1)).astype(np.int64)
        starts[~remixed] = starts[~remixed][:, :1]
        chosen = self._choose(slots, starts, frames, remixed, draw)
        slot, start = (np.take_along_axis(a, chosen[..., None], 2)[..., 0] for a in (slots, starts))
        first = upload((slot * len(STEMS) + np.arange(len(STEMS))) * SLOT_FRAMES + start, self.device)
        at = first[..., None] + torch.arange(frames, device=self.device)
        return Crops(self.audio.view(-1)[at].float() / FULL_SCALE, self._trust(slot, start, frames))

    def _chances(self, slots: np.ndarray) -> np.ndarray | None:
        """None: alike"""
        if self.shares is None:
            return None
        datasets = self.dataset[slots]
        chances = self.shares[datasets] / np.bincount(datasets, minlength=len(self.shares))[datasets]
        return chances / chances.sum()

    def _trust(self, slot: np.ndarray, start: np.ndarray, frames: int) -> np.ndarray:
        """Mean over the stretches that a crop touches, of slots and starts [B, K]"""
        first, last = start // TRUST_FRAMES, -(-(start + frames) // TRUST_FRAMES)
        trust = np.ones(slot.shape, np.float32)
        for b, k in zip(*np.nonzero(self.doubtful[slot])):
            trust[b, k] = self.trust[slot[b, k], k, first[b, k] : last[b, k]].mean()
        return trust

    def _choose(
        self, slots: np.ndarray, starts: np.ndarray, frames: int, remixed: np.ndarray, draw: np.random.Generator
    ) -> np.ndarray:
        """Which candidate [count, K]: the same for all stems of a crop that is not remixed"""
        middle = (starts + frames // 2) // ACTIVITY_FRAMES
        # of each candidate: [count, K, candidates]
        sounds = np.stack([self.activity[slots[:, k], k, middle[:, k]] for k in range(len(STEMS))], 1)
        together = (sounds * STEM_WEIGHT[:, None]).sum(1, keepdims=True)
        weight = np.where(remixed[:, None, None], sounds, together) + 0.3
        total = weight.cumsum(2)
        point = draw.random((*weight.shape[:2], 1))
        point[~remixed] = point[~remixed][:, :1]
        return (total < point * total[..., -1:]).sum(2)


def activity(performance: np.ndarray, columns: int) -> np.ndarray:
    """How much of two seconds around each quarter second sounds, per stem: [K][frames] -> [K][columns] in [0, 1]. One
    frame in four is enough to know.
    """
    count = performance.shape[1] // ACTIVITY_FRAMES
    parts = (
        performance[:, : count * ACTIVITY_FRAMES]
        .reshape(len(STEMS), count, ACTIVITY_FRAMES)[..., ::4]
        .astype(np.float32)
    )
    active = (np.sqrt((parts**2).mean(2)) > ACTIVE_RMS * FULL_SCALE).astype(np.float32)
    smooth = np.stack([np.convolve(row, np.full(9, 1 / 9), 'same')[:count] for row in active])
    return np.pad(smooth, ((0, 0), (0, columns - count)))
