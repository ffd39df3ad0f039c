"""The command line: thin, one module a command. Data goes to standard output, talk to standard error."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from detente import __version__
from detente.cli.add import add, recode
from detente.cli.brief import brief
from detente.cli.code import code
from detente.cli.doctor import doctor, explain
from detente.cli.dyad import dyad
from detente.cli.exchange import export, import_
from detente.cli.mcp import mcp
from detente.cli.read import read
from detente.cli.record import folds, record
from detente.cli.relations import backtest, ledger, map_, outlook, triad
from detente.cli.scale import scale
from detente.cli.serve import serve
from detente.cli.watch import watch

app = typer.Typer(
    name="detente",
    help="Reads diplomatic news: who did what to whom, when, who said so, and how two states stand.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_READING = (read, code, add, scale, watch, recode, record, folds)
_ASKING = (serve, mcp, dyad, brief, triad, outlook, backtest, ledger, export, doctor, explain)
for _command in (*_READING, *_ASKING):
    app.command()(_command)
app.command("import")(import_)
app.command("map")(map_)


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


def main() -> None:
    """Entry point of the ``detente`` command."""
    try:
        app()
    except KeyboardInterrupt:
        print("detente: stopped", file=sys.stderr)
        raise SystemExit(130) from None
