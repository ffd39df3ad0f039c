"""Pictures of the desk's pages, taken in a real Chromium: ``python docs/screens/make.py [--record PATH]``.

Without a record the pages over years are left as they are: they need one with years of imported
events. Needs Playwright and Chromium, as the tests do.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from detente.api import accountant
from detente.desk.app import create_app
from detente.desk.state import Settings
from detente.ingest.sources import Found, articles
from detente.record import Record

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", type=Path, help="a record to show; a copy of it is used")
    parser.add_argument("--pair", nargs=3, default=["ISR", "LBN", "SYR"], metavar="CODE", help="states to show")
    parser.add_argument("--out", type=Path, default=HERE)
    given = parser.parse_args()
    given.record, given.out = given.record and given.record.resolve(), given.out.resolve()
    os.chdir(ROOT)  # an article's page shows where its file lies
    one, other, third = given.pair
    years = {
        "today": ("/", 1100),
        "relation": (f"/relation/{one}/{other}", 1500),
        "state": (f"/state/{one}", 1100),
        "triad": (f"/triad?one={one}&other={other}&third={third}", 1100),
        "network": ("/network", 1000),
    }
    lists = {
        "articles": ("/articles?words=talks", 1000),
        "statements": ("/statements", 900),
        "events": ("/events", 1000),
        "sources": ("/sources", 1100),
    }
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "desk.duckdb"
        if given.record:
            # before there are articles of later years: what moved is then told of the imported ones
            shutil.copy(given.record, place)
            take(place, years, given.out, special=f"/relation/{one}/{other}")
        with Record.open(place) as record:
            found = [item for item in articles(["examples"]) if isinstance(item, Found)]
            record.add([(item.key, item.article) for item in found], coder=accountant())
        article = next(item.key for item in found if item.article.published)
        take(place, lists | {"article": (f"/article/{article}#events-0", 900)}, given.out)


def take(place: Path, pages: dict[str, tuple[str, int]], out: Path, special: str | None = None) -> None:
    """Serve the record and take each page; ``special`` also on a phone, and in the dark with sentences open."""
    app = create_app(Settings(record=place))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    with socket.create_server(("127.0.0.1", 0)) as listener, sync_playwright() as p:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        root = f"http://127.0.0.1:{listener.getsockname()[1]}"
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (path, height) in pages.items():
            page = browser.new_page(viewport={"width": 1280, "height": height}, locale="en-GB")
            shot(page, root + path, out / f"{name}.png")
        if special:
            page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="dark", locale="en-GB")
            page.goto(root + special)
            page.wait_for_load_state("networkidle")
            page.locator("#turning button").first.click()
            page.wait_for_selector("#evidence .act")
            page.wait_for_timeout(400)
            page.screenshot(path=out / "relation-dark-evidence.png")
            small(out / "relation-dark-evidence.png")
            phone = browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2, locale="en-GB")
            shot(phone, root + special, out / "relation-phone.png")
        browser.close()
        server.should_exit = True
        thread.join(timeout=10)


def shot(page: Page, address: str, out: Path) -> None:
    """One page when all of it is there."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)
    page.screenshot(path=out)
    small(out)


def small(picture: Path) -> None:
    """A picture in 256 colours, which screens of flat colour hardly miss, at a third of the size."""
    with Image.open(picture) as drawn:
        drawn.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(picture, optimize=True)


if __name__ == "__main__":
    main()
