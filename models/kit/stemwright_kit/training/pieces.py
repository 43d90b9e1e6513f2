"""Objects saved as files of at most 15 MB, NAME.000, NAME.001, ...: what comes back from a GPU machine must fit through small doors. Written beside and renamed,
so that a run that is cut off leaves what was saved before."""
import io
import os
from pathlib import Path
from typing import Any

import torch

PIECE_BYTES = 15_000_000


def save_pieces(value: Any, path: Path) -> int:
    """-> bytes in all. Pieces of an earlier, longer save are removed."""
    buffer = io.BytesIO()
    torch.save(value, buffer)
    data = buffer.getvalue()
    count = -(-len(data) // PIECE_BYTES)
    for i in range(count):
        part = path.with_name(f'{path.name}.{i:03d}')
        beside = part.with_name(part.name + '.part')
        beside.write_bytes(data[i * PIECE_BYTES:(i + 1) * PIECE_BYTES])
        os.replace(beside, part)
    for old in pieces_of(path)[count:]:
        old.unlink()
    return len(data)


def pieces_of(path: Path) -> list[Path]:
    return sorted(path.parent.glob(path.name + '.[0-9][0-9][0-9]'))


def load_pieces(path: Path) -> Any:
    """Raises FileNotFoundError when there is no piece, and what torch.load raises when pieces do not belong together."""
    pieces = pieces_of(path)
    if not pieces:
        raise FileNotFoundError(f'{path}.000')
    return torch.load(io.BytesIO(b''.join(piece.read_bytes() for piece in pieces)), map_location='cpu', weights_only=True)
