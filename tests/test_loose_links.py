"""What no trigger settles: pairs that any verb links, words given of acts to come, and names at the edge of a story."""

from __future__ import annotations

import datetime as dt

import pytest

from conftest import Code


def told(code: Code, text: str, date: dt.date | None = None) -> set[tuple[str, str | None, str | None, str]]:
    """(type, source, recipient, status) of all events."""
    events = code(text, date or dt.date(2019, 5, 16)).events
    return {(e.type, e.actor.country, e.recipient.country if e.recipient else None, e.status) for e in events}


def test_the_recipient_may_stand_deep_under_the_verb(code: Code) -> None:
    found = told(code, "Kenya agreed on Monday to build a road over which timber can be brought to Uganda.")
    assert ("AGREE", "KEN", "UGA", "actual") in found


def test_what_others_do_in_a_clause_of_their_own_is_not_ones_own(code: Code) -> None:
    found = told(code, "Norway held its breath while Peru seized a trawler of Chile.")
    assert not any(source == "NOR" for _, source, _, _ in found)


def test_the_word_given_of_a_coming_act_is_an_act_and_the_act_is_planned(code: Code) -> None:
    found = told(code, "Sweden will send forty ambulances to Moldova next month, its government said.")
    assert ("AID", "SWE", "MDA", "planned") in found
    assert not any(type_ == "AID" and status == "actual" for type_, _, _, status in found)


def test_a_type_told_by_another_trigger_is_no_rival(code: Code) -> None:
    found = told(code, "Chad expelled the French envoy and warned Libya.")
    assert ("SANCTION", "TCD", "FRA", "actual") in found
    assert ("SANCTION", "TCD", "LBY", "actual") not in found


@pytest.mark.parametrize(
    "dateline",
    ["LIMA (Wire) - ", "OSLO, Norway -- ", "Quito, May 3 (Wire) - ", "ADDIS ABABA — "],
)
def test_a_dateline_does_not_act(code: Code, dateline: str) -> None:
    found = told(code, f"{dateline}Ghana accused Togo of smuggling.")
    assert {(source, recipient) for _, source, recipient, _ in found} == {("GHA", "TGO")}


def test_a_body_named_in_capitals_is_no_dateline(code: Code) -> None:
    assert len(code("NATO - Turkey is a member - condemned Russia.").sentences) == 1
    assert len(code("OSLO, Norway - Turkey is a member.").sentences) == 2


def test_a_leader_is_known_without_a_date_and_a_weekday_is_no_leader(code: Code) -> None:
    names = {a.country for a in code("On Friday, Mandela's envoys praised Peru.", None).actors}
    assert names == {"ZAF", "PER"}


def test_a_headline_without_a_verb_is_read(code: Code) -> None:
    code("Truce in Sudan after Egyptian pressure on Chad.")
