"""The knowledge files, their schema, the user's own files, and the scanner."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import KnowledgeError
from detente.knowledge import SCHEMA, load
from detente.knowledge.store import read_rows


@pytest.mark.parametrize("name", sorted(SCHEMA))
def test_shipped_files_keep_the_schema(name: str) -> None:
    """Every row of every file has the columns of the schema, and there are rows."""
    text = files("detente.knowledge").joinpath("data", name).read_text(encoding="utf-8")
    assert sum(1 for _ in read_rows(name, text.splitlines(), SCHEMA[name])) > 90


def test_what_is_named_exists() -> None:
    """Countries of names and members of organisations are known countries or bodies."""
    known = load()
    codes = {*known.countries, *known.organisations, "HKG", "XKX"}
    strange = {e.country for found in known.entries.values() for e in found if e.country and e.country not in codes}
    assert not strange
    members = {m for body in known.organisations.values() for m in body.members}
    assert not members - set(known.countries)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("people.csv", "id,name\n", "row 1"),
        ("names.csv", ",".join(SCHEMA["names.csv"]) + "\nRuritania,country\n", "row 2"),
        ("names.csv", ",".join(SCHEMA["names.csv"]) + "\nRuritania,realm,RUR,RUR,,,own\n", "realm"),
        ("people.csv", ",".join(SCHEMA["people.csv"]) + "\nx,X Y,,NOR,other,,20-20,,ended,,own\n", "20-20"),
        ("people.csv", ",".join(SCHEMA["people.csv"]) + "\nx,X Y,,NOR,other,,2020,,perhaps,,own\n", "perhaps"),
    ],
)
def test_a_broken_row_is_named(tmp_path: Path, name: str, text: str, says: str) -> None:
    """One line tells what is wrong and where."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=says) as told:
        load(tmp_path)
    assert "\n" not in str(told.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The message names the folder."""
    with pytest.raises(KnowledgeError, match="nowhere"):
        load(tmp_path / "nowhere")


def test_own_rows_add_and_replace(tmp_path: Path) -> None:
    """A user's rows stand beside ours, and replace those with the same key."""
    header = ",".join(SCHEMA["countries.csv"])
    (tmp_path / "countries.csv").write_text(f"{header}\nNOR,Kingdom of Norway,Norwegian,Oslo,own\n", encoding="utf-8")
    people = ",".join(SCHEMA["people.csv"])
    (tmp_path / "people.csv").write_text(
        f"{people}\njane-roe.nzl,Jane Roe,,NZL,foreign_minister,Minister,2027-02-01,,current,2027-03-01,own\n",
        encoding="utf-8",
    )
    known = load(tmp_path)
    assert known.countries["NOR"].name == "Kingdom of Norway"
    assert any(p.name == "Jane Roe" for p, _ in known.holders("NZL", "foreign_minister", dt.date(2027, 5, 1)))
    assert len(known.countries) == len(load().countries)
    assert known.version != load().version


def test_offices_are_held_at_their_date() -> None:
    """Who governs depends on the day."""
    known = load()

    def holder(day: dt.date) -> set[str]:
        return {p.name for p, term in known.holders("DEU", "head_of_government", day) if term.certain(day)}

    assert holder(dt.date(2010, 5, 1)) == {"Angela Merkel"}
    assert holder(dt.date(1995, 5, 1)) == {"Helmut Kohl"}


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_hits_are_exact_and_apart(text: str) -> None:
    """Whatever the text, spans lie in it, hold their words and never overlap."""
    reached = 0
    for hit in load().scan(text):
        assert reached <= hit.start < hit.end <= len(text)
        assert text[hit.start : hit.end] == hit.text and hit.entries
        reached = hit.end


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Talks between us and it led to no turkey for Poland's poles.", ["Poland"]),
        ("US-Russia ties and the U.S. envoy", ["US", "Russia", "U.S."]),
        ("MOSCOW - VLADIMIR Putin met NATO's chief", ["MOSCOW", "VLADIMIR Putin", "NATO"]),
        ("a US$500 loan", []),
        ("Papua New Guinea and Guinea-Bissau", ["Papua New Guinea", "Guinea-Bissau"]),
    ],
)
def test_names_are_found_as_words(text: str, names: list[str]) -> None:
    """Case and word boundaries count; possessives stay outside; the longest name wins."""
    assert [hit.text for hit in load().scan(text)] == names
