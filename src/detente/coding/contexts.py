"""PLOVER contexts of a passage, by its words."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Context:
    """A PLOVER context with the name people use for it and the pattern of its words."""

    code: str
    name: str
    words: re.Pattern[str]


@functools.cache
def load_contexts() -> tuple[Context, ...]:
    """The contexts of ``data/contexts.tsv`` in file order."""
    text = files("detente.coding").joinpath("data/contexts.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(Context(code, name, _pattern(words.split(";"))) for code, name, words in rows)


def _pattern(words: list[str]) -> re.Pattern[str]:
    parts = [re.escape(w.removesuffix("*")) + (r"\w*" if w.endswith("*") else "") for w in words]
    return re.compile(r"\b(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE)


def contexts_of(text: str, limit: int = 4) -> tuple[str, ...]:
    """Codes of the contexts whose words occur in ``text``, most frequent first, at most ``limit``."""
    counted = [(len(c.words.findall(text)), c.code) for c in load_contexts()]
    ranked = sorted((-n, code) for n, code in counted if n)
    return tuple(code for _, code in ranked[:limit])
