import numpy as np
import pytest

from analysis.inhibition import inhibition_at_field_edges


def test_the_conductance_is_read_at_the_first_and_last_spike():
    fields = [
        [np.array([200.0, 210.0, 220.3]), np.array([500.0, 530.0, 560.0])],
        [np.array([300.4, 320.0, 340.0])],
        [],
    ]
    conductance = np.outer([1.0, 10.0, 100.0], np.arange(2000) * 0.5)
    edges = inhibition_at_field_edges(fields, conductance, sample_dt=0.5)
    assert edges.first.tolist() == [200, 500, 3000]
    assert edges.last.tolist() == [220, 560, 3400]


def test_without_a_field_there_are_no_edges():
    edges = inhibition_at_field_edges([[], []], np.zeros((2, 10)), 1.0)
    assert len(edges.first) == len(edges.last) == 0


def test_the_cells_must_be_the_same():
    with pytest.raises(ValueError, match="conductance must hold the 2 cells of fields, got 3"):
        inhibition_at_field_edges([[], []], np.zeros((3, 10)), 1.0)


def test_a_spike_beyond_the_record_is_refused():
    with pytest.raises(ValueError, match="earlier than 5 ms, the end of the record, got one at 7"):
        inhibition_at_field_edges([[np.array([7.0])]], np.zeros((1, 10)), 0.5)
