"""All regular expressions of the package: linear in what they search, or what they search is short.

Each is tried on strings made of what its own repeated parts take, so that they begin to match at many places and never
end. Growth of CPU time decides, not time itself: from a string to one four times as long it is 4 for linear work and
16 for quadratic work. An expression that grows faster must stand in a module whose inputs are bounded, and be quick on
the longest of them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import detente
import patterns_collected as collected

#: Growth beyond which work is no longer linear, with room for caches and a busy machine.
LINEAR = 8.0
#: CPU seconds on the longest input of a bounded module.
QUICK = 0.5
#: Characters of what a module's expressions see, and why. A sentence that is parsed: :data:`gate.LONGEST`.
SENTENCE = 4_000
BOUNDS: dict[str, tuple[int, str]] = {
    "ingest/byline.py": (600, "lines of 200 (bylines), 300 (outlets) and 600 characters (notes)"),
    "ingest/dates.py": (300, "lines of 160 characters, bylines, values of metadata"),
    "ingest/dateline.py": (400, "the beginning of a paragraph"),
    "ingest/furniture.py": (600, "blocks shorter than _MAX_FURNITURE"),
    "ingest/decode.py": (4_096, "the beginning of the input"),
    "ingest/blocks.py": (400, "the last 60 or first 400 characters of a block"),
    "actors/titles.py": (100, "windows of 24 to 60 characters beside a title"),
    "actors/mentions.py": (130, "windows of 60 and 70 characters beside a title"),
    "actors/sectors.py": (SENTENCE, "phrases of a sentence"),
    "coding/years.py": (100, "40 characters before and 80 after a number"),
    "coding/amounts.py": (SENTENCE, "sentences"),
    "coding/agenda.py": (SENTENCE, "sentences"),
    "coding/timewords.py": (SENTENCE, "sentences"),
    "formats/codes.py": (200, "codes"),
    "desk/api.py": (200, "our own paths"),
    "relations/horizons.py": (SENTENCE, "the words of an expectation"),
}


#: Modules whose expressions that grow are only ever asked at the beginning of a text, with ``match``.
ANCHORED = {"ingest/kinds.py": 8_192, "formats/polecat.py": 4_000_000, "actors/resolution.py": 4_000}


@pytest.fixture(scope="module")
def patterns() -> dict[tuple[str | bytes, int], str]:
    """Expression and flags to the module that holds it: compiled at import or first use, or literal in the source."""
    done = subprocess.run(
        [sys.executable, collected.__file__], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[tuple[str | bytes, int], str] = {}
    for line in done.stdout.splitlines():
        pattern, is_bytes, flags, where = json.loads(line)
        found[pattern.encode("latin-1") if is_bytes else pattern, flags] = where
    root = Path(detente.__file__).parent
    for source in sorted(root.rglob("*.py")):
        for literal in collected.literals(source):
            found.setdefault(literal, source.relative_to(root).as_posix())
    return found


def test_the_collection_is_whole(patterns: dict[tuple[str | bytes, int], str]) -> None:
    homes = set(patterns.values())
    assert len(patterns) > 350
    assert {"ingest/blocks.py", "coding/timewords.py", "actors/titles.py", "brief/plain.py"} <= homes


def test_every_expression_is_linear_or_its_input_short(patterns: dict[tuple[str | bytes, int], str]) -> None:
    bad = []
    for (pattern, flags), where in patterns.items():
        compiled: re.Pattern[Any] = re.compile(pattern, flags)
        if where in BOUNDS:
            taken = collected.slowest(compiled, BOUNDS[where][0])
            if taken > QUICK:
                bad.append(f"{where}: {taken:.1f} s on {BOUNDS[where][0]} characters: {pattern!r:.120}")
        elif where in ANCHORED:
            if collected.slowest(compiled, min(ANCHORED[where], 100_000), only_match=True) > QUICK:
                bad.append(f"{where}: slow at the beginning: {pattern!r:.120}")
        elif (grown := collected.growth(compiled)) > LINEAR:
            bad.append(f"{where}: grows by {grown:.0f}: {pattern!r:.120}")
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("pattern", [r"\s+$", r"(a+)+b", r"(?:a|a)*b", r"\d+\d+x"])
def test_expressions_that_run_away_are_seen(pattern: str) -> None:
    assert collected.growth(re.compile(pattern)) > LINEAR


@pytest.mark.parametrize("pattern", ["abc", r"\bMr\b", r"[^<>]{0,20}x", r"(?:a|b){1,5}c", "x[0-9]+"])
def test_expressions_that_do_not_are_let_through(pattern: str) -> None:
    assert collected.growth(re.compile(pattern)) <= LINEAR
