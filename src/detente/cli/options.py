"""What commands share: their options, and how they speak, fail and write."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TextIO

import typer

if TYPE_CHECKING:
    from detente.coding.backends import TypeModel


class Format(StrEnum):
    """How an account is shown."""

    terminal = "terminal"
    markdown = "markdown"
    html = "html"
    json = "json"


def _shown(message: str) -> str:
    """One line without controls and direction overrides: names of files and addresses may hold them."""
    from detente.brief.plain import flat

    return flat(message)


def fail(message: str, code: int = 1) -> NoReturn:
    """One line on standard error, then out."""
    print(f"detente: {_shown(message)}", file=sys.stderr)
    raise typer.Exit(code)


def date_of(value: str | None, option: str = "--date") -> dt.date | None:
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        fail(f"{option} {value!r} is not a day of the calendar; write it as YYYY-MM-DD, for example 2019-05-16", 2)


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


ExplainOption = Annotated[
    bool, typer.Option("--explain", help="Say why each event is one, and what was considered and not counted.")
]


@contextmanager
def backend(endpoint: str | None, name: str | None, record: Path | None) -> Iterator[TypeModel | None]:
    """The type model that the options name; None for the built-in one."""
    if endpoint is None:
        for option, value in (("--model-name", name), ("--record", record)):
            if value is not None:
                fail(f"{option} goes with an endpoint of yours; give --model-endpoint too, or leave it away", 2)
        yield None
        return
    from detente.coding.backends import open_type_model

    with open_type_model(endpoint, name, record=record, report=say) as model:
        yield model


def say(line: str) -> None:
    print(f"detente: {_shown(line)}", file=sys.stderr)


def writing(out: Path) -> TextIO:
    try:
        return out.open("w", encoding="utf-8")
    except OSError as error:
        fail(f"cannot write {out}: {error.strerror}; choose another --out")


def quiet_pipe() -> NoReturn:
    """The reader of our output went away: stop without a word, and keep the interpreter from flushing again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(0)
