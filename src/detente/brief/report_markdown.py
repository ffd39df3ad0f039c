"""A report as Markdown: charts as tables of figures, claims with links to the numbered sources.

Pictures would have to be data addresses of a hundred thousand characters, which the common readers of Markdown (GitHub,
mail programs, editors) do not show and which make the text unreadable as text; so charts are given in figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.brief.markdown import escape
from detente.brief.report_model import Claim, Claims, Figure, Report, Section, Table, runs, values
from detente.brief.report_sources import Source, Telling
from detente.brief.wording import day

_ROWS = 24


def render_markdown(report: Report) -> str:
    """``report`` in Markdown (CommonMark with tables), ending with a line feed."""
    lines = [f"# {escape(report.title)}", ""]
    for fact in report.facts:
        lines += [escape(fact), ""]
    for section in report.sections:
        lines += _section(section)
    lines += ["## Sources", ""]
    for source in report.sources:
        lines += _source(source)
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"## {escape(section.title)}"
    yield ""
    for block in section.blocks:
        if isinstance(block, Claims):
            yield from _claims(block)
        elif isinstance(block, Table):
            yield from _table(block)
        else:
            yield from _figure(block)
        yield ""
    if section.note:
        yield escape(section.note)
        yield ""


def _claims(block: Claims) -> Iterator[str]:
    if block.running:
        yield " ".join(_claim(claim) for claim in block.claims)
        return
    for claim in block.claims:
        yield f"- {_claim(claim)}"
        for number, words in claim.behind:
            yield f"  - {escape(words)} {refs((number,))}"


def _claim(claim: Claim) -> str:
    more = f" and {claim.more} more" if claim.more else ""
    return f"{escape(claim.text)} {refs(claim.sources)}{more}"


def _figure(figure: Figure) -> Iterator[str]:
    yield f"{escape(figure.text)} {refs(figure.sources)}"
    table = values(figure.chart, _ROWS)
    if table is not None:
        yield ""
        yield from _table(table)
    if figure.chart.marks:
        yield ""
        yield from (f"{n}. {mark.day}: {escape(mark.label)}" for n, mark in enumerate(figure.chart.marks, 1))


def _table(table: Table) -> Iterator[str]:
    cited = any(row.sources for row in table.rows)
    head = [*map(escape, table.head), *(["Sources"] if cited else [])]
    yield f"*{escape(table.caption)}*"
    yield ""
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---:' if 0 < n < len(table.head) else '---' for n in range(len(head)))} |"
    for row in table.rows:
        cells = [*map(escape, row.cells), *([refs(row.sources)] if cited else [])]
        yield f"| {' | '.join(cells)} |"


def refs(numbers: Sequence[int]) -> str:
    """``[[1]](#s1) [[4–9]](#s4)``: links whose text is the number in brackets."""
    return " ".join(
        f"[\\[{first}\\]](#s{first})" if first == last else f"[\\[{first}–{last}\\]](#s{first})"
        for first, last in runs(numbers)
    )


def _source(source: Source) -> Iterator[str]:
    when = f"{day(source.day)}: " if source.day else ""
    named = f" ({escape(source.id)})" if source.id else ""
    yield f'<a id="s{source.number}"></a>**\\[{source.number}\\]** {when}{escape(source.line)}{named}'
    yield ""
    for told in source.tellings:
        yield f"> {escape(told.sentence)}"
        yield ">"
        yield f"> — {escape(_place(told, source))}"
        yield ""
    for note in (*source.notes, *([f"and {source.more} more tellings"] if source.more else [])):
        yield f"- {escape(note)}"
    if source.notes or source.more:
        yield ""


def _place(told: Telling, source: Source) -> str:
    """Title, outlet, day, address and, where it is another than the source's, the id of a telling."""
    published = day(told.published) if told.published else "undated"
    named = [told.title or "untitled", told.outlet or "outlet unknown", published]
    return ", ".join(named + [w for w in (told.address, told.id if told.id != source.id else None) if w])
