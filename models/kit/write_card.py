"""Writes model.json, the card of an exported graph.

    python3 write_card.py MODEL_FOLDER --name NAME-vN --version V --licence SPDX --rate HZ --stems bass,drums,... \
        --trained FRAMES --min FRAMES --multiple FRAMES --sigma-data S --sigma-min S --sigma-max S \
        [--tasks separate,impute,generate] [--mixture-rms R] [--stem-looks FILE.json] [--presets FILE.json]

Conditioning is read from MODEL_FOLDER/model.onnx, and so is which files hold its weights (those of large graphs lie
beside it): the card lists graph and weights with their hashes, and MODEL_FOLDER/separation.onnx where there is one. A
field that is not given keeps the value it has in an existing model.json, so `write_card.py MODEL_FOLDER` alone renews
the hashes. Whether the values make sense is decided by the program that reads the card (`stemwright models verify`),
not here.
"""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import onnx
from onnx import GraphProto, TensorProto

MASKED = {'x', 'sigma', 'known', 'known_mask', 'mixture', 'mixture_given'}
UNCONDITIONAL = {'x', 'sigma'}

GRAPH = 'model.onnx'
SEPARATION_GRAPH = 'separation.onnx'
HOPS_KEY = 'hops'  # of that graph's metadata: a JSON list

Card = dict[str, Any]  # JSON, as the file holds it


def conditioning(graph: GraphProto, graph_path: str) -> str:
    """What the graph's inputs say about it: "none" or "masked". Raises ValueError for any other set of inputs."""
    names = {value.name for value in graph.input}
    if names == UNCONDITIONAL:
        return 'none'
    if names == MASKED:
        return 'masked'
    raise ValueError(f'{graph_path}: inputs must be {sorted(UNCONDITIONAL)} or {sorted(MASKED)}, got {sorted(names)}')


def sha256(path: str | os.PathLike[str]) -> str:
    digest = hashlib.sha256()
    with open(path, 'rb') as file:
        for block in iter(lambda: file.read(1 << 20), b''):
            digest.update(block)
    return digest.hexdigest()


def tensors(graph: GraphProto) -> Iterator[TensorProto]:
    """All that a graph and the graphs in it hold"""
    yield from graph.initializer
    for sparse in graph.sparse_initializer:
        yield from (sparse.values, sparse.indices)
    for attribute in (attribute for node in graph.node for attribute in node.attribute):
        yield from (attribute.t, *attribute.tensors)
        for sparse in (attribute.sparse_tensor, *attribute.sparse_tensors):
            yield from (sparse.values, sparse.indices)
        for inner in (attribute.g, *attribute.graphs):
            yield from tensors(inner)


def weight_files(graph: GraphProto) -> list[str]:
    """Names of the files that hold weights of the graph. Raises ValueError where one does not lie beside it."""
    entries = (entry for tensor in tensors(graph) for entry in tensor.external_data if entry.key == 'location')
    names = sorted({os.path.normpath(entry.value) for entry in entries})
    elsewhere = [name for name in names if os.path.basename(name) != name]
    if elsewhere:
        raise ValueError(f'{GRAPH}: its weights must lie in files beside it, got {", ".join(elsewhere)}')
    return names


def hops(path: str) -> list[int]:
    """What a graph for separation says of its views. Raises ValueError where it says nothing."""
    said = {entry.key: entry.value for entry in onnx.load(path, load_external_data=False).metadata_props}
    if HOPS_KEY not in said:
        raise ValueError(f'{path}: its metadata must have "{HOPS_KEY}", the hops of its views')
    return [int(hop) for hop in json.loads(said[HOPS_KEY])]


def write_card(folder: str, fields: Mapping[str, Any]) -> Card:
    """Writes folder/model.json. `fields` are those of the card but frontEnd, conditioning and files; returns it."""
    graph_path = os.path.join(folder, GRAPH)
    graph = onnx.load(graph_path, load_external_data=False).graph
    order = [
        'name',
        'version',
        'licence',
        'sampleRateHz',
        'stems',
        'stemLooks',
        'chunkFrames',
        'sigma',
        'frontEnd',
        'conditioning',
        'separation',
        'tasks',
        'mixtureRms',
        'presets',
        'files',
    ]
    optional = ('stemLooks', 'separation', 'mixtureRms', 'presets')
    separation = [SEPARATION_GRAPH] if os.path.exists(os.path.join(folder, SEPARATION_GRAPH)) else []
    files = {name: sha256(os.path.join(folder, name)) for name in (GRAPH, *weight_files(graph), *separation)}
    card: Card = {**fields, 'frontEnd': 'none', 'conditioning': conditioning(graph, graph_path), 'files': files}
    card.pop('separation', None)
    for name in separation:
        card['separation'] = {'graph': name, 'hops': hops(os.path.join(folder, name))}
    missing = [key for key in order if key not in card and key not in optional]
    if missing:
        raise ValueError(f'{folder}: the card lacks {", ".join(missing)}; give them on the command line')
    card = {key: card[key] for key in order if key in card}
    with open(os.path.join(folder, 'model.json'), 'w', encoding='utf-8') as file:
        file.write(json.dumps(card, indent=2, ensure_ascii=False) + '\n')
    return card


@dataclass(frozen=True)
class Given:
    """What the command line gives; None: the card keeps what it has. Lists are written with commas."""

    folder: str
    name: str | None
    version: str | None
    licence: str | None
    stems: str | None
    stem_looks: str | None
    tasks: str | None
    presets: str | None
    rate: int | None
    trained: int | None
    min: int | None
    multiple: int | None
    sigma_data: float | None
    sigma_min: float | None
    sigma_max: float | None
    mixture_rms: float | None


def arguments() -> Given:
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('folder', metavar='MODEL_FOLDER')
    for name in ('name', 'version', 'licence', 'stems', 'stem-looks', 'tasks', 'presets'):
        parser.add_argument('--' + name)
    for name in ('rate', 'trained', 'min', 'multiple'):
        parser.add_argument('--' + name, type=int)
    for name in ('sigma-data', 'sigma-min', 'sigma-max', 'mixture-rms'):
        parser.add_argument('--' + name, type=float)
    return Given(**vars(parser.parse_args()))


def given_fields(options: Given, card: Card) -> Card:
    """The card's fields with those of the command line laid over them."""
    fields = dict(card)
    plain: Card = {
        'name': options.name,
        'version': options.version,
        'licence': options.licence,
        'sampleRateHz': options.rate,
        'mixtureRms': options.mixture_rms,
    }
    lists: dict[str, str | None] = {'stems': options.stems, 'tasks': options.tasks}
    groups: dict[str, dict[str, int | float | None]] = {
        'chunkFrames': {'trained': options.trained, 'min': options.min, 'multipleOf': options.multiple},
        'sigma': {'data': options.sigma_data, 'min': options.sigma_min, 'max': options.sigma_max},
    }
    fields.update({key: value for key, value in plain.items() if value is not None})
    fields.update({key: value.split(',') for key, value in lists.items() if value is not None})
    for key, group in groups.items():
        merged = {**fields.get(key, {}), **{part: value for part, value in group.items() if value is not None}}
        if merged:
            fields[key] = merged
    for key, path in {'stemLooks': options.stem_looks, 'presets': options.presets}.items():
        if path is not None:
            with open(path, encoding='utf-8') as file:
                fields[key] = json.load(file)
    fields.setdefault('tasks', ['separate', 'impute', 'generate'])
    return fields


def main() -> None:
    options = arguments()
    path = os.path.join(options.folder, 'model.json')
    card: Card = {}
    if os.path.exists(path):
        with open(path, encoding='utf-8') as file:
            card = json.load(file)
    try:
        card = write_card(options.folder, given_fields(options, card))
    except (ValueError, OSError) as error:
        sys.exit(str(error))
    print(
        f'{path}: {card["name"]} {card["version"]}, conditioning {card["conditioning"]}, sha256 '
        f'{card["files"][GRAPH][:12]}...'
    )


if __name__ == '__main__':
    main()
