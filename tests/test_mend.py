"""A day or month before the subject does not swallow it."""

from __future__ import annotations

import pytest

from conftest import Code


@pytest.mark.parametrize(
    ("sentence", "parties"),
    [
        ("On Friday Norway condemned Chile over its fishing fleet.", ("NOR", "CHL")),
        ("On Friday Chile was condemned by Norway over its fishing fleet.", ("NOR", "CHL")),
        ("In March Kenya accused Uganda of moving a border post.", ("KEN", "UGA")),
        ("On Wednesday North Korea threatened South Korea with war.", ("PRK", "KOR")),
        ("On Sunday night Iran attacked Iraq.", ("IRN", "IRQ")),
    ],
)
def test_the_subject_after_a_date_acts(code: Code, sentence: str, parties: tuple[str, str]) -> None:
    events = code(sentence).events
    assert [(e.actor.country, e.recipient and e.recipient.country) for e in events] == [parties]


@pytest.mark.parametrize(
    "sentence", ["In May Friday prayers were held in Norway.", "On Christmas Friday Norway rested."]
)
def test_other_names_stay_what_they_are(code: Code, sentence: str) -> None:
    assert code(sentence).events == ()
