"""An account in the terminal: what an editor reads in a minute.

rich decides about colour: none when the output is no terminal or ``NO_COLOR`` is set. Everything is
passed as :class:`rich.text.Text`, never as mark-up, so that brackets in an article stay brackets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.brief.excerpt import excerpt
from detente.brief.outline import Group, Line, Section
from detente.brief.sections import outline
from detente.brief.why import NO_ACT, TITLE, Passed, Why, Whys, whys
from detente.records import Account

#: Longer lines tire the eye; a wider terminal keeps its right side empty.
MAX_WIDTH: Final = 120

#: Smaller probabilities are left to the JSON and the HTML.
LEAST: Final = 0.02

#: Marks round the evidence in a quoted sentence: seen without colour, rare in prose.
OPEN, CLOSE = "⟦", "⟧"


def render_terminal(account: Account, console: Console, *, evidence: bool = False) -> None:
    """Print ``account`` on ``console``; with ``evidence``, each line's sentence with its words marked.

    An :class:`~detente.explanation.Explained` account shows its explanations: below each event, and what was
    considered and not counted at the end. Sentences are numbered from 1 (``s.1`` is the one that the JSON numbers 0).
    """
    told, why = outline(account), whys(account)
    width = min(console.width, MAX_WIDTH)

    def show(what: RenderableType) -> None:
        console.print(what, width=width, highlight=False, emoji=False, markup=False)

    show(Text(told.title, style="bold"))
    for fact in told.facts:
        show(Text(fact, style="dim"))
    if told.nothing:
        show(Text(f"\n{told.nothing}"))
    for section in told.sections:
        show(Text(f"\n{section.title.upper()}", style="bold cyan"))
        for block in _blocks(section, account, evidence, why):
            show(Padding(block, (0, 0, 0, 2)))
    if why and why.rejected:
        show(Text(f"\n{TITLE.upper()}", style="bold cyan"))
        for passed in why.rejected:
            for block in _rejected(passed):
                show(Padding(block, (0, 0, 0, 2)))
    if told.limits:
        show(Text())
        for limit in told.limits:
            show(Text(limit, style="dim"))


def _blocks(section: Section, account: Account, evidence: bool, why: Whys | None) -> Iterator[RenderableType]:
    if section.key == "events" and not evidence and why is None:
        yield from _tables(section)
        return
    for group in section.groups:
        if section.run and not evidence:
            yield _run(group)
            continue
        if group.title:
            yield Text(group.title, style="italic" if group.aside else "bold")
        for line in group.lines:
            yield _entry(line, group.aside)
            if evidence:
                yield from _quoted(line, account)
            if why is not None:
                for item in why.of(line):
                    yield Padding(_why(item), (0, 0, 1, 4))


def _run(group: Group) -> Text:
    """The lines of a group run together: ``Issues: arms control (s.3); fishing rights (s.3)``."""
    text = Text()
    if group.title:
        text.append(f"{group.title}: ", style="bold")
    for i, line in enumerate(group.lines):
        text.append("; " if i else "")
        text.append(line.text)
        text.append(f" ({', '.join((*line.marks, refs(line)))})", style="dim")
    return text


def _entry(line: Line, aside: bool) -> Table:
    """One line with its sentence numbers set out on the right."""
    text = Text(style="italic" if aside else "")
    if line.lead:
        text.append(f"{line.lead}: ", style="bold")
    text.append(line.text)
    if line.marks:
        text.append(f" ({'; '.join(line.marks)})", style="dim")
    grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
    grid.add_column(ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_row(text, Text(refs(line), style="dim"))
    return grid


def refs(line: Line) -> str:
    """``s.9`` or ``s.3, 9``."""
    return "s." + ", ".join(str(n) for n in line.sentences)


def _tables(section: Section) -> Iterator[RenderableType]:
    """Events that happened in one table; what is merely told in a second one, so that none is mistaken."""
    for aside, title in ((False, "Happened"), (True, "Told, but not the news itself: see the status")):
        groups = [g for g in section.groups if g.aside is aside]
        if groups:
            if aside and groups[0] is not section.groups[0]:
                yield Text()
            yield Text(title, style="italic" if aside else "bold")
            yield _table(groups, aside)


def _table(groups: list[Group], aside: bool) -> Table:
    table = Table(box=SIMPLE_HEAD, expand=True, padding=(0, 1, 0, 0), show_edge=False, header_style="dim")
    table.add_column("When", width=13)
    table.add_column("Status", width=12)
    table.add_column("Who → whom", ratio=5)
    table.add_column("What", ratio=4)
    table.add_column("Sure", justify="right", no_wrap=True, min_width=4)
    table.add_column("", justify="right", no_wrap=True, min_width=4)
    for line in (line for group in groups for line in group.lines):
        if line.row is not None:
            r = line.row
            cells = [Text(c, style="italic" if aside else "") for c in (r.when, r.status, r.who, r.what, r.sure)]
            table.add_row(*cells, Text(refs(line), style="dim"))
    return table


def _quoted(line: Line, account: Account) -> Iterator[RenderableType]:
    for spot in line.spots:
        part = excerpt(account, spot)
        text = Text(style="dim")
        text.append(f"{part.number} │ ")
        text.append(part.before)
        text.append(f"{OPEN}{part.words}{CLOSE}", style="bold not dim")
        text.append(part.after)
        yield Padding(text, (0, 0, 0, 2))
    if line.basis:
        yield Padding(Text(f"date: {line.basis}", style="dim"), (0, 0, 0, 2))


def _rejected(passed: Passed) -> Iterator[RenderableType]:
    yield Text(f"{passed.number} │ {passed.text}", style="dim")
    for item in passed.whys:
        yield Padding(Text.assemble((item.title, "bold"), f": {item.reason}"), (0, 0, 0, 2))
        yield Padding(_why(item), (0, 0, 1, 4))


def _why(item: Why) -> Table:
    """The facts with their labels, and the probabilities as bars of up to 20 characters."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column()
    for label, text in item.facts:
        grid.add_row(Text(label), Text(text))
    bars = [bar for bar in item.bars if bar.share >= LEAST or bar.label == NO_ACT]
    if bars:
        wide = max(len(bar.label) for bar in bars)
        rows = (f"{b.label:<{wide}} {b.shown:>4} {'▇' * round(b.share * 20)}".rstrip() for b in bars)
        grid.add_row(Text("Model"), Text("\n".join(rows), no_wrap=True, overflow="crop"))
    return grid
