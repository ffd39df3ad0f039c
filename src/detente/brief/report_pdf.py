"""A report as a PDF by fpdf2, in the DejaVu fonts of matplotlib: numbers in the text lead to the sources."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from detente.brief.report_drawing import png
from detente.brief.report_model import Claim, Claims, Figure, Report, Section, Table, runs
from detente.brief.report_sources import Source, Telling
from detente.brief.wording import day

if TYPE_CHECKING:
    from fpdf import FPDF

#: Millimetres and points.
_MARGIN, _INDENT, _LINE = 18.0, 6.0, 5.2
_BODY, _SMALL, _HEAD, _TITLE = 10.0, 8.5, 13.0, 20.0
_INK, _SOFT, _LINK, _RULE = (31, 30, 27), (92, 90, 84), (29, 79, 124), (220, 216, 206)
#: Characters of a cell.
_CELL = 160
#: Shown for a character that the font lacks.
_LACKING = "□"


def render_pdf(report: Report) -> bytes:
    """``report`` as an A4 document with bookmarks, page numbers and links from each number to its source.

    The same report gives the same bytes: the day it was made stands for the time of its making.
    """
    page = _Page(report)
    page.head(report)
    for section in report.sections:
        page.section(section)
    page.sources(report.sources)
    return bytes(page.pdf.output())


class _Page:
    """A document being written from top to bottom."""

    def __init__(self, report: Report) -> None:
        self.pdf = _document(report)
        self._known = frozenset(self.pdf.fonts["dejavu"].cmap)  # type: ignore[union-attr]
        self.pdf.add_page()
        # their true places are set when the sources are written
        self._link = {source.number: self.pdf.add_link(page=1) for source in report.sources}

    def head(self, report: Report) -> None:
        self._style("B", _TITLE)
        self.pdf.multi_cell(0, 9, self._shown(report.title), new_x="LMARGIN", new_y="NEXT", align="L")
        self.pdf.ln(1.5)
        for fact in report.facts:
            self._note(fact)

    def section(self, section: Section) -> None:
        self._heading(section.title)
        for block in section.blocks:
            if isinstance(block, Claims):
                self._claims(block)
            elif isinstance(block, Table):
                self._table(block)
            else:
                self._figure(block)
        if section.note:
            self._note(section.note)

    def sources(self, sources: Sequence[Source]) -> None:
        self._heading("Sources")
        for source in sources:
            self._room(2 * _LINE)
            self.pdf.set_link(self._link[source.number], y=self.pdf.get_y(), page=self.pdf.page_no())
            self._style("B", _BODY)
            self._write(f"[{source.number}] ")
            self._style("", _BODY)
            self._write(f"{day(source.day)}: " if source.day else "")
            self._write(source.line)
            self._style("", _SMALL, _SOFT)
            self._write(f"  {source.id}" if source.id else "")
            self.pdf.ln(_LINE)
            with self._indented():
                for told in source.tellings:
                    self._telling(told, source)
                more = [f"and {source.more} more tellings"] if source.more else []
                for note in (*source.notes, *more):
                    self._note(note)
            self.pdf.ln(1.2)

    def _telling(self, told: Telling, source: Source) -> None:
        self._style("", _SMALL + 0.5)
        self._write(f"“{told.sentence}”")
        self.pdf.ln(_LINE)
        published = day(told.published) if told.published else "undated"
        place = f"— {told.title or 'untitled'}, {told.outlet or 'outlet unknown'}, {published}"
        self._style("", _SMALL, _SOFT)
        self._write(place + (", " if told.address else ""))
        if told.address:
            self._style("", _SMALL, _LINK if told.link else _SOFT)
            self._write(told.address, told.link or "")
        if told.id != source.id:
            self._style("", _SMALL, _SOFT)
            self._write(f", {told.id}")
        self.pdf.ln(_LINE)

    def _claims(self, block: Claims) -> None:
        for claim in block.claims:
            if not block.running:
                self._room(2 * _LINE)
            self._style("", _BODY)
            self._claim(claim)
            if block.running:
                self._write(" ")
                continue
            self.pdf.ln(_LINE)
            with self._indented():
                for number, words in claim.behind:
                    self._style("", _SMALL, _SOFT)
                    self._write(f"{words} ")
                    self._refs((number,), _SMALL)
                    self.pdf.ln(_LINE)
            self.pdf.ln(1.2)
        if block.running:
            self.pdf.ln(_LINE + 1.5)

    def _claim(self, claim: Claim) -> None:
        self._write(f"{claim.text} ")
        self._refs(claim.sources)
        if claim.more:
            self._style("", _SMALL, _SOFT)
            self._write(f" and {claim.more} more")

    def _refs(self, numbers: Sequence[int], size: float = _SMALL) -> None:
        self._style("", size, _LINK)
        for first, last in runs(numbers):
            self._write(f"[{first}]" if first == last else f"[{first}–{last}]", self._link[first])

    def _figure(self, figure: Figure) -> None:
        width = self.pdf.epw
        self._room(width / 2 + 3 * _LINE)
        picture = io.BytesIO(png(figure.chart))
        self.pdf.image(picture, x=self.pdf.l_margin, w=width, alt_text=self._shown(figure.text))
        self.pdf.ln(1)
        self._style("", _SMALL, _SOFT)
        self._write(f"{figure.text} ")
        self._refs(figure.sources)
        self.pdf.ln(_LINE + 2)

    def _table(self, table: Table) -> None:
        from fpdf.fonts import FontFace

        cited = any(row.sources for row in table.rows)
        head = (*table.head, *(("Sources",) if cited else ()))
        columns = zip(table.head, *(row.cells for row in table.rows), strict=True)
        wide = [min(max(map(len, column)), 40) + 3 for column in columns]
        wide += [max([7, *(len(_told(row.sources)) for row in table.rows)]) + 3] if cited else []
        align = ["LEFT"] + ["RIGHT"] * (len(table.head) - 1) + (["LEFT"] if cited else [])
        self._room(5 * _LINE)
        self._note(table.caption)
        self.pdf.ln(1)
        self._style("", _SMALL)
        self.pdf.set_draw_color(*_RULE)
        with self.pdf.table(
            col_widths=tuple(wide),
            text_align=tuple(align),
            borders_layout="HORIZONTAL_LINES",
            headings_style=FontFace(emphasis="BOLD", color=_SOFT),
            line_height=_LINE,
            padding=(0.6, 1.5),
        ) as grid:
            grid.row([self._cell(cell) for cell in head])
            for row in table.rows:
                line = grid.row()
                for cell in row.cells:
                    line.cell(self._cell(cell))
                if row.sources:
                    # a cell has one link: to what is the row's own
                    own = row.sources[1] if len(row.sources) > 1 else row.sources[0]
                    line.cell(_told(row.sources), link=self._link[own], style=FontFace(color=_LINK))
        self.pdf.ln(2)

    def _heading(self, title: str) -> None:
        self.pdf.ln(3)
        self._room(8 * _LINE)
        self.pdf.start_section(self._shown(title))
        self._style("B", _HEAD)
        self.pdf.multi_cell(0, 7, self._shown(title), new_x="LMARGIN", new_y="NEXT", align="L")
        self.pdf.ln(1)

    def _note(self, text: str) -> None:
        self._style("", _SMALL, _SOFT)
        self.pdf.multi_cell(0, _LINE - 0.6, self._shown(text), new_x="LMARGIN", new_y="NEXT", align="L")

    def _write(self, text: str, link: str | int = "") -> None:
        if text:
            self.pdf.write(_LINE, self._shown(text), link)

    def _style(self, style: str, size: float, ink: tuple[int, int, int] = _INK) -> None:
        self.pdf.set_font("dejavu", style, size)
        self.pdf.set_text_color(*ink)

    def _room(self, height: float) -> None:
        """A new page when there is no room for so much on this one."""
        if self.pdf.will_page_break(height):
            self.pdf.add_page()

    def _shown(self, text: str) -> str:
        return "".join(c if ord(c) in self._known else _LACKING for c in text)

    def _cell(self, text: str) -> str:
        """What a cell holds: a row higher than a page cannot be set."""
        return self._shown(text if len(text) <= _CELL else text[:_CELL] + " …")

    @contextmanager
    def _indented(self) -> Iterator[None]:
        self.pdf.set_left_margin(_MARGIN + _INDENT)
        self.pdf.set_x(_MARGIN + _INDENT)
        yield
        self.pdf.set_left_margin(_MARGIN)
        self.pdf.set_x(_MARGIN)


def _told(numbers: Sequence[int]) -> str:
    return " ".join(f"[{a}]" if a == b else f"[{a}–{b}]" for a, b in runs(numbers))


@cache
def _fonts() -> dict[str, Path]:
    """The faces of DejaVu Sans that matplotlib brings, by fpdf2's names of styles."""
    import matplotlib

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return {"": folder / "DejaVuSans.ttf", "B": folder / "DejaVuSans-Bold.ttf"}


def _document(report: Report) -> FPDF:
    from fpdf import FPDF

    class Numbered(FPDF):
        def footer(self) -> None:
            self.set_y(-14)
            self.set_font("dejavu", "", 8)
            self.set_text_color(*_SOFT)
            self.cell(0, 6, str(self.page_no()), align="C")

    pdf = Numbered(format="A4")
    pdf.alias_nb_pages("")  # or an article with "{nb}" in it would show a number
    pdf.set_margins(_MARGIN, _MARGIN)
    pdf.set_auto_page_break(True, margin=_MARGIN + 4)
    for style, path in _fonts().items():
        pdf.add_font("dejavu", style, path)
    if find_spec("uharfbuzz") is not None:  # joins and orders the letters of right-to-left scripts
        pdf.set_text_shaping(True)
    pdf.set_lang("en")
    pdf.set_title(report.title)
    pdf.set_creator("Détente")
    pdf.set_creation_date(dt.datetime.combine(report.made, dt.time(), dt.UTC))
    return pdf
