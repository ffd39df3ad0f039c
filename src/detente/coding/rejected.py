"""Candidates that did not become events, kept for ``--explain``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.coding.candidate import Candidate
from detente.coding.coded import Coded
from detente.explanation import Reason
from detente.records import Event


@dataclass(frozen=True, slots=True)
class Rejected:
    """A candidate that is no event of its own, and why; ``event`` is what it would have been, once coded."""

    candidate: Candidate
    probabilities: Mapping[str, float]
    reason: Reason
    event: Event | None = None
    rule: str | None = None


def keeping(before: Sequence[Coded], after: list[Coded], reason: Reason, trace: list[Rejected] | None) -> list[Coded]:
    """``after``; what stands in ``before`` and, as the same object, no longer in ``after`` is added to ``trace``."""
    if trace is not None:
        kept = {id(item) for item in after}
        trace += [Rejected(c.candidate, c.probabilities, reason, c.event, c.rule) for c in before if id(c) not in kept]
    return after
