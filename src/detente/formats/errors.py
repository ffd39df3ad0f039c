"""What can be wrong with an event file as a whole; a bad row is a :class:`detente.formats.rows.RowProblem` instead."""

from __future__ import annotations

from detente.errors import DetenteError


class FormatError(DetenteError):
    """An event file cannot be read or written: its format is unknown, or it is not what it is said to be."""
