"""bundle/call.sh: calls on a machine with nothing but Python and a few commands, each over in its minutes."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from kit_helpers import tone_performance

from stemwright_kit.training.checkpoint import load_average
from stemwright_kit.training.chunks import pack
from stemwright_kit.training.tensor_files import TRAVELLING_BYTES

MINUTES = 0.3
TINY = ('--batch', '2', '--crop', '16384', '--first-hours', '0.002', '--hours', '0.01', '--device', 'cpu', '--float32')


@pytest.fixture(scope='module')
def packed(bundle_folder: Path) -> Path:
    pack(np.stack([tone_performance(6, seed) for seed in range(12)]), bundle_folder / 'chunks.npz')
    return bundle_folder


def call(packed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    machine = packed.parent
    environment = {
        'PATH': os.defpath,
        'HOME': str(machine),
        'PYTHON': sys.executable,
        'WORK': str(machine / 'work'),
        'SHELF': str(machine / 'shelf'),
        'OUT': str(machine / 'out'),
        'MINUTES': str(MINUTES),
        'HOURS': '0.03',
        'WORKERS': '1',
        'OMP_NUM_THREADS': '1',
    }
    empty = machine / 'empty'
    empty.mkdir(exist_ok=True)
    return subprocess.run(
        ['bash', str(packed / 'stemwright_kit' / 'bundle' / 'call.sh'), *arguments],
        cwd=empty,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_first_and_next_leave_their_results_and_end_in_time(packed: Path) -> None:
    step = 0
    for phase, beginning in (('first', 'starts anew'), ('next', 'goes on from step')):
        done = call(packed, phase, 'tiny', '2', *TINY, '--full-validation')
        assert done.returncode == 0, done.stdout + done.stderr
        assert beginning in done.stdout
        out = packed.parent / 'out'
        assert {path.name for path in out.iterdir()} == {
            'ema.000.safetensors',
            'moments.000.safetensors',
            'train.log',
            'figures.jsonl',
            'render.log',
        }
        assert all(path.stat().st_size <= TRAVELLING_BYTES for path in out.iterdir())
        progress = load_average(out)[1]
        assert progress.step > step and 0 < progress.fraction < 1
        step = progress.step
        # as it counts itself; with 12 chunks and --full-validation it would be many minutes, so that a slow start of
        # PyTorch changes nothing
        assert float(done.stdout.rsplit(' s in all', 1)[0].rsplit('\n', 1)[1]) < MINUTES * 60 + 120
        assert not (packed.parent / 'work' / 'renderers').exists()
    assert not list((packed.parent / 'empty').iterdir())


@pytest.mark.parametrize('arguments', [(), ('first', 'tiny'), ('second', 'tiny', '2')])
def test_arguments_that_are_none_are_answered_with_2_and_how_it_is_called(
    packed: Path, arguments: tuple[str, ...]
) -> None:
    done = call(packed, *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith('call.sh first|next|last SIZE TOTAL_MINUTES')
