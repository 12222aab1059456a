"""The theta currents of both cell types."""

from network_configs.instrumentations.recorders import is_recorded
from network_configs.network import Network


def attach_theta(network: Network) -> None:
    """Insert the theta current where it has an amplitude (mA/cm2) or is recorded.

    phi_i_theta (ms) shifts that of the interneurons only.
    """
    p = network.params
    if p["stell_theta_Amp"] != 0 or is_recorded(p, "stell_theta_i"):
        for cell in network.stellate.values():
            cell.insert_theta(p["stell_theta_Amp"], p["stell_theta_omega"], 0.0)
    if p["Amp_i_theta"] != 0 or is_recorded(p, "intrnrn_theta_i"):
        for cell in network.interneurons.values():
            cell.insert_theta(p["Amp_i_theta"], p["omega_i_theta"], p["phi_i_theta"])
