"""Modes and contexts: how an act was done and what it was about, by its own clause."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.account import Accountant
from detente.api import accountant
from detente.coder import Reader
from detente.coding.circumstances import circumstanced
from detente.coding.clause import clause_text
from detente.coding.coded import Coded
from detente.coding.contexts import contexts_of, load_contexts
from detente.coding.modes import load_modes, mode_of
from detente.coding.plover import MODE_SCORE, QUAD, score
from detente.coding.wordlist import word_list
from detente.errors import KnowledgeError
from detente.language.reading import Reading

#: Words of lists and pieces of them, with what may stand between.
SCRAPS = (
    "Military army the bill Bill troops… troop law on law, laws secret service drone-strike drones e-mail U.S. air "
    "force TREATY treaties ratified unratified Écoles école İstanbul ſtraße sanctions\u200bed head of state"
).split(" ")


@pytest.fixture(scope="module")
def coder() -> Accountant:
    return accountant()


def told(coder: Accountant, text: str) -> tuple[list[Coded], Reading]:
    reading = Reader(coder.knowledge, coder.english).read(text, dt.date(2021, 6, 1))
    return [circumstanced(c, reading) for c in coder.events(reading)], reading


@pytest.mark.parametrize(
    ("type_", "given", "clause", "mode"),
    [
        ("ASSAULT", None, "hit the depot with drones", "drone"),
        ("ASSAULT", "aerial", "a suicide bomber killed two guards", "suicide-attack"),
        ("ASSAULT", "aerial", "bombed the depot", "aerial"),
        ("COERCE", "restrict", "blocked the website of the paper", "censor"),
        ("MOBILIZE", "troops", "sent gendarmes to the frontier", "police"),
        ("PROTEST", "demo", "began a hunger strike outside the embassy", "hunger"),
        ("REQUEST", None, "asked for a loan", "assist"),
        ("REQUEST", None, "urged it to free the crew", "yield"),
        ("REJECT", None, "turned down an invitation to talks", "meet"),
        ("SANCTION", None, "imposed tariffs on steel", "discontinue"),
        ("THREATEN", None, "warned that it would recall its ambassador", "relations"),
        ("CONSULT", None, "spoke by video link", "phone"),
        ("AID", None, "sent drones", None),
    ],
)
def test_the_clause_tells_the_mode(type_: str, given: str | None, clause: str, mode: str | None) -> None:
    assert mode_of(type_, given, clause) == mode  # type: ignore[arg-type]


def test_every_mode_row_is_of_a_type_that_has_modes() -> None:
    rows = load_modes()
    assert {row.type for row in rows} <= set(QUAD)
    # the manual gives no score for what crowds deface
    assert {(row.type, row.mode) for row in rows} - set(MODE_SCORE) == {("PROTEST", "vandalize")}
    assert not any(row.mode in row.over for row in rows)
    assert len({(row.type, row.mode) for row in rows}) > 40


def test_a_name_is_not_its_common_noun() -> None:
    words = word_list(["=bill", "the hague"])
    assert words.occurs("Signed the bill")
    assert words.occurs("at The Hague")
    assert not words.occurs("Bill Clinton met William Hague")


def test_words_may_stand_apart() -> None:
    words = word_list(["recall* ... envoy", "ban"])
    assert words.occurs("recalled its long-serving envoy")
    assert words.occurs("a ban on steel")
    assert not words.occurs("an urban envoy")
    assert not words.occurs("recalled the old days and nights at sea with an envoy")


@given(st.lists(st.sampled_from(SCRAPS) | st.text(max_size=5), max_size=12).map(" ".join))
@settings(deadline=None)
def test_looking_at_the_starts_of_words_misses_none(text: str) -> None:
    for words in (*(c.words for c in load_contexts()), *(row.words for row in load_modes())):
        assert words.occurs(text) == bool(words.pattern.search(text))
        assert words.count(text) == len(words.pattern.findall(text))


def test_a_list_of_words_has_no_other_beginning() -> None:
    with pytest.raises(KnowledgeError, match=r"'\*ship' of a list must begin with a letter"):
        word_list(["boat", "*ship"])


@pytest.mark.parametrize(
    ("text", "trigger", "inside", "outside"),
    [
        ("Chile recalled its envoy after Peru had jailed a crew.", "recalled", "envoy", "jailed"),
        ("Chile asked Peru for a loan; its police had seized cocaine.", "asked", "loan", "cocaine"),
        ("Chile sent doctors to Peru and banned its copper.", "banned", "Chile", "doctors"),
        ("Chile urged Peru to free the crew.", "urged", "free the crew", "banned"),
    ],
)
def test_the_clause_of_an_act_leaves_out_other_acts(
    coder: Accountant, text: str, trigger: str, inside: str, outside: str
) -> None:
    reading = Reader(coder.knowledge, coder.english).read(text, dt.date(2021, 6, 1))
    (_, doc, _), *_ = reading.parsed()
    clause = clause_text(next(t for t in doc if t.text == trigger))
    assert inside in clause
    assert outside not in clause


def test_each_act_has_its_own_contexts(coder: Accountant) -> None:
    events, _ = told(coder, "Chile sent doctors to Peru, but Bolivia banned imports of Peruvian copper.")
    by_actor = {c.event.actor.country: c.event for c in events}
    assert by_actor["CHL"].contexts == ("health",)
    assert "natural_resource" in by_actor["BOL"].contexts
    assert by_actor["BOL"].mode == "discontinue"
    assert by_actor["BOL"].goldstein == score("SANCTION", "discontinue")


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Chilean and Peruvian officials met in Quito on Monday.", "third-party"),
        ("Chilean and Peruvian officials met in the Ecuadorian capital on Monday.", "third-party"),
        ("The foreign ministers of Chile, Peru and Bolivia met on Monday.", "multilateral"),
        ("Chilean and Peruvian officials met on Monday.", None),
        ("Chilean and Peruvian officials met in Lima on Monday.", None),
    ],
)
def test_where_and_among_how_many_they_met(coder: Accountant, text: str, mode: str | None) -> None:
    events, _ = told(coder, text)
    assert events
    assert {c.event.mode for c in events if c.event.type == "CONSULT"} == {mode}


def test_a_meeting_about_nothing_narrower_is_diplomacy() -> None:
    assert contexts_of("the two sides met", "CONSULT") == ("diplomatic",)
    assert contexts_of("they met over wheat quotas", "CONSULT") == ("economic",)
    assert contexts_of("the two presidents met over wheat quotas", "CONSULT")[0] == "diplomatic"
    assert contexts_of("the two sides met") == ()
