"""The guide in docs/ runs from top to bottom, as a reader would run it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "guide.md"


def test_the_guide_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.M | re.S)
    assert len(blocks) > 5
    names: dict[str, object] = {}
    for number, block in enumerate(blocks, 1):
        exec(compile(block, f"guide.md, block {number}", "exec"), names)
    out = capsys.readouterr().out
    assert "ACCUSE GRC → TUR | On Friday, Greece condemned Turkey" in out
    assert "cooling" in out and "warming" in out, "the crisis of the made-up events is seen to begin and to end"
    assert (tmp_path / "relation.svg").stat().st_size > 5000
    relation = names["relation"]
    assert "<svg" in relation._repr_html_()  # type: ignore[attr-defined]
