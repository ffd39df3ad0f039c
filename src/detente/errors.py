"""Errors whose message says what was wrong, where, and what to do next, in one line."""

from __future__ import annotations


class DetenteError(Exception):
    """Base of every error a user can meet; the command line prints it and exits with 1."""


class UnsupportedInput(DetenteError):
    """The bytes are of a kind that cannot be read as prose (a PDF, an image, an archive)."""


class EmptyInput(DetenteError):
    """There is no prose in the input."""


class FetchError(DetenteError):
    """An address could not be fetched, or fetching it was refused."""


class InputTooLarge(DetenteError):
    """The input is larger than the bound."""


class KnowledgeError(DetenteError):
    """A knowledge file breaks the schema; the message names file and row."""


class ModelError(DetenteError):
    """A language or type model is missing or unreadable."""
