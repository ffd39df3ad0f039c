"""`detente read`: forms, options, and every kind of input that is not an article."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import apart, failing, invoke, use_session_coder
from conftest import ROOT, needs_model

WIRE = str(ROOT / "examples" / "wire-manila-beijing.txt")
OP_ED = str(ROOT / "examples" / "op-ed-ankara-athens.txt")
PAGE = str(ROOT / "examples" / "page-seoul-tokyo.html")
PARTS = (
    "actors", "meetings", "agenda", "agreements", "statements", "events", "assessments",
    "positions", "outlook", "implications",
)  # fmt: skip
PROSE = "Norway condemned Peru on Tuesday. Peru’s president will visit Oslo for talks on copper next week."


@pytest.fixture(autouse=True)
def _coder(monkeypatch: pytest.MonkeyPatch) -> None:
    use_session_coder(monkeypatch)


def test_json_has_the_parts_that_checks_rely_on() -> None:
    """The object of `--format json` keeps its keys."""
    result = invoke("read", OP_ED, "--date", "2023-12-09", "--format", "json")
    assert result.exit_code == 0
    account = json.loads(result.stdout)
    assert {"article", *PARTS} <= set(account)
    assert {"title", "body", "byline", "outlet", "published"} <= set(account["article"])
    assert account["article"]["published"] == "2023-12-09"
    keys = {
        "actors": {"name", "country", "office", "former"},
        "meetings": {"participants", "countries", "place", "when", "agenda"},
        "agreements": {"text", "kind", "parties", "amounts", "quantities", "year", "status"},
        "statements": {"speaker", "country", "text", "kind", "about"},
        "events": {"type", "mode", "contexts", "actor", "recipient", "when", "status", "quad", "goldstein"},
        "assessments": {"dyad", "state", "trend", "holder", "drivers"},
        "positions": {"person", "country", "on", "leans"},
        "outlook": {"text", "about", "horizon", "holder"},
        "implications": {"for", "text"},
    }
    for part, wanted in keys.items():
        for item in account[part]:
            assert wanted | {"sentence", "start", "end", "evidence"} <= set(item), part
    assert account["events"] and account["assessments"] and account["statements"]


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "json"])
@pytest.mark.parametrize("source", [OP_ED, WIRE, PAGE], ids=["op-ed", "wire", "page"])
def test_every_form_of_every_example(source: str, form: str) -> None:
    """All forms are printed and name the actors."""
    result = invoke("read", source, "--format", form)
    assert result.exit_code == 0 and result.stderr == ""
    named = {OP_ED: "Greece", WIRE: "China", PAGE: "Japan"}[source]
    assert named in result.stdout


def test_evidence_prints_the_sentences() -> None:
    """`--evidence` marks the words of each item in its sentence."""
    without = invoke("read", WIRE).stdout
    shown = invoke("read", WIRE, "--evidence").stdout
    assert "⟦" in shown and "⟦" not in without and len(shown) > len(without)


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "json"])
def test_out_writes_what_would_be_printed(tmp_path: Path, form: str) -> None:
    """`--out` writes the file and prints nothing."""
    target = tmp_path / "account"
    result = invoke("read", WIRE, "--format", form, "--out", str(target))
    assert result.exit_code == 0 and result.stdout == ""
    written = target.read_text(encoding="utf-8")
    assert "China" in written and "\x1b[" not in written
    if form != "terminal":
        assert written == invoke("read", WIRE, "--format", form).stdout


@pytest.mark.parametrize("form", ["terminal", "json"])
def test_out_to_nowhere_is_one_line(tmp_path: Path, form: str) -> None:
    """A folder that does not exist."""
    line = failing("read", WIRE, "--format", form, "--out", str(tmp_path / "no" / "file"))
    assert "cannot write" in line


@pytest.mark.parametrize("date", ["2023-13-01", "yesterday", "2023-02-30", "", "9 Dec 2023"])
def test_a_wrong_date_is_a_usage_error(date: str) -> None:
    """The message says how to write it."""
    assert "YYYY-MM-DD" in failing("read", WIRE, "--date", date, code=2)


def test_without_a_date_the_account_says_so(tmp_path: Path) -> None:
    """A note, and no invented day."""
    path = tmp_path / "a.txt"
    path.write_text(PROSE, encoding="utf-8")
    account = json.loads(invoke("read", str(path), "--format", "json").stdout)
    assert account["article"]["published"] is None
    assert any("Publication date unknown" in note for note in account["notes"])
    assert all(e["when"]["precision"] == "unknown" for e in account["events"])


def test_min_confidence_leaves_out_the_doubtful() -> None:
    """A bound of 1 leaves no event, a bound of 0 all."""
    every = json.loads(invoke("read", OP_ED, "--format", "json", "--min-confidence", "0").stdout)["events"]
    none = json.loads(invoke("read", OP_ED, "--format", "json", "--min-confidence", "1").stdout)["events"]
    middle = json.loads(invoke("read", OP_ED, "--format", "json", "--min-confidence", "0.6").stdout)["events"]
    assert len(every) >= len(middle) > 0 and none == []
    assert all(e["confidence"] >= 0.6 for e in middle)


def test_standard_input() -> None:
    """`-` reads standard input."""
    result = invoke("read", "-", "--format", "json", "--date", "2023-12-09", data=PROSE.encode())
    assert {e["type"] for e in json.loads(result.stdout)["events"]} >= {"ACCUSE", "CONSULT"}


# what is not an article


BAD = {
    "empty": (b"", "empty"),
    "blank": (b" \n\t\n", "empty"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200), "PNG"),
    "gzip": (b"\x1f\x8b\x08" + bytes(60), "gzip"),
    "zip": (b"PK\x03\x04" + bytes(60), "zip"),
    "binary": (bytes(range(32)) * 40, "binary"),
    "json": (b'{"id": "a", "text": "Norway thanked Peru."}\n', "JSON"),
    "feed": (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "feed"),
    "no-body": (b"<!doctype html><html><head><title>A</title></head></html>", ""),
    "only-script": (b"<html><body><script>var a = 'Norway thanked Peru.';</script></body></html>", ""),
    "one-long-line": (b"x" * (50 * 1024 * 1024), ""),
    "too-large": (b"word " * (14 * 1024 * 1024), "MiB"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_what_cannot_be_read_is_one_line(tmp_path: Path, name: str) -> None:
    """No traceback, no account, exit code 1, and the file's name."""
    data, said = BAD[name]
    path = tmp_path / name
    path.write_bytes(data)
    line = failing("read", str(path))
    assert name in line and said in line


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    """Each is named."""
    assert "No such file" in failing("read", str(tmp_path / "nothing.txt"))
    assert "folder" in failing("read", str(tmp_path))
    assert failing("read", "a\0b")


def test_an_empty_standard_input() -> None:
    """Nothing comes in."""
    assert "standard input is empty" in failing("read", "-", data=b"")


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/a", "http://[::1]/a", "http://user:pw@example.org/", "http://"]
)
def test_addresses_that_are_refused(address: str) -> None:
    """Before any connection."""
    assert failing("read", address)


def test_broken_utf8_is_read(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 cost their own letter at most."""
    path = tmp_path / "a.txt"
    path.write_bytes(PROSE.encode() + b" \xff\xfe\xc3 Norway\x92s king thanked Peru.")
    result = invoke("read", str(path), "--format", "json", "--date", "2023-12-09")
    assert result.exit_code == 0
    assert any(e["type"] == "ACCUSE" for e in json.loads(result.stdout)["events"])


def test_deeply_nested_html(tmp_path: Path) -> None:
    """Nesting beyond any parser's stack."""
    path = tmp_path / "deep.html"
    path.write_text("<html><body>" + "<div>" * 30_000 + f"<p>{PROSE * 4}</p>" + "</div>" * 30_000, encoding="utf-8")
    result = invoke("read", str(path), "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["events"]


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "json"])
def test_an_article_without_states_is_an_honest_nothing(tmp_path: Path, form: str) -> None:
    """Exit code 0, a note, no items."""
    path = tmp_path / "garden.txt"
    path.write_text(
        "The roses need pruning in the last days of winter.\n\nCut above a bud, and feed the soil.\n",
        encoding="utf-8",
    )
    result = invoke("read", str(path), "--format", form)
    assert result.exit_code == 0 and result.stderr == ""
    if form == "json":
        account = json.loads(result.stdout)
        parts = "actors meetings agenda agreements statements events assessments positions outlook implications"
        assert all(account[part] == [] for part in parts.split())
        assert account["notes"]
    else:
        assert "nothing" in result.stdout.lower()


@needs_model
def test_a_knowledge_folder_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real loader says which folder."""
    monkeypatch.undo()
    line = failing("read", WIRE, "--knowledge", str(tmp_path / "nowhere"))
    assert "nowhere" in line


@pytest.mark.parametrize(
    "words", [["read"], ["read", WIRE, "--format", "pdf"], ["read", WIRE, "--min-confidence", "2"], ["write"]]
)
def test_usage_errors_end_with_2(words: list[str]) -> None:
    """A missing argument, an unknown form, a bound out of range, an unknown command."""
    assert invoke(*words).exit_code == 2


# a process of its own


@needs_model
def test_a_fresh_process_reads_an_example() -> None:
    """The whole program, model included."""
    done = apart(["read", OP_ED, "--date", "2023-12-09", "--format", "json"])
    assert done.returncode == 0 and done.stderr == b""
    assert json.loads(done.stdout)["events"]


def test_a_fresh_process_fails_in_one_line() -> None:
    """The exit code reaches the shell."""
    done = apart(["read", "no-such-file.txt"])
    assert done.returncode == 1 and done.stdout == b""
    assert done.stderr.count(b"\n") == 1 and done.stderr.startswith(b"detente: ")


@needs_model
def test_a_reader_that_goes_away_is_no_error() -> None:
    """`detente read … | head -1`: the pipe closes while the account is printed."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    for form in ("json", "terminal"):
        with subprocess.Popen(
            [sys.executable, "-m", "detente", "read", OP_ED, "--format", form],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=env,
        ) as process:
            assert process.stdout is not None and process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == b""


def test_help_is_quick_and_version_is_printed() -> None:
    """Both need no heavy library."""
    code = "import sys; import detente.cli; print([m for m in sys.modules if m in HEAVY])"
    code = "HEAVY = {'spacy', 'trafilatura', 'onnxruntime', 'lxml', 'httpx', 'numpy', 'jinja2'}; " + code
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=env, timeout=60)
    assert done.stdout.strip() == b"[]"
    assert invoke("--version").stdout.startswith("detente ")
    assert "read" in invoke("--help").stdout
