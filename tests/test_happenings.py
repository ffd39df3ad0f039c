"""The same event told by several articles is one happening; two events are two."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.record.happenings import Happenings, Telling, papers, sources, tellings_line
from detente.record.sameness import FOLDING
from detente.record.wording import alike, content
from detente.records import Actor, When
from happening_samples import DAY, event, on

STRIKE = "Jets bombed the airport near the capital"

_names = iter(range(1 << 30))


def telling(words: str = "", *, published: dt.date | None = DAY, article: str = "", **changes: Any) -> Telling:
    """A telling in an article of its own."""
    name = article or f"article {next(_names)}"
    return Telling(
        article=name, n=next(_names), story=name, outlet=None, published=published, event=event(**changes), words=words
    )


def same(one: Telling, other: Telling) -> bool:
    """Whether two tellings are placed together, in this order."""
    happenings = Happenings()
    return happenings.place(one) == happenings.place(other)


def test_two_papers_on_one_act_of_one_day_tell_one_happening() -> None:
    assert same(telling("Britain expelled 23 diplomats"), telling("London ordered 23 envoys out", trigger="ordered"))


def test_each_direction_is_a_happening_of_its_own() -> None:
    back = telling(actor=event().recipient, recipient=event().actor)
    assert not same(telling(), back)


@pytest.mark.parametrize(
    ("when", "folds"),
    [
        (on(14), True),
        (on(12, 7), True),  # the week that holds the day
        (on(15), False),
        (on(15, 7), False),
        (on(1, 31), True),
        (When(earliest=dt.date(1990, 1, 1), latest=dt.date(1999, 12, 31), precision="year"), False),
    ],
)
def test_days_must_meet(when: When, folds: bool) -> None:
    assert same(telling("expelled 23 diplomats over poison"), telling("23 diplomats expelled", when=when)) is folds


def test_a_vague_telling_never_joins_two_days() -> None:
    happenings = Happenings()
    week = happenings.place(telling("missile test", when=on(12, 7)))
    assert happenings.place(telling("missile test", when=on(13))) == week
    assert happenings.place(telling("missile test", when=on(15))) != week


@pytest.mark.parametrize(("later", "folds"), [(1, True), (3, True), (9, False)])
def test_what_has_no_date_folds_only_with_news_of_those_days_in_like_words(later: int, folds: bool) -> None:
    published = DAY + dt.timedelta(days=later)
    words = "expelled 23 diplomats over the poisoned spy"
    assert same(telling(words), telling(words, when=When(), published=published)) is folds
    assert not same(telling(words), telling("closed its consulate", when=When(), published=published))
    assert not same(telling(words), telling(words, when=When(), published=None))


@pytest.mark.parametrize("status", ["recalled", "claimed"])
def test_a_later_telling_and_a_partys_word_are_tellings_of_the_act(status: str) -> None:
    later = telling("expelled 23 diplomats", status=status, published=dt.date(2020, 1, 1))
    assert same(telling("expelled 23 diplomats"), later)


@pytest.mark.parametrize("status", ["planned", "hypothetical", "negated"])
def test_what_did_not_happen_stands_alone(status: str) -> None:
    """Neither with the act nor with another telling of the same plan."""
    assert status not in FOLDING
    assert not same(telling(), telling(status=status))
    assert not same(telling(status=status), telling())
    assert not same(telling(status=status), telling(status=status))


ACCUSED: dict[str, Any] = {"type": "ACCUSE", "mode": "allege", "trigger": "accused", "contexts": ()}


def test_accusations_of_one_day_are_told_apart_by_their_words() -> None:
    poison = telling("Britain accused Russia of poisoning a spy with a nerve agent", **ACCUSED)
    again = telling("London blamed Moscow: a nerve agent had poisoned the spy", **{**ACCUSED, "trigger": "blamed"})
    other = telling("The government accused Russia of bombing hospitals and schools in Syria", **ACCUSED)
    assert same(poison, again)
    assert not same(poison, other)


def test_contexts_tell_apart_what_has_no_words() -> None:
    cyber = {**ACCUSED, "contexts": ("cyber",)}
    assert same(telling(**cyber), telling(**cyber))
    assert not same(telling(**cyber), telling(**{**ACCUSED, "contexts": ("territory",)}))


def test_persons_modes_and_sectors_may_forbid() -> None:
    met = {"type": "CONSULT", "mode": None, "trigger": "met", "contexts": ("diplomatic",)}
    may = Actor(name="Theresa May", country="GBR", sector="GOV", person="Theresa May")
    hunt = Actor(name="Jeremy Hunt", country="GBR", sector="GOV", person="Jeremy Hunt")
    assert same(telling(**met, actor=may), telling(**met))
    assert not same(telling(**met, actor=may), telling(**met, actor=hunt))
    assert not same(telling(**{**met, "mode": "phone"}), telling(**{**met, "mode": "visit"}))
    assert not same(telling(), telling(mode="discontinue"))
    party = Actor(name="Labour", country="GBR", sector="OPP")
    assert not same(telling(**ACCUSED), telling(**{**ACCUSED, "actor": party}))


def test_near_types_fold_and_a_meeting_is_not_what_was_agreed_at_it() -> None:
    truce = {"mode": None, "trigger": "signed", "contexts": ("military",)}
    assert same(telling("signed a truce", type="AGREE", **truce), telling("signed a truce", type="CONCEDE", **truce))
    assert not same(telling("talks", type="CONSULT", **truce), telling("talks", type="AGREE", **truce))


def test_events_of_one_article_stay_apart() -> None:
    assert not same(telling("words", article="a"), telling("words", article="a"))


def test_numbers_go_on_after_a_restart_and_after_a_placing_by_hand() -> None:
    happenings = Happenings()
    happenings.restore(telling("expelled diplomats"), 7)
    assert happenings.place(telling("expelled diplomats")) == 7
    assert happenings.place(telling(when=on(20))) == 8


def test_parties_without_a_code_go_by_their_name() -> None:
    guild, band = Actor(name="Guild", country=None), Actor(name="Band", country=None)
    assert same(telling(actor=guild), telling(actor=guild))
    assert not same(telling(actor=guild), telling(actor=band))
    assert same(telling(recipient=None), telling(recipient=None))
    assert not same(telling(recipient=None), telling())


def test_dates_at_the_ends_of_the_calendar_are_no_trouble() -> None:
    for date in (dt.date.min, dt.date.max):
        assert same(telling(when=on(date), published=date), telling(when=on(date), published=date))


def test_lines_and_counts() -> None:
    assert tellings_line(12, 7) == "12 tellings in 7 papers"
    assert tellings_line(1, 1) == "1 telling in 1 paper"
    assert tellings_line(3, 0) == "3 tellings"
    wire = {"n": 0, "published": DAY, "event": event()}
    told = [
        Telling(article="a", story="s", outlet="Courier", **wire),
        Telling(article="b", story="s", outlet="Herald", **wire),
        Telling(article="c", story="c", outlet="Herald", **wire),
        Telling(article="d", story="d", outlet=None, **wire),
    ]
    assert papers(told) == 3
    assert sources(told) == 3


def test_wording_passes_over_names_forms_and_small_words() -> None:
    one = content("On Wednesday the ministers accused Moscow of poisoning", "accused")
    other = content("accused: poisoned spies, the Moscow ministers said", "accused")
    assert {"poiso", "mosco"} <= one & other
    assert not {"accus", "wedne", "the"} & one
    assert alike(one, one) > alike(one, frozenset({"bread"}))
    assert alike(frozenset(), frozenset()) == alike(one, frozenset())


@st.composite
def many(draw: st.DrawFn) -> list[Telling]:
    """Tellings that are near enough to fold in some places."""
    found = []
    for n in range(draw(st.integers(0, 25))):
        changes: dict[str, Any] = {
            "type": draw(st.sampled_from(["ACCUSE", "CONSULT", "SANCTION"])),
            "mode": None,
            "status": draw(st.sampled_from(["actual", "recalled", "planned"])),
            "when": draw(st.sampled_from([on(13), on(14), on(12, 7), on(1, 31), When()])),
        }
        words = draw(st.sampled_from(["nerve agent in the city", "tanks near the border", ""]))
        day = draw(st.sampled_from([DAY, DAY + dt.timedelta(days=2), None]))
        found.append(telling(words, published=day, article=f"a{n // 2}", **changes))
    return found


@settings(max_examples=60, deadline=None)
@given(many(), st.data())
def test_restored_happenings_go_on_as_if_never_stopped(tellings: list[Telling], data: st.DataObject) -> None:
    whole, restored = Happenings(), Happenings()
    numbers = [whole.place(t) for t in tellings]
    stop = data.draw(st.integers(0, len(tellings)))
    for one, number in zip(tellings[:stop], numbers[:stop], strict=True):
        restored.restore(one, number)
    assert [restored.place(t) for t in tellings[stop:]] == numbers[stop:]


@settings(max_examples=60, deadline=None)
@given(many())
def test_no_happening_holds_what_cannot_be_one(tellings: list[Telling]) -> None:
    happenings = Happenings()
    groups: dict[int, list[Telling]] = {}
    for one in tellings:
        groups.setdefault(happenings.place(one), []).append(one)
    for group in groups.values():
        assert len({t.article for t in group}) == len(group)
        assert len(group) == 1 or all(t.event.status in FOLDING for t in group)
        dated = [t.event.when for t in group if t.event.when.earliest and t.event.when.latest]
        if dated:
            assert max(w.earliest for w in dated if w.earliest) <= min(w.latest for w in dated if w.latest)
