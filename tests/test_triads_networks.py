"""Signs and balance of three relations; camps of many."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pytest

from detente.errors import DetenteError
from detente.relations.acts import Acts, acts
from detente.relations.network import SignedNetwork, network
from detente.relations.triad import triad

START = np.datetime64("2010-01-01")


def world(scores: dict[tuple[str, str], tuple[float, float]], days: int = 1600, turn: int = 800, gap: int = 6) -> Acts:
    """Acts of each pair both ways: the first score before ``turn``, the second from then on."""
    rows = []
    for (a, b), (before, after) in scores.items():
        for day in range(0, days, gap):
            one, other = (a, b) if (day // gap) % 2 else (b, a)
            rows.append((START + day, one, other, before if day < turn else after))
    rows.sort(key=lambda r: r[0])
    day, one, other, score = zip(*rows, strict=True)
    return acts(np.array(day), list(one), list(other), list(score), [1 if s > 0 else 4 for s in score])


def test_a_common_enemy_balances() -> None:
    found = triad(
        world({("GRC", "CYP"): (5, 5), ("GRC", "TUR"): (-5, -5), ("CYP", "TUR"): (-6, -6)}), "GRC", "CYP", "TUR"
    )
    last = found.steps[-1]
    assert (last.balance, [s.sign for s in last.sides]) == ("balanced", ["+", "-", "-"])
    assert last.chance > 0.95 and found.moves == ()


def test_who_moved_is_named() -> None:
    base = world({("GRC", "CYP"): (5, 5), ("GRC", "TUR"): (5, 5), ("CYP", "TUR"): (5, 5)})
    keep = ~((base.actor == "TUR") & (base.recipient == "CYP") & (base.day >= START + 800))
    turned = base.where(keep)
    extra = acts(START + np.arange(800, 1600, 3), ["TUR"] * 267, ["CYP"] * 267, [-9.0] * 267, [4] * 267)
    whole = acts(
        np.concatenate([turned.day, extra.day]),
        np.concatenate([turned.actor, extra.actor]),
        np.concatenate([turned.recipient, extra.recipient]),
        np.concatenate([turned.goldstein, extra.goldstein]),
        np.concatenate([turned.quad, extra.quad]),
    )
    found = triad(whole, "GRC", "CYP", "TUR")
    assert found.steps[0].balance == "balanced" and found.steps[-1].balance == "unbalanced"
    (move,) = found.moves
    assert (move.pair, move.sign, move.mover) == (("CYP", "TUR"), "-", "TUR")
    assert abs(move.day - dt.date(2012, 3, 11)) < dt.timedelta(days=200)


def test_no_reports_no_sign() -> None:
    found = triad(world({("GRC", "CYP"): (5, 5)}), "GRC", "CYP", "TUR")
    assert {s.sign for s in found.steps[-1].sides[1:]} == {"?"}
    assert {step.balance for step in found.steps} == {"undecided"}
    assert triad(acts([], [], [], [], []), "GRC", "CYP", "TUR").steps == ()


@pytest.mark.parametrize("codes", [("GRC", "GRC", "TUR"), ("GRC", "TUR", "TUR")])
def test_three_different_codes(codes: tuple[str, str, str]) -> None:
    with pytest.raises(DetenteError, match="three different"):
        triad(acts([], [], [], [], []), *codes)
    with pytest.raises(DetenteError, match="month, quarter or year"):
        triad(acts([], [], [], [], []), "GRC", "TUR", "CYP", by="week")


def test_the_table_and_the_picture_of_a_triad() -> None:
    found = triad(world({("GRC", "CYP"): (5, 5), ("GRC", "TUR"): (-5, 3)}), "GRC", "CYP", "TUR", by="year")
    table = found.to_arrow().to_pylist()
    assert len(table) == 3 * len(found.steps)
    assert all(r["level"] is None or r["low"] <= r["level"] <= r["high"] for r in table)
    assert "<svg" in found._repr_html_() and found.plot().axes


def camps() -> Acts:
    west, east = ["USA", "GBR", "FRA"], ["RUS", "BLR", "SYR"]
    inside = {pair: (4.0, 4.0) for side in (west, east) for pair in itertools.combinations(side, 2)}
    across = {(a, b): (-4.0, -4.0) for a in west for b in east}
    return world(inside | across, days=300, gap=12)


def test_two_camps() -> None:
    found = network(camps())
    assert set(found.camps) == {("FRA", "GBR", "USA"), ("BLR", "RUS", "SYR")}
    assert found.balanced == 1.0 and found.modularity > 0.4
    assert {e.other if e.one == "USA" else e.one for e in found.closest("USA")} == {"GBR", "FRA"}
    assert {e.other if e.one == "USA" else e.one for e in found.furthest("USA")} == {"RUS", "BLR", "SYR"}


def test_camps_do_not_depend_on_the_order_of_acts() -> None:
    every = camps()
    mixed = every.where(np.argsort(every.recipient, kind="stable"))
    assert network(mixed).camps == network(every).camps


def test_few_acts_make_no_sure_edge() -> None:
    few = world({("GRC", "TUR"): (-1.0, -1.0)}, days=60, gap=12)
    (edge,) = network(few).edges
    assert edge.sign == 0 and edge.low < edge.score < edge.high
    assert network(few, min_reports=6).edges == ()


def test_nothing_known() -> None:
    empty = network(acts([], [], [], [], []))
    assert (empty.edges, empty.camps, empty.balanced) == ((), (), None)
    assert empty.plot().axes and "0 relations" in empty._repr_html_()


def test_the_graph_and_the_picture() -> None:
    found: SignedNetwork = network(camps())
    graph = found.to_networkx()
    assert graph["USA"]["RUS"]["sign"] == -1 and graph.nodes["USA"]["camp"] == graph.nodes["GBR"]["camp"]
    assert found.to_pandas().shape[0] == len(found.edges) == 15
    assert "<svg" in found._repr_html_()
    with pytest.raises(DetenteError, match=r"\.png or \.svg"):
        found.plot("map.jpeg")
