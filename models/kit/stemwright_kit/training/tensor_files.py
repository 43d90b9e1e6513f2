"""Tensors by name in safetensors files, NAME.000.safetensors, NAME.001.safetensors, ..., each of at most so many bytes
(more where one tensor is larger): what comes back from a GPU machine must fit through small doors. Each file is one
that any reader of the format opens; none can run code.

What else is to be known (`about`, as JSON) is in the header of each file, which can be read without the tensors.
Written beside and renamed, all files of a save in one go: a run that is cut off leaves what was saved before, or now
and then files that do not belong together, which reading says.
"""

import json
import os
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

TRAVELLING_BYTES = 15_000_000
HEADER_BYTES_A_TENSOR = 300  # names, shapes and places, generously
SUFFIX = '.safetensors'


def save_tensors(tensors: dict[str, Tensor], about: dict[str, Any], path: Path, most_bytes: int | None = None) -> None:
    """`path` without number and suffix. Files of an earlier, longer save are removed."""
    shares = shared_out(tensors, most_bytes)
    written = []
    for i, names in enumerate(shares):
        part = path.with_name(f'{path.name}.{i:03d}{SUFFIX}')
        beside = part.with_name(part.name + '.part')
        metadata = {'about': json.dumps(about), 'files': str(len(shares))}
        beside.write_bytes(save({name: tensors[name].detach().cpu().contiguous() for name in names}, metadata))
        written.append((beside, part))
    for beside, part in written:
        os.replace(beside, part)
    for old in files_of(path)[len(shares) :]:
        old.unlink()


def shared_out(tensors: dict[str, Tensor], most_bytes: int | None) -> list[list[str]]:
    """Names for each file"""
    shares: list[list[str]] = [[]]
    filled = 0
    for name, tensor in tensors.items():
        size = tensor.numel() * tensor.element_size() + HEADER_BYTES_A_TENSOR
        if most_bytes is not None and shares[-1] and filled + size > most_bytes:
            shares.append([])
            filled = 0
        shares[-1].append(name)
        filled += size
    return shares


def files_of(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f'{path.name}.[0-9][0-9][0-9]{SUFFIX}'))


def read_about(path: Path) -> dict[str, Any]:
    """Raises FileNotFoundError when there is no file, ValueError when files are damaged, missing, or of different
    saves.
    """
    files = files_of(path)
    if not files:
        raise FileNotFoundError(f'{path}.000{SUFFIX}')
    headers = []
    for file in files:
        try:
            with safe_open(file, 'pt') as opened:
                headers.append(opened.metadata() or {})
        except (SafetensorError, OSError) as error:
            raise ValueError(f'{file} cannot be read ({error}): the checkpoint is damaged') from error
    if any(header != headers[0] for header in headers) or headers[0].get('files') != str(len(files)):
        raise ValueError(
            f'{path}.*{SUFFIX} are not all of one save: {len(files)} files, expected '
            f'{headers[0].get("files", "none that this kit wrote")}'
        )
    return json.loads(headers[0]['about'])


def load_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """-> tensors by name, on the processor, and what was said about them. Raises as `read_about` does."""
    about = read_about(path)
    tensors: dict[str, Tensor] = {}
    for file in files_of(path):
        with safe_open(file, 'pt') as opened:
            tensors |= {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118 - not a mapping
    return tensors, about


def under(tensors: dict[str, Tensor], group: str) -> dict[str, Tensor]:
    """Those called GROUP/NAME, by NAME"""
    return {name.removeprefix(group + '/'): tensor for name, tensor in tensors.items() if name.startswith(group + '/')}


def grouped(group: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The reverse of `under`"""
    return {f'{group}/{name}': tensor for name, tensor in tensors.items()}
