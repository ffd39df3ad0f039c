"""What the parties met or spoke about."""

from __future__ import annotations

import pytest

from conftest import Code


def subjects(code: Code, text: str) -> dict[str, tuple[str, str | None]]:
    """Name to kind and code."""
    account = code(text)
    body = account.article.body
    for item in account.agenda:
        words = body[item.start : item.end].lower()
        assert item.name.lower() in words or words in item.name.lower(), (item, words)
    return {item.name.lower(): (item.kind, item.code) for item in account.agenda}


def test_on_the_agenda(code: Code) -> None:
    """Countries have their codes, issues their contexts."""
    found = subjects(code, "Peru's leader met Chile's. On the agenda were Syria, Iran and climate change.")
    assert found == {
        "syria": ("country", "SYR"),
        "iran": ("country", "IRN"),
        "climate change": ("issue", "environment"),
    }


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The ministers of Turkey and Greece discussed migration, gas and Cyprus.",
            {"migration", "gas", "cyprus"},
        ),
        ("The ministers of Kenya and Uganda met for talks on grain.", {"grain"}),
        ("The president of Kenya met the Ugandan leader to discuss trade.", {"trade"}),
        ("France and Japan spoke about North Korea's missiles.", {"north korea's missiles"}),
    ],
)
def test_subjects(code: Code, text: str, names: set[str]) -> None:
    """The usual constructions."""
    assert set(subjects(code, text)) == names


@pytest.mark.xfail(strict=False, reason='only the first of several subjects behind "talks between … on" is found')
def test_several_subjects_of_talks(code: Code) -> None:
    """A list behind "on"."""
    text = "Talks between Ghana and Togo on fishing, piracy and electricity began on Monday."
    assert set(subjects(code, text)) == {"fishing", "piracy", "electricity"}


def test_the_next_sentence_goes_on(code: Code) -> None:
    """A second sentence adds to the list."""
    text = "France and Japan spoke about whaling. The discussions also covered nuclear energy."
    assert set(subjects(code, text)) == {"whaling", "nuclear energy"}


@pytest.mark.xfail(strict=False, reason="named agreements stand as issues")
def test_a_named_agreement_is_one(code: Code) -> None:
    """Its kind is agreement."""
    assert subjects(code, "Norway and Peru discussed the Paris Agreement.")["paris agreement"][0] == "agreement"


@pytest.mark.parametrize(
    "text",
    [
        "The ministers of Norway and Peru did not discuss copper.",
        "Norway condemned Peru.",
        pytest.param(
            "Peru's chess club discussed openings at length.",
            marks=pytest.mark.xfail(strict=False, reason="who discusses is not looked at"),
        ),
        "Norway's minister met Peru's to discuss a range of issues.",
    ],
)
def test_no_subject(code: Code, text: str) -> None:
    """Nothing was spoken of, or nothing that has a name."""
    assert subjects(code, text) == {}


def test_a_meeting_has_its_subjects(code: Code) -> None:
    """The agenda of a meeting is part of it."""
    (met,) = code("The foreign ministers of Kenya and Uganda met in Kigali for talks on grain.").meetings
    assert met.agenda == ("grain",)
