"""An account as Markdown: the same sections, with the sentences quoted and numbered at the end.

Article text is escaped for CommonMark and GitHub's extensions, so that it stays text: no element, no
link, no footnote, no table cell is made by what an article says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detente.brief.outline import Group, Line, Outline, Section
from detente.brief.plain import flat
from detente.brief.sections import outline
from detente.brief.why import CAPTION, TITLE, Why, Whys, whys
from detente.records import Account

_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL: Final = re.compile(r"[\\`*_\[\]|~#^$@]|[&<>]|(?<=[a-z]):(?=//)|(?<=www)\.", re.IGNORECASE)
_LINE_START: Final = re.compile(r"^(\d*)([-+.=):])")


def escape(text: str) -> str:
    """``text`` (one line) so that every Markdown reader shows it as it is."""
    text = _SPECIAL.sub(lambda m: _ENTITIES.get(m.group(), "\\" + m.group()), text)
    return _LINE_START.sub(r"\1\\\2", text)


def render_markdown(account: Account) -> str:
    """``account`` in Markdown (CommonMark with tables), ending with a line feed.

    An :class:`~detente.explanation.Explained` account shows its explanations after the events and at the end.
    """
    told, why = outline(account), whys(account)
    return "\n".join((*_head(told), *_body(told, why), *_sentences(told, account, why)))


def _head(told: Outline) -> Iterator[str]:
    yield f"# {escape(told.title)}"
    yield ""
    for fact in told.facts:
        yield f"{escape(fact)}  "
    yield ""
    if told.nothing:
        yield told.nothing
        yield ""


def _body(told: Outline, why: Whys | None) -> Iterator[str]:
    for section in told.sections:
        yield f"## {section.title}"
        yield ""
        for group in section.groups:
            yield from _group(section, group)
        if why and section.key == "events":
            yield "### Why these events"
            yield ""
            for line in (line for group in section.groups for line in group.lines):
                for item in why.of(line):
                    yield from _why(item, refs(line))
            yield ""
    if why and why.rejected:
        yield f"## {TITLE}"
        yield ""
        for passed in why.rejected:
            for item in passed.whys:
                yield from _why(item, f"[s. {passed.number}](#s{passed.number})")
        yield ""
    if told.limits:
        yield "## Limits"
        yield ""
        for limit in told.limits:
            yield f"- {escape(limit)}"
        yield ""


def _group(section: Section, group: Group) -> Iterator[str]:
    if section.run:
        items = "; ".join(f"{escape(line.text)} {_trailer(line)}" for line in group.lines)
        yield f"- **{escape(group.title)}:** {items}" if group.title else f"- {items}"
        yield ""
        return
    if group.title:
        yield f"### {escape(group.title)}"
        yield ""
    if all(line.row for line in group.lines):
        yield from _table(group)
    else:
        yield from (_item(line) for line in group.lines)
    yield ""


def _why(item: Why, reference: str) -> Iterator[str]:
    reason = f": {escape(item.reason)}" if item.reason else ""
    yield f"- **{escape(item.title)}**{reason} {reference}"
    for label, text in item.facts:
        yield f"  - {label}: {escape(text)}"
    if item.bars:
        yield f"  - {CAPTION}: {', '.join(f'{bar.label} {bar.shown}' for bar in item.bars)}"


def _item(line: Line) -> str:
    lead = f"**{escape(line.lead)}:** " if line.lead else ""
    return f"- {lead}{escape(line.text)} {_trailer(line)}"


def _trailer(line: Line) -> str:
    """Doubt and dates in brackets, then the sentence numbers as links to the quoted sentences."""
    marks = f"({escape('; '.join(line.marks))}) " if line.marks else ""
    return f"{marks}{refs(line)}"


def refs(line: Line) -> str:
    """``[s. 9](#s9)`` for each sentence of the line."""
    return ", ".join(f"[s. {n}](#s{n})" for n in line.sentences)


def _table(group: Group) -> Iterator[str]:
    yield "| When | Status | Who → whom | What | Sure | Sentence |"
    yield "| --- | --- | --- | --- | ---: | --- |"
    for line in group.lines:
        if line.row is not None:
            r = line.row
            cells = (escape(cell) for cell in (r.when, r.status, r.who, r.what, r.sure))
            yield f"| {' | '.join(cells)} | {refs(line)} |"


def _sentences(told: Outline, account: Account, why: Whys | None) -> Iterator[str]:
    quoted = {n for s in told.sections for g in s.groups for line in g.lines for n in line.sentences}
    used = sorted(quoted | {passed.number for passed in (why.rejected if why else ())})
    if not used:
        return
    yield "## Sentences"
    yield ""
    for number in used:
        if number <= len(account.sentences):
            start, end = account.sentences[number - 1]
            yield f'<a id="s{number}"></a>**{number}.** {escape(flat(account.article.body[start:end]))}'
            yield ""
