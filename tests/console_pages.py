"""The commands that pages of ``docs/`` show, run as a reader would; ``python tests/console_pages.py`` renews the pages.

A block of ``console`` holds lines ``$ detente …``, each followed by what it printed. In what is shown a line ``…``
stands for any lines, and ``…`` at the end of a line for the rest of it. The blocks of a page run from top to bottom in
one folder, which holds the examples, a few files that the pages name, and a record of its own.
"""

from __future__ import annotations

import difflib
import http.server
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import httpx
from typer.testing import CliRunner

from conftest import ROOT
from detente.cli import app

PAGES = ("start.md", "cli.md")
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
#: Commands that run until they are stopped, speak with a program, tell how long loading takes, or start a cluster.
_APART = ("serve", "mcp", "doctor", "scale")
_LINES = """\
{"id": "a", "text": "On Tuesday Norway condemned Peru.", "date": "2023-12-09"}
{"id": "b", "text": 7}
{"id": "c", "text": "Peru is a country in South America."}
"""
_QUESTIONS = """\
{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},\
"clientInfo":{"name":"a reader","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
{"jsonrpc":"2.0","id":1,"method":"tools/list"}
"""
#: What differs from machine to machine and from day to day, and what stands for it.
_VOLATILE = (
    (re.compile(r"\b\d+\.\d s\b"), "0.0 s"),
    (re.compile(r"on Python [^,]+, [^\n]+"), "on Python 3.11.7, Linux x86_64"),
)
_PORT = re.compile(r"(http://(?:127\.0\.0\.1|localhost)):\d+")
#: Figures that another processor rounds otherwise: within a twentieth, or 0.05, or three points of a hundred.
_FIGURE = re.compile(r"[+-]?\d+\.\d+|\d+ ?%")


@dataclass(frozen=True)
class Shown:
    """A command of a page, the lines shown below it, and where those stand in the page's text."""

    command: str
    lines: tuple[str, ...]
    start: int
    end: int


def shown(page: str) -> list[Shown]:
    """The commands of a page, in order."""
    found = []
    for block in _BLOCK.finditer(page):
        parts = re.split(r"(?m)^\$ (.*\n)", block[1])
        assert not parts[0], f"a block begins without a command: {parts[0][:60]!r}"
        at = block.start(1)
        for command, printed in zip(parts[1::2], parts[2::2], strict=True):
            at += len("$ ") + len(command)
            found.append(Shown(command.strip(), tuple(printed.splitlines()), at, at + len(printed)))
            at += len(printed)
    return found


def steady(text: str) -> list[str]:
    """Lines without what differs from run to run."""
    for pattern, word in _VOLATILE:
        text = pattern.sub(word, text)
    return [line.rstrip() for line in text.splitlines()]


def agrees(told: list[str], printed: list[str]) -> bool:
    """Whether what is told is what was printed, with its gaps."""
    if not told:
        return not printed
    if told[0] == "…":
        return any(agrees(told[1:], printed[n:]) for n in range(len(printed) + 1))
    if not printed:
        return False
    return _alike(told[0], printed[0]) and agrees(told[1:], printed[1:])


def _alike(told: str, printed: str) -> bool:
    if told.endswith("…"):
        return printed.startswith(told[:-1])
    if told == printed:
        return True
    near = all(
        abs(float(a.rstrip(" %")) - float(b.rstrip(" %"))) <= (3 if "%" in a else max(0.05, abs(float(a)) / 20))
        for a, b in zip(_FIGURE.findall(told), _FIGURE.findall(printed), strict=False)
    )
    return near and _FIGURE.sub("0", told).split() == _FIGURE.sub("0", printed).split()


def difference(item: Shown, printed: str) -> str:
    """What a page says that is not so; "" when all is."""
    told, real = steady("\n".join(item.lines)), steady(printed)
    if agrees(told, real):
        return ""
    return f"$ {item.command}\n" + "\n".join(difflib.unified_diff(told, real, "the page", "the program", lineterm=""))


def renewed(page: str, printed: list[str]) -> str:
    """The page with what was printed now, cut where it was cut."""
    for item, text in reversed(list(zip(shown(page), printed, strict=True))):
        if difference(item, text):
            told, real = list(item.lines), text.splitlines()
            if "…" in told:
                gap = told.index("…")
                after = len(told) - gap - 1
                real = [*real[:gap], "…", *(real[-after:] if after else [])]
            cut = {n: len(line) for n, line in enumerate(told) if line.endswith("…") and len(line) > 1}
            real = [
                line[: cut[n] - 1] + "…" if n in cut and len(line) >= cut[n] else line for n, line in enumerate(real)
            ]
            page = page[: item.start] + "".join(f"{line.rstrip()}\n" for line in real) + page[item.end :]
    return page


class World:
    """A folder to run commands in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {**os.environ, "HOME": str(folder), "COLUMNS": "100", "PYTHONPATH": str(ROOT / "src"), "TZ": "UTC"}
        self.env |= {f"XDG_{name}_HOME": str(folder / place) for name, place in _HOMES.items()}
        shutil.copytree(ROOT / "examples", folder / "examples")
        (folder / "docs").mkdir()
        shutil.copy(ROOT / "docs" / "sea.csv", folder / "docs" / "sea.csv")
        (folder / "lines.jsonl").write_text(_LINES, encoding="utf-8")
        (folder / "questions.jsonl").write_text(_QUESTIONS, encoding="utf-8")

    def run(self, command: str) -> str:
        """What ``command`` prints, standard output and error as they come."""
        words = shlex.split(command)
        assert words.pop(0) == "detente", command
        data = b""
        if "<" in words:
            at = words.index("<")
            data = (self.folder / words[at + 1]).read_bytes()
            del words[at : at + 2]
        text = self._apart(words, data) if words[0] in _APART else self._here(words, data)
        return _PORT.sub(r"\1:8000", text.replace(str(self.folder), "~"))

    def _here(self, words: list[str], data: bytes) -> str:
        done = CliRunner().invoke(app, words, input=data, env=self.env)
        assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
        return done.output

    def _apart(self, words: list[str], data: bytes) -> str:
        process = subprocess.Popen(
            [sys.executable, "-m", "detente", *words],
            cwd=self.folder,
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert process.stdin and process.stdout
        if words[0] == "serve":
            first = process.stdout.readline()
            address = re.search(rb"http://[^/]+/", first)
            assert address, first
            with httpx.Client(transport=httpx.HTTPTransport(retries=5)) as client:
                client.get(address[0].decode())  # it is up: only then does it hear Ctrl-C as it should
            process.send_signal(signal.SIGINT)
            return (first + process.communicate(timeout=300)[0]).decode()
        process.stdin.write(data)
        process.stdin.flush()
        answers = b"".join(process.stdout.readline() for _ in range(data.count(b'"id"')))
        return (answers + process.communicate(timeout=300)[0]).decode()


_HOMES = {"DATA": ".local/share", "CONFIG": ".config", "CACHE": ".cache", "STATE": ".local/state"}


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """A world with a feed of one article in it, which another paper took over from the wire."""
    made = World(folder)
    text = (folder / "examples" / "wire-manila-beijing.txt").read_text(encoding="utf-8")
    title, _, body = text.partition("\n")
    entry = (
        f"<title>{escape(title)}</title><guid>https://harbour.example/1</guid><link>https://harbour.example/1</link>"
    )
    content = f"<content:encoded>{escape(''.join(f'<p>{p}</p>' for p in body.split(chr(10) * 2)))}</content:encoded>"
    feed = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Harbour Post</title><item>{entry}<pubDate>Tue, 24 Oct 2023 06:00:00 GMT</pubDate>{content}</item>"
        "</channel></rss>"
    ).encode()

    class Feed(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            there = self.path == "/feed.xml"
            self.send_response(200 if there else 404)
            self.send_header("Content-Type", "application/rss+xml")
            self.end_headers()
            self.wfile.write(feed if there else b"")

        def log_message(self, *_: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (folder / "feeds.txt").write_text(f"http://127.0.0.1:{server.server_port}/feed.xml\n", encoding="utf-8")
        before = Path.cwd()
        os.chdir(folder)
        try:
            yield made
        finally:
            os.chdir(before)
            server.shutdown()


def main() -> None:
    """Renew the pages."""
    for name in PAGES:
        place = ROOT / "docs" / name
        page = place.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder, world(Path(folder)) as made:
            new = renewed(page, [made.run(item.command) for item in shown(page)])
        print(f"docs/{name}: {'as it was' if new == page else 'renewed'}")
        place.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
