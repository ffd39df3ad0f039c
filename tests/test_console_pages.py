"""What the pages show is what the program prints, and every command is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.main import get_command

from conftest import ROOT, needs_model
from console_pages import PAGES, Shown, agrees, difference, renewed, shown, world
from detente.cli import app


def page(name: str) -> str:
    """The text of a page."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@needs_model
@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_what_is_printed(name: str, tmp_path: Path) -> None:
    """Run it from top to bottom; ``python tests/console_pages.py`` renews a page that fell behind."""
    with world(tmp_path) as made:
        wrong = [told for item in shown(page(name)) if (told := difference(item, made.run(item.command)))]
    assert not wrong, "\n\n".join(wrong)


def test_every_command_is_shown_with_its_output() -> None:
    """In docs/cli.md, in any order."""
    group = get_command(app)
    there = {item.command.split()[1] for item in shown(page("cli.md")) if item.lines}
    assert set(group.commands) - there == set()  # type: ignore[attr-defined]


def test_gaps_are_gaps_and_all_else_is_compared() -> None:
    assert agrees(["a", "…", "z"], ["a", "b", "c", "z"]) and agrees(["a", "…"], ["a"])
    assert agrees(["be…"], ["begin"]) and not agrees(["be…"], ["end"])
    assert agrees(["in 1.02 (50 %)"], ["in 1.01 (51 %)"]) and not agrees(["in 1.02 (50 %)"], ["in 1.32 (50 %)"])
    assert (
        not agrees(["2 acts"], ["3 acts"])
        and not agrees(["a"], ["a", "b"])
        and not agrees(["a", "…", "y"], ["a", "z"])
        and not agrees(["a"], [])
    )


def test_a_page_is_renewed_where_it_fell_behind() -> None:
    old = "Text.\n\n```console\n$ detente one\nold\n…\n$ detente two\nsame\n```\n"
    assert [item.command for item in shown(old)] == ["detente one", "detente two"]
    new = renewed(old, ["new\nmore\n", "same\n"])
    assert new == "Text.\n\n```console\n$ detente one\nnew\n…\n$ detente two\nsame\n```\n"
    assert difference(Shown("detente one", ("old",), 0, 0), "new\n").endswith("-old\n+new")
