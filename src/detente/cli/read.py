"""`detente read`: one article in, its account out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import (
    ConfidenceOption,
    DateOption,
    EndpointOption,
    ExplainOption,
    Format,
    KnowledgeOption,
    NameOption,
    RecordOption,
    backend,
    date_of,
    fail,
    quiet_pipe,
    writing,
)
from detente.errors import DetenteError


def read(
    source: Annotated[
        str,
        typer.Argument(
            metavar="PATH|URL|-", help="An article: text, HTML, an http(s) address, or - for standard input."
        ),
    ],
    date: DateOption = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to show the account.")] = Format.terminal,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Print the sentence under each line, its words marked.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to a file instead of the screen.")] = None,
    knowledge: KnowledgeOption = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses in private and loopback networks.")
    ] = False,
    min_confidence: ConfidenceOption = 0.0,
    explain: ExplainOption = False,
    model_endpoint: EndpointOption = None,
    model_name: NameOption = None,
    record: RecordOption = None,
) -> None:
    """Read one article and print its account."""
    published = date_of(date)
    try:
        from detente import api

        with backend(model_endpoint, model_name, record) as model:
            account = api.read(
                source,
                date=published,
                knowledge=knowledge,
                allow_private=allow_private,
                min_confidence=min_confidence,
                model=model,
                stdin=sys.stdin.buffer,
                explain=explain,
            )
        _show(account, format, evidence=evidence, out=out)
    except DetenteError as error:
        fail(str(error))
    except BrokenPipeError:
        quiet_pipe()


def _show(account: object, format: Format, *, evidence: bool, out: Path | None) -> None:
    from detente.records import Account

    assert isinstance(account, Account)
    if format is Format.terminal:
        from rich.console import Console

        from detente.brief.terminal import render_terminal

        if out is None:
            render_terminal(account, Console(), evidence=evidence)
            return
        with writing(out) as file:
            render_terminal(account, Console(file=file, width=100, no_color=True), evidence=evidence)
        return
    if format is Format.json:
        from detente.brief.jsonout import to_json

        data = to_json(account, indent=True) + b"\n"
    elif format is Format.markdown:
        from detente.brief.markdown import render_markdown

        data = render_markdown(account).encode("utf-8")
    else:
        from detente.brief.html import render_html

        data = render_html(account).encode("utf-8")
    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        out.write_bytes(data)
    except OSError as error:
        fail(f"cannot write {out}: {error.strerror}; choose another --out")
