"""Candidates that did not become events, kept for ``--explain``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from detente.coding.candidate import Candidate
from detente.explanation import Reason
from detente.records import Event


class _Coded(Protocol):
    @property
    def event(self) -> Event: ...
    @property
    def candidate(self) -> Candidate: ...
    @property
    def probabilities(self) -> Mapping[str, float]: ...
    @property
    def rule(self) -> str: ...


C = TypeVar("C", bound=_Coded)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A candidate that is no event of its own, and why; ``event`` is what it would have been, once coded."""

    candidate: Candidate
    probabilities: Mapping[str, float]
    reason: Reason
    event: Event | None = None
    rule: str | None = None


def keeping(before: Sequence[C], after: list[C], reason: Reason, trace: list[Rejected] | None) -> list[C]:
    """``after``; what stands in ``before`` and, as the same object, no longer in ``after`` is added to ``trace``."""
    if trace is not None:
        kept = {id(item) for item in after}
        trace += [Rejected(c.candidate, c.probabilities, reason, c.event, c.rule) for c in before if id(c) not in kept]
    return after
