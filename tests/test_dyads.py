"""Which relation is spoken of, and which an article is about."""

from __future__ import annotations

import pytest

from detente.coding.dyads import principal_dyads, relations
from small_world import read_small


@pytest.mark.parametrize(
    ("text", "dyads"),
    [
        ("US-Russia relations are discussed.", {("RUS", "USA")}),
        ("Ties between Kenya and Rwanda are discussed.", {("KEN", "RWA")}),
        ("Beijing's relationship with Moscow is discussed.", {("CHN", "RUS")}),
        ("Trump's overhaul of relations with Russia is discussed.", {("RUS", "USA")}),
        ("France has relations with Germany and Poland.", {("DEU", "FRA"), ("FRA", "POL")}),
        ("Turkey wants its ties with Egypt restored.", {("EGY", "TUR")}),
        ("Relations between Germany, France and Poland are discussed.", set()),
        ("Russia has ties with a bank.", set()),
        ("Labour relations in France are discussed.", set()),
        ("The minister spoke of family ties.", set()),
    ],
)
def test_parties_of_a_relation(text: str, dyads: set[tuple[str, str]]) -> None:
    found = {d for *_, nouns, _ in relations(read_small(text)) for n in nouns for d in n.dyads}
    assert found == dyads


def test_the_two_countries_are_those_last_named_together() -> None:
    text = "Ethiopia and Egypt met in Kenya. Relations between the two countries are poor."
    found = [n.dyads for *_, nouns, _ in relations(read_small(text)) for n in nouns]
    assert found == [(("EGY", "ETH"),)]


def test_principal_dyads_are_ranked_by_prominence() -> None:
    text = (
        "Relations between Japan and China are tense. Tokyo protested to Beijing on Monday.\n\n"
        "China's ties with Vietnam were mentioned once.\n\nJapan and China will talk again."
    )
    assert principal_dyads(read_small(text))[0] == ("CHN", "JPN")


def test_no_parties_no_dyads() -> None:
    assert principal_dyads(read_small("The weather was fine.")) == []
