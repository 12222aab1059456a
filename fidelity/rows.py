"""All rows of the table: each function runs its simulations and measures."""

from collections.abc import Callable

from fidelity import fields, motifs, motion, single_cells
from fidelity.row import Row

ROWS: dict[str, Callable[[], list[Row]]] = {
    function.__name__: function
    for function in (
        single_cells.sag,
        single_cells.rebound,
        single_cells.subthreshold,
        single_cells.resonance,
        single_cells.interneuron_rate,
        motifs.motif_switch,
        motifs.motif_oscillator,
        fields.ring_sizes,
        fields.hcn_across_a_field,
        fields.field_size,
        fields.predictive_bias,
        motion.speeds,
        motion.path_integration,
        motion.sheet,
    )
}
