"""A relation told: a paragraph of what the record supports, a chart, turning points, parts, and the words behind."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from typing import Any

from detente.brief.chart import Chart, Line, Mark, svg
from detente.brief.standing import in_a_word, standing
from detente.relations.changes import TurningPoint
from detente.relations.level import Level
from detente.relations.parts import Part
from detente.relations.relation import Relation


def chart_of(relation: Relation) -> Chart:
    """The temperature of both directions together, the plain mean beside it, and the turning points."""
    low, high = relation.both.level.interval(80)
    lines = [
        Line("temperature, 80 % interval", relation.both.day, relation.both.level.mean, low, high),
        Line("plain mean Goldstein", relation.both.day, relation.both.plain, thin=True),
    ]
    what = f", {relation.context}" if relation.context else ""
    return Chart(
        title=f"{relation.one} and {relation.other}{what}, by {relation.by}",
        unit="Goldstein points",
        lines=tuple(lines),
        marks=tuple(Mark(t.day, f"{t.direction} ({chance(t.probability)})") for t in relation.turning),
        note=f"{len(relation.acts)} acts; numbers mark turning points",
    )


def directions_chart(relation: Relation) -> Chart:
    """The temperature of each direction."""
    lines = [Line(s.name, s.day, s.level.mean, *s.level.interval(80)) for s in (relation.forth, relation.back)]
    return Chart(f"{relation.one} and {relation.other}: each direction", "Goldstein points", tuple(lines))


def chance(probability: float) -> str:
    """A probability from a few hundred draws, which never show certainty."""
    return f"{probability:.2f}" if probability < 0.995 else "> 0.99"


def weekly(turn: TurningPoint) -> tuple[str, str]:
    """Points a week of cooperation and of conflict, before and after a turning point."""
    return tuple(f"{before:.1f} → {after:.1f}" for before, after in (turn.cooperation, turn.conflict))  # type: ignore[return-value]


def moved_at(turn: TurningPoint) -> str:
    """What changed at a turning point, in words."""
    cooperation, conflict = weekly(turn)
    return f"cooperation {cooperation} and conflict {conflict} points a week"


def as_markdown(relation: Relation, words: Sequence[str] = ()) -> str:
    """The whole brief as Markdown; ``words`` are lines about statements and assessments, put at the end."""
    parts = [f"# {relation.one} and {relation.other}", " ".join(s.text for s in standing(relation))]
    rows = [
        (s.name, str(int(s.reports.sum())), *(last_of(level) for level in (s.level, s.cooperation, s.conflict)))
        for s in (relation.both, relation.forth, relation.back)
    ]
    parts.append(_table(("", "acts", "temperature", "cooperation", "conflict"), rows))
    if relation.turning:
        parts.append("## Turning points")
        rows = [
            (str(t.day), t.direction, chance(t.probability), *weekly(t), ", ".join(t.acts)) for t in relation.turning
        ]
        parts.append(_table(("day", "direction", "probability", "cooperation a week", "conflict a week", "acts"), rows))
    for title, found in (("Issues", relation.contexts), ("Parts of government", relation.sectors)):
        if found:
            parts += [f"## {title}", _parts(found)]
    if words:
        parts += ["## Words", "\n".join(f"- {_escaped(line)}" for line in words)]
    if relation.undated:
        parts.append(f"{_count(relation.undated, 'act')} not dated to a {relation.by}, in no series.")
    return "\n\n".join(parts) + "\n"


def as_fragment(relation: Relation) -> str:
    """HTML for a notebook: the paragraph and the picture."""
    said = html.escape(" ".join(s.text for s in standing(relation)))
    return f"<div><p>{said}</p>{svg(chart_of(relation))}</div>"


def as_dict(relation: Relation) -> dict[str, Any]:
    """The relation as plain values for JSON; unknown figures are null."""
    now = relation.standing
    return {
        "pair": [relation.one, relation.other],
        "by": relation.by,
        "context": relation.context,
        "acts": len(relation.acts),
        "undated": relation.undated,
        "standing": {
            "day": _text(now.day),
            "word": now.word,
            "said": in_a_word(now),
            "level": _number(now.level),
            "low80": _number(now.low),
            "high80": _number(now.high),
            "course": now.course,
            "change": _number(now.change),
            "warming": _number(now.warming),
            "cooling": _number(now.cooling),
            "last_report": _text(now.last_report),
            "sentences": [{"text": s.text, "acts": list(s.ids)} for s in standing(relation)],
        },
        "series": [
            {k: _number(v) if isinstance(v, float) else _text(v) if k == "day" else v for k, v in row.items()}
            for row in relation.to_arrow().to_pylist()
        ],
        "turning_points": [
            {
                "day": str(t.day),
                "direction": t.direction,
                "probability": round(t.probability, 3),
                "cooperation": [round(value, 3) for value in t.cooperation],
                "conflict": [round(value, 3) for value in t.conflict],
                "acts": list(t.acts),
            }
            for t in relation.turning
        ],
        "contexts": [_part(p) for p in relation.contexts],
        "sectors": [_part(p) for p in relation.sectors],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "name": part.name,
        "reports": part.reports,
        "mean": round(part.mean, 3),
        "error": round(part.error, 3),
        "pull": round(part.pull, 3),
    }


def _parts(parts: Sequence[Part], shown: int = 12) -> str:
    rows = [(p.name, str(p.reports), f"{p.mean:+.1f} ± {p.error:.1f}", f"{p.pull:+.2f}") for p in parts[:shown]]
    return _table(("", "acts", "mean", "pull"), rows)


def last_of(level: Level) -> str:
    """The level at the end with its 80 % interval, or "unknown"."""
    if not len(level.mean) or not math.isfinite(level.mean[-1]):
        return "unknown"
    low, high = level.interval(80)
    return f"{level.mean[-1]:+.1f} ({low[-1]:+.1f} to {high[-1]:+.1f})"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [" | ".join(head), " | ".join("---" for _ in head), *(" | ".join(map(_escaped, row)) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _number(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
