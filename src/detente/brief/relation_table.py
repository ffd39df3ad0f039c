"""The tables of a relation's brief in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from detente.brief.relation import chance, last_of, weekly
from detente.relations.parts import Part
from detente.relations.relation import Relation


def tables(relation: Relation) -> Iterator[Table]:
    """Directions, turning points, issues and parts of government, those that are not empty."""
    rows = [
        (s.name, str(int(s.reports.sum())), *(last_of(level) for level in (s.level, s.cooperation, s.conflict)))
        for s in (relation.both, relation.forth, relation.back)
    ]
    yield _table(("at the end (80 %)", "acts", "temperature", "cooperation", "conflict"), rows)
    if relation.turning:
        rows = [
            (str(number), str(t.day), t.direction, *weekly(t), chance(t.probability))
            for number, t in enumerate(relation.turning, 1)
        ]
        yield _table(("", "turning point", "direction", "cooperation a week", "conflict a week", "probability"), rows)
    for title, parts in (("issue", relation.contexts), ("part of government", relation.sectors)):
        if parts:
            yield _parts(title, parts)


def _parts(title: str, parts: Sequence[Part], shown: int = 8) -> Table:
    rows = [(p.name, str(p.reports), f"{p.mean:+.1f} ± {p.error:.1f}", f"{p.pull:+.2f}") for p in parts[:shown]]
    return _table((title, "acts", "mean Goldstein", "pull on the mean"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, name in enumerate(head):
        table.add_column(name, justify="right" if column and name in ("acts", "probability") else "left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
