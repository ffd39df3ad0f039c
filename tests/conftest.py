"""What the tests share: the coder, loaded once a session, and articles of our own to read with it."""

from __future__ import annotations

import datetime as dt
import functools
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from detente.account import Accountant
from detente.coding.backends import TypeModel
from detente.ingest import article_from_text
from detente.knowledge import load
from detente.language.pipeline import load_english
from detente.records import Account

ROOT = Path(__file__).parent.parent
PUBLISHED = dt.date(2023, 12, 9)

#: Whether the trained weights lie in the checkout; without them the lexicon codes alone.
HAS_MODEL = Path(str(files("detente.coding").joinpath("model", "model.json"))).is_file()
needs_model = pytest.mark.skipif(not HAS_MODEL, reason="the type model's weights are not in this checkout")

Code = Callable[..., Account]


@functools.cache
def accountant() -> Accountant:
    """The coder as the program uses it (lexicon only where the weights are missing)."""
    model: TypeModel | None = None
    if HAS_MODEL:
        from detente.coding.typemodel import load_type_model

        model = load_type_model()
    return Accountant(load(None), load_english(), model)


@functools.lru_cache(maxsize=512)
def code_text(text: str, date: dt.date | None = PUBLISHED) -> Account:
    """The account of ``text`` as it stands, told on ``date``."""
    return accountant().account(article_from_text(text, id="test", date=date, keep=True))


@pytest.fixture(scope="session")
def coder() -> Accountant:
    """The coder, once a session."""
    return accountant()


@pytest.fixture(scope="session")
def code() -> Code:
    """Text (and a date) to account."""
    return code_text


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium: ``chromium`` on the path, or Playwright's own; tests that need it skip without one."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with api.sync_playwright() as p:
        try:
            launched = p.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-background-networking"])
        except api.Error as problem:
            pytest.skip(f"no Chromium to start: {str(problem).splitlines()[0]}")
        yield launched
        launched.close()
