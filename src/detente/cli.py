"""The command line: thin, one function a command. Data goes to standard output, talk to standard error."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TextIO

import typer

from detente import __version__
from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.coding.backends import TypeModel

app = typer.Typer(
    name="detente",
    help="Reads diplomatic news: who did what to whom, when, who said so, and how two states stand.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Format(StrEnum):
    """How an account is shown."""

    terminal = "terminal"
    markdown = "markdown"
    html = "html"
    json = "json"


def fail(message: str, code: int = 1) -> NoReturn:
    """One line on standard error, then out."""
    print(f"detente: {' '.join(message.split())}", file=sys.stderr)
    raise typer.Exit(code)


def _date(value: str | None) -> dt.date | None:
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        fail(f"--date {value!r} is not a day of the calendar; write it as YYYY-MM-DD, for example 2019-05-16", 2)


DateOption = Annotated[
    str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Publication date, when the page does not say it.")
]
KnowledgeOption = Annotated[
    Path | None,
    typer.Option("--knowledge", metavar="DIR", help="Folder with your own knowledge files (see docs/knowledge.md)."),
]
ConfidenceOption = Annotated[
    float, typer.Option("--min-confidence", min=0.0, max=1.0, help="Leave out events below this confidence.")
]
EndpointOption = Annotated[
    str | None,
    typer.Option(
        "--model-endpoint",
        metavar="URL",
        help="Ask an OpenAI-compatible endpoint for the types of acts; its key in DETENTE_MODEL_KEY.",
    ),
]
NameOption = Annotated[
    str | None, typer.Option("--model-name", metavar="NAME", help="The endpoint's name for its model.")
]
RecordOption = Annotated[
    Path | None, typer.Option("--record", metavar="PATH", help="Keep the endpoint's answers in this DuckDB file.")
]


@contextmanager
def _backend(endpoint: str | None, name: str | None, record: Path | None) -> Iterator[TypeModel | None]:
    """The type model that the options name; None for the built-in one."""
    if endpoint is None:
        for option, value in (("--model-name", name), ("--record", record)):
            if value is not None:
                fail(f"{option} goes with an endpoint of yours; give --model-endpoint too, or leave it away", 2)
        yield None
        return
    from detente.coding.backends import open_type_model

    with open_type_model(endpoint, name, record=record, report=_say) as model:
        yield model


def _say(line: str) -> None:
    print(f"detente: {' '.join(line.split())}", file=sys.stderr)


ExplainOption = Annotated[
    bool, typer.Option("--explain", help="Say why each event is one, and what was considered and not counted.")
]


@app.command()
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
    published = _date(date)
    try:
        from detente import api

        with _backend(model_endpoint, model_name, record) as model:
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
        _quiet_pipe()


def _show(account: object, format: Format, *, evidence: bool, out: Path | None) -> None:
    from detente.records import Account

    assert isinstance(account, Account)
    if format is Format.terminal:
        from rich.console import Console

        from detente.brief.terminal import render_terminal

        if out is None:
            render_terminal(account, Console(), evidence=evidence)
            return
        with _writing(out) as file:
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


def _writing(out: Path) -> TextIO:
    try:
        return out.open("w", encoding="utf-8")
    except OSError as error:
        fail(f"cannot write {out}: {error.strerror}; choose another --out")


@app.command()
def code(
    knowledge: KnowledgeOption = None,
    min_confidence: ConfidenceOption = 0.0,
    explain: ExplainOption = False,
    model_endpoint: EndpointOption = None,
    model_name: NameOption = None,
    record: RecordOption = None,
) -> None:
    """Code JSON Lines from standard input to JSON Lines on standard output, in order.

    Each input line is {"id": str, "text": str, "date": "YYYY-MM-DD" or null}. A broken line is reported on
    standard error with its number and skipped.
    """
    try:
        from detente.api import code as code_all
        from detente.brief.jsonout import code_line
        from detente.ingest.jsonl import JsonlProblem, records_from_jsonl

        broken = done = 0

        def good() -> Iterator[tuple[str, str, dt.date | None]]:
            nonlocal broken
            for record in records_from_jsonl(sys.stdin.buffer):
                if isinstance(record, JsonlProblem):
                    broken += 1
                    print(f"detente: {record.message}; skipped", file=sys.stderr)
                else:
                    yield record.id, record.text, record.date

        with _backend(model_endpoint, model_name, record) as model:
            for id_, account in code_all(
                good(), knowledge=knowledge, min_confidence=min_confidence, model=model, explain=explain
            ):
                sys.stdout.buffer.write(code_line(id_, account))
                sys.stdout.buffer.flush()
                done += 1
        if broken:
            print(f"detente: {done} coded, {broken} skipped", file=sys.stderr)
    except DetenteError as error:
        fail(str(error))
    except BrokenPipeError:
        _quiet_pipe()


@app.command()
def doctor(
    knowledge: KnowledgeOption = None, model_endpoint: EndpointOption = None, model_name: NameOption = None
) -> None:
    """Say what is installed, which models and knowledge are used, and whether they work."""
    from detente.doctor import examine

    ok = True
    for finding in examine(knowledge, model_endpoint, model_name):
        ok &= finding.ok
        print(f"{'ok ' if finding.ok else 'BAD'}  {finding.what}: {finding.detail}")
    if not ok:
        raise typer.Exit(1)


@app.command()
def explain(
    word: Annotated[str, typer.Argument(help="A word of the field: COERCE, recalled, dyad, quad class ...")],
) -> None:
    """Say what a word of the field means here."""
    from detente.glossary import meaning

    found = meaning(word)
    if found is None:
        fail(
            f"no entry for {word!r}; try an event type such as COERCE, a status such as recalled, or: dyad, quad class, context"  # noqa: E501
        )
    print(found)


def _version(value: bool) -> None:
    if value:
        print(f"detente {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def _quiet_pipe() -> NoReturn:
    """The reader of our output went away: stop without a word, and keep the interpreter from flushing again."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(0)


def main() -> None:
    """Entry point of the ``detente`` command."""
    try:
        app()
    except KeyboardInterrupt:
        print("detente: stopped", file=sys.stderr)
        raise SystemExit(130) from None
