"""The published JSON Schema of an account, made from the records themselves.

``python -m detente.brief.schema > docs/schema/account.schema.json`` writes it anew; a test holds the
file to the records.
"""

from __future__ import annotations

import inspect
import json
import sys
from typing import Any

import msgspec

from detente import explanation, records
from detente.explanation import Explained
from detente.records import Account, Traced


def account_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of what ``to_json`` writes: every key is always there but
    ``explanations``, which only ``--explain`` gives."""
    _, parts = msgspec.json.schema_components([Account, Explained], ref_template="#/$defs/{name}")
    added = parts.pop("Explained")["properties"]["explanations"]
    for name, part in parts.items():
        record = getattr(records, name, None) or getattr(explanation, name)
        if isinstance(record, type) and issubclass(record, Traced):
            part["properties"]["evidence"] = {
                "type": "string",
                "description": "The characters article.body[start:end], to the letter.",
            }
        part["required"] = list(part["properties"])
        if "description" in part:
            part["description"] = inspect.cleandoc(part["description"])
    parts["Account"]["properties"]["explanations"] = {**added, "description": "Only with --explain."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Détente account",
        "$ref": "#/$defs/Account",
        "$defs": parts,
    }


def schema_text() -> str:
    """The schema as it is published: indented, with a final line feed."""
    return json.dumps(account_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
