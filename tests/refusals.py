"""Parameters that a specs file gives, and the line with which they are refused."""

import pytest

from param import Param
from workspace.errors import UserError


def updated(**input_params: object) -> Param:
    """The defaults with these parameters."""
    params = Param()
    params.update_params({"sim_id": "X", **input_params})
    return params


def refusal(**input_params: object) -> str:
    """The line of the error that these parameters raise."""
    with pytest.raises(UserError) as caught:
        updated(**input_params)
    return str(caught.value)
