"""The account as JSON, its published schema, and the lines of ``detente code``."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from brief_sample import ACCOUNT, BODY, EMPTY
from detente.brief import account_schema, code_line, to_json
from detente.brief.jsonout import PARTS
from detente.brief.schema import schema_text
from detente.records import Article

ROOT = Path(__file__).parent.parent


def test_every_item_carries_its_evidence_to_the_letter():
    tree = json.loads(to_json(ACCOUNT))
    seen = 0
    for part in PARTS:
        assert len(tree[part]) == len(getattr(ACCOUNT, part)) > 0
        for item in tree[part]:
            assert item["evidence"] == tree["article"]["body"][item["start"] : item["end"]] != ""
            first, last = tree["sentences"][item["sentence"]]
            assert first <= item["start"] < last
            seen += 1
    assert seen == sum(len(getattr(ACCOUNT, part)) for part in PARTS)


def test_indented_and_compact_json_say_the_same():
    compact, indented = to_json(ACCOUNT), to_json(ACCOUNT, indent=True)
    assert json.loads(compact) == json.loads(indented)
    assert b"\n" not in compact
    assert indented.startswith(b'{\n  "article": {')


def test_keys_that_others_rely_on():
    tree = json.loads(to_json(ACCOUNT))
    assert set(tree["implications"][0]) == {"for", "text", "sentence", "start", "end", "evidence"}
    assert tree["article"]["published"] == "2031-05-15"
    assert tree["events"][4]["when"]["earliest"] == "2014-01-01"
    assert tree["agreements"][1]["amounts"][0]["value"] == 40e6
    assert {"participants", "countries", "place", "when", "agenda"} <= set(tree["meetings"][0])
    assert {"dyad", "state", "trend", "holder", "drivers"} <= set(tree["assessments"][0])


@pytest.mark.parametrize("account", [ACCOUNT, EMPTY])
def test_json_keeps_to_the_schema_with_no_key_beyond_it(account):
    schema = account_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for part in schema["$defs"].values():
        part["additionalProperties"] = False
    jsonschema.validate(json.loads(to_json(account)), schema, cls=jsonschema.Draft202012Validator)


def test_schema_refuses_a_type_that_plover_does_not_have():
    tree = json.loads(to_json(ACCOUNT))
    tree["events"][0]["type"] = "GREET"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tree, account_schema())


def test_published_schema_is_up_to_date():
    published = (ROOT / "docs" / "schema" / "account.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "run python -m detente.brief.schema > docs/schema/account.schema.json"


def test_code_line_has_the_promised_keys_and_no_others():
    line = code_line("a-1", ACCOUNT)
    assert line.endswith(b"\n") and line.count(b"\n") == 1
    tree = json.loads(line)
    assert list(tree) == [
        "id", "events", "statements", "agreements", "assessments", "meetings", "agenda", "outlook",
    ]  # fmt: skip
    assert tree["id"] == "a-1"
    event = tree["events"][0]
    assert set(event) == {
        "type", "mode", "contexts", "actor", "recipient", "when", "status", "quad", "goldstein", "confidence",
        "claimed_by", "sentence", "start", "end",
    }  # fmt: skip
    assert event["actor"] == {"country": "NOR", "name": "Anna Berg", "sector": "GOV"}
    assert event["when"] == {"earliest": "2031-05-13", "latest": "2031-05-13", "precision": "day"}
    assert tree["events"][-1]["recipient"] is None
    assert set(tree["statements"][0]) == {"speaker", "country", "text", "kind", "about", "start", "end"}


def test_code_line_of_a_text_without_events_gives_empty_lists():
    tree = json.loads(code_line("b", EMPTY))
    assert tree.pop("id") == "b"
    assert all(value == [] for value in tree.values())


def test_half_a_surrogate_pair_does_not_stop_the_output():
    body = BODY[:-1] + "\ud83d"
    account = msgspec.structs.replace(ACCOUNT, article=Article(id="x", body=body))
    tree = json.loads(to_json(account))
    assert tree["article"]["body"] == BODY[:-1] + "\ufffd"
    assert tree["events"][0]["evidence"] == BODY[tree["events"][0]["start"] : tree["events"][0]["end"]]
