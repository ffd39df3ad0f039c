"""Reading the package's own tables of codes: tab-separated, ``#`` for a comment, names in the first line."""

from __future__ import annotations

from importlib.resources import files


def table(name: str) -> list[dict[str, str]]:
    """The rows of ``data/NAME.tsv``."""
    text = files("detente.formats").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
