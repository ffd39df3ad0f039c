"""Pronouns, "both sides", "the country", "the alliance": found where certain, else left alone."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import PUBLISHED, accountant
from detente.coder import Reader


def meant(text: str, words: str) -> list[str]:
    """Persons or codes that the last mention of ``words`` stands for; empty when unresolved."""
    coder = accountant()
    reading = Reader(coder.knowledge, coder.english).read(text, PUBLISHED)
    found: list[str] = []
    for sentence in reading.sentences:
        for mention in reading.mentions.get(sentence.index, ()):
            assert reading.body[mention.start : mention.end] == mention.text
            if mention.text.lower() == words.lower():
                found = sorted(a.person or a.country or "" for a in mention.actors)
    return found


def known(*case: object, because: str) -> Any:
    """A case that is still resolved wrongly."""
    return pytest.param(*case, marks=pytest.mark.xfail(strict=False, reason=because))


@pytest.mark.parametrize(
    ("text", "words", "actors"),
    [
        # he, she, his
        ("President Emmanuel Macron flew to Rabat. He met the king.", "he", ["Emmanuel Macron"]),
        ("Chancellor Olaf Scholz praised Poland. He said it had helped.", "he", ["Olaf Scholz"]),
        (
            "The Greek prime minister, Kyriakos Mitsotakis, called Ankara. His minister stayed at home.",
            "his",
            ["Kyriakos Mitsotakis"],
        ),
        (
            "Prime Minister Giorgia Meloni met President Emmanuel Macron. She smiled.",
            "she",
            ["Giorgia Meloni"],
        ),
        known(
            "Prime Minister Giorgia Meloni met President Emmanuel Macron. She thanked him.",
            "him",
            ["Emmanuel Macron"],
            because="subject and object of one verb are taken for the same person",
        ),
        # it, its
        ("Norway closed its embassy in Mali. It blamed the army.", "it", ["NOR"]),
        ("Ireland thanked Canada, and its minister flew to Ottawa.", "its", ["IRL"]),
        # they
        ("China and Vietnam signed a treaty. They will open a bridge.", "they", ["CHN", "VNM"]),
        # groups
        ("Kenya and Somalia restored ties. Both sides praised Qatar.", "both sides", ["KEN", "SOM"]),
        (
            "Armenia and Azerbaijan fought for decades. The two countries signed a truce in Tbilisi.",
            "the two countries",
            ["ARM", "AZE"],
        ),
        ("Japan and South Korea met. The two leaders dined.", "the two leaders", ["JPN", "KOR"]),
        ("Japan and South Korea met. They spoke of each other's past.", "each other", ["JPN", "KOR"]),
        (
            "The Turkish president, Recep Tayyip Erdogan, met Kyriakos Mitsotakis. Both leaders smiled.",
            "both leaders",
            ["Kyriakos Mitsotakis", "Recep Tayyip Erdogan"],
        ),
        known(
            "The United States and Cuba reopened embassies. The pair then drifted apart.",
            "the pair",
            ["CUB", "USA"],
            because="left unresolved",
        ),
        # descriptions
        ("NATO sent troops to Kosovo. The alliance warned Serbia.", "the alliance", ["NATO"]),
        ("The European Union sanctioned Belarus. The bloc also closed its airspace.", "the bloc", ["EU"]),
        ("Peru raised tariffs. The country also closed a port.", "the country", ["PER"]),
        known(
            "Jordan's king visited Cyprus. The kingdom wants gas.",
            "the kingdom",
            ["JOR"],
            because="the form of the state is not looked at",
        ),
    ],
)
def test_resolved(text: str, words: str, actors: list[str]) -> None:
    """The words stand for these and nobody else."""
    assert meant(text, words) == actors


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He said nothing. Peru was silent.", "he"),
        ("They met again in spring. Peru was silent.", "they"),
        ("It rained in Lima.", "it"),
        ("Tourists love Peru. They buy hats.", "they"),
        ("The ship sank. Its crew swam to Malta.", "its"),
        ("Both sides of the coin are worn. Peru minted it.", "both sides"),
        ("The alliance of bakers met. Peru sent bread.", "the alliance"),
        ("The country was at peace. Peru was not.", "the country"),
    ],
)
def test_unresolved_stays_unresolved(text: str, words: str) -> None:
    """Nobody named before: nobody is guessed."""
    assert meant(text, words) == []


def test_pronouns_carry_events() -> None:
    """What "it" and "they" did is told of those they stand for."""
    from conftest import code_text

    events = code_text("Norway closed its embassy in Mali. It condemned Peru.").events
    assert ("ACCUSE", "NOR", "PER") in {(e.type, e.actor.country, e.recipient and e.recipient.country) for e in events}
    events = code_text("Kenya and Somalia restored ties. Both sides condemned Qatar.").events
    actors = {e.actor.country for e in events if e.type == "ACCUSE" and e.recipient and e.recipient.country == "QAT"}
    assert actors == {"KEN", "SOM"}
