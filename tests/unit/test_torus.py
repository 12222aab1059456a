"""Which hexagonal patterns fit a torus."""

import pytest

from calibration.torus import fitting_patterns, main


def test_fifteen_bumps_fit_best_of_the_small_patterns():
    small = [p for p in fitting_patterns(31) if p.n_bumps <= 20]
    best = min(small, key=lambda pattern: pattern.misfit)
    assert best.n_bumps == 15
    assert {tuple(sorted(map(abs, wave))) for wave in best.waves} == {(1, 4), (3, 3)}
    assert best.period == pytest.approx(8.6, abs=0.05)
    assert best.misfit == pytest.approx(0.03, abs=0.005)


def test_the_period_grows_with_the_side():
    small, large = fitting_patterns(31), fitting_patterns(62)
    assert [2 * p.period for p in small] == pytest.approx([p.period for p in large])


def test_the_command_prints_a_table_or_what_it_expects(capsys):
    assert main(["31"]) == 0
    assert "8.60" in capsys.readouterr().out
    assert main(["x"]) == 2
    assert "side" in capsys.readouterr().err
