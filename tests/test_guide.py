"""The pages with Python that claim to run do run, from top to bottom, as a reader would run them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import ROOT, needs_model
from console_pages import shown, world

_BLOCK = re.compile(r"^```python\n(.*?)^```", re.M | re.S)


def run(name: str) -> dict[str, object]:
    """Run the blocks of a page of ``docs/`` in the present folder; the names they leave."""
    blocks = _BLOCK.findall((ROOT / "docs" / name).read_text(encoding="utf-8"))
    names: dict[str, object] = {"__name__": "page"}
    for number, block in enumerate(blocks, 1):
        exec(compile(block, f"{name}, block {number}", "exec"), names)
    return names


def promised(name: str) -> list[str]:
    """What the blocks of a page say in remarks that they print."""
    blocks = _BLOCK.findall((ROOT / "docs" / name).read_text(encoding="utf-8"))
    return [line.removeprefix("# ") for block in blocks for line in block.splitlines() if line.startswith("# ")]


def test_the_guide_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    names = run("guide.md")
    out = capsys.readouterr().out
    assert "ACCUSE GRC → TUR | On Friday, Greece condemned Turkey" in out
    assert "cooling" in out and "warming" in out, "the crisis of the made-up events is seen to begin and to end"
    assert (tmp_path / "relation.svg").stat().st_size > 5000
    relation = names["relation"]
    assert "<svg" in relation._repr_html_()  # type: ignore[attr-defined]


@needs_model
def test_what_is_said_of_extending_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run("extend.md")
    assert capsys.readouterr().out.splitlines() == promised("extend.md")


@needs_model
def test_the_python_of_the_first_five_minutes_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the record that the commands before it have made."""
    page = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
    with world(tmp_path) as made:
        for item in shown(page):
            if item.command.startswith("detente add"):
                made.run(item.command)
        monkeypatch.setenv("XDG_DATA_HOME", made.env["XDG_DATA_HOME"])
        run("start.md")
    out = capsys.readouterr().out
    assert "PHL" in out and "CHN" in out and "2023" in out


def test_every_method_named_has_its_literature() -> None:
    """Each citation of the table in docs/methods.md has an entry, each entry a citation, each module its code."""
    table, _, entries = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8").partition("## Literature")
    listed = {(m[1], m[2]) for m in re.finditer(r"^- (?:Baldini |Van )?(\w+).*?\((\d{4})\)\.", entries, re.M)}
    cited = set()
    for who, year in re.findall(r"((?:Baldini )?[A-Z][\w]+)(?:(?:, [A-Z]\w+)* and [A-Z\w]\w+)?,? \(?(\d{4})\)?", table):
        cited.add((who.removeprefix("Baldini "), year))
    assert cited - listed == set(), "without an entry"
    assert listed - cited == set(), "cited nowhere"
    for module in re.findall(r"`(detente\.[\w.]+)`", table):
        assert (ROOT / "src" / Path(*module.split("."))).with_suffix(".py").is_file(), module
