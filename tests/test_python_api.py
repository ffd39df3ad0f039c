"""The Python face, as the documentation shows it."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

import detente
from command_line import use_session_coder
from conftest import PUBLISHED, ROOT, needs_model
from detente import actors
from detente.coding import classify_pairs
from detente.coding.plover import TYPES
from detente.errors import DetenteError


@pytest.fixture(autouse=True)
def _coder(monkeypatch: pytest.MonkeyPatch) -> None:
    use_session_coder(monkeypatch)


def test_read() -> None:
    """A path as text or Path, a date that goes before the page's."""
    path = ROOT / "examples" / "op-ed-ankara-athens.txt"
    account = detente.read(path, date=PUBLISHED)
    assert account == detente.read(str(path), date=PUBLISHED)
    assert account.article.published == PUBLISHED and account.article.published_basis == "given"
    with pytest.raises(DetenteError):
        detente.read(Path("nothing.txt"))


def test_code_is_lazy_and_in_order() -> None:
    """One account for each item, made when it is asked for."""
    seen: list[str] = []

    def items() -> object:
        for name in "abc":
            seen.append(name)
            yield name, "On Tuesday Norway condemned Peru.", PUBLISHED

    stream = detente.code(items())  # type: ignore[arg-type]
    name, account = next(stream)
    assert (name, seen) == ("a", ["a"])
    (event,) = account.events
    assert (event.type, event.actor.country, event.when.earliest) == ("ACCUSE", "NOR", dt.date(2023, 12, 5))
    assert [name for name, _ in stream] == ["b", "c"]


def test_the_example_of_the_concepts() -> None:
    """The table of docs/concepts.md is what comes out."""
    page = (ROOT / "docs" / "concepts.md").read_text(encoding="utf-8")
    text = " ".join(line.removeprefix("> ") for line in re.findall(r"^> .*$", page, re.M))
    rows = re.findall(r"^\| ([A-Z]+) \| (\w+) → (\w+) \| `(\w+)`(?: by (\w+))? \| ([^|]+) \| ([^|]+) \|$", page, re.M)
    told = []
    [(_, account)] = detente.code([("a", text, PUBLISHED)])
    for e in account.events:
        when = f"{e.when.earliest} to {e.when.latest}" if e.when.earliest else "unknown"
        recipient = e.recipient.country if e.recipient else None
        words = text[e.start : e.end]
        told.append((e.type, e.actor.country, recipient, e.status, e.claimed_by or "", when, words))
    assert told == rows


@needs_model
def test_classify_pairs() -> None:
    """Sixteen probabilities that sum to 1 for each pair."""
    text = "Norway sent tents to Malawi."
    rows = classify_pairs([(text, (0, 6), (21, 27)), (text, (21, 27), None)])
    assert all(set(row) == set(TYPES) for row in rows)
    assert all(sum(row.values()) == pytest.approx(1.0, abs=1e-4) for row in rows)
    assert max(rows[0], key=lambda t: rows[0][t]) == "AID"
    assert classify_pairs([]) == []
    with pytest.raises(ValueError, match="outside"):
        classify_pairs([(text, (0, 6), (21, 99))])


RESOLVED = [
    ("France", "FRA", None),
    ("the French president", "FRA", "Emmanuel Macron"),
    ("the Kremlin", "RUS", None),
    ("NATO", "NATO", None),
    ("Chancellor Olaf Scholz", "DEU", "Olaf Scholz"),
    ("the Turkish army", "TUR", None),
]


@pytest.mark.skipif(not hasattr(actors, "resolve"), reason="detente.actors.resolve is not there yet")
@pytest.mark.parametrize(("phrase", "country", "person"), RESOLVED)
def test_resolve(phrase: str, country: str, person: str | None) -> None:
    """Who a phrase names on a day."""
    actor = actors.resolve(phrase, PUBLISHED)
    assert actor is not None and (actor.country, actor.person) == (country, person)


@pytest.mark.skipif(not hasattr(actors, "resolve"), reason="detente.actors.resolve is not there yet")
def test_resolve_goes_by_the_day() -> None:
    """Another day, another president; nobody for what names nobody."""
    then = actors.resolve("the French president", dt.date(2010, 6, 1))
    assert then is not None and then.person == "Nicolas Sarkozy"
    for phrase in ("", "the committee", "a cheese", "?"):
        assert actors.resolve(phrase, PUBLISHED) is None


def test_importing_costs_nothing() -> None:
    """Names are there, and unknown ones are an AttributeError."""
    assert {"read", "code", "__version__"} <= set(detente.__all__)
    with pytest.raises(AttributeError):
        _ = detente.nothing
    assert json.dumps(detente.__version__)
