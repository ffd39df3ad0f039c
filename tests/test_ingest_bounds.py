"""Hostile, broken and oversized input: one clear line or an honest article, within seconds."""

# Examples stand on one line each, so that they can be read as they are.
# ruff: noqa: E501

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.errors import DetenteError, EmptyInput, InputTooLarge, UnsupportedInput
from detente.ingest import (
    JsonlItem,
    JsonlProblem,
    article_from_bytes,
    article_from_text,
    read_article,
    records_from_jsonl,
)
from detente.ingest.blocks import MAX_BODY, tidy
from detente.records import Article

PROSE = "The two ministers met in Vienna on Tuesday and agreed to meet again."


@pytest.fixture(autouse=True)
def within_seconds() -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < 60


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"GIF89a\x01\x00", "GIF"),
        (zipped(), "zip"),
        (gzip.compress(PROSE.encode(), mtime=0), "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        (b"{\\rtf1 hello}", "RTF"),
        (bytes(range(256)) * 8, "binary"),
        (b"\x00" * 5000, "binary"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "feed"),
        (b'{"id": "a", "text": "Hello there."}\n', "JSON"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n", "WARC"),
    ],
)
def test_other_kinds_are_named_and_refused(data: bytes, kind: str) -> None:
    with pytest.raises(UnsupportedInput, match=kind) as caught:
        article_from_bytes(data, source="upload.bin")
    assert "upload.bin" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\t ",
        b"\xef\xbb\xbf",
        b"<html><body></body></html>",
        b"<html></html>",
        b"<!doctype html><html><head><title>Nothing</title></head></html>",
        b"<html><body><script>var a = 1;</script></body></html>",
        b"You are here\n\nShare\n",
    ],
)
def test_nothing_to_read(data: bytes) -> None:
    with pytest.raises(EmptyInput) as caught:
        article_from_bytes(data, source="page.html")
    assert "\n" not in str(caught.value)


def test_a_file_beyond_the_bound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(InputTooLarge, match="65 MiB"):
        read_article(path)


def test_standard_input_is_read_and_bounded() -> None:
    assert read_article("-", stdin=io.BytesIO(PROSE.encode())).body == PROSE
    with pytest.raises(InputTooLarge):
        read_article("-", stdin=io.BytesIO(b"x" * (64 * 1024 * 1024 + 1)))


@pytest.mark.parametrize("unit", [b"word ", b"x", b"a.", b"<", b"- ", b"\xe9", b"(", b"By Jane Doe, "])
def test_one_endless_line_is_one_clear_line(unit: bytes) -> None:
    started = time.monotonic()
    with pytest.raises(DetenteError) as caught:
        article_from_bytes(unit * (50_000_000 // len(unit)), source="line.txt")
    assert "\n" not in str(caught.value)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "unit",
    [
        "word ",
        "x",
        "a.",
        "• ",
        "\n",
        "By ",
        "A/",
        "> a ",
        "(",
        "1 ",
        "1,",
        "“",
        "\u200b",
        "May 1, 2",
        "a\n\n",
        "Home > ",
        "x/AFP ",
        "The ",
        "(Reporting by A",
        "MOSCOW, ",
        "A B ",
        "de ",
        "Jane Doe and ",
        "By A\n",
        "© 2019 ",
        " - ",
        "Published: ",
        "@a ",
    ],
)
def test_no_pattern_runs_away_on_repetition(unit: str) -> None:
    started = time.monotonic()
    for text in (
        unit * (200_000 // len(unit)),
        unit * (390 // len(unit)),
        "\n\n".join([unit * (150 // len(unit))] * 500),
    ):
        for lead in ("", PROSE + "\n\n"):
            try:
                article_from_text(lead + text, id="x")
            except EmptyInput:
                assert not lead
    assert time.monotonic() - started < 8


def test_two_million_characters_of_prose_are_read() -> None:
    paragraph = " ".join([PROSE] * 5)
    text = "\n\n".join(f"{n}. {paragraph}" for n in range(MAX_BODY // (len(paragraph) + 10)))
    started = time.monotonic()
    assert len(article_from_text(text, id="x").body) > 0.95 * len(text)
    assert time.monotonic() - started < 15


def test_deep_nesting_loses_nothing() -> None:
    page = "<html><body>" + "<div>" * 100_000 + f"<p>{PROSE}</p><p>{PROSE[:-1]} in May.</p>" + "</div>" * 100_000
    started = time.monotonic()
    article = article_from_bytes(page.encode(), source="deep.html")
    assert PROSE in article.body
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("tag", ["table><tr><td", "ul><li", "b", "blockquote", "q", "x-y"])
def test_other_deep_nesting_ends(tag: str) -> None:
    page = f"<html><body><p>{PROSE}</p>" + f"<{tag}>" * 20_000 + f"<p>{PROSE}</p></body></html>"
    started = time.monotonic()
    try:
        article_from_bytes(page.encode(), source="deep.html")
    except DetenteError as error:
        assert "\n" not in str(error)
    assert time.monotonic() - started < 15


def test_entities_are_not_expanded() -> None:
    bomb = (
        '<!DOCTYPE html [<!ENTITY a "'
        + "ha" * 50
        + '">'
        + "".join(f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    )
    page = bomb + f"]><html><body><p>{PROSE} &i;</p><p>&amp;amp; {PROSE}</p></body></html>"
    started = time.monotonic()
    assert len(article_from_bytes(page.encode(), source="bomb.html").body) < 5000
    assert time.monotonic() - started < 5


def test_local_files_are_not_read_through_entities(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret words")
    page = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY s SYSTEM "file://{secret}">]><html><body><p>{PROSE} &s;</p></body></html>'
    assert "secret words" not in article_from_bytes(page.encode(), source="x.html").body


def test_page_with_too_many_elements_is_refused() -> None:
    page = "<html><body>" + "<p>Yes.</p>" * 250_000 + "</body></html>"
    with pytest.raises(InputTooLarge, match="elements"):
        article_from_bytes(page.encode(), source="many.html")


def test_zero_bytes_and_broken_utf8_are_survived() -> None:
    text = b"The two \xff\xfeministers met\x00 in Gen\xc3\xa8ve \xc3 on Tuesday, the \xe2\x80\x9cfirst\xe2\x80\x9d such talks."
    body = article_from_bytes(text, source="broken.txt").body
    assert "ministers met in Genève" in body
    assert "“first”" in body
    page = b"<html><body><p>" + text + b"</p></body></html>"
    assert "“first” such talks." in article_from_bytes(page, source="broken.html").body


def test_a_folder_or_missing_file_is_one_line(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.txt", "nul\0byte"):
        with pytest.raises(DetenteError) as caught:
            read_article(path)
        assert "\n" not in str(caught.value)


def test_importing_the_package_is_light() -> None:
    code = (
        "import sys, detente.ingest; heavy = {'lxml', 'trafilatura', 'httpx', 'htmldate', 'charset_normalizer'} & set(sys.modules);"
        "sys.exit(','.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# --- JSON Lines -------------------------------------------------------------------------------------


def test_a_broken_line_is_told_and_skipped() -> None:
    lines = [
        b'\xef\xbb\xbf{"id": "a", "text": "One.", "date": "2019-05-16"}\n',
        b"\n",
        b'{"id": "b", "text": \n',
        b'{"id": "c"}\n',
        b'{"id": "d", "text": "Two.", "date": "16 May"}\n',
        b'{"id": 5, "text": "Three.", "date": null, "extra": 1}\n',
        b'{"id": "f", "text": "\xff\xfe"}\n',
        b'{"id": "g", "text": "\\ud800 lone"}\n',
        b"[" * 100_000 + b"\n",
        b'{"id": "h", "text": "Four."}',
    ]
    found = list(records_from_jsonl(lines))
    items = [x for x in found if isinstance(x, JsonlItem)]
    problems = [x for x in found if isinstance(x, JsonlProblem)]
    assert [(x.line, x.id, x.text) for x in items if x.id != "g"] == [
        (1, "a", "One."),
        (6, "5", "Three."),
        (10, "h", "Four."),
    ]
    assert str(items[0].date) == "2019-05-16"
    assert {x.line for x in problems} | {x.line for x in items if x.id == "g"} == {3, 4, 5, 7, 8, 9}
    assert [x.id for x in problems if x.line in (4, 5)] == ["c", "d"]
    for problem in problems:
        assert problem.message.startswith(f"line {problem.line}: ")
        assert "\n" not in problem.message
    for item in items:
        item.text.encode()


def test_jsonl_is_read_as_a_stream() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b'{"id": "a", "text": "One."}\n'

    assert next(records_from_jsonl(endless())) == JsonlItem(line=1, id="a", text="One.")


def test_a_text_beyond_the_bound_is_a_problem() -> None:
    line = b'{"id": "a", "text": "' + b"x" * (MAX_BODY + 1) + b'"}'
    (problem,) = records_from_jsonl([line])
    assert isinstance(problem, JsonlProblem)
    assert problem.id == "a"


@given(st.lists(st.binary(max_size=80), max_size=5))
def test_no_bytes_break_the_jsonl_reader(lines: list[bytes]) -> None:
    for found in records_from_jsonl(lines):
        assert isinstance(found, JsonlItem | JsonlProblem)


# --- any bytes, any text ----------------------------------------------------------------------------

SNIPPETS = st.sampled_from(
    [
        "<html>",
        "<p>",
        "</p>",
        "<table><tr><td>",
        "<br>",
        "\n\n",
        "\n",
        PROSE,
        "By Jane Doe",
        "16 May 2019",
        "Read more:",
        "You are here",
        "MOSCOW, May 14 (Agency) — ",
        "• The writer is a fellow at X.",
        "<script>",
        "&amp;",
        "&#0;",
        "\x00",
        "<!--",
        "-->",
        "© 2019 Post",
        "Jane Doe is a professor at Y.",
        "Home > World",
        "A short line",
        "Why now?",
        "He said:",
        "“Yes.”",
        "(Reporting by A B)",
        "Photo: X/AFP",
        "<meta charset=utf-7>",
        "<meta property='article:published_time' content='2019-05-16'>",
        "<time datetime='x'>",
        "THE LIMITS",
        "- item",
    ]
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(st.binary(max_size=400))
def test_arbitrary_bytes_give_an_article_or_one_line(data: bytes) -> None:
    try:
        assert isinstance(article_from_bytes(data, source="x"), Article)
    except DetenteError as error:
        assert "\n" not in str(error)


@QUICK
@given(st.lists(SNIPPETS | st.text(max_size=20), max_size=12))
def test_arbitrary_pages_give_an_article_or_one_line(parts: list[str]) -> None:
    try:
        article = article_from_bytes("".join(parts).encode("utf-8", "replace"), source="x", url="https://example.org/a")
        assert article.body.strip()
    except DetenteError as error:
        assert "\n" not in str(error)


def squeezed(text: str) -> str:
    return "".join(tidy(text).split())


@settings(max_examples=300, deadline=None)
@given(st.lists(SNIPPETS | st.text(max_size=30), max_size=12).map("\n".join))
def test_text_is_only_ever_taken_away_from(text: str) -> None:
    try:
        article = article_from_text(text, id="x")
    except EmptyInput:
        return
    whole = squeezed(text)
    for paragraph in article.body.split("\n\n"):
        assert squeezed(paragraph) in whole
    again = article_from_text(article.body, id="x")
    assert again.body == article.body


@given(st.text(min_size=1).filter(str.strip))
def test_kept_text_is_the_body_to_the_letter(text: str) -> None:
    assert article_from_text(text, id="x", keep=True).body == text


def test_ids_depend_on_what_is_told_alone() -> None:
    one = article_from_bytes(PROSE.encode(), source="a.txt")
    other = article_from_bytes(f"<html><body><p>{PROSE}</p></body></html>".encode(), source="b.html")
    assert one.id == other.id == article_from_bytes(PROSE.encode(), source=None).id
    assert one.id != article_from_bytes(PROSE.replace("Vienna", "Geneva").encode(), source=None).id
