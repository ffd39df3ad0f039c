"""A report as one HTML file: nothing is fetched, nothing runs, and its only style is named in its policy by SHA-256."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from itertools import count
from typing import TYPE_CHECKING

from markupsafe import Markup

from detente.brief.report_drawing import inline_svg
from detente.brief.report_model import Claims, Figure, Report, Table, runs, values
from detente.brief.wording import day

if TYPE_CHECKING:
    from jinja2 import Template


def render_html(report: Report) -> str:
    """``report`` as a whole HTML document; every text in it is escaped by Jinja2."""
    style = _asset("report.css")
    numbers = count(1)

    def drawing(figure: Figure) -> Markup:
        return Markup(inline_svg(figure.chart, f"c{next(numbers)}-"))  # noqa: S704 - drawn by us, texts as outlines

    return _template().render(
        report=report,
        style=Markup(style),  # noqa: S704 - our own file, without article text
        policy=policy(style),
        drawing=drawing,
        figures=lambda figure: values(figure.chart),
        refs=runs,
        day=day,
        kind=_kind,
    )


def policy(style: str) -> str:
    """Nothing may be loaded and nothing run; data: is for the empty icon."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _kind(block: Claims | Table | Figure) -> str:
    return type(block).__name__


@cache
def _asset(name: str) -> str:
    return files("detente.brief").joinpath("page", name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html.j2")
