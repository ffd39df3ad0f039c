"""What can go wrong at scale."""

from __future__ import annotations

from detente.errors import DetenteError


class ScaleError(DetenteError):
    """Workers cannot be started, or an output folder cannot be used."""
