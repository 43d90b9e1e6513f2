"""Makes a model of the daemon's from published checkpoints of the Multi-Source Diffusion Model.

    python3 import_msdm.py FILE.ckpt --out DIR [options]
        the joint network: all stems in one file
    python3 import_msdm.py bass=A.ckpt drums=B.ckpt guitar=C.ckpt piano=D.ckpt --out DIR
        independent networks, one for each stem

Writes DIR/model.onnx and DIR/model.json, and DIR/model.onnx.data where the weights are more than 1 GB (a graph can hold
2), and compares the graph with PyTorch. Files without a stem's name are taken in the order of --stems. Needs torch,
onnx, onnxruntime (pip install 'models/kit[train]'). A file that would run code when it is opened is refused. The
checkpoints' authors state no licence: give one with --licence if you know better.
"""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

LIMIT = 1e-4  # of the difference between graph and PyTorch: roundings of 32 bits in another order
TRAINED_FRAMES = 262144
SIGMA_MIN, SIGMA_MAX = 0.0001, 20.0
UNSTATED = 'NOASSERTION'  # SPDX's word for it


@dataclass(frozen=True)
class Options:
    files: list[str]
    out: Path
    name: str | None
    stems: str
    rate: int
    trained: int | None
    half: bool
    licence: str


def arguments() -> Options:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('files', nargs='+', metavar='[STEM=]FILE')
    parser.add_argument('--out', required=True, type=Path, metavar='DIR')
    parser.add_argument('--name', help='of the card; msdm-v1, or isdm-v1 for independent networks')
    parser.add_argument('--stems', default='bass,drums,guitar,piano', help='in the order of the network (%(default)s)')
    parser.add_argument('--rate', type=int, default=22050, metavar='HZ')
    parser.add_argument('--trained', type=int, metavar='FRAMES', help=f'length of a training chunk ({TRAINED_FRAMES})')
    parser.add_argument(
        '--half', action='store_true', help='store the weights in 16 bits: half the size, and their rounding'
    )
    parser.add_argument('--licence', default=UNSTATED)
    return Options(**vars(parser.parse_args()))


def main() -> None:
    options = arguments()
    try:
        from stemwright_kit.msdm.assemble import assemble
        from stemwright_kit.msdm.graph import difference, export, round_to_half
        from stemwright_kit.msdm.settings import UnusableCheckpoint
        from write_card import write_card
    except ImportError as missing:
        kit = os.path.dirname(os.path.abspath(__file__))
        sys.exit(
            f'importing a checkpoint needs the Python packages torch, onnx and onnxruntime ({missing}). Install them: '
            f"{sys.executable} -m pip install '{kit}[train]'"
        )
    stems = options.stems.split(',')
    graph = options.out / 'model.onnx'
    try:
        model = assemble(options.files, stems)
        trained = options.trained or max(TRAINED_FRAMES // model.multiple, 1) * model.multiple
        if options.half:
            round_to_half(model.denoiser)
        options.out.mkdir(parents=True, exist_ok=True)
        export(model.denoiser, len(stems), model.multiple, graph, half=options.half)
        worst = difference(model.denoiser, graph, len(stems), model.multiple)
        card = write_card(
            str(options.out),
            {
                'name': options.name or ('isdm-v1' if model.independent else 'msdm-v1'),
                'version': '1.0.0',
                'licence': options.licence,
                'sampleRateHz': options.rate,
                'stems': stems,
                'chunkFrames': {'trained': trained, 'min': model.multiple, 'multipleOf': model.multiple},
                'sigma': {'data': model.sigma_data, 'min': SIGMA_MIN, 'max': SIGMA_MAX},
                'tasks': ['separate', 'impute', 'generate'],
            },
        )
    except (UnusableCheckpoint, OSError) as problem:
        sys.exit(str(problem))
    print(
        f'{options.out}: {card["name"]}, {model.parameters:,} parameters, largest difference from PyTorch {worst:.1e}'
    )
    if worst > LIMIT:
        sys.exit(
            f'{graph}: differs from PyTorch by {worst:.1e}, more than {LIMIT:.0e}: do not use it. Other versions of '
            'torch and onnxruntime may export it right.'
        )


if __name__ == '__main__':
    main()
