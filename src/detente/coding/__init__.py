"""From a reading to events, statements, agreements and the rest of an account."""

from __future__ import annotations

from collections.abc import Sequence

Span = tuple[int, int]

__all__ = ["classify_pairs"]


def classify_pairs(items: Sequence[tuple[str, Span, Span | None]]) -> list[dict[str, float]]:
    """Calibrated probabilities of the 16 PLOVER types for marked pairs.

    Args:
        items: text, actor span and recipient span (or None) as character offsets.

    Returns:
        For each item a mapping of the 16 types to probabilities that sum to 1.

    Raises:
        ValueError: a span lies outside its text or is empty.
    """
    from detente.coding.typemodel import load_type_model

    found = load_type_model().predict(items)
    return [{type_: chance for type_, chance in row.items() if type_ != "NONE"} for row in found]
