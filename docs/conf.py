"""Sphinx configuration: `make docs` builds the pages of this folder into site/html."""

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from docs import generated_pages  # noqa: E402  (needs the path above)

project = "Grid-cell networks on NEURON"
author = "the contributors"
project_copyright = "MIT licence"
version = release = generated_pages.version()

extensions = [
    *("myst_nb", "sphinx.ext.autodoc", "sphinx.ext.viewcode", "numpydoc"),
    *("sphinx_design", "sphinx_copybutton"),
]
default_role = "code"

myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3

# A notebook runs when it, or the program, has changed: tests/e2e/test_tutorials.py and the build
# share the cache.
nb_execution_mode = "cache"
nb_execution_cache_path = str(generated_pages.notebook_cache())
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_merge_streams = True
nb_output_stderr = "remove"  # progress bars

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
numpydoc_show_class_members = False

html_theme = "pydata_sphinx_theme"
html_title = f"{project} {version}"
templates_path = ["_templates"]
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_show_search_summary = False  # it is fetched, which browsers refuse from disk
html_context = {"default_mode": "auto"}  # light or dark as the system is
html_theme_options = {
    "logo": {"text": "Grid-cell networks"},
    "navbar_align": "left",
    "header_links_before_dropdown": 6,
    "show_prev_next": True,
    "show_toc_level": 2,
    "footer_start": ["copyright"],
    "footer_end": ["site-version"],
    "pygments_light_style": "tango",
    "pygments_dark_style": "monokai",
}


def setup(app: Any) -> None:
    """Connect what docs/generated_pages.py adds."""
    app.connect("builder-inited", lambda app: generated_pages.write_api_pages(Path(app.srcdir)))
    app.connect("source-read", generated_pages.fill_in)
