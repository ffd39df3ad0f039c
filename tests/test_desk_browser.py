"""The desk in a real Chromium: every page, mark to sentence, brush, search, paste, correct, export, keyboard, themes.

The record is real: the articles of ``examples/`` and events imported from a table.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desk_server import Running, make_record, serving
from detente.account import Accountant

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

PAGES = (
    "/",
    "/relation",
    "/relation/JPN/KOR",
    "/relation/GRC/TUR?since=2015-01-01&until=2019-12-31",
    "/relation/ISL/FJI",
    "/state",
    "/state/GRC",
    "/triad",
    "/triad?one=GRC&other=TUR&third=CYP",
    "/network",
    "/articles",
    "/articles?words=talks",
    "/statements",
    "/events",
    "/sources",
    "/relation/%3Cscript%3E/x",
)
Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, coder: Accountant, browser: Any) -> Iterator[Running]:
    with serving(make_record(tmp_path_factory.mktemp("desk"), coder), coder) as running:
        yield running


@pytest.fixture
def visit(desk: Running, browser: Any) -> Iterator[Visit]:
    """Open an address of the desk in a fresh window; what it asks for and says is kept and judged at the end."""
    contexts, foreign, said = [], [], []

    def opened(path: str, on: Running = desk, **options: Any) -> Any:
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"} | options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: None if r.url.startswith((on.url, "data:", "blob:")) else foreign.append(r.url))
        page.on("console", lambda m: said.append(m.text))
        page.on("pageerror", lambda e: said.append(str(e)))
        page.on("dialog", lambda d: (said.append(d.message), d.dismiss()))
        page.goto(on.url + path)
        page.wait_for_load_state("networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not foreign, "nothing is asked of other machines"
    assert [m for m in said if "status of 4" not in m] == [], "the console is silent"


def settled(page: Any) -> None:
    """Wait until what the page asked for after an act of the reader is there."""
    page.wait_for_timeout(30)
    page.wait_for_selector('[aria-busy="true"]', state="detached")


def until(page: Any, script: str) -> None:
    """Wait for a script to be true; the page's policy forbids the ways that Playwright has for it."""
    for _ in range(200):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {script}")


def article_of(desk: Running, words: str) -> str:
    """The key of the article whose title holds the words."""
    return next(row["id"] for row in desk.get("/api/articles")["rows"] if words in (row["title"] or ""))


def press_mark(page: Any, meta: str, number: int) -> None:
    """Press the mark of a chart where it is drawn, as a mouse does."""
    at = page.evaluate(
        """([meta, number]) => {
            const place = document.getElementById("course"), whole = place._fullLayout;
            place.scrollIntoView();
            const trace = place._fullData.find((t) => t.meta === meta && t.mode.includes("markers"));
            const y = whole[{y: "yaxis", y2: "yaxis2", y4: "yaxis4"}[trace.yaxis]];
            const known = trace.y.map((v, i) => i).filter((i) => trace.y[i] !== null);
            const i = known.at(number), box = place.getBoundingClientRect();
            const across = whole.xaxis._offset + whole.xaxis.d2p(trace.x[i]);
            return [box.left + across, box.top + y._offset + y.d2p(trace.y[i])];
        }""",
        [meta, number],
    )
    page.mouse.move(*at)
    page.wait_for_timeout(150)
    page.mouse.click(*at)
    page.wait_for_selector("#evidence .act")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", [*PAGES, "article"])
def test_every_page_is_clean_and_open_to_all(desk: Running, visit: Visit, path: str, theme: str) -> None:
    path = f"/article/{article_of(desk, 'Japan')}" if path == "article" else path
    page = visit(path, color_scheme=theme)
    assert page.locator("h1").count() == 1
    assert not page.locator(".wait").all() or path.startswith("/relation/")
    found = axe.Axe().run(page).response["violations"]
    serious = [
        (v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


@pytest.mark.parametrize("path", [*PAGES, "article"])
def test_a_phone_does_not_scroll_sideways(desk: Running, visit: Visit, path: str) -> None:
    path = f"/article/{article_of(desk, 'Japan')}" if path == "article" else path
    page = visit(path, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_mark_opens_the_sentence_and_the_sentence_the_article(desk: Running, visit: Visit) -> None:
    page = visit("/relation/JPN/KOR?since=2023-01-01")
    press_mark(page, "act", 0)
    quoted = page.locator("#evidence blockquote").first.inner_text()
    key = article_of(desk, "Japan")
    body = " ".join(desk.get(f"/api/account/{key}")["article"]["body"].split())
    assert quoted and quoted in body
    page.locator("#evidence a", has_text="in the article").first.click()
    page.wait_for_load_state("networkidle")
    lit = "".join(page.locator("mark.on").all_text_contents())
    assert lit and " ".join(lit.split()) in body
    assert page.locator("button.line[aria-pressed=true]").count() >= 1


def test_a_period_a_turning_point_and_a_sentence_of_the_standing_open_their_acts(desk: Running, visit: Visit) -> None:
    page = visit("/relation/GRC/TUR")
    press_mark(page, "period", -1)
    shown = page.locator("#evidence .act").count()
    assert shown >= 1
    assert "row " in page.locator("#evidence").inner_text(), "an imported act names its row"
    page.keyboard.press("Escape")
    assert page.locator("#evidence").is_hidden()
    page.locator("#standing button").first.click()
    page.wait_for_selector("#evidence .act")
    page.keyboard.press("Escape")
    for button in page.locator("#turning button").all()[:2]:
        button.click()
        page.wait_for_selector("#evidence .act")
        page.keyboard.press("Escape")


def test_a_brush_narrows_the_whole_page_and_its_address_keeps_it(desk: Running, visit: Visit) -> None:
    page = visit("/relation/GRC/TUR")
    before = page.locator("#acts li").first.inner_text()
    page.locator("#course").scroll_into_view_if_needed()
    box = page.locator("#course").bounding_box()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.mouse.move(box["x"] + 250, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 500, box["y"] + 160, steps=6)
    page.mouse.up()
    page.wait_for_url(re.compile("since=.*until="))
    settled(page)
    first, last = (re.search(f"{name}=([0-9-]+)", page.url)[1] for name in ("since", "until"))
    for part in ("relation", "acts", "statements", "assessments", "agreements", "meetings", "positions"):
        assert any(f"/api/{part}?" in url and f"since={first}" in url for url in asked), part
    assert page.locator("#acts li").first.inner_text() != before
    days = [row["day"] for row in desk.get("/api/acts", one="GRC", other="TUR", since=first, until=last)["rows"]]
    assert days and all(first <= day <= last for day in days)
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.locator("[name=since]").input_value() == first
    page.get_by_role("button", name="All", exact=True).click()
    settled(page)
    assert "since" not in page.url
    page.go_back()
    settled(page)
    assert f"since={first}" in page.url and page.locator("[name=since]").input_value() == first


def test_marks_of_coverage_open_their_articles_and_acts(desk: Running, visit: Visit) -> None:
    page = visit("/sources")
    for place, meta, held in (("days", None, "a[href^='/article/']"), ("months", "events", ".act")):
        at = page.evaluate(
            """([id, meta]) => {
                const place = document.getElementById(id), whole = place._fullLayout;
                place.scrollIntoView({ block: "center" });
                const trace = place._fullData.find((t) => !meta || t.meta === meta);
                const y = whole[{ y: "yaxis", y2: "yaxis2" }[trace.yaxis]], box = place.getBoundingClientRect();
                const high = trace.type === "bar" ? trace.y[0] / 2 : trace.y[0];
                return [box.left + whole.xaxis._offset + whole.xaxis.d2p(trace.x[0]),
                        box.top + y._offset + y.d2p(high)];
            }""",
            [place, meta],
        )
        page.mouse.move(*at)
        page.wait_for_timeout(150)
        page.mouse.click(*at)
        page.wait_for_selector(f"#evidence {held}")
        page.keyboard.press("Escape")


def test_a_part_of_a_government_opens_its_acts(visit: Visit) -> None:
    page = visit("/relation/JPN/KOR?since=2023-01-01")
    page.locator("#sectors button").first.click()
    page.wait_for_selector("#evidence .act")


def test_small_pictures_of_a_row_stand_level(visit: Visit) -> None:
    """However many lines a title takes."""
    for path in ("/", "/state/GRC"):
        page = visit(path, viewport={"width": 1000, "height": 900})
        settled(page)
        tops = page.evaluate(
            """[...document.querySelectorAll(".multiple")].map((card) =>
                [card, card.querySelector(".spark")].map((part) => Math.round(part.getBoundingClientRect().top)))"""
        )
        assert tops
        for row in {card for card, _ in tops}:
            assert len({spark for card, spark in tops if card == row}) == 1, path


def test_how_others_see_it_is_a_sentence(visit: Visit) -> None:
    page = visit("/relation/JPN/KOR")
    assert len(page.locator("#assessments blockquote").first.inner_text().split()) > 3


def test_search_finds_a_sentence_and_leads_to_it(desk: Running, visit: Visit) -> None:
    page = visit("/articles")
    page.get_by_label("Words in any stored sentence").fill("chemicals")
    page.keyboard.press("Enter")
    page.wait_for_selector("#found blockquote")
    assert "chemicals" in page.locator("#found blockquote").first.inner_text()
    page.locator("#found a").first.click()
    page.wait_for_load_state("networkidle")
    number = page.url.rpartition("#s")[2]
    assert "chemicals" in page.locator(f"#s{number}").inner_text()


def test_statements_by_speaker_and_by_whom_they_are_about(desk: Running, visit: Visit) -> None:
    page = visit("/statements")
    every = page.locator("#found li").count()
    page.get_by_label("Speaker").fill("Kishida")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url(re.compile("speaker=Kishida"))
    settled(page)
    some = page.locator("#found li")
    assert 0 < some.count() < every
    assert all("Kishida" in text for text in some.all_inner_texts())


def test_a_pasted_article_is_coded_and_opens(desk: Running, visit: Visit) -> None:
    page = visit("/articles#add")
    page.get_by_label("or its text").fill("Brazil condemned Uruguay on 3 May 2022. Montevideo recalled its ambassador.")
    page.get_by_label("Title").fill("A quarrel on the river")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("link", name="Open its account").click(timeout=60_000)
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").inner_text() == "A quarrel on the river"
    assert "Brazil" in page.locator("#account").inner_text()
    assert any(row["title"] == "A quarrel on the river" for row in desk.get("/api/articles")["rows"])


def test_what_cannot_be_added_is_said_in_a_line(visit: Visit) -> None:
    page = visit("/articles#add")
    page.get_by_role("button", name="Add", exact=True).click()
    assert "Paste an address or a text" in page.locator("#refused").inner_text()
    page.get_by_label("Address of an article").fill("http://127.0.0.1:9/secret")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_selector("#jobs .failed", timeout=60_000)
    line = page.locator("#jobs .failed").inner_text()
    assert line and "\n" not in line and "Traceback" not in line


def test_a_correction_changes_the_curve_and_can_be_taken_back(desk: Running, visit: Visit) -> None:
    page = visit("/relation/CHN/PHL?since=2023-01-01")

    def level() -> float:
        settled(page)
        return page.evaluate("document.getElementById('course').data.find((t) => t.name === 'temperature').y.at(-1)")

    before = level()
    press_mark(page, "act", -1)
    page.keyboard.press("Escape")
    page.evaluate("document.getElementById('acts').scrollIntoView()")
    # from the list of the period, whose acts carry the form
    page.get_by_text("The same as a table").click()
    page.locator("#figures button").first.click()
    page.wait_for_selector("#evidence .act")
    act = page.locator("#evidence .act", has=page.locator(".tag.cold")).first
    act.get_by_role("button", name="Correct this coding").click()
    form = page.get_by_role("form", name="Correct this coding")
    form.get_by_label("Type").select_option("AID")
    form.get_by_label("Your name").fill("R. Eader")
    form.get_by_role("button", name="Keep the correction").click()
    until(page, "document.getElementById('live').textContent.includes('kept')")
    until(page, f"document.getElementById('course').data.find((t) => t.name === 'temperature').y.at(-1) > {before}")
    kept = desk.get("/api/corrections")[0]
    assert kept["who"] == "R. Eader" and kept["type"] == "AID" and kept["was_type"] != "AID"
    page.goto(f"{desk.url}/article/{kept['article']}")
    page.get_by_role("button", name="Take it back").click()
    page.wait_for_selector("#corrected", state="hidden")
    page.goto(f"{desk.url}/relation/CHN/PHL?since=2023-01-01")
    assert level() == pytest.approx(before)


def test_what_is_shown_is_what_is_exported(desk: Running, visit: Visit, tmp_path: Path) -> None:
    page = visit("/events?one=GRC&other=TUR&since=2014-01-01&until=2016-12-31&type=CONSULT")
    with page.expect_download() as waiting:
        page.locator("a[data-format=csv]").click()
    waiting.value.save_as(tmp_path / "events.csv")
    got = list(csv.DictReader(io.StringIO((tmp_path / "events.csv").read_text(encoding="utf-8"))))
    shown = desk.get(
        "/api/acts", one="GRC", other="TUR", since="2014-01-01", until="2016-12-31", type="CONSULT", limit=200
    )
    total = page.locator("#types-found .facet", has_text="CONSULT").inner_text()
    assert len(got) == len(shown["rows"]) > 0
    assert total.split()[-1] == str(len(got))


def test_events_are_paged_and_filtered_by_type(desk: Running, visit: Visit) -> None:
    page = visit("/events?one=GRC&other=TUR")
    assert page.locator("#found .act").count() == 30
    page.get_by_role("button", name="More acts").click()
    until(page, "document.querySelectorAll('#found .act').length === 60")
    page.locator("#types-found button", has_text="CONSULT").click()
    page.wait_for_url(re.compile("type=CONSULT"))
    settled(page)
    assert set(page.locator("#found .tag").all_inner_texts()) == {"CONSULT"}


def test_dark_and_light_are_chosen_and_kept(visit: Visit) -> None:
    page = visit("/relation/GRC/TUR", color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Switch to dark").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.goto(page.url.replace("/relation/GRC/TUR", "/events"))
    assert page.evaluate(paper) == dark


def test_the_keyboard_alone_reaches_a_sentence_and_comes_back(visit: Visit) -> None:
    page = visit("/relation/GRC/TUR")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#standing') !== null"):
            break
    said = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_selector("#evidence .act")
    assert page.evaluate("document.activeElement.id") == "evidence"
    page.keyboard.press("Tab")
    assert "Close" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == said


def test_a_relation_prints_without_the_furniture(visit: Visit) -> None:
    page = visit("/relation/GRC/TUR")
    page.emulate_media(media="print")
    assert page.locator(".bar").is_hidden() and page.locator("#period").is_hidden()
    assert page.locator("#standing").is_visible() and page.locator("#course .main-svg").first.is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    until(page, "document.querySelector('#course .main-svg').getBoundingClientRect().width <= 680")
    assert page.evaluate("getComputedStyle(document.querySelector('#turning .scroll, #sides')).maxHeight") == "none"
    page.evaluate("dispatchEvent(new Event('afterprint'))")


def test_a_desk_for_reading_only_offers_no_writing(
    desk: Running, visit: Visit, tmp_path: Path, coder: Accountant
) -> None:
    with serving(make_record(tmp_path, coder), read_only=True) as closed:
        page = visit("/articles", on=closed)
        assert page.locator("#adding").count() == 0
        page = visit("/events?one=CHN&other=PHL", on=closed)
        assert page.locator(".act").count() and page.get_by_text("Correct this coding").count() == 0


def test_an_empty_record_says_what_to_do(visit: Visit, tmp_path: Path, coder: Accountant) -> None:
    with serving(tmp_path / "new.duckdb", coder) as fresh:
        assert "Add an article" in visit("/", on=fresh).locator("main").inner_text()
        for path in (
            "/relation",
            "/state",
            "/relation/GRC/TUR",
            "/network",
            "/events",
            "/statements",
            "/articles",
            "/sources",
        ):
            page = visit(path, on=fresh)
            assert page.locator(".empty").count() >= 1, path
            assert page.locator(".failed:not(:empty)").count() == 0, path


def test_hostile_text_stays_text(desk: Running, visit: Visit) -> None:
    attack = "<img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}</textarea><svg onload=alert(3)>"
    job = desk.added(text=f"Chad condemned Niger on 4 May 2020. {attack} said Chad.", title=attack, outlet=attack)
    page = visit(f"/article/{job['keys'][0]}")
    assert "onerror" in page.locator("h1").inner_text() and "49" not in page.locator("h1").inner_text()
    for path in (
        "/articles",
        "/articles?words=Chad",
        "/statements",
        "/events?one=TCD",
        "/relation/TCD/NER",
        "/sources",
    ):
        assert visit(path).locator("img, main script, main svg[onload]").count() == 0


def test_acts_by_their_ids_are_those_of_the_list(desk: Running) -> None:
    for pair in (("GRC", "TUR"), ("CHN", "PHL")):
        rows = desk.get("/api/acts", one=pair[0], other=pair[1], limit=9)["rows"]
        these = desk.get("/api/acts/these", id=[*reversed([row["id"] for row in rows]), "none#1", "sea:²", "x:1"])
        assert [row["id"] for row in reversed(these)] == [row["id"] for row in rows]
        for row, same in zip(rows, reversed(these), strict=True):
            assert {name: row[name] for name in same} == same


def test_events_in_another_order_are_paged_whole(desk: Running, visit: Visit) -> None:
    for sort, key in (("coldest", "goldstein"), ("warmest", "goldstein"), ("oldest", "day"), ("surest", "weight")):
        seen, after = [], None
        while True:
            page = desk.get("/api/acts", one="GRC", other="TUR", sort=sort, after=after, limit=7)
            seen += page["rows"]
            if (after := page["after"]) is None:
                break
        assert (
            len({row["id"] for row in seen})
            == len(seen)
            == sum(row["acts"] for row in desk.get("/api/acts/types", one="GRC", other="TUR"))
        )
        values = [row[key] for row in seen]
        assert values == sorted(values, reverse=sort in ("warmest", "surest"))
    page = visit("/events?one=GRC&other=TUR")
    page.get_by_label("Order").select_option("coldest")
    page.wait_for_url(re.compile("sort=coldest"))
    settled(page)
    shown = desk.get("/api/acts", one="GRC", other="TUR", sort="coldest", limit=1)["rows"][0]
    assert shown["type"] in page.locator("#found .act").first.inner_text()
    assert desk.client.get("/api/acts", params={"sort": "coldest", "after": "2020-01-01~x"}).status_code == 400
