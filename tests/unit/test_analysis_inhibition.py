import numpy as np
import pytest

from analysis.inhibition import inhibition_at_field_edges
from tests.synthetic import padded


def test_the_conductance_is_read_at_the_first_and_last_spike():
    spikes = padded([[1, 200, 210, 220, 500, 530, 560, 900], [1, 300, 320, 340, 900], []])
    conductance = np.outer([1.0, 10.0, 100.0], np.arange(2000) * 0.5)
    edges = inhibition_at_field_edges(spikes, conductance, sample_dt=0.5, gap=100)
    assert edges.first.tolist() == [200, 500, 3000]
    assert edges.last.tolist() == [220, 560, 3400]


def test_without_a_field_there_are_no_edges():
    edges = inhibition_at_field_edges(np.full((2, 0), np.nan), np.zeros((2, 10)), 1.0, 100)
    assert len(edges.first) == len(edges.last) == 0


def test_the_cells_must_be_the_same():
    with pytest.raises(ValueError, match="conductance must hold the 2 cells of spikes, got 3"):
        inhibition_at_field_edges(np.zeros((2, 1)), np.zeros((3, 10)), 1.0, 100)


def test_a_spike_beyond_the_record_is_refused():
    with pytest.raises(ValueError, match=r"end before the conductance, at 5\.0 ms, got one at 7"):
        inhibition_at_field_edges(padded([[7.0]]), np.zeros((1, 10)), 0.5, 100)
