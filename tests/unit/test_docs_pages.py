"""Navigation, figures, parameters and API of the pages; `make docs` checks the links."""

import re

from docs.generated_pages import API, MARKER, TEXTS, modules
from parameters.table import PARAMETERS, RECORD_HANDLES, default_params
from workspace.paths import ROOT

DOCS = ROOT / "docs"
TOCTREE = re.compile(r"```\{toctree\}\n(.*?)```", re.DOTALL)


def pages():
    return {path.stem: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")}


def filled(text):
    return MARKER.sub(lambda found: TEXTS[found[1]](*(found[2] or "").split()), text)


def test_every_page_is_in_the_navigation():
    named = {
        line
        for text in pages().values()
        for tree in TOCTREE.findall(text)
        for line in tree.splitlines()
    }
    assert set(pages()) - {"index"} <= named


def test_every_figure_is_shown():
    text = "".join(filled(text) for text in pages().values())
    text += (ROOT / "README.md").read_text(encoding="utf-8")
    for figure in (DOCS / "figures").iterdir():
        assert f"figures/{figure.name}" in text


def test_each_parameter_is_on_the_page_once():
    page = filled(pages()["parameters"])
    recorders = [data_id for handle in RECORD_HANDLES for data_id in default_params()[handle]]
    for name in (*PARAMETERS, *recorders):
        assert page.count(f"`{name}`{{#{name}}}") == 1, name
    for key in ("dir_change_t", "amp2", "weight", "f1", "ipi"):
        assert f"| `{key}` |" in page.replace("\n`", "\n| `")


def test_the_api_pages_are_those_of_the_packages():
    assert modules("gridcells") == []  # one page, of what __all__ names
    assert "analysis.spikes" in modules("analysis")
    assert "network_configs.connections.sparse_matrix" in modules("network_configs")
    for package in API:
        assert not [name for name in modules(package) if "__main__" in name or "-" in name]
