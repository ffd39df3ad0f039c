"""What can go wrong with a record."""

from __future__ import annotations

from detente.errors import DetenteError


class RecordError(DetenteError):
    """The record cannot be opened, read or written."""


class UnknownItem(DetenteError):
    """The record holds no such article, event or data set."""
