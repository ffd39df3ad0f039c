"""The signed network of a period: who stands with whom, in which camps.

An edge is the mean Goldstein score between two actors, shrunk to 0 where reports are few, with its interval.
Communities are found by moving actors between camps as long as that raises the signed modularity of Gómez, Jensen and
Arenas (2009), which asks of a camp more friendship, and less enmity, than chance would give. Starts and order are
fixed, so that the same acts give the same camps.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from detente.relations.acts import Acts

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import pyarrow as pa

Numbers = npt.NDArray[np.float64]

#: Acts that an edge needs, and acts of a prior that stands at 0.
_REPORTS, _PRIOR = 5, 5.0
_EDGE80 = 1.2815515655446004
#: Actors that communities are looked for among, those of most acts.
_MOST = 250


@dataclass(frozen=True)
class Edge:
    """The relation of two actors in the period: mean score, its 80 % interval, and how many acts it rests on."""

    one: str
    other: str
    score: float
    low: float
    high: float
    reports: int

    @property
    def sign(self) -> int:
        """1 or -1 where the interval lies on one side of 0, else 0."""
        return 1 if self.low > 0 else -1 if self.high < 0 else 0


@dataclass(frozen=True)
class SignedNetwork:
    """Actors, edges and camps of a period. ``camps`` are in order of size; an actor in none of them stands alone."""

    since: dt.date | None
    until: dt.date | None
    edges: tuple[Edge, ...]
    camps: tuple[tuple[str, ...], ...]
    modularity: float
    balanced: float | None

    def of(self, code: str) -> tuple[Edge, ...]:
        """The edges of one actor, the warmest first."""
        mine = [e for e in self.edges if code in (e.one, e.other)]
        return tuple(sorted(mine, key=lambda e: (-e.score, e.one, e.other)))

    def closest(self, code: str, count: int = 5) -> tuple[Edge, ...]:
        """The relations of an actor that are surely warm, the warmest first."""
        return tuple(e for e in self.of(code) if e.sign > 0)[:count]

    def furthest(self, code: str, count: int = 5) -> tuple[Edge, ...]:
        """The relations of an actor that are surely cold, the coldest first."""
        return tuple(e for e in self.of(code)[::-1] if e.sign < 0)[:count]

    def to_networkx(self) -> nx.Graph:
        """The graph, with ``score``, ``low``, ``high``, ``sign`` and ``reports`` on its edges and ``camp`` on nodes."""
        import networkx

        graph = networkx.Graph()
        for number, camp in enumerate(self.camps):
            graph.add_nodes_from(camp, camp=number)
        for e in self.edges:
            graph.add_edge(e.one, e.other, score=e.score, low=e.low, high=e.high, sign=e.sign, reports=e.reports)
        return graph

    def to_arrow(self) -> pa.Table:
        """A row for each edge."""
        import dataclasses

        import pyarrow as pa

        return pa.Table.from_pylist([dataclasses.asdict(e) | {"sign": e.sign} for e in self.edges])

    def to_pandas(self) -> pd.DataFrame:
        """The table of :meth:`to_arrow` as a data frame."""
        return self.to_arrow().to_pandas()

    def plot(self, out: Any = None) -> Any:
        """A picture of the sure relations: a matplotlib figure, or with ``out`` a .png or .svg file."""
        from detente.brief.network import plotted

        return plotted(self, out)

    def _repr_html_(self) -> str:
        from detente.brief.network import as_fragment

        return as_fragment(self)


def network(
    acts: Acts, *, since: dt.date | None = None, until: dt.date | None = None, min_reports: int = _REPORTS
) -> SignedNetwork:
    """The signed network of ``[since, until]``; pairs with fewer than ``min_reports`` acts have no edge."""
    acts = acts.between(since, until)
    acts = acts.where(acts.actor != acts.recipient)
    edges = _edges(acts, min_reports)
    codes = _heard(edges)[:_MOST]
    camps, modularity = _camps(codes, edges)
    return SignedNetwork(since, until, edges, camps, modularity, _balance(codes, edges))


def _edges(acts: Acts, least: int) -> tuple[Edge, ...]:
    if not len(acts):
        return ()
    codes, number = np.unique(np.concatenate([acts.actor, acts.recipient]).astype(str), return_inverse=True)
    one, other = number[: len(acts)], number[len(acts) :]
    key = np.minimum(one, other) * len(codes) + np.maximum(one, other)
    pair, which, count = np.unique(key, return_inverse=True, return_counts=True)
    weight = np.bincount(which, acts.weight)
    total = np.bincount(which, acts.weight * acts.goldstein)
    square = np.bincount(which, acts.weight * acts.goldstein**2)
    mean = total / (weight + _PRIOR)
    spread = np.maximum(square / np.maximum(weight, 1e-9) - (total / np.maximum(weight, 1e-9)) ** 2, 0.0)
    # the spread of few acts is little known: the prior's own, that of acts between states, is mixed in
    error = np.sqrt((spread * weight + 20.0 * _PRIOR) / (weight + _PRIOR) / (weight + _PRIOR))
    found = []
    for n in np.flatnonzero(count >= least):
        a, b = str(codes[pair[n] // len(codes)]), str(codes[pair[n] % len(codes)])
        half = _EDGE80 * float(error[n])
        found.append(Edge(a, b, float(mean[n]), float(mean[n]) - half, float(mean[n]) + half, int(count[n])))
    return tuple(sorted(found, key=lambda e: (-e.reports, e.one, e.other)))


def _heard(edges: tuple[Edge, ...]) -> list[str]:
    """Actors by the number of their acts, most first."""
    total: dict[str, int] = {}
    for e in edges:
        for code in (e.one, e.other):
            total[code] = total.get(code, 0) + e.reports
    return sorted(total, key=lambda code: (-total[code], code))


def _matrix(codes: list[str], edges: tuple[Edge, ...]) -> Numbers:
    place = {code: n for n, code in enumerate(codes)}
    matrix = np.zeros((len(codes), len(codes)))
    for e in edges:
        if e.one in place and e.other in place:
            matrix[place[e.one], place[e.other]] = matrix[place[e.other], place[e.one]] = e.score
    return matrix


def _camps(codes: list[str], edges: tuple[Edge, ...]) -> tuple[tuple[tuple[str, ...], ...], float]:
    if len(codes) < 2:
        return (), 0.0
    matrix = _matrix(codes, edges)
    gain = np.zeros_like(matrix)
    for part, sign in ((np.maximum(matrix, 0), 1), (np.maximum(-matrix, 0), -1)):
        total = part.sum()
        if total > 0:
            strength = part.sum(axis=1)
            gain += sign * (part - np.outer(strength, strength) / total)
    np.fill_diagonal(gain, 0.0)
    camp = np.arange(len(codes))
    for _ in range(50):
        moved = False
        for n in range(len(codes)):
            sums = np.bincount(camp, gain[n], minlength=len(codes))
            best = int(np.argmax(sums))
            if sums[best] > sums[camp[n]] + 1e-9:
                camp[n] = best
                moved = True
        moved |= _merged(camp, gain)
        if not moved:
            break
    modularity = float(gain[camp[:, None] == camp[None, :]].sum() / max(np.abs(matrix).sum(), 1e-9))
    groups: dict[int, list[str]] = {}
    for code, number in zip(codes, camp, strict=True):
        groups.setdefault(int(number), []).append(code)
    ordered = sorted((tuple(sorted(g)) for g in groups.values() if len(g) > 1), key=lambda g: (-len(g), g))
    return tuple(ordered), modularity


def _merged(camp: npt.NDArray[np.intp], gain: Numbers) -> bool:
    """Merge the two camps that gain most by it, where any do."""
    names = np.unique(camp)
    member = (camp[:, None] == names[None, :]).astype(np.float64)
    between = member.T @ gain @ member
    np.fill_diagonal(between, -np.inf)
    at = int(np.argmax(between))
    one, other = divmod(at, len(names))
    if len(names) < 2 or between[one, other] <= 1e-9:
        return False
    camp[camp == names[other]] = names[one]
    return True


def _balance(codes: list[str], edges: tuple[Edge, ...]) -> float | None:
    """Share of balanced triangles among those whose three signs are sure; None without any."""
    place = {code: n for n, code in enumerate(codes)}
    signs = np.zeros((len(codes), len(codes)))
    for e in edges:
        if e.one in place and e.other in place:
            signs[place[e.one], place[e.other]] = signs[place[e.other], place[e.one]] = e.sign
    all_of_them = float(np.trace(np.abs(signs) @ np.abs(signs) @ np.abs(signs)))
    return None if not all_of_them else float((np.trace(signs @ signs @ signs) / all_of_them + 1) / 2)
