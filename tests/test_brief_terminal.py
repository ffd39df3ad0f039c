"""The account in the terminal: everything is told, doubt is shown, hostile text stays text."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given, settings
from rich.console import Console

from brief_hostile import hostile_account, hostile_text
from brief_sample import ACCOUNT, BODY, EMPTY
from detente.brief import render_terminal
from detente.brief.sections import outline
from detente.records import Account, Assessment


def printed(account: Account, width: int = 100, *, evidence: bool = False) -> str:
    out = io.StringIO()
    render_terminal(account, Console(file=out, width=width), evidence=evidence)
    return out.getvalue()


def squeezed(text: str) -> str:
    """Without white space, rules and sentence numbers: wrapped lines compare with whole ones."""
    return re.sub(r"[\s─│]+", "", re.sub(r" s\.\d+(, \d+)*\b", "", text))


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(width):
    lines = printed(ACCOUNT, width).splitlines()
    assert max(map(len, lines)) <= min(width, 120)


@pytest.mark.parametrize("evidence", [False, True])
@pytest.mark.parametrize("width", [80, 120])
def test_every_line_of_the_outline_is_told_with_its_sentence(width, evidence):
    text = printed(ACCOUNT, width, evidence=evidence)
    shown = squeezed(text)
    for section in outline(ACCOUNT).sections:
        assert section.title.upper() in text
        for line in (line for group in section.groups for line in group.lines):
            if line.row is None or evidence:
                assert squeezed(line.text) in shown
                assert all(squeezed(mark) in shown for mark in line.marks)
            for number in line.sentences:
                assert f"s.{number}" in text


def test_every_item_of_the_account_is_in_the_outline_once():
    keys = [
        spot.key
        for section in outline(ACCOUNT).sections
        for group in section.groups
        for line in group.lines
        for spot in line.spots
    ]
    parts = [
        "actors", "meetings", "agenda", "agreements", "statements", "events", "assessments", "positions",
        "outlook", "implications",
    ]  # fmt: skip
    assert sorted(keys) == sorted(f"{part}-{i}" for part in parts for i in range(len(getattr(ACCOUNT, part))))


def test_events_at_eighty_columns_keep_their_columns():
    table = printed(ACCOUNT, 80).split("EVENTS")[1].split("POSITIONS")[0]
    assert re.search(r"When +Status +Who → whom +What +Sure", table)
    assert re.search(r"2014 +recalled +Canada → Norway +COERCE, seize +88% +s\.6", table)
    assert re.search(r"date unknown +hypothetical +Canada → Norway", table)
    assert "claimed by" in table and "55%" in table


def test_what_did_not_happen_stands_apart_from_what_did():
    happened, told = printed(ACCOUNT, 120).split("EVENTS")[1].split("Told, but not the news itself")
    assert "CONSULT, visit" in happened and "ACCUSE" in happened
    for word in ("recalled", "planned", "hypothetical", "did not", "claimed by"):
        assert word in told and word not in happened


def test_a_meeting_told_in_both_directions_is_one_line():
    assert len(re.findall("CONSULT, visit", printed(ACCOUNT, 120))) == 1
    assert "↔" in printed(ACCOUNT, 120)


def test_relations_are_folded_and_name_the_holder():
    text = squeezed(printed(ACCOUNT, 120).split("RELATIONS")[1].split("MEETINGS")[0])
    assert squeezed("Norway–Iceland: cool, cooling (the writer: “frostier”)") in text
    assert squeezed("Norway–Canada: warming (Anna Berg:") in text
    assert "Canada–Norway" not in text


def test_many_sentences_with_one_view_are_one_line_with_all_their_numbers():
    views = tuple(
        Assessment(
            sentence=i, start=first, end=last, dyad=("NOR", "CAN"), state="warm", trend=None, holder="writer",
            text=BODY[first:last],
        )
        for i, (first, last) in enumerate(ACCOUNT.sentences[:6])
    )  # fmt: skip
    account = Account(article=ACCOUNT.article, sentences=ACCOUNT.sentences, assessments=views)
    text = printed(account, 120)
    assert "s.1, 2, 3, 4, 5, 6" in text
    assert "and 3 more" in " ".join(text.split())
    assert f"{BODY[slice(*ACCOUNT.sentences[2])]}" in " ".join(text.split())


def test_head_and_former_office():
    text = printed(ACCOUNT, 120)
    assert "15 May 2031 (from the dateline)" in text
    assert "by Eva Nansen, a fellow at the Institute of Cold Seas" in text
    assert "Jón Halldórsson, former prime minister" in text


def test_evidence_is_marked_in_its_sentence():
    shown = squeezed(printed(ACCOUNT, 120, evidence=True))
    body = ACCOUNT.article.body
    for event in ACCOUNT.events:
        first, last = ACCOUNT.sentences[event.sentence]
        marked = f"{body[first : event.start]}⟦{body[event.start : event.end]}⟧{body[event.end : last]}"
        assert squeezed(f"{event.sentence + 1} │ {marked}") in shown


def test_an_article_without_states_gets_one_honest_line():
    text = printed(EMPTY)
    assert text.count("No interstate content was found in this article (2 sentences read).") == 1
    assert "EVENTS" not in text and "%" not in text


def test_no_colour_when_the_output_is_no_terminal(monkeypatch):
    assert "\x1b" not in printed(ACCOUNT)
    monkeypatch.setenv("NO_COLOR", "1")
    out = io.StringIO()
    render_terminal(ACCOUNT, Console(file=out, width=80, force_terminal=True))
    assert not re.search(r"\x1b\[[\d;]*3\dm", out.getvalue())


@settings(max_examples=60, deadline=None)
@given(hostile_text())
def test_no_control_character_of_an_article_reaches_the_screen(text):
    for evidence in (False, True):
        shown = printed(hostile_account(text), 80, evidence=evidence)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


def test_escapes_markup_and_overrides_of_an_article_are_shown_harmlessly():
    shown = printed(hostile_account("[bold red]x[/] \x1b[2J\x1b]0;title\x07 :smile: a\u202eb"), 120)
    assert "[bold red]x[/]" in shown and ":smile:" in shown
    assert "a[U+202E]b" in shown
    assert "\x1b" not in shown
