"""A relation as one file: what it says, that every claim has a source, and that no article can make it do anything."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import typer
from click.testing import Result
from hypothesis import given, settings
from typer.testing import CliRunner

from brief_hostile import ATTACKS, hostile_text
from detente.account import Accountant
from detente.brief.chart import ChartError
from detente.brief.report import gather, write
from detente.brief.report_html import render_html
from detente.brief.report_markdown import render_markdown
from detente.brief.report_model import Claim, Claims, Figure, Report, Row, Section, Table, runs, values
from detente.brief.report_pdf import render_pdf
from detente.brief.report_sources import Source, Telling, is_web, shown_address
from detente.cli.brief import brief
from detente.record import Record
from detente.records import Article
from detente.relations.outlook import outlook

MADE = dt.date(2024, 5, 17)
ARTICLES = {
    "one": "Athens, 3 March 2019. On Friday, Greece condemned Turkey over a drilling ship off Cyprus.",
    "two": "Ankara, 4 March 2019. “We will talk to Greece when Greece is ready. Turkey has time,” "
    "said Turkey's Recep Tayyip Erdogan.",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, coder: Accountant) -> Record:
    """A record of two articles and a table of made-up acts with a crisis in it."""
    folder = tmp_path_factory.mktemp("report")
    record = Record.open(folder / "r.duckdb")
    chance = np.random.default_rng(4)
    rows = ["date,source,target,code"]
    for day in np.sort(chance.choice(np.arange("2015-01-01", "2019-01-01", dtype="datetime64[D]"), 400)):
        crisis = np.datetime64("2016-07-01") <= day < np.datetime64("2017-07-01")
        code = chance.choice(["112", "138", "190"] if crisis else ["040", "057", "112"])
        rows.append(f"{day},{'GRC,TUR' if chance.random() < 0.5 else 'TUR,GRC'},{code}")
    table = folder / "made-up.csv"
    table.write_text("\n".join(rows) + "\n")
    record.import_events(table, "table", codes="cameo")
    when = dt.date(2019, 3, 5)
    told = [
        (key, Article(id=key, body=text, title=f"Title {key}", outlet="The Paper", published=when, source=address))
        for (key, text), address in zip(
            ARTICLES.items(), ("/srv/someone/one.txt", "https://paper.example/2"), strict=True
        )
    ]
    record.add(told, coder=coder)
    return record


@pytest.fixture(scope="module")
def report(store: Record) -> Report:
    found = store.relation("GRC", "TUR")
    forecast = outlook(store.acts(sources=["coded"]), "GRC", "TUR")
    return gather(store, found, forecast, made=MADE, names={"GRC": "Greece", "TUR": "Turkey"})


def section(report: Report, key: str) -> Section:
    return next(s for s in report.sections if s.key == key)


def cited(report: Report) -> list[tuple[int, ...]]:
    """The sources of every claim, row and figure."""
    found: list[tuple[int, ...]] = []
    for block in (b for s in report.sections for b in s.blocks):
        if isinstance(block, Claims):
            found += [c.sources for c in block.claims]
        elif isinstance(block, Table):
            found += [r.sources for r in block.rows]
        else:
            found.append(block.sources)
    return found


def test_every_claim_has_sources_and_every_source_is_cited(report: Report) -> None:
    numbers = [s.number for s in report.sources]
    assert numbers == list(range(1, len(numbers) + 1))
    claims = cited(report)
    assert all(claims)
    assert {n for sources in claims for n in sources} == set(numbers)


def test_sources_walk_back_to_the_record(store: Record, report: Report) -> None:
    acts = [s for s in report.sources if s.id.startswith("made-up:")]
    assert acts and all(s.line == store.behind(s.id).line for s in acts)
    told = [t for s in report.sources for t in s.tellings]
    assert {t.title for t in told} == {"Title one", "Title two"}
    for telling in told:
        key = telling.id.rpartition("#")[0].rpartition(" ")[2]
        assert telling.sentence in ARTICLES[key] and telling.outlet == "The Paper"
        assert telling.published == dt.date(2019, 3, 5)


def test_words_over_several_sentences_have_all_of_them_as_source(report: Report) -> None:
    told = [t for s in report.sources if s.id.startswith("statement ") for t in s.tellings]
    assert any("Greece is ready. Turkey has time" in t.sentence for t in told)


def test_turning_points_show_the_words_behind(store: Record, report: Report) -> None:
    relation = store.relation("GRC", "TUR")
    claims = [c for b in section(report, "turning").blocks if isinstance(b, Claims) for c in b.claims]
    assert len(claims) == len(relation.turning) >= 1
    for claim, turn in zip(claims, relation.turning, strict=True):
        assert turn.direction in claim.text
        assert [report.sources[n - 1].id for n, _ in claim.behind] == list(turn.acts[:5])


def test_the_first_source_says_what_all_figures_rest_on(report: Report) -> None:
    base = report.sources[0]
    assert base.line.startswith("All 40") and "GRC and TUR" in base.line
    assert any("400 acts of the data set made-up, imported from made-up.csv" in note for note in base.notes)
    assert any("“Title one”, The Paper, 5 March 2019." in note for note in base.notes)


def test_statements_only_of_the_period(store: Record, report: Report) -> None:
    said = [c.text for b in section(report, "statements").blocks if isinstance(b, Claims) for c in b.claims]
    assert any("We will talk to Greece when Greece is ready" in text for text in said)
    until = dt.date(2018, 12, 31)
    early = gather(store, store.relation("GRC", "TUR", until=until), made=MADE, until=until)
    assert "statements" not in {s.key for s in early.sections}
    assert all("#" not in s.id for s in early.sources)


def test_a_relation_without_acts_is_still_a_report(store: Record) -> None:
    told = gather(store, store.relation("FRA", "BRA"), made=MADE)
    assert [s.key for s in told.sections] == ["standing", "reading"]
    for rendered in (render_html(told), render_markdown(told)):
        assert "The record holds no dated act between FRA and BRA." in rendered
    assert render_pdf(told).startswith(b"%PDF")


def test_addresses_of_files_stay_at_home(report: Report) -> None:
    page = render_html(report)
    assert "one.txt" in page and "/srv/someone" not in page
    assert 'href="https://paper.example/2"' in page


@pytest.mark.parametrize(
    ("address", "shown", "web"),
    [
        ("https://a.example/x?y=1", "https://a.example/x?y=1", True),
        ("javascript:alert(1)//https://a.example", "a.example", False),
        ("data:text/html,<script>", "data:text/html,<script>", False),
        ("C:\\Users\\me\\x.txt", "x.txt", False),
        ("http://[", "[", False),
        ("http://", None, False),
        ("", None, False),
    ],
)
def test_only_addresses_of_the_web_are_links(address: str, shown: str | None, web: bool) -> None:
    assert shown_address(address) == shown or not web
    assert is_web(address) is web
    told = Telling("a#1", "s", None, None, None, shown_address(address))
    assert (told.link is not None) is web


class _Page(HTMLParser):
    """Elements, addresses and names of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.names: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href" and tag == "a":
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    return page


def test_html_stands_alone(report: Report) -> None:
    text = render_html(report)
    page = page_of(text)
    assert {"svg", "table", "style"} <= page.tags
    assert not {"script", "img", "iframe", "object", "form"} & page.tags
    assert "style" not in page.names and not [n for n in page.names if n.startswith("on")]
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy and policy[1].startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    assert "unsafe" not in policy[1]
    assert not re.search(r"url\((?!#)", text) and "@import" not in text


def hostile(text: str) -> Report:
    """A report with ``text`` in every place where articles or codes could put words."""
    telling = Telling(text, text, text, None, text, shown_address(f"https://a.example/{text}"))
    source = Source(1, text, None, text, (telling,), (text,), 2)
    claim = Claim(text, (1,), 1, ((1, text),))
    table = Table(text, (text, "n"), (Row((text, "1"), (1,)),))
    sections = (Section("standing", text, (Claims((claim,)), Claims((claim,), running=True), table), text),)
    return Report(text, (text,), MADE, sections, (source,))


@given(hostile_text())
@settings(max_examples=40, deadline=None)
def test_no_text_becomes_an_element(text: str) -> None:
    from detente.brief.plain import flat

    plain, attacked = page_of(render_html(hostile("x"))), page_of(render_html(hostile(flat("x" + text))))
    assert attacked.tags == plain.tags
    assert {n for n in attacked.names if n != "rel"} == plain.names - {"rel"}
    assert sorted(attacked.ids) == sorted(plain.ids)
    assert all(link.startswith(("#", "https://a.example/")) for link in attacked.links)
    render_markdown(hostile(flat(text))).encode()


def test_no_text_breaks_a_pdf() -> None:
    from detente.brief.plain import flat

    scripts = "日本語 العربية עברית Ελληνικά ქართული 🙂 {nb}"
    for text in (*map(flat, ATTACKS), scripts, "x" * 5000, " "):
        data = render_pdf(hostile(text))
        assert data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")


def test_hostile_articles_through_the_record(tmp_path: Path, coder: Accountant) -> None:
    """Markup in a body, a title, an outlet and an address goes the whole way and stays text."""
    attack = "<img src=x onerror=alert(1)>"
    body = f"Athens, 3 March 2019. On Friday, Greece condemned Turkey over a drilling ship {attack} off Cyprus."
    article = Article(id="a", body=body, title=attack, outlet=attack, published=MADE, source=f"javascript:{attack}")
    with Record.open(tmp_path / "r.duckdb") as record:
        record.add([("a", article)], coder=coder)
        told = gather(record, record.relation("GRC", "TUR"), made=MADE)
    assert any(attack in t.sentence for s in told.sources for t in s.tellings)
    text = render_html(told)
    assert attack not in text and "&lt;img src=x" in text
    assert not {"img", "script"} & page_of(text).tags
    assert "<img" not in render_markdown(told)
    assert render_pdf(told).startswith(b"%PDF")


def test_markdown_links_lead_to_sources(report: Report) -> None:
    text = render_markdown(report)
    anchors = set(re.findall(r'<a id="(s\d+)"></a>', text))
    links = set(re.findall(r"\]\(#(s\d+)\)", text))
    assert links <= anchors and len(anchors) == len(report.sources)
    assert "data:" not in text and "| from | temperature, 80 % interval |" in text


def test_pdf_has_pages_pictures_and_links(report: Report) -> None:
    data = render_pdf(report)
    assert data.startswith(b"%PDF-") and data == render_pdf(report)
    figures = sum(isinstance(b, Figure) for s in report.sections for b in s.blocks)
    assert data.count(b"/Subtype /Image") >= figures == 3
    assert data.count(b"/Subtype /Link") >= sum(len(runs(sources)) for sources in cited(report)) - 20
    assert data.count(b"/Type /Page\n") >= 3 and b"/Outlines" in data
    # a link to a source leads to a page behind the first
    pages = re.findall(rb"/Dest \[(\d+) 0 R /XYZ", data)
    assert len(set(pages)) >= 2


def test_a_chart_in_figures(store: Record, report: Report) -> None:
    figure = next(b for b in section(report, "course").blocks if isinstance(b, Figure))
    table = values(figure.chart, 5)
    assert table is not None and len(table.rows) == 5
    level = store.relation("GRC", "TUR").both.level.mean
    assert table.rows[0].cells[1].startswith(f"{level[0]:+.1f}")
    assert table.rows[-1].cells[1].startswith(f"{level[-1]:+.1f}")
    assert all(len(row.cells) == len(table.head) for row in table.rows)


def test_runs_of_numbers() -> None:
    assert runs(()) == []
    assert runs((1, 4, 5, 6, 9, 10)) == [(1, 1), (4, 6), (9, 9), (10, 10)]
    assert runs((3, 3, 4, 5)) == [(3, 5)]


@pytest.mark.parametrize("ending", [".html", ".pdf", ".md"])
def test_the_command_writes_a_file(store: Record, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"report{ending}"
    result = run("grc", "tur", "--out", str(out), "--source", "coded", "--record", str(copied(store, tmp_path)))
    assert result.exit_code == 0, result.stderr
    data = out.read_bytes()
    assert data.startswith({".html": b"<!doctype html>", ".pdf": b"%PDF-", ".md": b"# Greece and T"}[ending])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "report.docx"), "no report of the kind 'report.docx'; name a file that ends in .html, .pdf or .md"),
        (("--out", "report"), "no report of the kind 'report'"),
        (("--out", "r.md", "--source", "nothing"), "the record holds no source 'nothing'"),
        (("--out", "r.md", "--by", "hour"), "no series by 'hour'"),
        (("--out", "r.md", "--since", "yesterday"), "--since 'yesterday' is not a day"),
    ],
)
def test_the_command_fails_in_one_line(store: Record, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    result = run("GRC", "TUR", *words, "--record", str(copied(store, tmp_path)))
    assert result.exit_code in (1, 2)
    assert result.stderr.startswith("detente: ") and said in result.stderr and result.stderr.count("\n") == 1
    assert not Path(words[1]).exists()


def test_a_file_that_cannot_be_written(report: Report, tmp_path: Path) -> None:
    with pytest.raises(ChartError, match=r"cannot write .*; choose another --out"):
        write(report, tmp_path / "nowhere" / "r.md")


def copied(store: Record, folder: Path) -> Path:
    """The record as a file that another connection may open."""
    store.connection.execute("checkpoint")
    copy = folder / "copy.duckdb"
    copy.write_bytes(store.path.read_bytes())
    return copy


def run(*words: str) -> Result:
    """Run `detente brief WORDS` in this process."""
    app = typer.Typer()
    app.command()(brief)
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result
