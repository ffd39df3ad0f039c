"""What is fuzzed: every reader and every stage that eats raw text, each with the contract that it must keep.

A target is a function of bytes. It returns when the contract holds, and lets through what breaks it: any exception that
is no :class:`DetenteError`, or :class:`Broken` where a result is wrong (an offset outside its text, a message of two
lines, more text than was put in). Time and memory are watched by ``run.py``.
"""

from __future__ import annotations

import datetime as dt
import functools
import gzip
import io
import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from contracts import Target, article, file, hold, one_line, refused, text_of, within, writable
from detente.errors import DetenteError
from words import CELLS, JSON, MARKS, NEWS, SUMS, TAGS, TIMES, WARC, WRITERS, XML

DAY = dt.date(2023, 12, 9)
ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "data" / "corpus"


# --- articles ---------------------------------------------------------------------------------------


def _page(data: bytes) -> None:
    from detente.ingest import article_from_bytes

    def read() -> None:
        article(article_from_bytes(data, source="page.html", url="https://news.example/2019/05/16/story"))

    refused(read)


def _plain(data: bytes) -> None:
    from detente.ingest import article_from_text
    from detente.ingest.reader import article_from_bytes

    refused(lambda: article(article_from_bytes(b"Talks. " + data, source="a.txt")))
    text = text_of(data)
    refused(lambda: article_from_text(text, id="a"))

    def kept() -> None:
        body = article_from_text(text, id="a", keep=True).body
        hold(len(body) == len(text), "a kept text has other offsets")
        hold(all(a == b or b == "\ufffd" for a, b in zip(text, body, strict=True)), "a kept text is not the body")

    refused(kept)


def _read_through(data: bytes, name: str) -> None:
    """As ``detente add`` reads a file: the pages in it become articles too."""
    from detente.ingest.sources import Page, Problem, from_file, read_page_bytes

    for thing in itertools.islice(from_file(file(data, name), DAY), 200):
        for found in read_page_bytes(thing) if isinstance(thing, Page) else [thing]:
            if isinstance(found, Problem):
                one_line(found.message)
            elif not isinstance(found, Page):
                article(found.article)
                writable(found.key)


def _json_lines(data: bytes) -> None:
    from detente.ingest import JsonlItem, JsonlProblem, records_from_jsonl

    lines = data.split(b"\n")
    for row in records_from_jsonl(lines):
        hold(isinstance(row, JsonlItem | JsonlProblem), "neither item nor problem")
        if isinstance(row, JsonlProblem):
            one_line(row.message)
        else:
            writable(row.text)
            writable(row.id)
    _read_through(data, "a.jsonl")


def _json_lines_gz(data: bytes) -> None:
    _read_through(data, "a.jsonl.gz")


def _feed(data: bytes) -> None:
    from detente.ingest.feeds import is_feed, items_of
    from detente.ingest.sources import Found, from_item

    is_feed(data)

    def read() -> None:
        for item in items_of(data):
            for text in (item.id, item.title, item.link, item.outlet):
                writable(text)
            for found in from_item(item, "feed.xml"):
                if isinstance(found, Found):
                    article(found.article)

    refused(read)
    _read_through(data, "feed.xml")


def _warc(data: bytes) -> None:
    _read_through(data, "a.warc")


def _warc_gz(data: bytes) -> None:
    """The bytes as they are, then each block of them packed as a member of its own, so that all get past gzip."""
    _read_through(data, "a.warc.gz")
    members = data.split(b"\nWARC/1.")
    packed = gzip.compress(members[0], 1) + b"".join(gzip.compress(b"WARC/1." + m, 1) for m in members[1:])
    _read_through(packed, "a.warc.gz")


def _parquet(data: bytes) -> None:
    _read_through(data, "a.parquet")


# --- tables of odd types, so that more than the file's frame is tried ----------------------------------


def _odd_table(data: bytes) -> bytes:
    """A Parquet file whose columns have types and values that ``data`` chooses."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = "text date id title source target code url goldstein mentions day actor_raw recipient_raw extra row body"
    columns_named = names.split()
    makers: list[Callable[[bytes], pa.Array[Any]]] = [
        lambda b: pa.array([text_of(b).encode("utf-8", "replace").decode()]),
        lambda b: pa.array([b]),
        lambda b: pa.array([int.from_bytes(b[:7], "little", signed=True)]),
        lambda b: pa.array([float(int.from_bytes(b[:7], "little"))]),
        lambda b: pa.array([None], pa.null()),
        lambda b: pa.array([[text_of(b).encode("utf-8", "replace").decode()]]),
        lambda b: pa.array([{"a": b}]),
        lambda b: pa.array([int.from_bytes(b[:8], "little", signed=True)], pa.int64()).view(pa.timestamp("ns")),
        lambda b: pa.array([int.from_bytes(b[:8], "little", signed=True)], pa.int64()).view(pa.timestamp("s")),
        lambda b: pa.array([int.from_bytes(b[:4], "little", signed=True)], pa.int32()).view(pa.date32()),
        lambda b: pa.array([int.from_bytes(b[:8], "little", signed=True)], pa.int64()).view(pa.duration("s")),
        lambda b: pa.array([text_of(b).encode("utf-8", "replace").decode()]).dictionary_encode(),
        lambda b: pa.array([bool(b[:1])]),
        lambda b: pa.array([None], pa.string()),
        lambda b: pa.array([[("k", b)]], pa.map_(pa.string(), pa.binary())),
        lambda b: pa.array([{"a": float("nan")}]),
    ]
    columns: dict[str, pa.Array[Any]] = {}
    for piece in data.split(b"\xff")[:12]:
        if len(piece) >= 2:
            columns[columns_named[piece[0] % 16]] = makers[piece[1] % len(makers)](piece[2:].ljust(8, b"\0")[:2000])
    if not columns:
        return b""
    out = io.BytesIO()
    try:
        pq.write_table(pa.table(columns), out)
    except (pa.ArrowException, ValueError):
        return b""
    return out.getvalue()


def _parquet_table(data: bytes) -> None:
    made = _odd_table(data)
    if made:
        _read_through(made, "a.parquet")
        _events("table", made, "cameo")
        _events("parquet", made, None)


# --- event files ------------------------------------------------------------------------------------


def _events(format_: str, data: bytes, codes: str | None) -> None:
    from detente.formats.reading import read_events
    from detente.formats.rows import RowProblem
    from detente.formats.writing import write_events

    problems: list[RowProblem] = []
    path = file(data, "events")
    batches: list[Any] = []
    refused(lambda: batches.extend(read_events(path, format_, codes=codes, problems=problems.append)))
    for problem in problems:
        one_line(problem.message)
    for batch in batches:
        for row in batch.to_pylist():
            hold(row["day"] is not None or format_ == "parquet", "a row without a day")
    if batches and format_ != "parquet":
        for out in ("jsonl", "csv", "gdelt2"):
            with suppress(DetenteError):
                write_events(batches, io.BytesIO(), out)


def _event_file(format_: str, codes: str | None = None) -> Callable[[bytes], None]:
    return lambda data: _events(format_, data, codes)


def _table(data: bytes) -> None:
    _events("table", data, None)
    _events("table", data, "weis")


def _keds(data: bytes) -> None:
    _events("keds", data, None)
    _events("keds", data, "weis")


def _sniff(data: bytes) -> None:
    from detente.formats.reading import sniff

    path = file(data, "unknown")
    found: list[str] = []
    refused(lambda: found.append(sniff(path)))
    for format_ in found:
        _events(format_, data, "cameo")


def _packed(data: bytes) -> None:
    """As they are (gzip, zip or neither), and packed by us."""
    _events("table", data, "cameo")
    _events("gdelt2", data, None)
    _events("table", gzip.compress(data, 1), "cameo")


# --- knowledge --------------------------------------------------------------------------------------


def _knowledge(data: bytes) -> None:
    """A folder of knowledge files: the first byte says which file the others are."""
    from detente.knowledge.store import SCHEMA, build, read_user_rows

    name = list(SCHEMA)[data[0] % len(SCHEMA)] if data else "names.csv"
    path = file(data[1:], name)

    def read() -> None:
        rows = {shipped: list(_shipped(shipped)) for shipped in SCHEMA}
        rows[name] = rows[name] + list(read_user_rows(path, SCHEMA[name]))
        known = build(rows, "fuzz")
        for hit in known.scan("Norway condemned Peru. " + text_of(data)):
            hold(hit.entries, "a hit without a reading")
        known.holders("NOR", "head_of_state", DAY)
        known.by_surname("Doe")

    refused(read)


@functools.cache
def _shipped(name: str) -> tuple[dict[str, str], ...]:
    """A few shipped rows: enough to be overridden, few enough to be quick."""
    from importlib.resources import files

    from detente.knowledge.store import SCHEMA, read_rows

    text = files("detente.knowledge").joinpath("data", name).read_text(encoding="utf-8")
    return tuple(itertools.islice(read_rows(name, text.splitlines(), SCHEMA[name]), 40))


# --- a language model's answers ---------------------------------------------------------------------


def _answer(data: bytes) -> None:
    from detente.coding.endpoint import content_of, retry_after
    from detente.coding.question import LABELS, checked, tempered

    def good(content: str) -> None:
        chances = tempered(checked(content), 1.5)
        hold(set(chances) == set(LABELS), "labels that were not asked for")
        hold(all(0.0 <= p <= 1.0 for p in chances.values()), "no probabilities")

    with suppress(ValueError):
        good(text_of(data))
    with suppress(ValueError):
        good(content_of(data))
    wait = retry_after(data.decode("latin-1"))
    hold(wait is None or wait >= 0, "a wait below nothing")


# --- stages that eat raw text -------------------------------------------------------------------------


def _spans(found: Iterable[Any], text: str) -> None:
    for item in found:
        within(item.start, item.end, text)


@functools.cache
def _english() -> Any:
    from detente.language.pipeline import load_english

    return load_english()


def _sentences(data: bytes) -> None:
    text = text_of(data).encode("utf-8", "replace").decode()  # an article holds no half of a surrogate pair
    last = 0
    for cut in _english().cut(text):
        sentence = cut.sentence
        within(sentence.start, sentence.end, text)
        hold(text[sentence.start : sentence.end] == sentence.text, "a sentence is not its span")
        hold(sentence.start >= last, "sentences overlap")
        last = sentence.end


def _quotations(data: bytes) -> None:
    from detente.coding.quotations import quotations

    text = text_of(data)
    for found in quotations(text):
        within(found.start, found.end, text)
        within(found.outer_start, found.outer_end, text)
        for start, end in found.parts:
            within(start, end, text)


def _times(data: bytes) -> None:
    from detente.coding.when import bounded, resolve_expression, time_expressions
    from detente.ingest.dates import date_line, parse_date

    text = text_of(data)
    days = (None, DAY, dt.date.min, dt.date.max)
    for published, tense in itertools.product(days, ("past", "future")):
        found = time_expressions(text, published, tense=tense, anchor=published)  # type: ignore[arg-type]
        _spans(found, text)
        for expression in found:
            when = bounded(expression, published, tense)  # type: ignore[arg-type]
            for told in (when, expression.when):
                if told.earliest and told.latest:
                    hold(told.earliest <= told.latest, f"an interval that ends before it begins: {told.basis!r}")
    resolve_expression(text, DAY)
    parse_date(text)
    date_line(text)


def _amounts(data: bytes) -> None:
    from detente.coding.amounts import amounts, quantities

    text = text_of(data)
    found: Any
    for found in (*amounts(text), *quantities(text)):
        within(found.start, found.end, text)
        hold(found.value.value == found.value.value and abs(found.value.value) != float("inf"), "no finite number")
        msgspec.json.encode(found.value.value)


def _datelines(data: bytes) -> None:
    from detente.ingest.dateline import dateline
    from detente.language.pipeline import load_english  # noqa: F401 - what cuts them off is tried with the sentences

    text = text_of(data)
    found = dateline(text)
    hold(found is None or 0 < found.length <= len(text), "a dateline longer than its text")


def _bylines(data: bytes) -> None:
    from detente.ingest import byline as lines
    from detente.ingest.furniture import is_breadcrumb, is_caption, is_credit, is_furniture

    text = text_of(data)
    lines.byline(text)
    lines.writer_note(text, "The ministers met. " + text[:40], None)
    lines.writer_note(text, "", "Jane Doe", last=False)
    lines.outlet_in(text)
    lines.is_name(text)
    lines.is_role(text)
    for question in (is_furniture, is_credit, is_breadcrumb, is_caption):
        question(text)


@functools.cache
def _accountant() -> Any:
    from detente.account import Accountant
    from detente.knowledge import load

    return Accountant(load(None), _english(), None)


def _account(data: bytes) -> None:
    """The whole way of a text to its account, without the type model."""
    from detente.brief.jsonout import to_json
    from detente.ingest import article_from_text

    text = text_of(data)

    def read() -> None:
        account = _accountant().account(article_from_text(text, id="a", date=DAY, keep=True))
        for record in itertools.chain(
            account.actors, account.meetings, account.agenda, account.agreements, account.statements, account.events,
            account.assessments, account.positions, account.outlook, account.implications,
        ):  # fmt: skip
            within(record.start, record.end, text)
            hold(0 <= record.sentence < len(account.sentences), "a record in no sentence")
        to_json(account)

    refused(read)


# --- the list ----------------------------------------------------------------------------------------

TARGETS: tuple[Target, ...] = (
    Target("page", _page, TAGS, ("detente", "htmldate", "trafilatura"), 6000),
    Target("text", _plain, (*MARKS, *WRITERS)),
    Target("jsonl", _json_lines, JSON),
    Target("jsonl-gz", _json_lines_gz, JSON),
    Target("feed", _feed, (*XML, *TAGS), ("detente", "feedparser"), 6000),
    Target("warc", _warc, WARC),
    Target("warc-gz", _warc_gz, WARC),
    Target("parquet", _parquet),
    Target("parquet-table", _parquet_table, (b"\xff\x00\x00", b"\xff\x04\x00", b"\xff\x05\x00", b"\xff\x06\x00")),
    *(
        Target(f"import-{name}", _event_file(name), (*CELLS, *(JSON if "json" in name else ())))
        for name in "gdelt1 gdelt2 icews polecat petrarch phoenix plover-json csv jsonl parquet".split()
    ),
    Target("import-keds", _keds, CELLS),
    Target("import-table", _table, (*CELLS, *JSON)),
    Target("import-sniffed", _sniff, (*CELLS, *JSON)),
    Target("import-packed", _packed, CELLS),
    Target("knowledge", _knowledge, (*CELLS, b"person", b"country", b"current", b"head_of_state")),
    Target("answer", _answer, (*JSON, b'"choices"', b'"message"', b'"content"', b"AGREE", b"NONE", b"0.5")),
    Target("sentences", _sentences, (*MARKS, *NEWS)),
    Target("quotations", _quotations, (*MARKS, b'"', b"'", b"\n\n", b"said")),
    Target("times", _times, (*TIMES, *MARKS), longest=600),
    Target("amounts", _amounts, (*SUMS, *MARKS)),
    Target("dateline", _datelines, (*WRITERS, *MARKS), longest=600),
    Target("byline", _bylines, (*WRITERS, *MARKS), longest=1000),
    Target("account", _account, (*NEWS, *TIMES, *SUMS, *MARKS), longest=1500),
)  # fmt: skip


def named(names: Iterable[str]) -> Iterator[Target]:
    """The targets of these names, all where none is named."""
    wanted = list(names)
    known = {target.name: target for target in TARGETS}
    for name in wanted or known:
        if name not in known:
            raise SystemExit(f"no target {name!r}; choose from {', '.join(known)}")
        yield known[name]


def corpus_of(name: str) -> list[Path]:
    """The kept inputs of a target: samples to start from, and what once broke it."""
    return sorted(p for p in (CORPUS / name).glob("*") if p.is_file())
