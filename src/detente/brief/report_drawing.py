"""Charts made fit to stand inside a page: no style of their own, no name twice, and the page's ink."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ElementTree
from typing import TYPE_CHECKING

from detente.brief.chart import Chart, as_svg, picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
#: What matplotlib sets in a style sheet for everything it draws.
_COMMON = {"stroke-linejoin": "round", "stroke-linecap": "butt", "fill": "currentColor"}
_BLACK = ("#000000", "#000", "black")


def inline_svg(chart: Chart, prefix: str) -> str:
    """The chart as an ``<svg>`` element that works under a policy without inline styles.

    Styles become presentation attributes, black becomes the ink of the page (``currentColor``), the ground is
    transparent, names that something refers to start with ``prefix`` and all others go. The element is hidden from
    screen readers: its figure tells the chart in words and in a table.
    """
    figure = _drawn(chart)
    figure.patch.set_visible(False)
    for axes in figure.axes:
        axes.patch.set_visible(False)
    root = ElementTree.fromstring(as_svg(figure))  # noqa: S314 - see above
    parents = {child: parent for parent in root.iter() for child in parent}
    for element in list(root.iter()):
        if element.tag in (f"{{{_SVG}}}style", f"{{{_SVG}}}metadata"):
            parents[element].remove(element)
    used = set()
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            used.update(_REFERENCE.findall(value))
            if name == f"{{{_LINK}}}href":
                used.add(value[1:])
    for element in root.iter():
        _plain(element, prefix, used)
    root.attrib.update({**_COMMON, "aria-hidden": "true", "focusable": "false"})
    root.attrib.pop("version", None)
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _LINK)
    return ElementTree.tostring(root, encoding="unicode")


def _plain(element: ElementTree.Element, prefix: str, used: set[str]) -> None:
    for declared in element.attrib.pop("style", "").split(";"):
        name, found, value = declared.partition(":")
        if found:
            element.set(name.strip(), value.strip())
    name = element.attrib.pop("id", "")
    if name in used:
        element.set("id", f"{prefix}{name}")
    for key, value in list(element.attrib.items()):
        if key == f"{{{_LINK}}}href":
            element.set(key, f"#{prefix}{value[1:]}")
        elif key in ("fill", "stroke") and value in _BLACK:
            element.set(key, "currentColor")
        elif "url(#" in value:
            element.set(key, _REFERENCE.sub(lambda m: f"url(#{prefix}{m[1]})", value))


def png(chart: Chart, dpi: int = 180) -> bytes:
    """The chart as a PNG picture on white."""
    buffer = io.BytesIO()
    _drawn(chart).savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def _drawn(chart: Chart) -> Figure:
    """The chart with both axes named and the legend where it covers nothing."""
    figure = picture(chart)
    for axes in figure.axes:
        axes.set_xlabel("date")
        legend = axes.get_legend()
        if legend is not None:
            legend.remove()
            handles, labels = axes.get_legend_handles_labels()
            figure.legend(handles, labels, loc="outside lower left", ncols=len(labels), frameon=False, fontsize=8)
    return figure
