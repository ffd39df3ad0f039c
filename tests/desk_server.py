"""A real desk on loopback: uvicorn in a thread, over a real record of the examples and of imported events."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from conftest import ROOT
from detente.account import Accountant
from detente.desk.app import create_app
from detente.desk.safety import WRITE_HEADER
from detente.desk.state import Settings
from detente.ingest.sources import Found, articles
from detente.record import Record

#: What a script of ours sends with a write.
WRITE = {WRITE_HEADER: "1"}
_PAIRS = (("GRC", "TUR"), ("JPN", "KOR"), ("CHN", "PHL"), ("GRC", "CYP"), ("TUR", "CYP"))
_CODES = ("042", "112", "036", "190", "057", "163")


def import_file(path: Path, rows: int = 600) -> Path:
    """A table of CAMEO events of five relations over ten years."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("date", "source", "target", "code"))
        for n in range(rows):
            one, other = _PAIRS[n % 5]
            day = dt.date(2012, 1, 1) + dt.timedelta(days=n * 3650 // rows)
            table.writerow((day, *((one, other) if n % 3 else (other, one)), _CODES[(n // 5 + n % 5) % 6]))
    return path


def make_record(folder: Path, coder: Accountant) -> Path:
    """A record of the articles in ``examples/`` and of imported events."""
    place = folder / "desk.duckdb"
    with Record.open(place) as record:
        read = [found for found in articles([str(ROOT / "examples")]) if isinstance(found, Found)]
        record.add([(found.key, found.article) for found in read], coder=coder)
        record.import_events(import_file(folder / "sea.csv"), "table", codes="cameo", name="sea")
    return place


@dataclass
class Running:
    """A desk that runs: its address, and a client that writes as our pages do."""

    url: str
    record: Path
    client: httpx.Client
    app: Any = field(repr=False)

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at ``path``, which must be there."""
        answer = self.client.get(path, params={k: v for k, v in query.items() if v is not None})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def done(self, id: str) -> dict[str, Any]:
        """The job when it has ended."""
        for _ in range(600):
            job: dict[str, Any] = self.get(f"/api/jobs/{id}")
            if job["state"] in ("done", "failed"):
                return job
            time.sleep(0.05)
        raise AssertionError(f"{id} did not end")

    def added(self, **article: Any) -> dict[str, Any]:
        """Add an article through the API, and wait."""
        answer = self.client.post("/api/articles", json=article)
        assert answer.status_code == 202, answer.text
        return self.done(answer.json()["id"])

    def in_process(self) -> contextlib.AbstractContextManager[Record]:
        """The same record by the Python API; in this process, since another could not open it."""
        return self.app.state.desk.reading()


@contextlib.contextmanager
def serving(record: Path, coder: Accountant | None = None, **settings: Any) -> Iterator[Running]:
    """A desk over ``record`` until the block ends."""
    app = create_app(Settings(record=record, **settings), coder)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=2))
    # named TCP as `detente serve` does it: else each answer waits 40 ms (Nagle)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
            assert thread.is_alive(), "the server did not start"
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with httpx.Client(base_url=url, headers=WRITE, timeout=60) as client:
            yield Running(url, record, client, app)
        server.should_exit = True
        thread.join(timeout=15)
