"""Training from recordings, in both layouts of Slakh2100 and with separated mixtures, as users run it; and that a run
that was stopped goes on as if it had not.
"""

from pathlib import Path

import numpy as np
import pytest
import torch
from kit_helpers import tone_performance, write_named_track, write_slakh_track
from test_training import RECIPE
from test_training_command import figures, train

from stemwright_kit.network.spectrum import MULTIPLE
from stemwright_kit.recordings.dataset import list_tracks
from stemwright_kit.recordings.excerpts import Excerpts
from stemwright_kit.recordings.track import open_track
from stemwright_kit.render.renderer import SLOT_FRAMES
from stemwright_kit.stems import RATE_HZ, STEMS
from stemwright_kit.training.audio_store import AudioStore
from stemwright_kit.training.checkpoint import resume, save_exact
from stemwright_kit.training.run_log import RunLog
from stemwright_kit.training.score_table import table
from stemwright_kit.training.sources import DatasetSource, NoAudio
from stemwright_kit.training.tasks import TaskMix, draw_batch
from stemwright_kit.training.trainer import Trainer

CPU = torch.device('cpu')


def as_slakh(audio: np.ndarray) -> list[tuple[str, np.ndarray | None]]:
    """[4][frames] at 22,050 Hz -> stems of a track at 44,100 Hz, the guitar in two files, and one of a class that is
    not heard
    """
    bass, drums, guitar, piano = np.repeat(audio, 2, 1)
    half = (guitar // 2).astype(np.int16)
    return [
        ('Bass', bass),
        ('Drums', drums),
        ('Guitar', half),
        ('Guitar', half),
        ('Piano', piano),
        ('Strings', piano),
        ('Brass', None),
    ]


@pytest.fixture(scope='module')
def slakh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As downloaded: three splits; Track3 is a duplicate of Track1"""
    folder = tmp_path_factory.mktemp('slakh')
    for number, (split, midi_file, seconds) in enumerate(
        (('train', 'a', 8), ('train', 'b', 9), ('train', 'a', 8), ('validation', 'c', 13), ('test', 'd', 1)), 1
    ):
        write_slakh_track(
            folder / split / f'Track{number}', as_slakh(tone_performance(seconds, number)), midi_file, 2 * RATE_HZ
        )
    return folder


@pytest.fixture(scope='module')
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As the MSDM repository has it"""
    folder = tmp_path_factory.mktemp('prepared')
    for number in range(3):
        write_named_track(folder / 'train' / f'Track{number}', tone_performance(8, number))
    return folder


@pytest.fixture(scope='module')
def separated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp('separated')
    for number in range(2):
        write_named_track(
            folder / f'Song {number}', tone_performance(8, 10 + number), {stem: [0.25] * 4 for stem in STEMS}
        )
    return folder


def test_slakh_as_downloaded_trains_in_one_command_without_duplicates_and_its_validation_split_judges(
    slakh: Path, tmp_path: Path
) -> None:
    run = tmp_path / 'run'
    # 17 s in steps of 2 x 16,384 frames, 1.49 s: 11.4 steps an epoch
    said = train('--dataset', slakh, '--out', run, '--resume', run, '--epochs', 0.2)
    assert '2 tracks, 0.00 h; 0 of them separated from mixtures, 1 duplicates' in said
    assert '0.2 times 0.00 h are 3 steps' in said and 'ends at step 3' in said
    assert [
        row['of'] for row in figures(run) if row['kind'] == 'score' and row['name'] == 'validation split, 1 step'
    ] == [1]
    assert '| run | 3 | validation split, 1 step (1 chunks) |' in table([run])
    again = train('--dataset', slakh, '--out', run, '--resume', run, '--epochs', 0.3)
    assert 'goes on from step 3' in again and '(exact)' in again and 'ends at step 4' in again


def test_prepared_stems_and_separated_mixtures_train_together(prepared: Path, separated: Path, tmp_path: Path) -> None:
    said = train('--dataset', prepared, separated, '--shares', 1, 1, '--out', tmp_path / 'run', '--steps', 1)
    assert '3 tracks, 0.01 h; 0 of them separated' in said and '2 tracks, 0.00 h; 2 of them separated' in said


def source_of(folders: list[Path], log_folder: Path, a_step: float = 2.0, doubting: bool = True) -> DatasetSource:
    tracks = [
        open_track(track, number) for number, folder in enumerate(folders) for track in list_tracks(folder, 'train')
    ]
    return DatasetSource(Excerpts(tracks, SLOT_FRAMES, 1), 0, a_step * SLOT_FRAMES, 1, 2, doubting, RunLog(log_folder))


def held(store: AudioStore) -> list[float]:
    return [store.audio[slot, :, : int(frames)].float().sum().item() for slot, frames in enumerate(store.frames)]


def test_what_the_store_holds_at_a_step_does_not_depend_on_where_a_run_began(prepared: Path, tmp_path: Path) -> None:
    went, came = AudioStore(8, CPU), AudioStore(8, CPU)
    source = source_of([prepared], tmp_path)
    source.begin(went, 0)
    for step in range(1, 8):
        source.before(went, step)
    source.close()
    later = source_of([prepared], tmp_path)
    later.begin(came, 7)
    later.close()
    assert went.taken == came.taken == 2 + 14
    assert held(went) == held(came)


def steps(trainer: Trainer, store: AudioStore, source: DatasetSource, until: int) -> None:
    progress = trainer.training.progress
    source.begin(store, progress.step)
    while progress.step < until:
        source.before(store, progress.step)
        trainer.step(store, progress.step / 6)
    source.close()


def test_a_stopped_run_on_a_dataset_goes_on_as_if_it_had_not_stopped(prepared: Path, tmp_path: Path) -> None:
    whole, first, second = (Trainer('tiny', RECIPE, CPU) for _ in range(3))
    steps(whole, AudioStore(3, CPU), source_of([prepared], tmp_path, a_step=0.7), 6)
    steps(first, AudioStore(3, CPU), source_of([prepared], tmp_path, a_step=0.7), 3)
    save_exact(tmp_path, first.training)
    assert resume(tmp_path, second.training) == 'exact'
    second.steps_here = second.training.progress.step
    steps(second, AudioStore(3, CPU), source_of([prepared], tmp_path, a_step=0.7), 6)
    a, b = (trainer.training.network.state_dict() for trainer in (whole, second))
    assert all(torch.equal(a[name], b[name]) for name in a)


def test_a_file_that_is_damaged_later_is_passed_over_and_said(prepared: Path, tmp_path: Path) -> None:
    for number in range(2):
        write_named_track(tmp_path / 'data' / f'Track{number}', tone_performance(8, number))
    source = source_of([tmp_path / 'data'], tmp_path / 'log')
    (tmp_path / 'data' / 'Track1' / 'bass.wav').write_bytes(b'no audio')
    store = AudioStore(8, CPU)
    source.begin(store, 1)
    source.close()
    assert store.taken == 4 and (store.frames > 0).sum() == 2
    assert (tmp_path / 'log' / 'train.log').read_text().count('Track1 cannot be read and is passed over') == 2


def test_a_dataset_of_which_nothing_can_be_read_is_said(tmp_path: Path) -> None:
    write_named_track(tmp_path / 'data' / 'Track1', tone_performance(8, 0))
    source = source_of([tmp_path / 'data'], tmp_path / 'log')
    (tmp_path / 'data' / 'Track1' / 'bass.wav').unlink()
    with pytest.raises(NoAudio, match='none of the first 2 excerpts'):
        source.begin(AudioStore(8, CPU), 0)
    source.close()


def filled(
    folders: list[Path], log_folder: Path, shares: list[float] | None = None, doubting: bool = True
) -> AudioStore:
    store = AudioStore(5, CPU, shares)
    source = source_of(folders, log_folder, doubting=doubting)
    source.begin(store, 2)
    source.close()
    return store


def test_each_dataset_gets_its_share_of_the_crops_however_much_it_holds(
    prepared: Path, separated: Path, tmp_path: Path
) -> None:
    store = filled([prepared, separated], tmp_path, [1.0, 4.0])
    everyone = np.ones(500, bool)
    trust = store.crops(500, MULTIPLE, everyone, np.random.default_rng(0)).trust
    # 2,000 stems, each the choice among candidates of the same chances: binomial, deviation 0.9 %, five of them
    assert (trust < 1).mean() == pytest.approx(0.8, abs=0.045)
    assert sorted(set(trust.flatten().tolist())) == [0.25, 1.0]


def test_a_batch_carries_the_trust_of_its_stems_and_stems_that_are_left_out_are_trusted(
    separated: Path, tmp_path: Path
) -> None:
    batch = draw_batch(filled([separated], tmp_path), 200, MULTIPLE, TaskMix(), np.random.default_rng(0))
    silent = batch.clean.abs().amax(-1) == 0
    assert silent.any() and (batch.trust[silent] == 1).all()
    assert (batch.trust[~silent] == 0.25).all()
    all_trusted = draw_batch(
        filled([separated], tmp_path, doubting=False), 20, MULTIPLE, TaskMix(), np.random.default_rng(0)
    )
    assert (all_trusted.trust == 1).all()
