"""post_sim_analysis: the figures are there when the run ends, and are never why it fails."""

from tests.runs import Bench


def test_a_run_draws_and_names_its_figures(bench: Bench) -> None:
    done = bench.run(bench.specs(post_sim_analysis=True))
    assert done.returncode == 0
    raster = bench.data / "figures" / f"raster_{bench.sim_id}.png"
    assert done.stdout.splitlines()[-1] == str(raster)
    assert raster.is_file()
