"""The server on standard input and output: tools, instructions, and one line for what goes wrong."""

from __future__ import annotations

import json
import logging
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp_types import CallToolResult, InputRequiredResult, TextContent
from pydantic import ValidationError

from detente import __version__
from detente.assistants.shapes import NOTICE
from detente.assistants.tools import Tools
from detente.errors import DetenteError

INSTRUCTIONS = f"""\
A record of diplomatic news read by Détente: acts between states and organisations, statements, and how relations \
stand, each with the sentences it rests on. States are named by ISO 3166 alpha-3 code (GRC), organisations by theirs \
(EU, NATO). Begin with record where you do not know what it is about.
When you tell what you found here, cite the sentence with its outlet, day and id; the ids lead back to the record. \
Figures are of what was reported in the articles of this record; "unknown" means that it does not tell.
{NOTICE} Nothing can be written through this server."""

#: Characters of an error.
_LONGEST = 600


class RecordServer(MCPServer[Any]):
    """The SDK's server, with errors of one line, strict arguments, and answers as compact text too."""

    def __init__(self, tools: Tools) -> None:
        made = tools.all()
        super().__init__(
            "detente", "Détente", instructions=INSTRUCTIONS, version=__version__, tools=made, log_level="WARNING"
        )
        self._arguments = {
            tool.name: {key: str(shape.get("description", "")) for key, shape in tool.parameters["properties"].items()}
            for tool in made
        }

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """As the SDK does it.

        Raises:
            ToolError: one line that says what was wrong and what to do next.
        """
        known = self._arguments.get(name)
        if known is None:
            raise ToolError(f"no tool {name[:40]!r}; choose from: {', '.join(self._arguments)}")
        if odd := [key for key in arguments if key not in known]:
            raise ToolError(f"{name} takes no {odd[0][:40]!r}; it takes: {', '.join(known) or 'nothing'}")
        try:
            result = await super().call_tool(name, arguments, context)
        except ToolError as error:
            raise _in_one_line(name, known, error) from error.__cause__
        if isinstance(result, CallToolResult) and result.structured_content is not None:
            # the same as text, for hosts that read only text; the SDK's own is a third larger
            text = json.dumps(result.structured_content, ensure_ascii=False)
            result = result.model_copy(update={"content": [TextContent(type="text", text=text)]})
        return result


def _in_one_line(name: str, known: Mapping[str, str], error: ToolError) -> ToolError:
    cause = error.__cause__
    if isinstance(cause, ValidationError) and not isinstance(error, UnexpectedToolError):
        # what was wrong and where, without what was given: that may be anything
        found = {str(e["loc"][0]) if e["loc"] else "": e["msg"] for e in cause.errors(include_input=False)}
        wrong = (f"{key}: {said} ({known.get(key, '')})" for key, said in found.items())
        return ToolError(f"{name} cannot take its arguments: {_flat('; '.join(wrong))}")
    if isinstance(cause, DetenteError):
        return ToolError(_flat(str(cause)))
    return error


def _flat(text: str) -> str:
    from detente.brief.plain import flat

    return flat(text)[:_LONGEST]


def serve(record: Path | None) -> None:
    """Answer on standard input and output until the input ends; the log goes to standard error."""
    # the kit waits for a read of standard input that nothing ends; only reading, there is nothing to put in order
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="detente: %(message)s")
    RecordServer(Tools(record)).run("stdio")
