"""The signed network of a period drawn: sure relations between the actors of most acts, camps by colour."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

from detente.brief.chart import ChartError, as_svg
from detente.relations.network import SignedNetwork

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Actors drawn; more would hide one another.
_DRAWN = 40
#: Blue and orange are told apart by all eyes (Okabe and Ito 2008); the cold are dashed besides.
_WARM, _COLD = "#0072B2", "#D55E00"
_CAMPS = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442")
_ALONE = "#BBBBBB"


def picture(network: SignedNetwork) -> Figure:
    """The network as a matplotlib figure, without any display. The layout is the same each time."""
    import networkx
    from matplotlib.figure import Figure

    whole = network.to_networkx()
    heard = sorted(whole, key=lambda code: (-whole.degree(code, weight="reports"), code))[:_DRAWN]
    graph = whole.subgraph(heard)
    figure = Figure(figsize=(8, 8), layout="constrained")
    axes = figure.subplots()
    axes.set_axis_off()
    span = (
        f" {network.since or 'the beginning'} to {network.until or 'today'}" if network.since or network.until else ""
    )
    axes.set_title(f"Sure relations{span}: warm solid, cold dashed", loc="left", fontsize=11)
    if not heard:
        return figure
    camp = {code: graph.nodes[code].get("camp", len(network.camps)) for code in graph}
    # on a circle, camp beside camp: no node hides another, and the colours of the chords tell camps apart
    order = sorted(graph, key=lambda code: (camp[code], code))
    place = networkx.circular_layout(order)
    for sign, colour, style in ((1, _WARM, "solid"), (-1, _COLD, "dashed")):
        edges = [(a, b) for a, b, e in graph.edges(data=True) if e["sign"] == sign]
        networkx.draw_networkx_edges(
            graph, place, edgelist=edges, edge_color=colour, style=style, width=1.0, alpha=0.6, ax=axes
        )
    colours = [_CAMPS[camp[code]] if camp[code] < min(len(_CAMPS), len(network.camps)) else _ALONE for code in order]
    networkx.draw_networkx_nodes(graph, place, nodelist=order, node_color=colours, node_size=160, ax=axes)
    outside = {code: 1.09 * at for code, at in place.items()}
    networkx.draw_networkx_labels(graph, outside, font_size=8, ax=axes, clip_on=False)
    return figure


def plotted(network: SignedNetwork, out: object = None) -> Figure | None:
    """A figure, or with ``out`` a .png or .svg file and nothing.

    Raises:
        ChartError: another ending, or the file cannot be written.
    """
    figure = picture(network)
    if out is None:
        return figure
    path = Path(str(out))
    if path.suffix not in (".png", ".svg"):
        raise ChartError(f"cannot draw {path.name!r}; name a file that ends in .png or .svg")
    try:
        figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix == ".svg" else None)
    except OSError as error:
        raise ChartError(f"cannot write {path}: {error.strerror}; choose another file") from None
    return None


def as_fragment(network: SignedNetwork) -> str:
    """HTML for a notebook: the camps, and the picture."""
    camps = "".join(f"<li>{html.escape(', '.join(camp))}</li>" for camp in network.camps)
    said = f"{len(network.edges)} relations, signed modularity {network.modularity:.2f}"
    return f"<div><p>{said}</p><ol>{camps}</ol>{as_svg(picture(network))}</div>"
