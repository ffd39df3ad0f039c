"""A relation as one file that can be passed on: sections of claims, each with the numbers of its sources.

:func:`gather` reads a record once and gives a frozen :class:`Report`; the modules ``report_html``, ``report_pdf`` and
``report_markdown`` are functions of it alone, so that none says more than another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from detente import __version__
from detente.brief.chart import Chart, ChartError, Line
from detente.brief.plain import flat
from detente.brief.relation import chance, chart_of, directions_chart, last_of, moved_at
from detente.brief.report_model import Claim, Claims, Figure, Report, Row, Section, Table
from detente.brief.report_sources import Sourcebook
from detente.brief.report_words import words
from detente.brief.standing import standing
from detente.brief.wording import day
from detente.glossary import meaning
from detente.knowledge import names as known
from detente.relations.outlook import Forecast
from detente.relations.relation import Relation

if TYPE_CHECKING:
    from detente.record.record import Record

#: Acts cited one by one for a sentence, for a turning point and for a row of a table.
_CITED, _TURNED, _ROW = 12, 5, 3
#: Turning points, rows of parts, and articles that the first source lists.
_TURNS, _PARTS, _ARTICLES = 24, 12, 40
ENDINGS = (".html", ".pdf", ".md")


def gather(
    store: Record,
    found: Relation,
    forecast: Forecast | None = None,
    *,
    made: dt.date,
    since: dt.date | None = None,
    until: dt.date | None = None,
    names: Mapping[str, str] | None = None,
) -> Report:
    """The report of ``found``, a relation of the record ``store``, made on the day ``made``.

    ``since`` and ``until`` limit statements and assessments by their day of publication, as they limited the relation;
    ``names`` gives names to codes for the title and the standing; the knowledge's own where none are given.

    Raises:
        UnknownItem: the relation is of another record.
    """
    names = names if names is not None else known()
    book = Sourcebook(store)
    base = (book.computed(*_basis(store, found, since, until)),)
    sections = [
        Section("standing", "Where it stands", (Claims(tuple(_standing(found, book, base, names)), running=True),)),
        *(_figures(found, book, base) if len(found.acts) else ()),
        *words(store, book, found.one, found.other, since, until),
        *_outlook(forecast, book, base),
        Section("reading", "How to read this", (Claims(tuple(_limits(found, book, base))),)),
    ]
    pair = [names.get(code, code) for code in (found.one, found.other)]
    title = " and ".join(pair) + (f": {found.context}" if found.context else "")
    return Report(flat(title), tuple(map(flat, _facts(found, made))), made, tuple(sections), book.listed())


def write(report: Report, out: Path) -> None:
    """Write the report as the ending of ``out`` says.

    Raises:
        ChartError: another ending than .html, .pdf or .md, or the file cannot be written.
    """
    check_ending(out)
    ending = out.suffix.lower()
    if ending == ".html":
        from detente.brief.report_html import render_html

        data = render_html(report).encode()
    elif ending == ".pdf":
        from detente.brief.report_pdf import render_pdf

        data = render_pdf(report)
    else:
        from detente.brief.report_markdown import render_markdown

        data = render_markdown(report).encode()
    try:
        out.write_bytes(data)
    except OSError as error:
        raise ChartError(f"cannot write {out}: {error.strerror}; choose another --out") from None


def check_ending(out: Path) -> None:
    """Refuse a file whose ending names no kind of report, before any work is done.

    Raises:
        ChartError: the ending is none of :data:`ENDINGS`.
    """
    if out.suffix.lower() not in ENDINGS:
        raise ChartError(f"no report of the kind {out.name!r}; name a file that ends in .html, .pdf or .md")


def _basis(store: Record, found: Relation, since: dt.date | None, until: dt.date | None) -> tuple[str, list[str]]:
    """The source of all figures: which acts they rest on, where those come from, and how to see every one."""
    acts = found.acts
    if not len(acts):
        return f"The record holds no dated act between {found.one} and {found.other}.", []
    first, last = (day(d.astype(object)) for d in (acts.day[0], acts.day[-1]))
    line = f"All {len(acts):,} acts between {found.one} and {found.other} from {first} to {last}"
    notes = [note for name in sorted(set(acts.source)) for note in _data(store, found, str(name))]
    notes.append(
        "Figures: a state-space level of the Goldstein scores of each period (Kalman 1960), with intervals that widen "
        "where reports are few; turning points by PELT (Killick, Fearnhead and Eckley 2012)."
    )
    limits = "".join(f" --{name} {value}" for name, value in (("since", since), ("until", until)) if value)
    limits += "".join(f" --source {name}" for name in sorted(set(acts.source)))
    context = f" --context {found.context}" if found.context else ""
    notes.append(f"To repeat them: detente dyad {found.one} {found.other} --by {found.by}{context}{limits}")
    notes.append(f"To see every act: detente export csv --between {found.one} {found.other}{limits}")
    return f"{line}.", notes


def _data(store: Record, found: Relation, name: str) -> Iterator[str]:
    """Where the acts of one source come from."""
    mine = found.acts.where(found.acts.source == name)
    told = f"{len(mine):,} act{'' if len(mine) == 1 else 's'}"
    if name != "coded":
        asked = "select file, format, digest from imports where dataset = ?"
        for file, kind, digest in store.connection.execute(asked, [name]).fetchall():
            shown = PurePosixPath(str(file).replace("\\", "/")).name
            yield f"{told} of the data set {name}, imported from {shown} ({kind}; SHA-256 {str(digest)[:16]}…)."
        return
    keys = sorted({str(i).rpartition("#")[0] for i in mine.id})
    asked = """select a.title, a.outlet, a.published, r.detente, r.model, r.knowledge
        from articles a join runs r on r.id = a.run where list_contains(?, a.id)
        order by a.published nulls last, a.seq"""
    rows = store.connection.execute(asked, [keys]).fetchall()
    runs = sorted({f"detente {r[3]}, model {r[4]}, knowledge {r[5]}" for r in rows})
    yield f"{told} coded from {len(keys)} article{'' if len(keys) == 1 else 's'} ({'; '.join(runs)}):"
    for title, outlet, published, *_ in rows[:_ARTICLES]:
        yield f"“{title or 'untitled'}”, {outlet or 'outlet unknown'}, {day(published) if published else 'undated'}."
    if len(rows) > _ARTICLES:
        yield f"… and {len(rows) - _ARTICLES} more articles."


def _facts(found: Relation, made: dt.date) -> Iterator[str]:
    acts = found.acts
    if len(acts):
        first, last = (day(d.astype(object)) for d in (acts.day[0], acts.day[-1]))
        from_ = ", ".join("our coding" if name == "coded" else str(name) for name in sorted(set(acts.source)))
        yield f"{found.one} and {found.other}, by {found.by}: {len(acts):,} acts, {first} to {last}, from {from_}"
    yield f"Made on {day(made)} with Détente {__version__}. Numbers in brackets lead to the sources at the end."


def _standing(
    found: Relation, book: Sourcebook, base: tuple[int, ...], names: Mapping[str, str] | None
) -> Iterator[Claim]:
    for said in standing(found, names):
        numbers, more = book.acts(said.ids, _CITED)
        yield Claim(flat(said.text), base + numbers, more)


def _figures(found: Relation, book: Sourcebook, base: tuple[int, ...]) -> Iterator[Section]:
    """What is computed from acts, where there are any."""
    yield from _courses(found, base)
    yield _turns(found, book, base)
    yield _parts("issues", "Issues", found, book, base)
    yield _parts("government", "Parts of government", found, book, base)


def _courses(found: Relation, base: tuple[int, ...]) -> Iterator[Section]:
    """The temperature, each direction, and cooperation and conflict apart: charts where there is a course."""
    drawn = np.isfinite(found.both.level.mean).sum() > 1
    pair = f"{found.one} and {found.other}"
    if drawn:
        text = (
            f"Temperature of {pair} by {found.by} on Goldstein's scale, from -10 (conflict) to +10 (cooperation), with "
            "its 80 % interval; dots are the plain means of single periods, numbered lines the turning points below."
        )
        aside = "The same for the acts of each side towards the other."
        figures = (Figure(chart_of(found), text, base), Figure(directions_chart(found), aside, base))
        yield Section("course", "Temperature", figures)
    blocks: list[Figure | Table] = []
    if drawn:
        text = "Points of cooperation and of conflict that an act of the period brings on average, with 80 % intervals."
        blocks.append(Figure(_apart(found), text, base))
    head = ("Direction", "Acts", "Temperature", "Cooperation", "Conflict")
    rows = tuple(
        Row(
            (s.name, f"{int(s.reports.sum()):,}", *(last_of(level) for level in (s.level, s.cooperation, s.conflict))),
            base,
        )
        for s in (found.both, found.forth, found.back)
    )
    caption = "At the end of the period, with 80 % intervals, in Goldstein points"
    yield Section("apart", "Cooperation and conflict", (*blocks, Table(caption, head, rows)))


def _apart(found: Relation) -> Chart:
    day, good, bad = found.both.day, found.both.cooperation, found.both.conflict
    lines = (
        Line("cooperation, 80 % interval", day, good.mean, *good.interval(80), shade="warm"),
        Line("conflict, 80 % interval", day, bad.mean, *bad.interval(80), shade="cold"),
    )
    return Chart(f"{found.one} and {found.other}: cooperation and conflict", "Goldstein points an act", lines)


def _turns(found: Relation, book: Sourcebook, base: tuple[int, ...]) -> Section:
    claims = []
    first = max(len(found.turning) - _TURNS, 0)
    for number, turn in enumerate(found.turning[first:], first + 1):
        numbers, more = book.acts(turn.acts, _TURNED)
        text = f"{number}. {day(turn.day)}: {turn.direction}, probability {chance(turn.probability)}; {moved_at(turn)}."
        claims.append(Claim(text, base + numbers, more, tuple((n, _words(book, n)) for n in numbers)))
    note = f"The {first} earlier ones are left out." if first else ""
    if not claims:
        note = "No turning point is seen: the course does not change by more than its own spread from week to week."
    return Section("turning", "Turning points", (Claims(tuple(claims)),) if claims else (), note)


def _words(book: Sourcebook, number: int) -> str:
    """What an act says for itself: its first sentence, or its line."""
    source = book.source(number)
    when = f"{day(source.day)}: " if source.day else ""
    return f"{when}{source.line}" + (f" — “{source.tellings[0].sentence}”" if source.tellings else "")


def _parts(key: str, title: str, found: Relation, book: Sourcebook, base: tuple[int, ...]) -> Section:
    parts = found.contexts if key == "issues" else found.sectors
    if not parts:
        return Section(key, title, (), f"The acts name no {'issue' if key == 'issues' else 'part of a government'}.")
    acts = found.acts
    labels = [f"{a} {s}" if s else str(a) for a, s in zip(acts.actor, acts.sector, strict=True)]
    rows = []
    for part in parts[:_PARTS]:
        inside = (
            [part.name in c for c in acts.contexts] if key == "issues" else [label == part.name for label in labels]
        )
        numbers, _ = book.acts(acts.id[np.array(inside, dtype=bool)][::-1][:_ROW], _ROW)
        cells = (flat(part.name), f"{part.reports:,}", f"{part.mean:+.1f} ± {part.error:.1f}", f"{part.pull:+.2f}")
        rows.append(Row(cells, base + numbers))
    head = ("Issue" if key == "issues" else "Who acts", "Acts", "Mean", "Pull on the mean")
    caption = "Mean Goldstein score with its standard error, and how far these acts move the relation's mean, in points"
    note = f"{len(parts) - _PARTS} smaller ones are left out." if len(parts) > _PARTS else ""
    return Section(key, title, (Table(caption, head, tuple(rows)),), note)


def _outlook(forecast: Forecast | None, book: Sourcebook, base: tuple[int, ...]) -> Iterator[Section]:
    if forecast is None:
        return
    blocks: list[Claims | Table] = []
    sources = base
    if forecast.model is not None:
        sources = (book.computed(*_tested(forecast)),)
    start = f"From {day(forecast.as_of)}, the end of the record: " if forecast.as_of else ""
    blocks.append(Claims((Claim(start + flat(forecast.sentence), sources),), running=True))
    if forecast.months:
        rows = tuple(
            Row(
                (
                    f"{m.month:%Y-%m}",
                    f"{m.cooperation:.0f} ({m.cooperation_low:.0f} to {m.cooperation_high:.0f})",
                    f"{m.conflict:.0f} ({m.conflict_low:.0f} to {m.conflict_high:.0f})",
                ),
                sources,
            )
            for m in forecast.months
        )
        head = ("Month", "Cooperation", "Conflict")
        blocks.append(Table("Median and 80 % interval, in Goldstein points a month", head, rows))
    yield Section("outlook", "Outlook", tuple(blocks))


def _tested(forecast: Forecast) -> tuple[str, list[str]]:
    """What an outlook rests on: its model, and its test on the past."""
    line = f"Forecast of {forecast.one} and {forecast.other} by the {forecast.model} model from all acts of the record."
    skill = forecast.skill
    notes = ["Models: persistence, moving average, seasonal, state space, panel; chosen by rolling origins."]
    if skill is None:
        notes.append("The record is too short to test it.")
    else:
        notes.append(
            f"Test at {skill.horizon} month{'' if skill.horizon == 1 else 's'}: CRPS {skill.gain:+.1%} better than "
            f"{skill.baseline} (90 % interval {skill.low:+.1%} to {skill.high:+.1%}), {skill.vs_persistence:+.1%} "
            "better than persistence."
        )
    notes.append(f"Repeat it: detente outlook {forecast.one} {forecast.other} --horizon {forecast.horizon}m")
    return line, notes


def _limits(found: Relation, book: Sourcebook, base: tuple[int, ...]) -> Iterator[Claim]:
    yield Claim(
        "Temperature is the level of what was reported and coded, on Goldstein's scale: warm from +1, neutral from -1, "
        "cool from -4, hostile below. What no source reports is not in it.",
        base,
    )
    yield Claim("An act told by several articles counts once; its source lists the tellings.", base)
    if found.undated:
        plural = "act is" if found.undated == 1 else "acts are"
        yield Claim(f"{found.undated:,} {plural} not dated to a {found.by} and in no figure.", base)
    listed = {source.id for source in book.listed()}
    types = {str(kind) for id, kind in zip(found.acts.id, found.acts.type, strict=True) if id in listed}
    told = [said for kind in sorted(types) if (said := meaning(kind))]
    if told:
        yield Claim(f"Types of the acts listed, after PLOVER: {' '.join(told)}", base)
