"""Formulas as MathML, which browsers draw themselves: no script, nothing fetched."""

from typing import Any

from docutils import nodes
from latex2mathml.converter import convert


def _inline(writer: Any, node: Any) -> None:
    writer.body.append(convert(node.astext()))
    raise nodes.SkipNode


def _block(writer: Any, node: Any) -> None:
    number = f'<span class="eqno">({node["number"]})</span>' if node["number"] else ""
    anchor = f' id="{node["ids"][0]}"' if node["ids"] else ""
    formula = convert(node.astext(), display="block")
    writer.body.append(f'<div class="math"{anchor}>{number}{formula}</div>')
    raise nodes.SkipNode


def add_to(app: Any) -> None:
    """Register the renderer under the name mathml."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
