"""`python -m catalogue` through the command line, as a user and a script call it."""

import subprocess
import sys

import pandas as pd

from tests.many import make_many
from workspace.paths import ROOT


def catalogue(*arguments, **options):
    command = [sys.executable, "-m", "catalogue", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, **options)


def test_from_list_to_rm(tmp_path):
    root = f"--data_root={tmp_path}/data"
    make_many(tmp_path / "data")
    listed = catalogue("list", root)
    assert (listed.returncode, listed.stderr, listed.stdout.count("\n")) == (0, "", 63)

    found = catalogue("find", "g_h_bar == 0 and stell_noise_std > 0.05", root).stdout
    assert [line.split()[0] for line in found.splitlines()] == ["label", "run_48"]

    table = catalogue("table", "run_48", "conductance", f"--csv={tmp_path}/t.csv", root)
    assert (table.returncode, table.stderr) == (0, "")
    assert len(pd.read_csv(tmp_path / "t.csv")) == 5

    assert "g_h_bar (S/cm²)" in catalogue("diff", "run_48", "conductance_3", root).stdout

    refused = catalogue("rm", "run_48", root, stdin=subprocess.DEVNULL)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert catalogue("rm", "run_48", "--yes", root).returncode == 0
    assert not (tmp_path / "data" / "run_48").exists()


def test_a_reader_that_has_enough_is_no_error(tmp_path):
    make_many(tmp_path)
    command = f"{sys.executable} -m catalogue list --data_root={tmp_path} | head -n 1"
    shell = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True
    )
    assert (shell.returncode, shell.stderr) == (0, "")


def test_help_names_the_commands():
    said = catalogue("--help").stdout
    assert all(
        f"\n    {name} " in said for name in ("list", "find", "table", "diff", "rm", "clean")
    )
    assert catalogue("tabel").returncode == 2
