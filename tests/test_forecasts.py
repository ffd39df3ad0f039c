"""Forecasts know nothing of what came later, and say how far they carried; expectations are settled when due."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import DetenteError
from detente.relations.acts import Acts, acts
from detente.relations.backtest import backtest
from detente.relations.horizons import by_when, direction_of, likelihood_of
from detente.relations.ledger import Expectation, ledger, settle
from detente.relations.models import MODELS, TAU, Forecaster
from detente.relations.outlook import months_of, outlook
from detente.relations.panel import panel

START = np.datetime64("2005-01-01")
MONTHS = 96


def world(seed: int = 0, months: int = MONTHS, swing: float = 0.9) -> Acts:
    """Six relations whose activity wanders slowly: forecasts from levels must beat the last month."""
    chance = np.random.default_rng(seed)
    rows = []
    for a, b in (("GRC", "TUR"), ("EGY", "SDN"), ("IND", "PAK"), ("CHL", "PER"), ("FRA", "DEU"), ("JPN", "KOR")):
        level = 1.5
        for month in range(months):
            level = 1.5 + swing * (level - 1.5) + chance.normal(0, 0.15)
            for _ in range(chance.poisson(np.exp(level))):
                day = START + month * 30 + chance.integers(0, 28)
                one, other = (a, b) if chance.random() < 0.5 else (b, a)
                rows.append((day, one, other, chance.choice([4.0, 2.0, -3.0, -7.0])))
    rows.sort(key=lambda r: r[0])
    day, one, other, score = zip(*rows, strict=True)
    return acts(np.array(day), list(one), list(other), list(score), [1 if s > 0 else 4 for s in score])


@pytest.fixture(scope="module")
def every() -> Acts:
    return world()


@pytest.mark.parametrize("name", MODELS)
def test_no_model_sees_what_comes_later(every: Acts, name: str) -> None:
    """A forecast made with the whole record is the one made with the record cut at the origin."""
    whole = Forecaster(panel(every))
    at = 70
    end = (whole.panel.month[at] + 1).astype("datetime64[D]") - 1
    cut = Forecaster(panel(every.where(every.day <= end)))
    assert len(cut.panel.month) == at + 1
    rows = {pair: n for n, pair in enumerate(cut.panel.pairs)}
    one = whole.forecast(whole.fit(name, 3, at), 3, at)
    other = cut.forecast(cut.fit(name, 3, at), 3, at)
    order = [list(other.rows).index(rows[whole.panel.pairs[r]]) for r in one.rows]
    assert np.allclose(one.quantiles, other.quantiles[:, order])
    assert np.allclose(one.warming, other.warming[order]) and np.allclose(one.cooling, other.cooling[order])


def test_distributions_are_distributions(every: Acts) -> None:
    forecaster = Forecaster(panel(every))
    made = forecaster.forecast(forecaster.fit("panel", 1, 80), 1, 80)
    assert made.quantiles.shape == (2, 6, len(TAU))
    assert (np.diff(made.quantiles, axis=-1) >= 0).all() and (made.quantiles >= 0).all()
    assert ((made.warming + made.cooling) <= 1 + 1e-9).all()


def test_the_backtest_scores_every_model_at_every_origin(every: Acts) -> None:
    steps: list[int] = []
    found = backtest(every, horizons=(1, 3), most=20, step=lambda: steps.append(1))
    assert 24 <= len(steps) <= 40
    assert {(s.model, s.horizon) for s in found.scores} == {(m, h) for m in MODELS for h in (1, 3)}
    by_model = {s.model: s for s in found.scores if s.horizon == 1}
    assert by_model["moving average"].crps < by_model["persistence"].crps, "activity that wanders is better smoothed"
    assert all(0.6 < s.cover80 < 0.95 for s in found.scores)
    skill = found.skill(1)
    assert skill is not None and skill.low <= skill.gain <= skill.high
    assert all(abs(r.stated - r.came) < 0.35 for r in found.reliability)


def test_noise_is_not_sold_as_skill() -> None:
    """Months without memory: nothing can beat an average, and the sentence says so."""
    found = outlook(world(seed=5, swing=0.0), "GRC", "TUR", horizon="1m")
    assert found.skill is not None and not (found.skill.better and found.skill.gain > 0.05)
    assert f"{found.warming:.2f}" in found.sentence


def test_an_outlook_says_when_it_knows_nothing(every: Acts) -> None:
    assert outlook(every, "GRC", "CHL").warming is None
    short = outlook(every.where(every.day < START + 200), "GRC", "TUR")
    assert short.months == () and "unknown" in short.sentence
    assert outlook(acts([], [], [], [], []), "GRC", "TUR").as_of is None


def test_an_outlook_as_of_a_day_uses_nothing_later(every: Acts) -> None:
    day = dt.date(2011, 6, 30)
    then = outlook(every, "GRC", "TUR", horizon="1m", as_of=day)
    alone = outlook(every.where(every.day <= np.datetime64(day)), "GRC", "TUR", horizon="1m")
    assert then.as_of == day and then.months == alone.months and then.skill == alone.skill
    assert then.months[0].month == dt.date(2011, 7, 1)
    assert then.warming is not None and abs(then.warming + then.staying + then.cooling - 1) < 1e-9  # type: ignore[operator]
    assert "<svg" not in then.sentence and then.to_arrow().num_rows == 1 and then.plot().axes


@pytest.mark.parametrize("horizon", ["0m", "13m", "soon", "-1", "1y"])
def test_horizons_are_months(horizon: str) -> None:
    with pytest.raises(DetenteError, match="for example 3m"):
        months_of(horizon)


MADE = dt.date(2020, 3, 10)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("within three months", dt.date(2020, 6, 8)),
        ("in the next two weeks", dt.date(2020, 3, 24)),
        ("by 2022", dt.date(2022, 12, 31)),
        ("by the end of the month", dt.date(2020, 3, 31)),
        ("by the end of next year", dt.date(2021, 12, 31)),
        ("next week", dt.date(2020, 3, 22)),
        ("in the near future", dt.date(2020, 9, 6)),
        ("by 1999", None),
        ("some day", None),
        (None, None),
    ],
)
def test_by_when(words: str | None, due: dt.date | None) -> None:
    found = by_when(words, MADE)
    assert (found and found[1]) == due


@given(st.text(max_size=60), st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)))
def test_no_words_break_it(words: str, made: dt.date) -> None:
    found = by_when(words, made)
    assert found is None or found[0] <= found[1]
    assert direction_of(words) in ("warming", "cooling", "steady", "unclear")


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("Relations are likely to thaw", "warming"),
        ("tensions will escalate", "cooling"),
        ("no breakthrough is in sight", "steady"),
        ("relations will remain cold", "steady"),
        ("a war or a peace deal", "unclear"),
        ("the weather will change", "unclear"),
    ],
)
def test_which_way(words: str, way: str) -> None:
    assert direction_of(words) == way


def test_what_words_of_likelihood_mean() -> None:
    assert (
        likelihood_of("a war is very unlikely")
        == 0.10
        < likelihood_of("war is likely")
        < likelihood_of("war is almost certain")
    )
    assert likelihood_of("war may come") is None


def turned() -> Acts:
    """Hostile until 2015, friendly from then on."""
    days = np.arange("2013-01-01", "2017-01-01", 7, dtype="datetime64[D]")
    score = np.where(days < np.datetime64("2015-01-01"), -6.0, 6.0)
    sides = np.array(["GRC", "TUR"] * len(days), dtype=object)
    return acts(days, sides[: len(days)], sides[1 : len(days) + 1], score, [1 if s > 0 else 4 for s in score])


def expected(way: str, due: dt.date | None = dt.date(2015, 12, 31), **parts: object) -> Expectation:
    return Expectation("a#0", "An Analyst", dt.date(2014, 12, 1), due, ("GRC", "TUR"), way, None, "words", **parts)  # type: ignore[arg-type]


TODAY = dt.date(2018, 1, 1)


@pytest.mark.parametrize(("way", "outcome"), [("warming", "came true"), ("cooling", "did not"), ("steady", "did not")])
def test_expectations_are_settled(way: str, outcome: str) -> None:
    entry = settle(expected(way), turned(), TODAY)
    assert entry.outcome == outcome and entry.change is not None and entry.change > 3


def test_what_cannot_be_settled_is_not(every: Acts) -> None:
    assert settle(expected("warming"), turned(), dt.date(2015, 3, 1)).outcome == "open"
    assert settle(expected("warming", None), turned(), TODAY).why == "its words fix no time"
    assert settle(expected("unclear"), turned(), TODAY).outcome == "cannot be told"
    assert (
        "too few" in settle(expected("warming"), turned().where(turned().day < np.datetime64("2014-06-01")), TODAY).why
    )


def test_what_comes_after_its_time_changes_no_verdict() -> None:
    early = turned().where(turned().day <= np.datetime64("2015-12-31"))
    assert settle(expected("warming"), turned(), TODAY) == settle(expected("warming"), early, TODAY)


def test_holders_are_scored() -> None:
    sure = Expectation(
        "f#1", "detente", dt.date(2014, 12, 1), dt.date(2015, 12, 31), ("GRC", "TUR"), "warming", (0.8, 0.1, 0.1), "x"
    )
    found = ledger([expected("cooling"), sure], turned(), TODAY)
    ours, theirs = (next(h for h in found.holders if h.name == n) for n in ("detente", "An Analyst"))
    assert (ours.true, ours.settled, theirs.true, theirs.brier) == (1, 1, 0, None)
    assert ours.brier == pytest.approx(0.2**2 + 0.1**2 + 0.1**2)
    assert found.to_arrow().num_rows == 2 and "<table" in found._repr_html_()
