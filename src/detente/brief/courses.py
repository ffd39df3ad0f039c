"""Courses as plain values, for JSON."""

from __future__ import annotations

import math
from typing import Any

from detente.brief.standing import in_a_word
from detente.relations.courses import Course


def as_dict(course: Course) -> dict[str, Any]:
    """A course without its acts; unknown figures are null."""
    now = course.standing
    values = (course.level.mean, *course.level.interval(80))
    return {
        "one": course.one,
        "other": course.other,
        "acts": len(course.acts),
        "standing": {
            "day": str(now.day) if now.day else None,
            "word": now.word,
            "course": now.course,
            "said": in_a_word(now),
            "level": _number(now.level),
            "low80": _number(now.low),
            "high80": _number(now.high),
            "last_report": str(now.last_report) if now.last_report else None,
        },
        "series": [
            {
                "day": str(day),
                "reports": int(n),
                "level": _number(level),
                "low80": _number(low),
                "high80": _number(high),
            }
            for day, n, level, low, high in zip(course.day, course.reports, *values, strict=True)
        ],
    }


def _number(value: float) -> float | None:
    return round(float(value), 4) if math.isfinite(value) else None
