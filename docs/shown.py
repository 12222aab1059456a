"""What the figures of docs/figures show.

`figure_files.py` makes them, `generated_pages.py` puts them on the pages.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Shown:
    """What a file shows.

    Attributes
    ----------
    figure : its name in the registry
    of : the experiment in specs/paper, or one of OWN
    sim_num : the simulation of a sweep; None for the sweep, or a single run
    measures : of the figure "measures" only these
    gids : the cells whose traces are shown
    """

    figure: str
    of: str
    sim_num: str | None = None
    measures: tuple[str, ...] = ()
    gids: tuple[int, ...] = ()

    @property
    def command(self) -> str:
        """How a user draws the same."""
        number = "" if self.sim_num is None else f"_{self.sim_num}"
        return f"python -m analysis {self.of}{number} --only {self.figure}"


BIAS_RAD = "Predictive bias as published (rad)"
BIAS = "Predictive bias as published (% of the field)"
SPEED, LASTS = "Bump speed as published (rad/s)", "Field duration as published (ms)"
FIRST, LAST = (f"Inhibition at {which} spike as published (uS)" for which in ("first", "last"))
SIZE, SCALE = "Field size as published (cells)", "Grid scale as published (cells)"
BOTH = BIAS_RAD, BIAS
EXPERIMENTS = {
    "fig1_rebound": Shown("traces", "fig1_rebound"),
    "fig1_resonance": Shown("resonance", "fig1_resonance"),
    "fig1_ring": Shown("raster", "fig1_ring"),
    "fig1_sag": Shown("traces", "fig1_sag"),
    "fig1_sheet_east": Shown("sheets", "fig1_sheet_east"),
    "fig1_sheet_north": Shown("sheets", "fig1_sheet_north"),
    "fig1_size_large": Shown("raster", "fig1_size_large"),
    "fig1_size_small": Shown("raster", "fig1_size_small"),
    "fig1_subthreshold": Shown("spectrum", "fig1_subthreshold"),
    "fig2_trajectory": Shown("trajectory", "fig2_trajectory", "1"),
    "fig2_velocity_curve": Shown("measures", "fig2_velocity_curve", measures=(SPEED,)),
    "fig3_first_spike": Shown("across_field", "fig3_first_spike"),
    "fig3_ramp": Shown("across_field", "fig3_ramp"),
    "fig4_field": Shown("measures", "fig4_field", measures=(SIZE, SCALE)),
    "fig4_matched": Shown("measures", "fig4_matched", measures=(SPEED, LASTS)),
    "fig4_shrink": Shown("measures", "fig4_shrink", measures=(SPEED, LASTS)),
    "fig5_bias_by_g_h": Shown("measures", "fig5_bias_by_g_h", measures=BOTH),
    "fig5_inhibition_by_g_h": Shown("measures", "fig5_inhibition_by_g_h", measures=(FIRST, LAST)),
    "fig5_intrinsic": Shown("prediction", "fig5_intrinsic", "0"),
    "fig5_map": Shown("measures", "fig5_map", measures=(BIAS_RAD,)),
    "fig5_network": Shown("prediction", "fig5_network", "0"),
    "fig5_network_by_asymmetry": Shown("measures", "fig5_network_by_asymmetry", measures=BOTH),
    "fig5_time_constants": Shown("measures", "fig5_time_constants", measures=(BIAS_RAD,)),
    "motif_oscillator": Shown("stell_traces", "motif_oscillator"),
    "motif_switch": Shown("intrnrn_traces", "motif_switch"),
}
# longer than in the specs file: bumps must pass the cells a few times
LONGER: dict[str, dict[str, Any]] = {
    "fig3_first_spike": {"sim_dur": 10000},
    "fig3_ramp": {"sim_dur": 10000},
    "fig4_field": {"sim_dur": 10000},
    "fig5_bias_by_g_h": {"sim_dur": 24000, "extra_params.dir_change_t": 12000},
    "fig5_intrinsic": {"sim_dur": 24000, "extra_params.dir_change_t": 12000},
    "fig5_network": {"sim_dur": 24000, "extra_params.dir_change_t": 12000},
    "fig5_network_by_asymmetry": {"sim_dur": 24000, "extra_params.dir_change_t": 12000},
}


ANIMATION = "s_2d_template", "fig1_sheet_east"  # a GIF, of this experiment
OWN: dict[str, tuple[str, dict[str, Any]]] = {  # runs that are no experiment: specs file, changes
    "cells": (
        "s_template",
        {
            "sim_id": "cells",
            "stell_const_dc": [-1e-3, -2e-3],
            "recorder_dt": 0.1,
            "record_handle_intrnrn": {
                "intrnrn_v": {"state": True, "cells_to_record": [470]},
                "intrnrn_syn_exc_i": {"state": True, "cells_to_record": [470]},
                "intrnrn_syn_inhib_i": {"state": True, "cells_to_record": [470]},
            },
        },
    ),
    "BaseModel": ("s_template", {}),
    "few": (
        "s_template",
        {
            "sim_id": "few",
            "record_handle_stell": {
                "stell_spks": {"state": True, "cells_to_record": list(range(0, 192, 8))}
            },
        },
    ),
}
KINDS = {  # of each figure of the registry the file that shows it
    "network": "kind_network",
    "connectivity": "kind_connectivity",
    "weights": "kind_weights",
    "stell_traces": "motif_oscillator",
    "intrnrn_traces": "motif_switch",
    "sag": "kind_sag",
    "resonance": "fig1_resonance",
    "spectrum": "fig1_subthreshold",
    "excitation_inhibition": "kind_excitation_inhibition",
    "prediction": "fig5_intrinsic",
    "across_field": "fig3_first_spike",
    "rates": "kind_rates",
    "raster_of_chosen_cells": "kind_raster_of_chosen_cells",
    "trajectory": "fig2_trajectory",
    "raster": "fig1_ring",
    "autocorrelogram": "kind_autocorrelogram",
    "sheets": "fig1_sheet_east",
    "traces": "fig1_sag",
    "measures": "kind_measures",
}
FILES = EXPERIMENTS | {
    "kind_network": Shown("network", "fig1_ring"),
    "kind_connectivity": Shown("connectivity", "fig1_ring"),
    "kind_weights": Shown("weights", "fig1_ring"),
    "kind_sag": Shown("sag", "fig1_sag", "4"),
    "kind_excitation_inhibition": Shown("excitation_inhibition", "cells"),
    "kind_rates": Shown("rates", "fig1_ring"),
    "kind_raster_of_chosen_cells": Shown("raster_of_chosen_cells", "few"),
    "kind_autocorrelogram": Shown("autocorrelogram", "fig1_sheet_east"),
    "kind_measures": Shown("measures", "fig4_shrink"),
    "path_integration_fast": Shown("trajectory", "fig2_trajectory", "1"),
    "s_template": Shown("raster", "BaseModel"),
}
