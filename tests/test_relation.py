"""The course of a relation: level, interval, parts, standing."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from detente.errors import DetenteError
from detente.relations.acts import Acts, acts
from detente.relations.level import Reports, _average, smoothed, smoothed_together
from detente.relations.relation import relation
from detente.relations.series import period_of, periods

START = np.datetime64("2010-01-01")


def made(days: np.ndarray, scores: np.ndarray, **columns: object) -> Acts:
    """Acts of GRC towards TUR and back in turn."""
    size = len(days)
    sides = np.array(["GRC", "TUR"] * size, dtype=object)
    quads = [1 if s > 0 else 4 for s in scores]
    return acts(START + days, sides[:size], sides[1 : size + 1], scores, quads, **columns)


def conduct(seed: int, size: int, span: int = 2000, mean: float = 1.0) -> Acts:
    chance = np.random.default_rng(seed)
    return made(np.sort(chance.integers(0, span, size)), chance.normal(mean, 4, size).clip(-10, 10))


def test_the_smoother_is_the_posterior_of_the_model() -> None:
    """Against the joint normal distribution of levels and observations, written out as matrices."""
    size, phi, q, centre = 12, 0.9, 0.3, 0.5
    chance = np.random.default_rng(1)
    y = chance.normal(0, 2, size)
    noise = np.full(size, 1.5)
    noise[[3, 4, 5]] = np.inf
    cover = np.empty((size, size))
    variance = 9.0
    for t in range(size):
        variance = variance if t == 0 else phi * phi * variance + q
        for later in range(t, size):
            cover[t, later] = cover[later, t] = variance * phi ** (later - t)
    seen = np.isfinite(noise)
    gain = cover[:, seen] @ np.linalg.inv(cover[np.ix_(seen, seen)] + np.diag(noise[seen]))
    mean = centre + gain @ (y[seen] - centre)
    spread = np.diag(cover - gain @ cover[seen])
    one = (y[:, None], noise[:, None, None], np.isfinite(noise)[:, None], np.zeros(1, dtype=np.int64))
    ours, wide, _ = _average(*one, np.array([phi]), np.array([q]), np.array([centre]), np.zeros(1))
    assert np.allclose(ours[:, 0], mean) and np.allclose(wide[:, 0], spread)


def test_levels_found_together_are_those_found_alone() -> None:
    draw = np.random.default_rng(3)
    several = []
    for late in (0, 7, 40):
        n = draw.poisson(0.7, 60).astype(float)
        n[:late] = 0
        several.append(Reports(np.where(n > 0, draw.normal(0, 3, 60), np.nan), n, 12.0))
    several.append(Reports(np.full(60, np.nan), np.zeros(60)))
    for part, together in zip(several, smoothed_together(several), strict=True):
        alone = smoothed(part.mean, part.number, part.within)
        assert np.allclose(alone.mean, together.mean, equal_nan=True)
        assert np.allclose(alone.interval(80), together.interval(80), equal_nan=True)


def test_silence_widens_the_interval() -> None:
    means = np.random.default_rng(0).normal(0, 3, 60).cumsum() / 4
    means[21:40] = np.nan
    low, high = smoothed(means, np.where(np.isfinite(means), 5.0, 0.0)).interval(80)
    width = high - low
    assert width[30] > 1.5 * width[10]
    assert all(np.diff(width[21:30]) > 0)


def test_the_interval_holds_what_it_says() -> None:
    inside = []
    for seed in range(20):
        chance = np.random.default_rng(seed)
        level = np.zeros(120)
        for t in range(1, 120):
            level[t] = 0.95 * level[t - 1] + chance.normal(0, 0.5)
        n = chance.poisson(4, 120).astype(float)
        seen = np.where(n > 0, level + chance.normal(0, 1, 120) * np.sqrt(0.5 + 15 / np.maximum(n, 1)), np.nan)
        low, high = smoothed(seen, n, 15.0).interval(80)
        known = np.isfinite(low)
        inside.append(np.mean((level >= low)[known] & (level <= high)[known]))
    assert 0.7 < np.mean(inside) < 0.9


def test_unknown_before_the_first_report() -> None:
    level = smoothed(np.array([np.nan, np.nan, 3.0, np.nan]), np.array([0.0, 0.0, 2.0, 0.0]))
    assert np.isnan(level.mean[:2]).all() and np.isfinite(level.mean[2:]).all()


def test_doubling_the_press_moves_nothing_beyond_the_interval() -> None:
    once = conduct(3, 400)
    twice = once.where(np.repeat(np.arange(len(once)), 2))
    a, b = relation(once, "GRC", "TUR").both.level, relation(twice, "GRC", "TUR").both.level
    half = 1.96 * np.sqrt(a.variance)
    assert np.nanmax(np.abs(a.mean - b.mean) / half) < 0.5


def test_a_big_and_a_small_state_of_like_conduct_stand_alike() -> None:
    big, small = (relation(conduct(seed, size), "GRC", "TUR").both for seed, size in ((5, 3000), (6, 200)))
    months = min(len(big.day), len(small.day))
    gap = np.abs(big.level.mean[:months] - small.level.mean[:months])
    wide = 1.96 * np.sqrt(big.level.variance[:months] + small.level.variance[:months])
    assert np.mean(gap < wide) > 0.95


def test_directions_and_parts() -> None:
    days = np.arange(0, 1000, 5)
    scores = np.where(np.arange(len(days)) % 2 == 0, 4.0, -4.0)
    sectors = np.array(["GOV", "MIL"] * len(days), dtype=object)[: len(days)]
    contexts = [("energy",) if n % 2 == 0 else ("military", "territory") for n in range(len(days))]
    found = relation(made(days, scores, sector=sectors, contexts=contexts), "GRC", "TUR")
    assert found.forth.level.mean[-1] > 2 > -2 > found.back.level.mean[-1]
    assert {p.name: p.reports for p in found.contexts} == {"energy": 100, "military": 100, "territory": 100}
    assert [p.name for p in found.sectors] == ["GRC GOV", "TUR MIL"]
    assert found.sectors[0].pull > 0 > found.sectors[1].pull
    energy = relation(made(days, scores, contexts=contexts), "GRC", "TUR", context="energy")
    assert len(energy.acts) == 100 and energy.both.level.mean[-1] > 2


def test_acts_known_only_to_a_year_are_in_no_series() -> None:
    days = np.arange(0, 300, 10)
    span = np.where(np.arange(len(days)) % 3 == 0, 364, 0)
    found = relation(made(days, np.full(len(days), 2.0), span=span), "GRC", "TUR")
    assert found.undated == 10 and found.both.reports.sum() == 20


def test_since_cuts_the_series_and_keeps_its_level() -> None:
    every = conduct(8, 500)
    whole = relation(every, "GRC", "TUR")
    cut = relation(every, "GRC", "TUR", since=dt.date(2013, 1, 1))
    assert cut.both.day[0] == np.datetime64("2013-01-01")
    assert np.allclose(cut.both.level.mean, whole.both.level.mean[-len(cut.both.day) :])
    assert all(t.day >= dt.date(2013, 1, 1) for t in cut.turning)


def test_nothing_reported_is_unknown() -> None:
    found = relation(conduct(1, 50), "USA", "RUS")
    assert (found.standing.word, found.standing.course) == ("unknown", "unknown")
    assert len(found.both.day) == 0 and found.turning == ()


def test_a_relation_long_silent_is_unknown() -> None:
    days = np.arange(0, 400, 4)
    found = relation(made(days, np.full(len(days), -8.0)), "GRC", "TUR", until=dt.date(2014, 1, 1))
    assert found.standing.word == "unknown"
    assert relation(made(days, np.full(len(days), -8.0)), "GRC", "TUR").standing.word == "hostile"


def test_war_and_peace_are_found_with_their_acts() -> None:
    chance = np.random.default_rng(2)
    calm = chance.choice(np.r_[0:1000, 1300:2500], 300, replace=False)
    war = chance.choice(np.arange(1000, 1300), 250)
    days = np.concatenate([calm, war])
    scores = np.concatenate([chance.choice([3.0, 1.0, -2.0], 300), chance.choice([-10.0, -8.0], 250)])
    found = relation(made(days, scores, id=[f"a{n}" for n in range(len(days))]), "GRC", "TUR")
    turns = [(t.direction, (np.datetime64(t.day) - START).astype(int)) for t in found.turning]
    assert any(way == "cooling" and abs(day - 1000) <= 45 for way, day in turns)
    assert any(way == "warming" and abs(day - 1300) <= 45 for way, day in turns)
    first = next(t for t in found.turning if t.direction == "cooling")
    assert first.acts and all(int(a[1:]) >= 300 for a in first.acts), "the acts that made it are those of the war"


def test_chance_makes_few_turning_points() -> None:
    counts = [len(relation(conduct(seed, 400), "GRC", "TUR").turning) for seed in range(10)]
    assert sum(counts) <= 5, counts


@pytest.mark.parametrize("by", ["day", "week", "month"])
def test_every_day_lies_in_its_period(by: str) -> None:
    first = periods(dt.date(2019, 12, 20), dt.date(2020, 3, 5), by)  # type: ignore[arg-type]
    days = np.arange("2019-12-20", "2020-03-06", dtype="datetime64[D]")
    assert set(period_of(days, by)) == set(first)  # type: ignore[arg-type]
    assert all(np.diff(first) > np.timedelta64(0, "D"))


def test_the_table() -> None:
    table = relation(conduct(1, 200), "GRC", "TUR").to_arrow()
    assert table.column_names[:5] == ["series", "day", "reports", "plain", "level"]
    assert set(table.column("series").to_pylist()) == {"GRC and TUR", "GRC → TUR", "TUR → GRC"}
    rows = table.to_pylist()
    assert all(
        r["low95"] <= r["low80"] <= r["level"] <= r["high80"] <= r["high95"] for r in rows if math.isfinite(r["level"])
    )
    assert sum(r["reports"] for r in rows) == 400


@pytest.mark.parametrize(
    ("pair", "options"),
    [
        (("GRC", "GRC"), {}),
        (("GRC", "TUR"), {"by": "year"}),
        (("GRC", "TUR"), {"since": dt.date(2020, 1, 1), "until": dt.date(2019, 1, 1)}),
    ],
)
def test_errors_are_one_line(pair: tuple[str, str], options: dict[str, object]) -> None:
    with pytest.raises(DetenteError) as told:
        relation(conduct(1, 20), *pair, **options)  # type: ignore[arg-type]
    assert "\n" not in str(told.value)


def test_an_empty_table_of_acts() -> None:
    empty = acts([], [], [], [], [])
    assert len(empty) == 0 and math.isnan(relation(empty, "GRC", "TUR").standing.level)
