"""The same eight sentences in many layouts: none may be lost, none glued, and nothing else may come in."""

# Examples stand on one line each, so that they can be read as they are.
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
import json

import pytest

from detente.errors import EmptyInput
from detente.ingest import article_from_bytes

STORY = (
    "The foreign ministers of Malta and Cyprus met in Valletta on Monday to discuss the search for missing migrants.",
    "They agreed little.",
    "“We have one sea and two lists,” the Maltese minister, Carmelo Zahra, said.",
    "Cyprus asked for a joint patrol; Malta said that it would think about it.",
    "Italy was not invited.",
    "A diplomat in Rome called the omission “deliberate and unwise”.",
    "The next meeting is due in Nicosia in March.",
    "Both ministers praised the coastguard.",
)


def each(before: str, after: str, sentences: tuple[str, ...] = STORY) -> str:
    return "".join(f"{before}{sentence}{after}" for sentence in sentences)


P = each("<p>", "</p>")
TEASERS = "".join(
    f"<article><h3><a href='/t{n}'>Teaser headline number {n}</a></h3><p>A teaser of fair length that ends properly, {n}.</p></article>"
    for n in range(6)
)
LAYOUTS = {
    "paragraphs": P,
    "two containers around an advert": "<div class='part'>"
    + each("<p>", "</p>", STORY[:4])
    + "</div><div class='ad'>Advertisement</div>"
    "<div class='part'>" + each("<p>", "</p>", STORY[4:]) + "</div>",
    "a section each": each("<section><p>", "</p></section>"),
    "deep wrappers": each("<div class='x'><div><p><span>", "</span></p></div></div>"),
    "divs": each("<div>", "</div>"),
    "line breaks": "<p>" + "<br><br>".join(STORY) + "</p>",
    "a list": f"<p>{STORY[0]}</p><ul>" + each("<li>", "</li>", STORY[1:]) + "</ul>",
    "links in the text": P.replace("Malta ", "<a href='/m'>Malta</a> ").replace("Italy", "<a href='/i'>Italy</a>"),
    "all bold": each("<p><strong>", "</strong></p>"),
    "folded": "<div>"
    + each("<p>", "</p>", STORY[:3])
    + "</div><div class='read-more-content collapsed'>"
    + each("<p>", "</p>", STORY[3:])
    + "</div>",
    "lead in the header": f"<header><p class='lead'>{STORY[0]}</p></header><div>"
    + each("<p>", "</p>", STORY[1:])
    + "</div>",
    "quotation as block": P.replace("<p>“We", "<blockquote><p>“We").replace(
        "Zahra, said.</p>", "Zahra, said.</p></blockquote>"
    ),
    "table cells": "<table><tr><td>" + "</td></tr><tr><td>".join(STORY) + "</td></tr></table>",
    "unclosed tags": "<font size=2>" + "<p>".join(STORY) + "</font>",
    "preformatted": "<pre>" + "\n\n".join(STORY) + "</pre>",
    "quotation elements": P.replace("“", "<q>").replace("”", "</q>"),
    "a class named comment": f"<div class='comment-body'>{P}</div>",
    "a figure": P.replace("<p>Italy", "<figure><img src=a><figcaption>A boat at sea.</figcaption></figure><p>Italy"),
    "definitions": "<dl>" + each("<dd>", "</dd>") + "</dl>",
    "teasers below": f"{P}<section class='more'><h2>More</h2>{TEASERS}</section>",
    "reader comments below": f"{P}<div id='comments'><p>Anna: This is the best news of the year for all of us here.</p></div>",
}


def page(body: str, head: str = "") -> bytes:
    return (
        f"<html><head><title>Malta and Cyprus talk</title>{head}</head><body><nav><a href='/'>Home</a> <a href='/w'>World</a></nav>"
        f"<article><h1>Malta and Cyprus talk</h1>{body}</article><footer>© 2020 Harbour Post</footer></body></html>"
    ).encode()


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_sentence_is_a_paragraph_and_nothing_else_is(name: str) -> None:
    article = article_from_bytes(page(LAYOUTS[name]), source=name)
    assert article.body.split("\n\n") == list(STORY)
    assert article.title == "Malta and Cyprus talk"


def test_text_that_stands_in_json_alone_is_read() -> None:
    script = json.dumps({"@type": "NewsArticle", "articleBody": "\n\n".join(STORY)})
    markup = f"<html><head><script type='application/ld+json'>{script}</script></head><body><div id='app'></div></body></html>"
    body = article_from_bytes(markup.encode(), source="x").body
    assert all(sentence in body for sentence in STORY)


def test_words_that_a_block_boundary_parts_are_not_glued() -> None:
    markup = page(f"<div>{STORY[0]}<div>{STORY[6]}</div>{STORY[7]}</div>" + each("<p>", "</p>", STORY[1:6]))
    assert "migrants.The" not in article_from_bytes(markup, source="x").body


@pytest.mark.parametrize(
    "tag", ["abbr", "b", "cite", "code", "font", "ins", "mark", "q", "small", "sup", "time", "x-link"]
)
def test_words_inside_inline_elements_stay_in_their_sentence(tag: str) -> None:
    marked = STORY[0].replace("Valletta", f"<{tag} datetime='2019-05-16'>Valletta</{tag}>")
    body = article_from_bytes(page(f"<p>{marked}</p>" + each("<p>", "</p>", STORY[1:])), source="x").body
    assert body.replace("“Valletta”", "Valletta").split("\n\n") == list(STORY)


def test_a_page_of_links_alone_holds_no_prose() -> None:
    with pytest.raises(EmptyInput):
        article_from_bytes(page("<ul><li><a href='/a'>One</a></li><li><a href='/b'>Two</a></li></ul>"), source="x")


@pytest.mark.parametrize(
    ("head", "url", "body", "day"),
    [
        ("", "https://harbour.example/2020/03/09/talks.html", "", "2020-03-09"),
        ("", "https://harbour.example/2020/03/talks.html", "", None),
        (
            "<meta property='article:published_time' content='2020-03-09T23:30:00-05:00'>",
            None,
            "",
            "2020-03-09",
        ),
        ("<meta property='article:modified_time' content='2020-03-09'>", None, "", None),
        ("<meta name='date' content='2020-03'>", None, "", None),
        ("<meta name='date' content='March 2020'>", None, "", None),
        ("<meta name='description' content='What was agreed on 9 March 2020 in Valletta'>", None, "", None),
        ("", None, "<time datetime='2020-03-09'>Monday</time>", "2020-03-09"),
        ("", None, "<span class='date'>9 March 2020</span><span class='date'>2 April 2021</span>", None),
        (
            "",
            None,
            "<span class='date'>2 April 2021</span><p class='published'>Published: 9 March 2020</p>",
            "2020-03-09",
        ),
        (
            "",
            None,
            "<p>The treaty of <time datetime='1987-12-08'>8 December 1987</time> was named again and again "
            "by both of the ministers, who know it well and say so.</p>",
            None,
        ),
        (
            '<script type=\'application/ld+json\'>{"@graph": [{"datePublished": "2020-03-09"}]}</script>',
            None,
            "",
            "2020-03-09",
        ),
        ("<meta name='date' content='2999-01-01'>", None, "", None),
    ],
)
def test_a_day_is_taken_only_where_the_page_says_so(head: str, url: str | None, body: str, day: str | None) -> None:
    article = article_from_bytes(page(body + P, head), source="x", url=url)
    assert article.published == (day and dt.date.fromisoformat(day))
    assert article.published_basis == ("metadata" if day else "unknown")
