"""An event together with what led to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.coding.candidate import Candidate
from detente.records import Event


@dataclass(frozen=True, slots=True)
class Coded:
    """An event with what led to it, for ``--explain``: the candidate, the probabilities and the rule."""

    event: Event
    candidate: Candidate
    probabilities: Mapping[str, float]
    rule: str

    @property
    def directed(self) -> tuple[int, str | None, str | None]:
        """Sentence, source and recipient codes."""
        recipient = self.event.recipient.country if self.event.recipient else None
        return self.event.sentence, self.event.actor.country, recipient
