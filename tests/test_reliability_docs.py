"""`docs/reliability.md` names tests that exist, one for each fault of its table."""

from __future__ import annotations

import ast
import re

from conftest import ROOT

NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")


def written_in(name: str) -> set[str]:
    tree = ast.parse((ROOT / "tests" / name).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_test_that_the_table_names_is_there() -> None:
    """A row of the table is a promise; a test that is renamed must not leave it empty."""
    text = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    named = NAMED.findall(text)
    assert len(named) > 20
    assert [f"{file}::{test}" for file, test in named if test not in written_in(file)] == []


def test_every_row_of_the_table_names_its_test() -> None:
    """No fault is claimed without one."""
    text = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    table = text.split("| fault |", 1)[1].split("\n\n", 1)[0]
    rows = [line for line in table.splitlines()[2:] if line.startswith("|")]
    assert len(rows) > 20 and all(NAMED.search(row) for row in rows)
