"""Charts as pictures, pages and characters; hostile labels stay words."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.brief.braille import terminal
from detente.brief.chart import Chart, ChartError, Line, Mark, _shelves, as_html, draw, svg

DAYS = np.arange("2015-01", "2020-01", dtype="datetime64[M]").astype("datetime64[D]")
COURSE = np.sin(np.arange(60) / 8)
HOSTILE = "</script><script>alert(1)</script> $\\frac{1} & <b>"


def chart(title: str = "GRC and TUR", **parts: object) -> Chart:
    line = Line(f"level of {title}", DAYS, COURSE, COURSE - 1, COURSE + 1)
    marks = (Mark(dt.date(2016, 5, 1), title), Mark(dt.date(2016, 5, 9), "warming"))
    return Chart(title, "points", (line,), marks, note=title, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["a.png", "a.svg", "a.html"])
def test_files(tmp_path: Path, name: str) -> None:
    draw(chart(HOSTILE), tmp_path / name)
    data = (tmp_path / name).read_bytes()
    assert data[:4] == b"\x89PNG" if name.endswith("png") else b"alert(1)</script>" not in data


def test_what_cannot_be_written_is_told_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(ChartError, match="ends in"):
        draw(chart(), tmp_path / "a.jpeg")
    with pytest.raises(ChartError, match="another file"):
        draw(chart(), tmp_path / "no" / "a.svg")


def test_a_picture_is_the_same_each_time() -> None:
    def plain(drawn: str) -> str:
        # names of clip paths are drawn by chance
        return re.sub(r"\b[pm][0-9a-f]{10}\b", "x", drawn)

    assert plain(svg(chart())) == plain(svg(chart()))


def test_a_page_fetches_nothing() -> None:
    page = as_html(chart())
    outside = re.findall(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=[\"']?(?!data:)[^\"' >]+", page)
    assert outside == []


def test_the_course_in_characters() -> None:
    lines = terminal(chart(), 80).splitlines()
    assert lines[0] == "GRC and TUR" and max(map(len, lines)) <= 80
    assert lines[-1].split() == ["2015-01-01", "2019-12-01"]
    assert any("1" in line for line in lines[1:2])


def test_too_few_periods_are_no_course() -> None:
    few = Line("x", DAYS[:3], COURSE[:3])
    assert terminal(Chart("t", "points", (few,))) == ""
    assert terminal(Chart("t", "points", ())) == ""


@given(
    st.lists(st.floats(-1000, 1000) | st.just(float("nan")), min_size=1, max_size=60),
    st.integers(40, 140),
)
@settings(max_examples=60, deadline=None)
def test_any_course_fits_its_width(values: list[float], width: int) -> None:
    course = np.array(values)
    drawn = terminal(Chart("t", "points", (Line("x", DAYS[: len(course)], course, course - 1, course + 1),)), width)
    assert all(len(line) <= width for line in drawn.splitlines())


@given(st.lists(st.floats(0, 1), max_size=12).map(sorted))
def test_labels_on_one_shelf_stand_apart(places: list[float]) -> None:
    shelves = _shelves(places)
    for shelf in set(shelves):
        mine = [p for p, s in zip(places, shelves, strict=True) if s == shelf]
        assert all(b - a >= 0.02 for a, b in itertools.pairwise(mine))
