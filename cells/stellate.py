"""The stellate cell."""

from cells.cell import Cell
from parameters.table import Parameters


class Stellate(Cell):
    """One-compartment stellate cell; kinetics of Acker, Kopell & White 2003.

    The maximal conductances and reversal potentials are those of stellate_mech.mod but for
    the parameters `g_h_bar` and `gnap_bar` (S/cm2), `hf_tau` and `hs_tau` (ms).
    """

    CM = 1.5  # uF/cm2

    def insert_channels(self, params: Parameters) -> None:
        """Insert stellate_mech: INa, INaP, IK, Ileak and Ih."""
        self.soma.insert("stellate_mech")
        channels = self.soma(0.5).stellate_mech
        for name in ("g_h_bar", "gnap_bar", "hf_tau", "hs_tau"):
            setattr(channels, name, params[name])
