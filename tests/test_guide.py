"""The pages with Python that claim to run do run, from top to bottom, as a reader would run them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import ROOT, needs_model

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
