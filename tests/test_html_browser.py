"""The HTML account in a real browser: highlighting, keyboard, themes, phones, and silence on the network.

Needs Playwright and a Chromium (``chromium`` on the path, or Playwright's own); skipped without them.
"""

from __future__ import annotations

import re

import pytest

from brief_hostile import ATTACKS, hostile_account
from brief_sample import ACCOUNT
from detente.brief import render_html
from explain_sample import hostile_explained


@pytest.fixture
def open_page(browser, tmp_path):
    """Open an account in a fresh window; requests and messages are kept on the page object."""
    contexts = []

    def opened(account=ACCOUNT, **options):
        file = tmp_path / "account.html"
        file.write_text(render_html(account), encoding="utf-8")
        options = {"viewport": {"width": 1200, "height": 500}, "reduced_motion": "reduce", **options}
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.requests, page.messages = [], []
        page.on("request", lambda r: page.requests.append(r.url))
        page.on("console", lambda m: page.messages.append(m.text))
        page.on("pageerror", lambda e: page.messages.append(str(e)))
        page.on("dialog", lambda d: (page.messages.append(d.message), d.dismiss()))
        page.goto(file.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


def line(page, key):
    return page.locator(f'button.line[data-keys~="{key}"]')


def lit(page):
    """The words now highlighted in the article."""
    return "".join(page.locator("mark.on").all_text_contents())


def words(item):
    return ACCOUNT.article.body[item.start : item.end]


def test_a_click_on_any_item_highlights_its_words_and_brings_them_into_view(open_page):
    page = open_page()
    for part in ("events", "statements", "agreements", "outlook", "implications", "positions", "actors"):
        for i, item in enumerate(getattr(ACCOUNT, part)):
            if part == "events" and i == 1:
                continue  # shares its line with the first: one meeting told in both directions
            line(page, f"{part}-{i}").click()
            assert lit(page) == words(item)
            assert page.locator("mark.on").first.is_visible()
            box = page.locator("mark.on").first.bounding_box()
            assert 0 <= box["y"] < 500
            assert line(page, f"{part}-{i}").get_attribute("aria-pressed") == "true"
    assert page.messages == []


def test_a_second_click_or_escape_puts_the_light_out(open_page):
    page = open_page()
    line(page, "events-4").click()
    line(page, "events-4").click()
    assert lit(page) == ""
    line(page, "events-4").click()
    page.keyboard.press("Escape")
    assert lit(page) == ""


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_keyboard_does_what_the_mouse_does(open_page, key):
    page = open_page()
    line(page, "events-4").focus()
    page.keyboard.press(key)
    assert lit(page) == words(ACCOUNT.events[4])
    page.locator("a.number", has_text=re.compile("^3$")).focus()
    page.keyboard.press(key)
    assert page.locator("button.line.on").count() == 1
    assert "SUPPORT" in page.locator("button.line.on").text_content()
    assert "SUPPORT" in page.locator("#told").text_content()


def test_every_control_is_reached_with_the_tab_key(open_page):
    page = open_page()
    wanted = page.locator("button:visible, a:visible").count()
    seen = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("[...document.querySelectorAll('button, a')].indexOf(document.activeElement)"))
    assert len(seen - {-1}) >= wanted


def test_a_click_on_words_shows_their_items(open_page):
    page = open_page()
    page.locator("mark", has_text="Arctic shipping").click()
    assert page.locator("button.line.on").all_text_contents() == ["Arctic shipping"]
    page.locator('mark[data-keys~="events-4"]').first.click()
    assert "COERCE" in page.locator("button.line.on").first.text_content()


def test_without_javascript_the_lines_still_lead_to_their_sentences(open_page):
    page = open_page(java_script_enabled=False)
    page.locator('a[href="#s11"]').first.click()
    assert page.url.endswith("#s11")
    assert page.locator("#s11").bounding_box()["y"] < 500


def test_on_a_phone_one_column_and_a_way_back(open_page):
    page = open_page(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    line(page, "outlook-0").tap()
    assert 0 <= page.locator("mark.on").first.bounding_box()["y"] < 640
    page.locator("#back").tap()
    box = line(page, "outlook-0").bounding_box()
    assert 0 <= box["y"] < 640


def test_hostile_articles_neither_run_nor_load_anything(open_page):
    page = open_page(hostile_account("".join(ATTACKS)))
    for element in page.locator("button.line").all():
        element.click()
    page.wait_for_timeout(100)
    assert page.messages == []
    assert {url.split(":")[0] for url in page.requests} <= {"file", "data"}


CONTRAST = """() => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const luminance = (c) => {
    const [r, g, b] = c.map((v) => v / 255)
      .map((v) => (v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const e of document.querySelectorAll("body *")) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    if (e.matches("script, style")) continue;
    const a = luminance(parse(getComputedStyle(e).color).slice(0, 3)), b = luminance(ground(e).slice(0, 3));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push(e.className + " " + e.tagName + " " + ratio.toFixed(2));
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_at_least_wcag_aa(open_page, scheme):
    page = open_page(color_scheme=scheme)
    assert page.evaluate(CONTRAST) == []
    line(page, "events-0").click()
    assert page.evaluate(CONTRAST) == []
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (int(re.findall(r"\d+", paper)[0]) < 100) is (scheme == "dark")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_why_opens_by_keyboard_with_its_bars_and_good_contrast(open_page, scheme):
    page = open_page(hostile_explained("Norway"), color_scheme=scheme)
    why = page.locator("details.why")
    assert why.count() == 2
    for number in range(2):
        assert not why.nth(number).locator("dl").is_visible()
        why.nth(number).locator("summary").focus()
        page.keyboard.press("Enter")
        assert why.nth(number).locator("dl").is_visible()
    bars = [bar.bounding_box()["width"] for bar in why.nth(0).locator(".bar rect").all()]
    assert bars[0] == pytest.approx(9 * bars[1], rel=0.02)
    assert page.locator("section.rejected").screenshot()[1:4] == b"PNG"
    assert page.evaluate(CONTRAST) == []
    assert page.messages == []


def test_hostile_explanations_neither_run_nor_load_anything(open_page):
    page = open_page(hostile_explained("".join(ATTACKS)), viewport={"width": 360, "height": 640})
    for summary in page.locator("details.why summary").all():
        summary.click()
    page.wait_for_timeout(100)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.messages == []
    assert {url.split(":")[0] for url in page.requests} <= {"file", "data"}


def test_printing_shows_all_of_both_sides(open_page):
    page = open_page()
    page.emulate_media(media="print")
    for side in ("main", "article"):
        height, whole = page.evaluate(
            "(side) => { const e = document.querySelector(side); return [e.clientHeight, e.scrollHeight]; }",
            side,
        )
        assert whole <= height + 2
    assert not page.locator("nav").is_visible() and not page.locator("#back").is_visible()
