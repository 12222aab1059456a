"""What is measured of a network that is driven at theta frequency.

Against the strongest of its theta inputs. The rhythm that a network makes by itself may differ:
`interneuron_rhythm` gives the phase of that.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from analysis.checks import Array
from analysis.circular import mean_direction
from analysis.load import layers_like, stellate_rings
from analysis.measured import Measured
from analysis.rhythm import (
    FASTEST,
    LONGEST_LAG,
    SLOWEST,
    at_times,
    autocorrelogram,
    rhythm_phase,
    theta_index,
    theta_skipping,
)
from analysis.ring_measures import busier, phase_of, why_not_passed, why_silent
from analysis.ring_phase import SAMPLE_DT
from analysis.spikes import MS_PER_S, population_rate
from analysis.theta import FieldSpikes, PhaseOf, at_a_bound, precession, spikes_in_fields
from analysis.windows import STDEV, Window
from parameters.config_files import layers, main_theta
from parameters.table import Parameters
from parameters.theta import ThetaInput

Measures = dict[str, Measured]

RHYTHM_STDEV = 5.0  # ms, smoothing of the interneurons' rate before it is filtered
BAND = 0.75, 1.25  # of the theta frequency, in which a reference rhythm is looked for
EDGE = 3 * STDEV  # ms at the end, where the smoothed position has one side only


def theta_measures(
    params: Parameters, spikes: Mapping[str, Array], window: Window, why: str
) -> Measures:
    """Locking of each layer to theta; rhythm and phase precession of the stellate cells.

    Parameters
    ----------
    params : mapping
        The full parameters.
    spikes : mapping of str to ndarray
        Spike times (ms) of each layer, by name, padded with NaN.
    window : tuple of float
        From when to when the network is measured (ms).
    why : str
        Why nothing can be measured; empty where it can.

    Returns
    -------
    dict of str to Measured
        Empty without a theta input.
    """
    theta = main_theta(params)
    if theta is None:
        return {}
    found = dict(_locking(theta, spikes, window, why))
    rings = stellate_rings(spikes, params)
    if rings is None:
        return found
    ring = busier(rings, params)
    why = why or why_silent(ring, *window)
    found |= _rhythm(theta, ring, window, why)
    why = why or why_not_passed(phase_of(ring, params))
    fields = None if why else field_spikes(params, spikes, window, theta.phase)
    return found | _precession(theta, fields, why)


def theta_said(theta: ThetaInput) -> str:
    """A theta input in words."""
    into = {"stell": "stellate cells", "intrnrn": "interneurons"}[theta.population]
    return f"theta of {theta.frequency * MS_PER_S:.3g} Hz into the {into}"


def field_spikes(
    params: Parameters, spikes: Mapping[str, Array], window: Window, theta: PhaseOf
) -> FieldSpikes:
    """The spikes of the busier stellate ring in their fields; the network must have rings.

    The position is decoded from the interneurons, smoothed with 100 ms, so that theta cycles
    leave no trace in it; from the stellate cells where the interneurons were not recorded.
    """
    rings = stellate_rings(spikes, params)
    if rings is None:
        raise ValueError("the spikes of the stellate rings must be there")
    ring = busier(rings, params)
    names = [layer.name for layer in layers_like(params, "intrnrn", "ring")]
    decoded = next((spikes[name] for name in names if name in spikes), ring)
    bumps = phase_of(decoded, params)
    inside = window[0], min(window[1], params["sim_dur"] - EDGE)
    return spikes_in_fields(ring, params["n_phases"], bumps, SAMPLE_DT, theta, inside)


def interneuron_rhythm(
    params: Parameters, spikes: Mapping[str, Array], frequency: float
) -> PhaseOf:
    """A reference rhythm: the phase of the interneurons' rate near a frequency (Hz).

    Returns
    -------
    function
        Gives the phase (rad) at times (ms); 0 where the interneurons fire most.
    """
    names = [layer.name for layer in layers(params) if layer.population == "intrnrn"]
    every = next(spikes[name] for name in names if name in spikes)
    rate = population_rate(every, params["sim_dur"], RHYTHM_STDEV)
    phase = rhythm_phase(rate, 1.0, BAND[0] * frequency, BAND[1] * frequency)
    return lambda times: np.mod(at_times(times, phase, 1.0), 2 * np.pi)


def _locking(
    theta: ThetaInput, spikes: Mapping[str, Array], window: Window, why: str
) -> Iterator[tuple[str, Measured]]:
    """How closely each layer's spikes keep to a phase."""
    for name, times in spikes.items():
        inside = times[(times >= window[0]) & (times < window[1])]
        locked = mean_direction(theta.phase(inside))
        definition = f"mean resultant length of the phases in the {theta_said(theta)}"
        reason = why or "no spikes"
        value = np.nan if why else locked.length
        yield f"{name} theta locking", Measured(value, definition, reason)


def _rhythm(theta: ThetaInput, ring: Array, window: Window, why: str) -> Measures:
    """Theta index and skipping of the cells of a ring, from their autocorrelogram."""
    definitions = {
        "Theta index": "busier ring, autocorrelogram: mean power within 1 Hz of its theta peak "
        "/ mean power up to 50 Hz (above 5: theta modulated)",
        "Theta skipping": "busier ring, autocorrelogram: (second - first peak) / the higher one",
    }
    frequency = theta.frequency * MS_PER_S
    if not SLOWEST <= frequency <= FASTEST:
        why = why or f"theta of {frequency:.3g} Hz, not between {SLOWEST:g} and {FASTEST:g} Hz"
    if window[1] - window[0] <= LONGEST_LAG:
        why = why or f"the record must be longer than {LONGEST_LAG:g} ms, the longest lag"
    if why:
        return {name: Measured.missing(text, why) for name, text in definitions.items()}
    _, counts = autocorrelogram(ring, window[1], window[0])
    values = theta_index(counts), theta_skipping(counts, frequency)
    return {
        name: Measured(value, text, "no cell fires twice within 500 ms")
        for (name, text), value in zip(definitions.items(), values, strict=True)
    }


def _precession(theta: ThetaInput, fields: FieldSpikes | None, why: str) -> Measures:
    """Phase precession of the busier ring, all fields together."""
    how = f"phase in the {theta_said(theta)} against position in the field, busier ring"
    definitions = {
        "Phase precession (degrees per field)": f"slope, {how} (Kempter et al. 2012)",
        "Phase precession correlation": f"circular-linear, {how}",
        "Phase precession p": f"of the correlation, {how}",
    }
    if fields is None:
        return {name: Measured.missing(text, why) for name, text in definitions.items()}
    fit = precession(fields)
    reason = "too few spikes in the fields"
    if at_a_bound(fit):
        reason = "the best slope is at a bound, 720 degrees per field"
        fit = fit._replace(slope=np.nan, correlation=np.nan, p=np.nan)
    values = np.degrees(fit.slope), fit.correlation, fit.p
    return {
        name: Measured(float(value), text, reason)
        for (name, text), value in zip(definitions.items(), values, strict=True)
    }
