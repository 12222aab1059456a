"""The interneuron."""

from cells.cell import Cell
from parameters.table import Parameters


class Interneuron(Cell):
    """One-compartment fast-spiking interneuron; kinetics of Wang & Buzsaki 1996."""

    CM = 1.0  # uF/cm2

    def insert_channels(self, params: Parameters) -> None:
        """Insert interneuron_mech: INa with instantaneous activation, IK and Ileak."""
        self.soma.insert("interneuron_mech")
