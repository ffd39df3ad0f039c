"""Phrases to actors at a date, as data: tests/data/resolve.tsv reads like a specification."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.actors import resolve

ROWS = list(
    csv.DictReader(
        (Path(__file__).parent / "data" / "resolve.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t"
    )
)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['phrase']} {r['date']} {r['context'] or ''}".strip())
def test_a_phrase_is_resolved_at_its_date(row: dict[str, str]) -> None:
    """Country, sector, person and "former" are as the row says; empty means that none may be given."""
    found = resolve(row["phrase"], date=row["date"], context=row["context"] or None)
    assert (found.country if found else None) == (row["country"] or None)
    if row["sector"]:
        assert found is not None and found.sector == row["sector"]
    if row["former"]:
        assert found is not None and found.former is (row["former"] == "yes")
    if row["person"]:
        assert found is not None and found.person == row["person"]


def test_an_office_whose_holder_is_not_certain_has_no_person() -> None:
    """A day long after anything is known gives the office and nobody in it."""
    found = resolve("the Chinese foreign minister", date="2060-01-01")
    assert found is not None and found.country == "CHN" and found.person is None


def test_a_date_that_is_none_is_said() -> None:
    """A wrong date is an error of the caller."""
    with pytest.raises(ValueError):
        resolve("Norway", date="soon")


@given(st.text(max_size=120), st.one_of(st.none(), st.dates()))
@settings(max_examples=80, deadline=None)
def test_any_phrase_gives_an_actor_or_none(phrase: str, date: dt.date | None) -> None:
    """No text breaks it, and whoever is told has a country or a sector."""
    found = resolve(phrase, date=date)
    assert found is None or found.country or found.sector
