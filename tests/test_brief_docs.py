"""``docs/account.md`` keeps to the records, and the package stays light to import."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from brief_sample import ACCOUNT
from detente import records
from detente.brief import to_json
from detente.brief.sections import outline

PAGE = (Path(__file__).parent.parent / "docs" / "account.md").read_text(encoding="utf-8")

RECORDS = [
    r
    for r in vars(records).values()
    if isinstance(r, type) and issubclass(r, records.Record) and r is not records.Record
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.__name__)
def test_every_field_of_every_record_is_explained(record):
    missing = [f.encode_name for f in msgspec.structs.fields(record) if f"`{f.encode_name}`" not in PAGE]
    assert missing == []


def test_every_section_has_a_heading_in_the_order_shown():
    headings = re.findall(r"^### (.+?)(?: \(`(\w+)`.*)?$", PAGE, re.MULTILINE)
    told = [(title, key) for title, key in headings if key and key not in ("article", "notes")]
    assert told == [(s.title, s.key) for s in outline(ACCOUNT).sections]


def test_the_example_is_what_the_program_prints():
    (example,) = re.findall(r"```json\n(.*?)\n```", PAGE, re.DOTALL)
    assert json.loads(example) in json.loads(to_json(ACCOUNT))["events"]


def test_importing_the_package_loads_no_renderer():
    heavy = ["rich", "jinja2", "spacy", "lxml"]
    code = f"import sys, detente.brief, detente.brief.jsonout; print([m for m in {heavy} if m in sys.modules])"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert shown.stdout.strip() == "[]"
