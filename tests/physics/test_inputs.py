"""Synapse, noise and theta of one cell: what they are, and what they depend on."""

import numpy as np
import pytest
from neuron import h

from cells import mechanisms
from cells.interneuron import Interneuron
from network_configs.instrumentations.noise import N_BATCH, hold_batches
from param import Param

PARAMS = Param().typed
DT = 0.025  # ms


@pytest.fixture(autouse=True)
def _loaded() -> None:
    mechanisms.load()
    h.celsius, h.dt = 37, DT


def run(duration: float) -> None:
    h.ParallelContext().set_maxstep(1)
    h.finitialize(-65)
    h.ParallelContext().psolve(duration)


def conductance(synapse, events: list[tuple[float, float]]) -> np.ndarray:
    """g (uS) at every step of 60 ms with these events (ms, uS)."""
    connections = []
    for _, weight in events:
        connection = h.NetCon(None, synapse)
        connection.weight[0] = weight
        connections.append(connection)

    def queue() -> None:
        for connection, (time, _) in zip(connections, events, strict=True):
            connection.event(time)

    handler = h.FInitializeHandler(queue)
    recorded = h.Vector().record(synapse._ref_g)
    run(60)
    del handler
    return np.array(recorded)


EVENTS = [(1.0, 1e-4), (3.5, 2e-5), (3.5, 7e-5), (20.0, 3e-4), (20.0, 1e-5)]


def test_the_synapse_is_exp2syn() -> None:
    cell = Interneuron(0, PARAMS)
    reference = h.Exp2Syn(cell.soma(0.5))
    reference.tau1, reference.tau2, reference.e = cell.INHIBITORY
    ours = conductance(cell.inhb_syn, EVENTS)
    np.testing.assert_allclose(ours, conductance(reference, EVENTS), rtol=1e-9, atol=1e-18)
    assert ours.max() > 2e-4


def test_one_event_peaks_at_its_weight() -> None:
    cell = Interneuron(0, PARAMS)
    assert conductance(cell.exc_syn, [(1.0, 5e-4)]).max() == pytest.approx(5e-4, rel=1e-3)


def test_the_order_of_events_changes_no_bit() -> None:
    grid = 2.0**-58
    weights = np.rint(np.random.default_rng(1).uniform(1e-6, 1e-4, 40) / grid) * grid
    events = [(5.0, weight) for weight in weights.tolist()]
    cell = Interneuron(0, PARAMS)
    forward = conductance(cell.inhb_syn, events)
    np.testing.assert_array_equal(forward, conductance(cell.inhb_syn, events[::-1]))


def noise(gid: int = 3, seeds: tuple[int, int] = (5, 6), duration: float = 400) -> np.ndarray:
    """The noise (nA) of each step: 100 ms of initial noise of std 2, then std 1 until 300 ms."""
    cell = Interneuron(gid, PARAMS)
    clamp = cell.ext_dc
    clamp.init_end, clamp.init_mean, clamp.init_std = 100, 0.5, 2
    clamp.noise_end, clamp.mean, clamp.std = 300, -0.25, 1
    clamp.gid, (clamp.init_seed, clamp.seed) = gid, seeds
    batches = hold_batches([clamp])
    recorded = h.Vector().record(clamp._ref_noise)
    run(duration)
    assert batches.any()
    return np.array(recorded)[1:]


@pytest.mark.parametrize(
    ("steps", "mean", "std"),
    [(slice(10, 3990), 0.5, 2), (slice(4010, 11990), -0.25, 1)],
    ids=["initial noise", "noise"],
)
def test_noise_has_its_mean_and_std(steps: slice, mean: float, std: float) -> None:
    drawn = noise()[steps]
    error = 4 * std / np.sqrt(len(drawn))
    assert drawn.mean() == pytest.approx(mean, abs=error)
    # half-way between two independent samples
    assert drawn.std() == pytest.approx(std / np.sqrt(2), rel=0.05)
    correlation = np.corrcoef(drawn[:-1], drawn[1:])[0, 1]
    assert correlation == pytest.approx(0.5, abs=0.05)


def philox(counter: tuple[int, ...], key: tuple[int, int]) -> tuple[int, ...]:
    """Philox4x32-10 as published (Salmon et al. 2011), four words of a counter and a key."""
    low = 2**32 - 1
    (c0, c1, c2, c3), (k0, k1) = counter, key
    for _ in range(10):
        p0, p2 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p2 >> 32) ^ c1 ^ k0, p2 & low, (p0 >> 32) ^ c3 ^ k1, p0 & low
        k0, k1 = (k0 + 0x9E3779B9) & low, (k1 + 0xBB67AE85) & low
    return c0, c1, c2, c3


def normal_numbers(seed: int, stream: int, gid: int, batch: int) -> np.ndarray:
    """The samples of a batch, by the definition in noisy_clamp.mod."""
    n_blocks = N_BATCH // 4
    blocks = range(n_blocks * batch, n_blocks * (batch + 1))
    words = np.array([philox((block, 0, gid, 0), (seed, stream)) for block in blocks])
    signed = np.where(words >= 2**31, words - 2**32, words).T
    uniform = (signed[:2].ravel() + 2**31 + 0.5) / 2**32
    angle = signed[2:].ravel() * np.pi / 2**31
    radius = np.sqrt(-2 * np.log(uniform))
    return np.concatenate((radius * np.cos(angle), radius * np.sin(angle)))


def test_philox_gives_the_published_words() -> None:
    assert philox((0, 0, 0, 0), (0, 0)) == (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)


@pytest.mark.parametrize(("stream", "first"), [(1, 0), (1, 3968), (2, 4000), (2, 11968)])
def test_noise_is_its_definition(stream: int, first: int) -> None:
    """Samples of initial noise (stream 1) and of noise (stream 2), half-way between steps."""
    mean, std, seed = ((0.5, 2, 5), (-0.25, 1, 6))[stream - 1]
    samples = mean + std * normal_numbers(seed, stream, 3, first // N_BATCH)
    expected = (samples[:-1] + samples[1:]) / 2
    drawn = noise()[first : first + N_BATCH - 1]
    np.testing.assert_allclose(drawn, expected, rtol=0, atol=1e-12)


def test_noise_ends() -> None:
    assert np.all(noise()[12001:] == 0)


def test_noise_depends_on_seed_and_gid_alone() -> None:
    first = noise(duration=200)
    np.testing.assert_array_equal(first, noise(duration=200))
    other_cell, other_init, other_later = (
        noise(gid=4, duration=200),
        noise(seeds=(7, 6), duration=200),
        noise(seeds=(5, 7), duration=200),
    )
    assert abs(np.corrcoef(first[:3990], other_cell[:3990])[0, 1]) < 0.08
    assert np.all(first[:3990] != other_init[:3990])
    np.testing.assert_array_equal(first[4010:], other_init[4010:])
    np.testing.assert_array_equal(first[:3990], other_later[:3990])
    assert np.all(first[4010:] != other_later[4010:])


def test_theta_is_a_sine_with_the_models_two_pi() -> None:
    cell = Interneuron(0, PARAMS)
    cell.insert_theta(amplitude=2e-4, omega=0.008, phi=3)
    recorded = h.Vector().record(cell.soma(0.5).i_theta._ref_i)
    run(300)
    middle = DT * (np.arange(12000) + 0.5)
    expected = 2e-4 * np.sin(2 * 3.14 * 0.008 * (middle + 3))
    np.testing.assert_allclose(np.array(recorded)[1:], expected, atol=1e-13)
