"""Differences inside one government."""

from __future__ import annotations

import datetime as dt

from detente.coding.positions import positions
from detente.records import Actor, Event, Statement, When
from small_world import read_small


def _found(text: str) -> set[tuple[str, str, str]]:
    return {(p.person, p.on, p.leans) for p in positions(read_small(text))}


def test_two_persons_of_one_government_differ() -> None:
    text = "Macron believes Russia is not a threat. Scholz praised Ukraine. Merkel was sceptical of Russia."
    assert _found(text) == {
        ("Emmanuel Macron", "RUS", "favourable"),
        ("Olaf Scholz", "UKR", "favourable"),
        ("Angela Merkel", "RUS", "sceptical"),
    }


def test_negation_and_refusal_turn_a_leaning() -> None:
    assert _found("Johnson opposed sanctions on Turkey.") == {("Boris Johnson", "TUR", "favourable")}
    assert _found("Johnson urged sanctions on Turkey.") == {("Boris Johnson", "TUR", "hostile")}


def test_a_letter_speaks_for_its_author_in_the_next_sentence() -> None:
    text = "Graham sent a furious letter to the White House. It demanded that Iran be punished."
    assert _found(text) == {("Lindsey Graham", "IRN", "hostile")}


def test_travel_and_meetings_are_no_positions() -> None:
    assert _found("Lavrov flew to Ankara. Macron met Scholz.") == set()


def test_a_view_of_ones_own_state_is_no_position() -> None:
    assert _found("Modi praised India.") == set()


def test_a_quotation_shows_a_position() -> None:
    text = 'Orban said of Russia: "our old friend and partner".'
    reading = read_small(text)
    start = text.index("our")
    said = Statement(
        sentence=0, start=start, end=len(text) - 2, speaker="Viktor Orban", country="HUN",
        text=text[start:-2], kind="direct", about=("RUS",),
    )  # fmt: skip
    found = {(p.person, p.on, p.leans) for p in positions(reading, (said,))}
    assert found == {("Viktor Orban", "RUS", "favourable")}


def test_events_count_only_beside_a_colleagues_position() -> None:
    text = "Macron praised Russia. Baerbock met the press. Merkel accused Russia of spying."
    reading = read_small(text)
    event = Event(
        sentence=2, start=text.index("Merkel"), end=len(text), type="ACCUSE", mode=None, contexts=(),
        actor=Actor(name="Angela Merkel", country="DEU", person="Angela Merkel"),
        recipient=Actor(name="Russia", country="RUS"), when=When(earliest=dt.date(2024, 5, 1)),
        status="actual", quad="verbal conflict", goldstein=-2.0, confidence=0.9,
    )  # fmt: skip
    alone = {p.person for p in positions(read_small("Nothing was said in Berlin."), (), (event,))}
    assert alone == set()
    assert ("Angela Merkel", "hostile") in {(p.person, p.leans) for p in positions(reading, (), (event,))}


def test_text_is_the_evidence_to_the_letter() -> None:
    reading = read_small("Macron flew home. Macron condemned Iran.")
    (found,) = positions(reading)
    assert reading.body[found.start : found.end] == found.text == "Macron condemned Iran."
