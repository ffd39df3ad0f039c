"""`detente serve`: the desk in the browser."""

from __future__ import annotations

import contextlib
import ipaddress
import secrets
import socket
from typing import Annotated

import typer

from detente.cli.add import TheRecord
from detente.cli.options import fail, say
from detente.errors import DetenteError


def serve(
    record: TheRecord = None,
    host: Annotated[str, typer.Option("--host", help="Where to listen; elsewhere than here needs a token.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 for any that is free.")] = 8010,
    read_only: Annotated[bool, typer.Option("--read-only", help="Nothing can be added or corrected.")] = False,
    token: Annotated[
        str | None,
        typer.Option("--token", envvar="DETENTE_TOKEN", help="What a reader must know; made up where one is needed."),
    ] = None,
    name: Annotated[
        list[str] | None, typer.Option("--name", metavar="HOST", help="A further host name that it answers to.")
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Addresses in private networks may be added.")
    ] = False,
) -> None:
    """Open the desk: relations, events and articles in the browser, until Ctrl-C."""
    loopback = _loopback(host)
    if token is not None and len(token) < 16:
        fail("a token of fewer than 16 characters can be guessed; leave --token away to have one made")
    if not loopback and token is None:
        token = secrets.token_urlsafe(24)
    try:
        import uvicorn

        from detente.desk.app import create_app
        from detente.desk.state import Settings

        hosts = ("localhost", "127.0.0.1", "[::1]", _bracketed(host), *(n.lower() for n in name or ()))
        app = create_app(Settings(record, read_only, token, hosts, allow_private, numeric=_everywhere(host)))
    except DetenteError as error:
        fail(str(error))
    with _listening(host, port) as listener:
        shown = "localhost" if loopback else _bracketed(host)
        address = f"http://{shown}:{listener.getsockname()[1]}/"
        say(f"the desk is open at {address}{f'?token={token}' if token else ''} (Ctrl-C to close)")
        config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=3)
        with contextlib.suppress(KeyboardInterrupt):  # it is how a desk is closed
            uvicorn.Server(config).run(sockets=[listener])


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _everywhere(host: str) -> bool:
    """Whether it listens on all addresses of the machine, whichever they are."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host.lower()


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens, so that a port that is taken is told in one line."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # named TCP: only then is what is sent in two parts not held back for 40 ms (Nagle)
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        fail(f"cannot listen on {host} port {port}: {error.strerror or error}; choose another --port or --host")
    return listener
