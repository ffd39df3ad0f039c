"""What workers coded into the record: in order, once each, and what broke a bound kept back from later runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detente.ingest.sources import Problem
from detente.record.adding import Adder
from detente.scale import quarantine
from detente.scale.coding import Coded, Failed, Outcome, Wanted
from detente.scale.folder import PLAN, Output
from detente.scale.merging import merge

if TYPE_CHECKING:
    import duckdb

#: Gives outcomes, asked which keys are wanted, and told those that are kept back.
Outcomes = Callable[[Wanted, Collection[str]], Iterator[Outcome]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What one adding did, in articles: new ones, known ones, lost ones (unreadable, faulty, or newly in quarantine),
    and those that an earlier run had put in quarantine."""

    added: int = 0
    known: int = 0
    lost: int = 0
    passed: int = 0

    def __add__(self, other: Taken) -> Taken:
        return Taken(
            self.added + other.added, self.known + other.known, self.lost + other.lost, self.passed + other.passed
        )


def take_in(
    connection: duckdb.DuckDBPyConnection,
    outcomes: Outcomes,
    report: Callable[[str], None],
    step: Callable[[int], None],
) -> Taken:
    """Keep what is coded; one line to ``report`` for each article that is not. ``step`` is told of each outcome."""
    kept_back = frozenset(quarantine.listing(connection))
    problems = held = passed = 0
    with Adder(connection, report=report) as adder:

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
                    told = f"{outcome.origin}: {outcome.fault.reason}"
                    report(f"{told}; put in quarantine as {outcome.key}, see: detente record --quarantine")
                else:
                    adder.fail(outcome.origin, outcome.fault.reason)
            step(1)
    done = adder.done
    return Taken(done.added, done.known, problems + held + done.failed, passed)


def take_output(
    connection: duckdb.DuckDBPyConnection, place: str, report: Callable[[str], None], step: Callable[[int], None]
) -> Taken:
    """Merge the output of a scaled run; inputs that are not done are told and left out."""
    taken = Taken()
    for merged in merge(connection, Output(place)):
        taken += Taken(merged.added, merged.known, merged.failed)
        step(merged.added + merged.known + merged.failed)
        if merged.waiting:
            report(f"{place}: {merged.waiting} inputs are not done and wait; run detente scale on them, then add again")
    return taken


def is_output(source: str) -> bool:
    """Whether a source is the output of a scaled run, here or in an object store."""
    if "://" in source:
        return not source.lower().startswith(("http://", "https://"))
    return (Path(source) / PLAN).is_file()
