"""Arithmetic as IEEE has it: mechanisms that an earlier test has loaded flush denormals to zero."""

import ctypes
import ctypes.util

import pytest
from hypothesis import settings

# no deadline: on a busy machine a first example takes longer than the next ones
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

FE_DFL_ENV = ctypes.c_void_p(-1)  # of <fenv.h>


@pytest.fixture(autouse=True, scope="module")
def _ieee_arithmetic() -> None:
    ctypes.CDLL(ctypes.util.find_library("m")).fesetenv(FE_DFL_ENV)
