"""An account told to people and programs: terminal, Markdown, HTML and JSON.

Every format is a function of :class:`detente.records.Account` alone. The readable ones share one
outline (:mod:`detente.brief.outline`), so that no format says more than another. The functions are
imported on first use: rich and Jinja2 are not paid for by programs that only want JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.brief.html import render_html
    from detente.brief.jsonout import code_line, to_json
    from detente.brief.markdown import render_markdown
    from detente.brief.schema import account_schema
    from detente.brief.terminal import render_terminal

__all__ = ["account_schema", "code_line", "render_html", "render_markdown", "render_terminal", "to_json"]

_HOMES = {
    "account_schema": "schema",
    "code_line": "jsonout",
    "render_html": "html",
    "render_markdown": "markdown",
    "render_terminal": "terminal",
    "to_json": "jsonout",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
