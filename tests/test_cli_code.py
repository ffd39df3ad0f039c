"""`detente code`: JSON Lines in, JSON Lines out, nothing lost and nothing invented."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from command_line import apart, invoke, use_session_coder
from conftest import ROOT, needs_model

KEYS = {"id", "events", "statements", "agreements", "assessments", "meetings", "agenda", "outlook"}
EVENT = {
    "type", "mode", "contexts", "actor", "recipient", "when", "status", "quad", "goldstein", "confidence",
    "claimed_by", "sentence", "start", "end",
}  # fmt: skip
STATEMENT = {"speaker", "country", "text", "kind", "about", "start", "end"}
ACT = "On Tuesday Norway condemned Peru."
TALK = "Peru's president met Norway's foreign minister in Oslo. \"We agree on copper,\" the president said."


@pytest.fixture(autouse=True)
def _coder(monkeypatch: pytest.MonkeyPatch) -> None:
    use_session_coder(monkeypatch)


def lines(*rows: Any) -> bytes:
    """Rows as JSON Lines; bytes are taken as they are."""
    return b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)


def coded(*rows: Any) -> list[dict[str, Any]]:
    """What `detente code` writes for rows that are all in order."""
    result = invoke("code", data=lines(*rows))
    assert result.exit_code == 0 and result.stderr == "", result.stderr
    return [json.loads(line) for line in result.stdout.split("\n")[:-1]]


def test_exactly_the_keys_of_the_interface() -> None:
    """No key more, no key less."""
    (row,) = coded({"id": "a", "text": TALK + " " + ACT, "date": "2023-12-09"})
    assert set(row) == KEYS and row["id"] == "a"
    assert row["events"] and row["statements"]
    for event in row["events"]:
        assert set(event) == EVENT
        assert set(event["actor"]) == {"country", "name", "sector"}
        assert event["recipient"] is None or set(event["recipient"]) == {"country", "name", "sector"}
        assert set(event["when"]) == {"earliest", "latest", "precision"}
    assert all(set(said) == STATEMENT for said in row["statements"])


def test_offsets_count_in_the_callers_text() -> None:
    """Characters, not bytes; white space and furniture stay."""
    text = "  Škoda–Zürich 🇳🇴\n\nYou are here: Home\n\n" + ACT
    (row,) = coded({"id": "a", "text": text, "date": "2023-12-09"})
    (event,) = row["events"]
    assert text[event["start"] : event["end"]] == "Norway condemned Peru"


def test_order_is_kept_and_broken_lines_are_told() -> None:
    """Each broken line: its number, one line on standard error; the others are coded."""
    rows = [
        {"id": "1", "text": ACT},
        b"{not json",
        {"id": "2", "text": 7},
        {"id": "3", "text": TALK, "date": "2023-12-09"},
        {"text": ACT},
        {"id": "4", "text": ACT, "date": "last Tuesday"},
        b"[1, 2]",
        b"\xff\xfe\x00",
        b"",
        {"id": "5", "text": None},
        {"id": "6", "text": ACT, "date": None, "more": [1]},
        b"null",
    ]
    result = invoke("code", data=lines(*rows))
    assert result.exit_code == 0
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["1", "3", "6"]
    told = result.stderr.splitlines()
    numbers = [int(line.split()[2].rstrip(":")) for line in told[:-1]]
    assert numbers == [2, 3, 5, 6, 7, 8, 10, 12]
    assert all(line.startswith("detente: line ") and line.endswith("; skipped") for line in told[:-1])
    assert told[-1] == "detente: 3 coded, 8 skipped"


def test_a_line_without_its_end_is_coded() -> None:
    """The last line feed may be missing."""
    result = invoke("code", data=lines({"id": "a", "text": ACT}).rstrip(b"\n"))
    assert json.loads(result.stdout)["events"]


@pytest.mark.parametrize("date", [None, "absent", ""])
def test_no_date(date: str | None) -> None:
    """Null and absent are the same: nothing is dated by guess. An empty date is a broken line."""
    row = {"id": "a", "text": ACT, "date": date}
    if date == "absent":
        del row["date"]
    result = invoke("code", data=lines(row))
    if date == "":
        assert result.stdout == "" or json.loads(result.stdout)["events"][0]["when"]["precision"] == "unknown"
        return
    (event,) = json.loads(result.stdout)["events"]
    assert event["when"] == {"earliest": None, "latest": None, "precision": "unknown"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "The roses need pruning in the last days of winter.",
        "Peru is a country in South America.",
        "Norway and Peru lie on different oceans.",
        "?",
        "\u0000\u0001",
        "word " * 20_000,
        "x" * 300_000,
    ],
    ids=["empty", "blank", "garden", "country", "two countries", "mark", "control", "words", "one word"],
)
def test_without_events_the_lists_are_empty(text: str) -> None:
    """Every input line has its output line."""
    (row,) = coded({"id": "a", "text": text, "date": "2023-12-09"})
    assert set(row) == KEYS
    assert row["events"] == []


def test_an_empty_text_does_not_end_the_stream() -> None:
    """The lines behind it are coded."""
    result = invoke("code", data=lines({"id": "a", "text": ""}, {"id": "b", "text": ACT}))
    assert json.loads(result.stdout.splitlines()[-1])["id"] == "b"


def test_no_input_no_output() -> None:
    """An empty stream is no error."""
    result = invoke("code", data=b"")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_min_confidence() -> None:
    """Events below the bound are left out, the line stays."""
    result = invoke("code", "--min-confidence", "1", data=lines({"id": "a", "text": ACT}))
    assert json.loads(result.stdout)["events"] == []


def test_a_line_too_long_is_told() -> None:
    """More text than the bound of one article."""
    result = invoke("code", data=lines({"id": "a", "text": "word " * 500_000}, {"id": "b", "text": ACT}))
    assert result.stderr.startswith("detente: line 1: ")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["b"]


def test_ids_of_any_kind() -> None:
    """A number becomes its digits; letters of any script and line ends stay."""
    rows = coded({"id": 12, "text": ACT}, {"id": "a\nb", "text": ACT}, {"id": "й\u2028", "text": ACT})
    assert [row["id"] for row in rows] == ["12", "a\nb", "й\u2028"]


def test_half_a_surrogate_pair_is_a_broken_line() -> None:
    """It is no text; the next line is coded."""
    data = lines(b'{"id": "a", "text": "Norway \\udc00condemned Peru."}', {"id": "b", "text": ACT})
    result = invoke("code", data=data)
    assert result.stderr.startswith("detente: line 1: ")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()][-1] == "b"


@needs_model
def test_a_fresh_process_codes_a_stream() -> None:
    """The program as a filter."""
    done = apart(["code"], lines({"id": "a", "text": ACT}, b"{", {"id": "b", "text": TALK}))
    assert done.returncode == 0
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", "b"]
    assert b"line 2" in done.stderr and b"Traceback" not in done.stderr


@needs_model
def test_a_reader_that_goes_away_is_no_error() -> None:
    """`detente code | head -1` ends without a word."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    data = lines(*({"id": str(n), "text": ACT} for n in range(40)))
    with subprocess.Popen(
        [sys.executable, "-m", "detente", "code"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
    ) as process:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        process.stdin.write(data)
        process.stdin.close()
        assert json.loads(process.stdout.readline())["id"] == "0"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
