"""What workers coded into the record: in order, once each, and what broke a bound kept back from later runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.ingest.sources import Problem
from detente.record.adding import Adder
from detente.scale import quarantine
from detente.scale.coding import Coded, Failed, Outcome, Wanted

if TYPE_CHECKING:
    import duckdb

#: Gives outcomes, asked which keys are wanted, and told those that are kept back.
Outcomes = Callable[[Wanted, Collection[str]], Iterator[Outcome]]


@dataclass(frozen=True, slots=True)
class Left:
    """What one adding left out beside what its :class:`Adder` counts.

    ``problems`` could not be read, ``held`` broke a bound now, ``passed`` had broken one in an earlier run.
    """

    problems: int = 0
    held: int = 0
    passed: int = 0


def take_in(
    connection: duckdb.DuckDBPyConnection,
    adder: Adder,
    outcomes: Outcomes,
    report: Callable[[str], None],
    step: Callable[[int], None],
) -> Left:
    """Keep what was coded; one line to ``report`` for each article that was not. ``step`` is told of each outcome."""
    kept_back = frozenset(quarantine.listing(connection))
    problems = held = passed = 0

    def wanted(key: str) -> bool:
        nonlocal passed
        if key in kept_back:
            passed += 1
            return False
        return adder.claim(key)

    for outcome in outcomes(wanted, kept_back):
        if isinstance(outcome, Coded):
            adder.keep(outcome.key, outcome.account, outcome.signature)
        elif isinstance(outcome, Problem):
            problems += 1
            report(f"{outcome.origin}: {outcome.message}; skipped")
        elif isinstance(outcome, Failed):
            if quarantine.hold(connection, outcome):
                held += 1
                again = f"put in quarantine as {outcome.key}, see: detente record --quarantine"
                report(f"{outcome.origin}: {outcome.fault.reason}; {again}")
            else:
                adder.fail(outcome.origin, outcome.fault.reason)
        step(1)
    return Left(problems, held, passed)
