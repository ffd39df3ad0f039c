"""The Python face: ``detente.read`` and ``detente.code``, the same words as the command line."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from detente.account import Accountant
from detente.coding.backends import TypeModel
from detente.explanation import Explained
from detente.ingest import article_from_text, read_article
from detente.knowledge import load
from detente.language.pipeline import load_english
from detente.memory import require
from detente.records import Account, Article


@functools.lru_cache(maxsize=4)
def accountant(knowledge: Path | None = None, *, min_confidence: float = 0.0, use_model: bool = True) -> Accountant:
    """A ready coder; the first call loads pipeline, model and knowledge (about two seconds)."""
    require()
    model = None
    if use_model:
        from detente.coding.typemodel import load_type_model

        model = load_type_model()
    return Accountant(load(knowledge), load_english(), model, min_confidence)


def _coder(knowledge: Path | None, min_confidence: float, model: TypeModel | None) -> Accountant:
    """The coder with ``model``, or with the built-in one."""
    if model is None:
        return accountant(knowledge, min_confidence=min_confidence)
    coder = accountant(knowledge, min_confidence=min_confidence, use_model=False)
    return dataclasses.replace(coder, model=model)


@contextlib.contextmanager
def coder_of(
    knowledge: Path | None = None,
    min_confidence: float = 0.0,
    endpoint: str | None = None,
    name: str | None = None,
    *,
    record: Path | None = None,
    report: Callable[[str], None] | None = None,
) -> Iterator[Accountant]:
    """A coder with the built-in type model, or with that of an endpoint, which is let go of at the end."""
    if endpoint is None:
        yield accountant(knowledge, min_confidence=min_confidence)
        return
    from detente.coding.backends import open_type_model

    with open_type_model(endpoint, name, record=record, report=report) as model:
        yield _coder(knowledge, min_confidence, model)


def read(
    source: str | Path,
    *,
    date: dt.date | None = None,
    knowledge: Path | None = None,
    allow_private: bool = False,
    min_confidence: float = 0.0,
    model: TypeModel | None = None,
    stdin: BinaryIO | None = None,
    explain: bool = False,
) -> Account:
    """Read one article and give its account.

    The first call loads pipeline, model and knowledge (about two seconds) and keeps them.

    Args:
        source: a path, an http(s) address, or "-" for standard input.
        date: day of publication; it goes before what the page says.
        knowledge: a folder with your own knowledge files, beside ours.
        allow_private: let an address lead into private and loopback networks.
        min_confidence: leave out events below this probability, 0 to 1.
        model: another type model than the built-in one: your own, or one of
            :func:`detente.coding.backends.open_type_model`.
        stdin: what "-" reads; the program's standard input if None.
        explain: give a :class:`detente.explanation.Explained`, which says why.

    Raises:
        DetenteError: the input cannot be read as prose; the message is one line.
    """
    article = read_article(source, date=date, allow_private=allow_private, stdin=stdin)
    coder = _coder(knowledge, min_confidence, model)
    return coder.explained(article) if explain else coder.account(article)


def code(
    items: Iterable[tuple[str, str, dt.date | None]],
    *,
    knowledge: Path | None = None,
    min_confidence: float = 0.0,
    model: TypeModel | None = None,
    explain: bool = False,
) -> Iterator[tuple[str, Account]]:
    """Code texts as they stand, without removing furniture; lazily and in order.

    Args:
        items: (id, text, day of publication or None); the text is a sentence or an article, and offsets count in it.
        knowledge: a folder with your own knowledge files, beside ours.
        min_confidence: leave out events below this probability, 0 to 1.
        model: another type model than the built-in one, as in :func:`detente.read`.
        explain: give :class:`detente.explanation.Explained` accounts, which say why.

    Yields:
        (id, account) of each item.
    """
    coder = _coder(knowledge, min_confidence, model)
    for id_, text, date in items:
        if not text.strip():
            kind = Explained if explain else Account
            yield id_, kind(article=Article(id=id_, body=text, published=date), sentences=())
            continue
        article = article_from_text(text, id=id_, date=date, keep=True)
        yield id_, coder.explained(article) if explain else coder.account(article)
