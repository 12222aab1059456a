"""`python -m catalogue` rm and clean: what they remove, and what they must leave alone."""

import pytest

from catalogue import __main__ as cli
from catalogue.leftovers import remove_all
from tests.finished import write_finished, write_sweep
from tests.killed import kill_points
from tests.many import make_leftovers, small_ring, spikes
from workspace import paths
from workspace.attempts import Attempt
from workspace.locks import Lock
from workspace.paths import Workspace


@pytest.fixture(autouse=True)
def root(tmp_path, monkeypatch):
    """A folder of results, and a cache of the test's own."""
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    paths.CACHE.mkdir()
    (paths.CACHE / "README.md").write_text("stays")
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def said(root, capsys):
    def run(*arguments):
        status = cli.main([*arguments, f"--data_root={root}"])
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.fixture
def answer(monkeypatch):
    """Answer the questions that are asked; give the questions."""
    asked = []

    def say(word):
        monkeypatch.setattr(cli.sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda text: asked.append(text) or word)
        return asked

    return say


def small(root, sim_id):
    params = small_ring(root, sim_id, 0)
    write_finished(params, spikes(params, 0))
    return root / sim_id


def everything(*folders):
    return {path for folder in folders for path in folder.rglob("*")}


def test_rm_asks(root, said, answer):
    folder = small(root, "one")
    asked = answer("n")
    assert said("rm", "one")[0] == 0
    assert folder.exists()
    assert asked[0].startswith("remove 5")
    answer("y")
    assert said("rm", "one")[0] == 0
    assert everything(root, paths.CACHE) == {paths.CACHE / "README.md"}


def test_rm_needs_yes_where_nobody_can_answer(root, said, monkeypatch):
    folder = small(root, "one")
    monkeypatch.setattr(cli.sys.stdin, "isatty", lambda: False, raising=False)
    status, _, err = said("rm", "one")
    assert (status, err.count("\n")) == (2, 1)
    assert folder.exists()
    assert said("rm", "one", "--yes")[0] == 0
    assert not folder.exists()


def test_rm_names_files_of_the_users_own(root, said, answer):
    (small(root, "one") / "notes.txt").write_text("mine")
    answer("n")
    assert "one has files of your own: notes.txt\n" in said("rm", "one")[1]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nope", "sim_id: no parameters"),
        ("../data", "expected a safe file name"),
        ("sweep_0", "is one simulation of a sweep; rm removes sweep as a whole"),
    ],
)
def test_rm_refuses_before_it_removes_anything(root, said, name, words):
    folder = small(root, "one")
    params = {"0": small_ring(root, "sweep", 0, sim_num=0)}
    write_sweep(params, {"0": spikes(params["0"], 0)})
    status, _, err = said("rm", "one", name, "--yes")
    assert (status, err.count("\n")) == (2, 1)
    assert words in err
    assert folder.exists()


def test_rm_removes_an_interrupted_sweep(root, said):
    make_leftovers(root)
    assert said("rm", "interrupted", "--yes")[0] == 0
    assert not {path for path in everything(root, paths.CACHE) if "interrupted" in path.name}
    assert (paths.CACHE / "params_diverged.json").exists()


def test_rm_of_a_link_leaves_what_it_points_to(root, tmp_path, said):
    folder = small(root, "one")
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert f"is a link; {tmp_path}/elsewhere stays" in said("rm", "one", "--yes")[1]
    assert not folder.is_symlink()
    assert (tmp_path / "elsewhere" / "one.json").exists()


def running_lock(root):
    return Lock(paths.CACHE / "lock_diverged").acquire


def running_elsewhere(root):
    return Lock(Workspace("diverged", root).lock).acquire


def running_task(root):
    return Attempt.unique(Workspace("diverged", root).unfinished_parts, "0").open


def writing(root):
    return Attempt(Workspace("diverged", root).staging).open


@pytest.mark.parametrize("start", [running_lock, running_elsewhere, running_task, writing])
def test_what_a_live_run_holds_stays(root, said, start):
    folder, other = small(root, "diverged"), small(root, "other")
    make_leftovers(root)
    run = start(root)
    run()
    before = everything(root, paths.CACHE)
    assert said("clean", "diverged", "--yes")[1].endswith("nothing to remove\n")
    status, _, err = said("rm", "other", "diverged", "--yes")
    assert status == 2
    assert folder.exists()
    assert other.exists()
    assert "process" in err
    assert before <= everything(root, paths.CACHE)
    run.__self__.release()


def test_clean_removes_what_nobody_needs_and_keeps_what_resume_goes_on_with(root, said, answer):
    folder = small(root, "one")
    whole = everything(folder)
    make_leftovers(root)
    place = Workspace("interrupted", root)
    kept = {
        place.params,
        place.sweep_cache,
        place.parts,
        *everything(place.sweep_cache, place.parts),
    }
    answer("y")
    status, out, err = said("clean")
    assert (status, err) == (0, "")
    assert "diverged: failed (stellate cell 7: voltage is not a number at 12.5 ms)" in out
    assert "stopped: killed" in out
    assert "interrupted: sweep, 2 results to be merged, 1 failed" in out
    assert everything(root, paths.CACHE) == {paths.CACHE / "README.md", folder} | whole | kept
    assert said("clean")[1].endswith("nothing to remove\n")


def test_clean_asks(root, said, answer):
    make_leftovers(root)
    before = everything(root, paths.CACHE)
    asked = answer("")
    assert said("clean")[0] == 0
    assert len(asked) == 1
    assert everything(root, paths.CACHE) == before


def test_clean_of_a_named_sweep_takes_its_cache_but_no_results(root, said):
    make_leftovers(root)
    place = Workspace("interrupted", root)
    assert said("clean", "interrupted", "--yes")[0] == 0
    assert not place.params.exists()
    assert not place.sweep_cache.exists()
    assert len(list(place.parts.iterdir())) == 2
    assert (paths.CACHE / "params_diverged.json").exists()


def test_clean_puts_results_back_that_were_being_replaced(root, said):
    folder = small(root, "one")
    place = Workspace("one", root)
    folder.rename(place.replaced)
    assert "which are put back" in said("clean", "--yes")[1]
    assert (folder / "one.json").exists()


def test_a_run_of_another_data_root_is_cleaned_there(root, tmp_path, said):
    other = tmp_path / "other"
    other.mkdir()
    make_leftovers(other)
    assert said("clean", "--yes")[0] == 0
    assert not Workspace("stopped", other).staging.exists()
    assert not (paths.CACHE / "params_stopped.json").exists()


def test_matrices_without_parameters(root, said):
    for sim_id in ("lost", "asym_live"):
        (paths.CACHE / f"matrix_1d_{sim_id}.hdf5").touch()
    (paths.CACHE / f".{'0' * 16}.matrix_1d_half.hdf5").touch()
    live = Lock(paths.CACHE / "lock_asym_live")
    live.acquire()
    assert said("clean", "--yes")[0] == 0
    assert {path.name for path in paths.CACHE.iterdir()} == {
        "README.md",
        "lock_asym_live",
        "matrix_1d_asym_live.hdf5",
    }
    live.release()


def test_rm_that_is_killed_leaves_the_results_whole_or_none(root):
    def begin():
        if not (root / "one").exists():
            small(root, "one")

    for _ in kill_points(root, begin, lambda: remove_all(Workspace("one", root))):
        left = {path.name for path in everything(root / "one")}
        assert not left or {"one.json", "one_provenance.json", "stell_spks_one.hdf5"} <= left
    remove_all(Workspace("one", root))
    assert everything(root) == set()
