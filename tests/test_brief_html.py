"""The account as an HTML file: whole, safe and self-contained."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from hypothesis import given, settings
from lxml import html

from brief_hostile import ATTACKS, hostile_account, hostile_text
from brief_sample import ACCOUNT, EMPTY
from detente.brief import render_html
from detente.brief.plain import clean
from detente.brief.sections import outline


@pytest.fixture(scope="module")
def page():
    return html.document_fromstring(render_html(ACCOUNT))


def squeezed(text: str) -> str:
    return "".join(text.split())


def skeleton(source: str) -> set[str]:
    """The page's kinds of elements with their attribute names: what it is made of, without words."""
    tree = html.document_fromstring(source)
    return {f"{e.tag} {' '.join(sorted(e.attrib))}" for e in tree.iter()}


def test_every_line_is_told(page):
    words = squeezed(page.text_content())
    for section in outline(ACCOUNT).sections:
        assert page.get_element_by_id(section.key).text_content() == section.title
        for line in (line for group in section.groups for line in group.lines):
            assert squeezed(line.lead + line.text) in words


def test_every_item_leads_to_its_words_to_the_letter(page):
    seen = 0
    for part in (
        "actors",
        "meetings",
        "agenda",
        "agreements",
        "statements",
        "events",
        "assessments",
        "positions",
    ):
        for i, item in enumerate(getattr(ACCOUNT, part)):
            key = f"{part}-{i}"
            marked = page.xpath(f'//mark[contains(concat(" ", @data-keys, " "), " {key} ")]')
            assert "".join(m.text for m in marked) == ACCOUNT.article.body[item.start : item.end]
            (button,) = page.xpath(f'//button[@class="line"][contains(concat(" ", @data-keys, " "), " {key} ")]')
            number = item.sentence + 1
            assert button.getparent().xpath(f'.//a[@href="#s{number}"]')
            assert page.get_element_by_id(f"s{number}") is not None
            seen += 1
    assert seen > 25


def test_the_article_is_whole(page):
    article = page.get_element_by_id("article")
    for number in article.xpath('.//*[contains(@class, "number")]'):
        number.drop_tree()
    assert squeezed(article.text_content()) == squeezed(ACCOUNT.article.body)
    assert len(article.xpath("./p")) == ACCOUNT.article.body.count("\n") + 1


def test_events_that_did_not_happen_are_set_apart(page):
    for event_key, aside in (("events-0", False), ("events-2", True), ("events-3", True), ("events-4", True)):
        (button,) = page.xpath(f'//button[@class="line"][contains(concat(" ", @data-keys, " "), " {event_key} ")]')
        assert ("aside" in button.xpath("ancestor::ul[1]/@class")[0].split()) is aside


def test_nothing_is_loaded_and_only_our_own_style_and_script_run(page):
    source = render_html(ACCOUNT)
    (policy,) = page.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    assert policy.startswith("default-src 'none'; ")
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", source, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert not page.xpath("//@src | //@style | //@onclick | //@srcset | //iframe | //object | //form | //base")
    assert set(page.xpath("//link/@href")) == {"data:,"}
    assert all(href.startswith("#") for href in page.xpath("//a/@href"))
    assert "url(" not in source and "@import" not in source


def test_ids_are_unique_and_buttons_have_names(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for button in page.xpath("//button"):
        assert button.get("aria-label") or button.text_content().strip()


def test_an_article_without_states_gets_one_honest_line():
    page = html.document_fromstring(render_html(EMPTY))
    assert page.xpath('//p[@class="nothing"]/text()') == [
        "No interstate content was found in this article (2 sentences read)."
    ]
    assert not page.xpath("//section | //mark | //nav")
    assert "The soup was warm. The bread was not." in " ".join(
        "".join(t for t in page.xpath('//article//text()[not(ancestor::*[contains(@class, "number")])]')).split()
    )


@settings(max_examples=100, deadline=None)
@given(hostile_text())
def test_no_element_and_no_attribute_comes_from_an_article(text):
    source = render_html(hostile_account(text))
    page = html.document_fromstring(source)
    assert skeleton(source) <= skeleton(render_html(hostile_account("x")))
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", source)
    assert squeezed("".join(page.xpath("(//mark)[1]//text()"))) == squeezed(clean(text))


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_shown_as_text(attack):
    source = render_html(hostile_account(attack))
    page = html.document_fromstring(source)
    assert len(page.xpath("//script")) == len(page.xpath("//style")) == 1
    assert not page.xpath("//img | //@onerror | //@onclick | //a[starts-with(@href, 'java')]")
    assert squeezed(clean(attack)) in squeezed(page.get_element_by_id("article").text_content())
