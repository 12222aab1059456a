"""How `--help` of the scripts and programs looks."""

import argparse


class Paragraphs(argparse.HelpFormatter):
    """Fills the paragraphs of a description to the width of the terminal.

    A paragraph with indented lines, such as a command to copy, stays as it is.
    """

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        filled = super()._fill_text
        return "\n\n".join(
            paragraph if "\n " in f"\n{paragraph}" else filled(paragraph, width, indent)
            for paragraph in text.strip("\n").split("\n\n")
        )
