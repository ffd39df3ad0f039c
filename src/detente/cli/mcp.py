"""`detente mcp`: a server by which assistants ask the record."""

from __future__ import annotations

import sys

from detente.cli.add import TheRecord
from detente.cli.options import say


def mcp(record: TheRecord = None) -> None:
    """Answer assistants with evidence from the record, by the Model Context Protocol on standard input and output."""
    from detente.assistants.server import serve

    if sys.stdin.isatty():
        say("waiting for an assistant on standard input; docs/mcp.md says how to name this command to one")
    serve(record)
