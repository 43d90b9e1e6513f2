"""The training's command line, run as users run it, on a shelf of tones."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from kit_helpers import tone_performance

from stemwright_kit.render.renderer import Rendering
from stemwright_kit.render.shelf import ShelfWriter, create
from stemwright_kit.training import __main__ as command
from stemwright_kit.training.checkpoint import load_average, save_small
from stemwright_kit.training.chunks import pack
from stemwright_kit.training.tensor_files import TRAVELLING_BYTES, load_tensors
from stemwright_kit.training.trainer import Recipe, Trainer

KIT = Path(__file__).parents[1]
TINY = '--size tiny --batch 2 --crop 16384 --first-hours 0.002 --hours 0.01 --device cpu --float32'.split()


@pytest.fixture(scope='module')
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp('shelf')
    create(folder, 4, {'seed': 0})
    writer = ShelfWriter(folder)
    for serial in range(4):
        writer.put(serial, Rendering(0, tone_performance(8, serial)))
    return folder


def train(*arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, '-m', 'stemwright_kit.training', *TINY, *map(str, arguments)],
        cwd=KIT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def figures(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / 'figures.jsonl').read_text().splitlines()]


def test_steps_write_checkpoints_and_a_log_and_a_second_call_goes_on(shelf: Path, tmp_path: Path) -> None:
    run, copy = tmp_path / 'run', tmp_path / 'copy'
    first = train('--shelf', shelf, '--out', run, '--resume', run, '--copy', copy, '--steps', 2)
    assert 'starts anew' in first and 'prior levels in dB' in first and 'ends at step 2' in first
    levels = load_tensors(run / 'exact')[0]['network/prior_level']
    assert sorted(path.name for path in copy.iterdir()) == [
        'ema.000.safetensors',
        'figures.jsonl',
        'moments.000.safetensors',
        'train.log',
    ]
    assert all(path.stat().st_size <= TRAVELLING_BYTES for path in copy.iterdir())

    second = train('--shelf', shelf, '--out', run, '--resume', run, copy, '--copy', copy, '--steps', 4)
    assert 'goes on from step 2' in second and '(exact)' in second and 'prior levels' not in second
    assert load_average(copy)[1].step == 4
    assert load_tensors(run / 'exact')[0]['network/prior_level'].equal(levels)
    assert (copy / 'train.log').read_text() == (run / 'train.log').read_text() == first + second


def test_minutes_are_kept_where_validation_would_take_much_longer(shelf: Path, tmp_path: Path) -> None:
    # in all steps, errors and the prior 12 x 6 x (15 + 24 + 80) s of audio: many minutes of a processor
    pack(np.stack([tone_performance(6, seed) for seed in range(12)]), tmp_path / 'many.npz')
    judged = ('--validation-chunks', tmp_path / 'many.npz', '--full-validation')
    said = train('--shelf', shelf, '--out', tmp_path / 'run', '--minutes', 0.3, '--last', *judged)
    assert 'no time was left for: ' in said and 'many, prior, dirac, 32 steps' in said
    assert all(row['chunks'] <= row['of'] == 12 for row in figures(tmp_path / 'run') if row['kind'] == 'score')
    progress = load_average(tmp_path / 'run')[1]
    assert progress.step > 0 and progress.fraction == 1
    # the log's own clock, which begins with the process: 18 s and one chunk that is late; much more only if PyTorch is
    # long in starting
    assert float(said.rsplit('[', 1)[1].split(']')[0]) < 180


@pytest.mark.parametrize(
    ('arguments', 'sentence'),
    [
        ((), 'give either --minutes or --steps'),
        (('--steps', '1', '--minutes', '1'), 'give either --minutes or --steps'),
        (('--minutes', '0'), '--minutes must be more than 0, got 0.0'),
        (('--steps', '1', '--crop', '1000'), '--crop must be a multiple of 2048, got 1000'),
        (('--steps', '1', '--size', 'huge'), 'invalid choice'),
        (('--steps', '1', '--validation-chunks', '/nowhere.npz'), 'there is no /nowhere.npz'),
        (('--steps', '1', '--dataset', '/nowhere'), 'give either --shelf or --dataset'),
        (('--epochs', '1'), '--epochs counts how often a dataset is heard'),
        (('--steps', '1', '--shares', '1'), '--shares must be a number over 0 for each dataset, got 1.0'),
        (('--steps', '1', '--validation-shelf', '/nowhere'), '--validation-shelf: /nowhere has no shelf.json'),
    ],
)
def test_bad_arguments_are_answered_with_2_and_a_sentence(
    arguments: tuple[str, ...],
    sentence: str,
    shelf: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, 'argv', ['training', '--shelf', str(shelf), '--out', '/nowhere/run', *arguments])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


def test_a_shelf_that_is_none_ends_the_process_with_2(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            '-m',
            'stemwright_kit.training',
            '--shelf',
            tmp_path,
            '--out',
            tmp_path / 'run',
            '--steps',
            '1',
        ],
        cwd=KIT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert 'has no shelf.json; python -m stemwright_kit.render makes shelves' in done.stderr
    assert not (tmp_path / 'run').exists()


def test_a_checkpoint_of_another_size_is_refused_with_2(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    save_small(tmp_path / 'tiny', Trainer('tiny', Recipe(), torch.device('cpu')).training, moments=False)
    monkeypatch.setattr(
        sys,
        'argv',
        [
            'training',
            '--shelf',
            str(shelf),
            '--out',
            str(tmp_path / 'run'),
            '--steps',
            '1',
            '--size',
            'small',
            '--device',
            'cpu',
            '--resume',
            str(tmp_path / 'tiny'),
        ],
    )
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == 2
    assert 'of size tiny, asked for was small' in capsys.readouterr().err
