"""Scores against a case worked out by hand, and samplers against what they must give with a denoiser whose answer is
known.
"""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from kit_helpers import stirred_network, tone_performance

from stemwright_kit.stems import RATE_HZ
from stemwright_kit.training.chunks import pack, read_packed, real_chunks, rendered_chunks
from stemwright_kit.training.curves import draw, read_scores
from stemwright_kit.training.sampling import karras, sample_consistent, sample_dirac
from stemwright_kit.training.score import Score, si_sdr
from stemwright_kit.training.validation import errors_by_noise, separation

FRAMES = 4 * RATE_HZ


def tone(hz: float) -> torch.Tensor:
    return 0.1 * torch.sin(2 * math.pi * hz * torch.arange(FRAMES) / RATE_HZ)


def test_si_sdr_of_a_tone_with_a_tenth_of_another_is_20_db_at_any_level() -> None:
    target, other = tone(100), tone(300)  # whole periods: orthogonal
    for scale in (1.0, 0.01):
        assert si_sdr(scale * (target + 0.1 * other), target).item() == pytest.approx(20, abs=0.05)


def test_improvement_counts_active_stems_only_and_the_paper_counts_all() -> None:
    stems = torch.stack([tone(100), tone(200), torch.zeros(FRAMES), torch.zeros(FRAMES)])[None]
    estimates = stems.clone()
    estimates[0, 0] += 0.1 * stems[0, 1]  # bass: 20 dB where the mixture has 0
    estimates[0, 1] += 0.01 * stems[0, 0]  # drums: 40 dB
    score = Score()
    score.add(estimates, stems)
    summary = score.summary()
    assert summary['bass'] == pytest.approx(20, abs=0.05) and summary['drums'] == pytest.approx(40, abs=0.1)
    assert math.isnan(summary['guitar'])
    assert len(score.active[2]) == 0 and len(score.paper[2]) == 1


def test_a_window_with_one_active_stem_counts_for_nothing() -> None:
    score = Score()
    stems = torch.stack([tone(100), *[torch.zeros(FRAMES)] * 3])[None]
    score.add(stems, stems)
    assert score.active == score.paper == [[], [], [], []]


def test_a_schedule_falls_from_the_most_to_the_least_and_then_to_zero() -> None:
    levels = karras(5, 0.01, 10)
    assert levels[0] == pytest.approx(10) and levels[-2] == pytest.approx(0.01) and levels[-1] == 0
    assert all(a > b for a, b in zip(levels, levels[1:]))


def test_samplers_end_on_what_a_certain_denoiser_says_and_on_the_mixture() -> None:
    generator = torch.Generator().manual_seed(0)
    truth = torch.randn(2, 4, 64, generator=generator)
    mixture, noise = truth.sum(1, keepdim=True), torch.randn(2, 4, 64, generator=generator)
    for sampler, steps in ((sample_consistent, 4), (sample_dirac, 60)):
        found = sampler(lambda x, sigma: truth.clone(), mixture, noise, karras(steps, 1e-3, 1.0))
        # the last step is the denoiser's answer; dirac's error shrinks by sigma'/sigma in each
        assert (found - truth).abs().max() < 2e-3
        assert (found.sum(1, keepdim=True) - mixture).abs().max() < 1e-5


def test_validation_scores_a_network_and_its_errors_by_noise() -> None:
    # a window of the metric, and a little
    chunks = rendered_chunks([tone_performance(6, seed) for seed in range(2)], 44 * 2048)
    network = stirred_network(1)
    summary = separation(network, chunks, 1, torch.device('cpu'), [slice(0, 2)])
    assert all(math.isfinite(value) for value in summary.values())
    rows = errors_by_noise(network, chunks, torch.device('cpu'), [slice(0, 2)])
    assert set(rows) == {'prior', 'imputation', 'separation'}
    # at the least noise a stem is nearly what came in: the error is about that of doing nothing, 1
    assert 0.2 < rows['prior'][0] < 5


def test_curves_show_every_line_with_its_last_value(tmp_path: Path) -> None:
    figures = tmp_path / 'figures.jsonl'
    rows = [
        {'kind': 'score', 'name': name, 'step': step, 'active': step / 100}
        for name in ('real, 1 step', 'rendered, 1 step')
        for step in (100, 550)
    ]
    figures.write_text('\n'.join(json.dumps(row) for row in [*rows, {'kind': 'errors', 'step': 5}]))
    picture = draw(read_scores(figures))
    assert picture.count('<polyline') == 2 and 'real, 1 step: 5.50 dB' in picture
    with pytest.raises(ValueError, match='no scores'):
        draw({})


def test_packed_chunks_are_the_chunks(tmp_path: Path) -> None:
    audio = np.stack([tone_performance(6, seed) for seed in range(2)])
    audio[0, 0, :4] = [32767, -32768, 32767, 0]  # differences wrap round, sums wrap back
    pack(audio, tmp_path / 'chunks.npz')
    assert np.array_equal(read_packed(tmp_path / 'chunks.npz'), audio)
    chunks = real_chunks(tmp_path / 'chunks.npz')
    assert np.array_equal(chunks.audio.numpy() * 32768, audio[..., : chunks.audio.shape[2]])
    assert audio.shape[2] - chunks.audio.shape[2] < 2048
