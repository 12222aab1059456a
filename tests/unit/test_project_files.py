"""CITATION.cff, CHANGELOG.md and the hooks of pre-commit agree with the project."""

import re

import yaml

from workspace.paths import ROOT


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_citation_has_the_version_of_the_project():
    version = re.search(r'^version = "(.+)"$', read("pyproject.toml"), re.MULTILINE)
    assert version is not None
    assert yaml.safe_load(read("CITATION.cff"))["version"] == version[1]


def test_the_changelog_begins_with_what_is_not_released():
    headings = re.findall(r"^## \[(.+?)\]", read("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "Unreleased"


def test_pre_commit_runs_what_make_lint_runs():
    rule = re.search(r"^lint:.*\n((?:\t.*\n)+)", read("Makefile"), re.MULTILINE)
    assert rule is not None
    linted = set(re.findall(r"\$\(BIN\)/(ruff check|ruff format --check|\w+)", rule[1]))
    (repository,) = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    entries = " ".join(hook["entry"] for hook in repository["hooks"])
    assert linted == {"ruff check", "ruff format --check", "mypy", "modlunit"}
    assert all(f".venv/bin/{command}" in entries for command in linted)
