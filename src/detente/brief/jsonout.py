"""The account as JSON: for ``detente read --format json`` and, one line an article, ``detente code``."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import msgspec

from detente.explanation import Explained
from detente.records import Account, Actor, Event, Statement, Traced

#: Parts of an account whose items walk back to their words.
PARTS: Final = (
    "actors", "meetings", "agenda", "agreements", "statements", "events",
    "assessments", "positions", "outlook", "implications",
)  # fmt: skip
#: The part that only ``--explain`` gives.
EXPLANATIONS: Final = "explanations"

_LONE: Final = re.compile("[\ud800-\udfff]")


def to_json(account: Account, *, indent: bool = False) -> bytes:
    """One JSON object in UTF-8: the account, every item with its ``evidence``.

    ``evidence`` is ``article.body[start:end]``. Sentences and offsets count from 0, offsets in characters
    (Unicode code points). The shape is published as ``docs/schema/account.schema.json``.
    """
    tree: dict[str, Any] = msgspec.to_builtins(account)
    for part in (*PARTS, EXPLANATIONS):
        for item in tree.get(part, ()):
            item["evidence"] = account.article.body[item["start"] : item["end"]]
    raw = _encode(tree)
    return msgspec.json.format(raw, indent=2) if indent else raw


def code_line(id: str, account: Account) -> bytes:
    """One line of ``detente code``, with its line feed: the coded parts under the caller's ``id``."""
    tree: dict[str, Any] = {
        "id": id,
        "events": [_event(e) for e in account.events],
        "statements": [_statement(s) for s in account.statements],
        "agreements": _plain(account.agreements),
        "assessments": _plain(account.assessments),
        "meetings": _plain(account.meetings),
        "agenda": _plain(account.agenda),
        "outlook": _plain(account.outlook),
    }
    if isinstance(account, Explained):
        tree[EXPLANATIONS] = _plain(account.explanations)
    return _encode(tree) + b"\n"


def _plain(items: tuple[Traced, ...]) -> list[dict[str, Any]]:
    tree: list[dict[str, Any]] = msgspec.to_builtins(items)
    return tree


def _event(e: Event) -> dict[str, Any]:
    when = msgspec.to_builtins(e.when)
    return {
        "type": e.type,
        "mode": e.mode,
        "contexts": list(e.contexts),
        "actor": _party(e.actor),
        "recipient": _party(e.recipient) if e.recipient is not None else None,
        "when": {key: when[key] for key in ("earliest", "latest", "precision")},
        "status": e.status,
        "quad": e.quad,
        "goldstein": e.goldstein,
        "confidence": e.confidence,
        "claimed_by": e.claimed_by,
        "sentence": e.sentence,
        "start": e.start,
        "end": e.end,
    }


def _party(actor: Actor) -> dict[str, Any]:
    return {"country": actor.country, "name": actor.name, "sector": actor.sector}


def _statement(s: Statement) -> dict[str, Any]:
    return {
        "speaker": s.speaker,
        "country": s.country,
        "text": s.text,
        "kind": s.kind,
        "about": list(s.about),
        "start": s.start,
        "end": s.end,
    }


def _encode(tree: Any) -> bytes:
    try:
        return msgspec.json.encode(tree)
    except UnicodeEncodeError:
        # Half a surrogate pair has no UTF-8; U+FFFD stands for it, one for one, so that offsets hold.
        text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
        return _LONE.sub("\ufffd", text).encode()
