"""Pictures of the desk's pages, taken in a real Chromium: ``python docs/screens/make.py [--record PATH]``.

Without a record of your own one is made of the articles in ``examples/``, whose pages are then mostly empty: give one
with years of imported events for pictures worth looking at. Needs Playwright and Chromium, as the tests do.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

from detente.api import accountant
from detente.desk.app import create_app
from detente.desk.state import Settings
from detente.ingest.sources import Found, articles
from detente.record import Record

HERE = Path(__file__).parent
EXAMPLES = HERE.parent.parent / "examples"


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", type=Path, help="a record to show; a copy of it is used")
    parser.add_argument("--pair", nargs=3, default=["ISR", "LBN", "SYR"], metavar="CODE", help="states to show")
    parser.add_argument("--out", type=Path, default=HERE)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "desk.duckdb"
        if given.record:
            shutil.copy(given.record, place)
        with Record.open(place) as record:
            found = [item for item in articles([str(EXAMPLES)]) if isinstance(item, Found)]
            record.add([(item.key, item.article) for item in found], coder=accountant())
        take(place, given.pair, given.out)


def take(place: Path, codes: list[str], out: Path) -> None:
    """Serve the record and take each page, some in the dark, on a phone, or with the sentences open."""
    app = create_app(Settings(record=place))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    with socket.create_server(("127.0.0.1", 0)) as listener, sync_playwright() as p:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        root = f"http://127.0.0.1:{listener.getsockname()[1]}"
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        one, other, third = codes
        with app.state.desk.reading() as record:
            asked = "select id from articles order by published desc nulls last, seq limit 1"
            key = record.connection.execute(asked).fetchall()[0][0]
        pages = {
            "today": ("/", 1100),
            "relation": (f"/relation/{one}/{other}", 1500),
            "state": (f"/state/{one}", 1100),
            "triad": (f"/triad?one={one}&other={other}&third={third}", 1100),
            "network": ("/network", 1000),
            "article": (f"/article/{key}#events-0", 900),
            "articles": ("/articles?words=talks", 1000),
            "statements": ("/statements", 900),
            "events": ("/events", 1000),
            "sources": ("/sources", 1100),
        }
        for name, (path, height) in pages.items():
            page = browser.new_page(viewport={"width": 1280, "height": height})
            shot(page, root + path, out / f"{name}.png")
        page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="dark")
        page.goto(f"{root}/relation/{one}/{other}")
        page.wait_for_load_state("networkidle")
        page.locator("#turning button").first.click()
        page.wait_for_selector("#evidence .act")
        page.wait_for_timeout(400)
        page.screenshot(path=out / "relation-dark-evidence.png")
        phone = browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2)
        shot(phone, f"{root}/relation/{one}/{other}", out / "relation-phone.png")
        browser.close()
        server.should_exit = True
        thread.join(timeout=10)


def shot(page: Page, address: str, out: Path) -> None:
    """One page when all of it is there."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)
    page.screenshot(path=out)


if __name__ == "__main__":
    main()
