"""A sentence of the body cut at the edges of the words that matter."""

from __future__ import annotations

from dataclasses import dataclass

from detente.brief.outline import Spot
from detente.brief.plain import flat_within
from detente.records import Account


@dataclass(frozen=True, slots=True)
class Excerpt:
    """``before + words + after`` is the sentence; ``words`` is the item's evidence, harmless on screen."""

    number: int
    before: str
    words: str
    after: str


def excerpt(account: Account, spot: Spot) -> Excerpt:
    """The sentence of ``spot`` with its words apart; wider when the words reach past the sentence."""
    start, end = sentence_bounds(account, spot)
    body = account.article.body
    return Excerpt(
        spot.sentence + 1,
        flat_within(body[start : spot.start]).lstrip(),
        flat_within(body[spot.start : spot.end]),
        flat_within(body[spot.end : end]).rstrip(),
    )


def sentence_bounds(account: Account, spot: Spot) -> tuple[int, int]:
    """Offsets of the sentence that holds ``spot``, stretched to hold all of it."""
    if 0 <= spot.sentence < len(account.sentences):
        first, last = account.sentences[spot.sentence]
        return min(first, spot.start), max(last, spot.end)
    return spot.start, spot.end
