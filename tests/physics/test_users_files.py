"""A user's own file that loads NEURON by itself."""

from tests.conftest import OwnFile
from tests.tiny import full_params


def test_an_instrumentation_may_import_neuron(own_file: OwnFile) -> None:
    text = "from neuron import h\ndef setup_instrumentation(network): ...\n"
    own_file("instr_id", "eager", text)
    assert full_params({"instr_id": "eager"})["instr_id"] == "eager"
