"""The account in Markdown: whole, and article text never becomes mark-up."""

from __future__ import annotations

import re

from hypothesis import given, settings
from markdown_it import MarkdownIt

from brief_hostile import hostile_account, hostile_text
from brief_sample import ACCOUNT, EMPTY
from detente.brief import render_markdown
from detente.brief.markdown import escape
from detente.brief.plain import flat
from detente.brief.sections import outline


def reader() -> MarkdownIt:
    return MarkdownIt("gfm-like", {"linkify": False})


def html_of(markdown: str) -> str:
    """What GitHub-like readers make of it, without the anchors that we write ourselves."""
    return re.sub(r'<a id="s\d+"></a>', "", reader().render(markdown))


def shown(markdown: str) -> str:
    """The words a reader sees."""
    words = []
    for token in reader().parse(markdown):
        for child in token.children or ():
            words.append(child.content if child.type in ("text", "html_inline", "code_inline") else " ")
    return " ".join("".join(words).split())


def test_every_line_is_told_and_refers_to_its_sentences():
    markdown = render_markdown(ACCOUNT)
    words = shown(markdown)
    for section in outline(ACCOUNT).sections:
        assert f"\n## {section.title}\n" in markdown
        for line in (line for group in section.groups for line in group.lines):
            assert line.text in words
            assert line.lead in words
            for number in line.sentences:
                assert f"[s. {number}](#s{number})" in markdown


def test_every_sentence_referred_to_is_quoted_at_the_end_under_its_number():
    markdown = render_markdown(ACCOUNT)
    end = markdown.split("\n## Sentences\n")[1]
    referred = {int(n) for n in re.findall(r"\]\(#s(\d+)\)", markdown)}
    quoted = {int(n) for n in re.findall(r'<a id="s(\d+)"></a>', end)}
    assert referred == quoted != set()
    words = shown(end)
    for number in quoted:
        start, stop = ACCOUNT.sentences[number - 1]
        assert f"{number}. {flat(ACCOUNT.article.body[start:stop])}" in words


def test_events_that_did_not_happen_have_headings_of_their_own():
    markdown = render_markdown(ACCOUNT)
    happened = markdown.split("### Happened\n")[1].split("###")[0]
    assert "| 13 May 2031 | actual |" in happened
    assert "recalled" not in happened and "hypothetical" not in happened
    assert "| claimed by Iceland |" in markdown.split("### Claimed by a party alone\n")[1].split("###")[0]


def test_an_article_without_states_gets_one_honest_line():
    markdown = render_markdown(EMPTY)
    assert "No interstate content was found in this article (2 sentences read)." in markdown
    assert "## " not in markdown


@settings(max_examples=150, deadline=None)
@given(hostile_text())
def test_an_article_makes_no_markup(text):
    html = html_of(render_markdown(hostile_account(text)))
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z!?][\w-]*)", html))
    assert tags <= {
        "h1",
        "h2",
        "h3",
        "p",
        "br",
        "ul",
        "li",
        "strong",
        "a",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert all(re.fullmatch(r"#s\d+", href) for href in re.findall(r'href="([^"]*)"', html))
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    assert rows and all(len(re.findall("<t[dh]", row)) == 6 for row in rows)


@settings(max_examples=200, deadline=None)
@given(hostile_text().map(flat).filter(bool))
def test_escaped_text_reads_as_it_was(text):
    """The words come back to the letter from a Markdown reader."""
    words = [t for t in reader().parse(f"x {escape(text)}") if t.type == "inline"]
    assert len(words) == 1
    assert "".join(child.content for child in words[0].children or ()) == f"x {text}"
    assert {child.type for child in words[0].children or ()} <= {"text", "text_special", "html_entity"}


def test_bare_addresses_are_not_made_links():
    for address in ("http://e.example/x", "https://e.example", "www.e.example"):
        assert address not in escape(address)
