"""The command line: thin, one module a command. Data goes to standard output, talk to standard error."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
from typing import Annotated

import click
import typer

from detente import __version__
from detente.cli.add import add, recode
from detente.cli.brief import brief
from detente.cli.code import code
from detente.cli.doctor import doctor, explain
from detente.cli.dyad import dyad
from detente.cli.exchange import export, import_
from detente.cli.mcp import mcp
from detente.cli.options import fail
from detente.cli.read import read
from detente.cli.record import folds, record
from detente.cli.relations import backtest, ledger, map_, outlook, triad
from detente.cli.scale import scale
from detente.cli.serve import serve
from detente.cli.watch import watch
from detente.errors import DetenteError
from detente.memory import require

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
#: Commands that load the models, whose mere import takes much memory.
_CODING = frozenset({"read", "code", "add", "recode", "scale", "watch"})
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
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if context.invoked_subcommand in _CODING:
        try:
            require()
        except DetenteError as error:
            fail(str(error))


def main() -> None:
    """Entry point of the ``detente`` command: whatever happens ends in one line and an exit code, never a traceback.

    ``DETENTE_TRACEBACK=1`` shows where a fault of ours came from.
    """
    ended = 128 + signal.SIGINT

    def end(number: int, frame: object) -> None:
        nonlocal ended
        ended = 128 + number
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        code = _quiet()
    except SystemExit as left:
        # how typer ends where the reader of our output went away, which is no failure
        code = _quiet() if isinstance(left.__context__, BrokenPipeError) else left.code
    except click.Abort:
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except Exception as error:
        if os.environ.get("DETENTE_TRACEBACK"):
            raise
        code = _told(error)
    if code == 130:
        code = ended
        _say("stopped; what was written is kept")
    sys.exit(code or 0)


def _say(line: str) -> None:
    with contextlib.suppress(OSError):
        print(f"detente: {' '.join(line.split())}", file=sys.stderr)


def _quiet() -> int:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _told(error: Exception) -> int:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        where = f" of {error.filename}" if error.filename else ""
        _say(f"the disk{where} is full; free space and run it again: what was written before is kept")
    elif isinstance(error, MemoryError) or "bad_alloc" in str(error) or "failed to map segment" in str(error):
        _say("there is not enough memory; free some and run it again: what was written before is kept")
    elif isinstance(error, OSError):
        _say(f"{error.filename or 'a file'} cannot be used ({error.strerror or error}); see that it is there and yours")
    else:
        said = f"{type(error).__name__}: {error!s:.200}"
        _say(f"a fault of ours ({said}); please report it, with what DETENTE_TRACEBACK=1 before the command prints")
    return 1
