"""A status together with the rule that gave it."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from detente.records import Status


@dataclass(frozen=True, slots=True)
class Judgement:
    """A status with the rule that gave it; ``claimant`` is the verb or noun whose subject claims.

    ``presupposed`` means that the act is no news of the week by itself: it is taken for granted, belongs to an
    open time ("never", "will not"), or is what somebody denies. Without words of time its date is unknown.
    """

    status: Status
    rule: str
    claimant: Token | None = None
    presupposed: bool = False
