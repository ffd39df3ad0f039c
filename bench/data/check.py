"""Check the gold of `examples/` and `bench/data/`: codes, types, dates, and that quoted words stand in it.

Run from anywhere: `python bench/data/check.py`. Prints a line a fault and a closing count; exits 1 if any.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pycountry

from detente.records import EventType, Leaning, Precision, RelationState, Status, Trend

ROOT = Path(__file__).resolve().parents[2]
TYPES = set(get_args(EventType))
STATUSES = set(get_args(Status))
PRECISIONS = set(get_args(Precision))
STATES = set(get_args(RelationState))
TRENDS = set(get_args(Trend))
LEANINGS = set(get_args(Leaning))
# Kosovo has no ISO code of its own; bodies and armed groups have the codes that the program's knowledge uses.
BODIES = {"XKX", "EU", "NATO", "UN", "AU", "ASEAN", "IAEA", "OSCE", "ECOWAS", "LAS", "GCC"} | {
    "HEZBOLLAH",
    "HAMAS",
    "HOUTHI",
    "TALIBAN",
    "PKK",
}
CODES = {c.alpha_3 for c in pycountry.countries} | BODIES


def prose(text: str) -> str:
    """The text without scripts and tags."""
    text = re.sub(r"<(script|style|head)\b.*?</\1>", "", text, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", "", text)


def flat(text: str) -> str:
    """The words of a text, apart from markup, typography and white space."""
    text = re.sub(r"&[lr]squo;", "'", text)
    text = re.sub(r"&[lr]dquo;|[“”]", '"', text).replace("’", "'").replace("‘", "'")
    return re.sub(r"\s+", " ", text)


def codes(item: dict[str, Any]) -> Iterator[str]:
    """Every country or body code that one gold item names."""
    for key in ("country", "on", "source", "target", "countries", "parties", "dyad", "for"):
        value = item.get(key)
        yield from [value] if isinstance(value, str) else value or []


def account_faults(gold_path: Path, text_path: Path) -> Iterator[str]:
    """What is wrong with one gold account."""
    gold = json.loads(gold_path.read_text(encoding="utf-8"))
    raw = text_path.read_text(encoding="utf-8")
    text = flat(raw)
    low = text.lower()
    dt.date.fromisoformat(gold["published"])
    if gold["article"] != text_path.name:
        yield f"article is {gold['article']}"
    if flat(gold["title"]) not in text:
        yield "title is not in the text"
    for phrase in [*gold["not_in_body"], *gold["not_statements"], *gold["agenda"]]:
        if flat(phrase).lower() not in low:
            yield f"not in the text: {phrase}"
    for item in gold["actors"]:
        if item["name"].split()[-1] not in text:
            yield f"actor not in the text: {item['name']}"
    for item in gold["meetings"]:
        for name in item["participants"]:
            if name not in text:
                yield f"participant not in the text: {name}"
        if item.get("place") and item["place"] not in text:
            yield f"place not in the text: {item['place']}"
    for item in gold["statements"]:
        if item["speaker"].split()[-1] not in text:
            yield f"speaker not in the text: {item['speaker']}"
        if flat(item["text"]) not in text:
            yield f"statement not in the text: {item['text']}"
        if not item.get("indirect") and f'"{flat(item["text"])}' not in text:
            yield f"statement does not begin at a quotation mark: {item['text']}"
    noted = {flat(item["text"]).rstrip(",.") for item in gold["statements"]} | set(gold["not_statements"])
    for line in prose(raw).splitlines():
        for quotation in re.findall(r'"([^"]+)(?:"|$)', flat(line)):
            if quotation.strip().rstrip(",.") not in noted:
                yield f"quotation not in the gold: {quotation}"
    for part in ("agreements", "assessments", "outlook", "implications"):
        for item in gold[part]:
            if not any(key.lower() in low for key in item["key"]):
                yield f"{part}: no key in the text: {item['key']}"
    for item in gold["agreements"]:
        if item.get("year") and item["year"] not in text:
            yield f"year not in the text: {item['year']}"
    for item in gold["events"]:
        if not set(item["type"]) <= TYPES or not set(item["status"]) <= STATUSES:
            yield f"type or status: {item}"
        if item.get("when") and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", item["when"]):
            yield f"when: {item}"
    for item in gold["assessments"]:
        if not set(item["state"]) <= STATES or not set(item.get("trend", [])) <= TRENDS:
            yield f"state or trend: {item}"
    for item in gold["positions"]:
        if item["leans"] not in LEANINGS or item["person"].split()[-1] not in text:
            yield f"position: {item}"
    for part in gold.values():
        for item in part if isinstance(part, list) else []:
            for code in codes(item) if isinstance(item, dict) else ():
                if code not in CODES:
                    yield f"code {code} in {item}"


def sentence_faults(row: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one gold sentence."""
    published = dt.date.fromisoformat(row["date"])
    if row["split"] not in ("tune", "held"):
        yield f"split {row['split']}"
    for event in [*row["events"], *row.get("also", [])]:
        if event["type"] not in TYPES or event["status"] not in STATUSES or event["precision"] not in PRECISIONS:
            yield f"type, status or precision: {event}"
        for code in [*event["source"], *event["target"]]:
            if code not in CODES:
                yield f"code {code}"
        if event["precision"] == "unknown":
            if event["earliest"] or event["latest"]:
                yield f"dates without precision: {event}"
            continue
        first, last = dt.date.fromisoformat(event["earliest"]), dt.date.fromisoformat(event["latest"])
        if first > last or (event["status"] in ("actual", "recalled") and first > published):
            yield f"order of dates: {event}"


def main() -> int:
    """Check every gold file and say how much there is."""
    faults: list[str] = []
    pairs = [(g, ROOT / "examples") for g in sorted((ROOT / "examples/gold").glob("*.gold.json"))]
    for split in ("tune", "held"):
        folder = ROOT / "bench/data/accounts" / split
        pairs += [(g, folder) for g in sorted(folder.glob("*.gold.json"))]
    for gold_path, folder in pairs:
        text_path = folder / json.loads(gold_path.read_text(encoding="utf-8"))["article"]
        faults += [f"{gold_path.name}: {fault}" for fault in account_faults(gold_path, text_path)]
    lines = (ROOT / "bench/data/sentences.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    for row in rows:
        faults += [f"{row['id']}: {fault}" for fault in sentence_faults(row)]
    for kind in ("id", "text"):
        faults += [f"{kind} twice: {v}" for v, n in Counter(r[kind] for r in rows).items() if n > 1]
    for split in ("tune", "held"):
        mine = [r for r in rows if r["split"] == split]
        types = Counter(e["type"] for r in mine for e in r["events"])
        without = sum(not r["events"] for r in mine)
        print(f"{split}: {len(mine)} sentences, {without} without event; {dict(sorted(types.items()))}")
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"{len(pairs)} accounts, {len(rows)} sentences, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
