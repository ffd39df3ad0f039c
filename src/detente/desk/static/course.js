// The chart of a relation: temperature, gravest acts, cooperation and conflict on one axis of time.

import { day, empty, fill, month, nameOf, points } from "./core.js";
import { CONFIG, axis, faint, layout, narrow, palette, ticks } from "./charts.js";

/**
 * Draw a relation (`/api/relation`) with its gravest acts. `on` takes what is pressed: a period, a turning point, an
 * act, or the stretch that was dragged over.
 */
export function draw(place, relation, notable, side, on) {
  const names = [...new Set(relation.series.map((row) => row.series))];
  const name = names[{ both: 0, forth: 1, back: 2 }[side] ?? 0];
  const rows = relation.series.filter((row) => row.series === name);
  if (!rows.some((row) => row.level !== null)) {
    if (globalThis.Plotly) globalThis.Plotly.purge(place);
    return fill(place, empty("No dated act lies in this period. Widen the period, choose another source, or add articles."));
  }
  if (!place.querySelector(".plot-container")) fill(place);
  const colours = palette();
  const days = rows.map((row) => row.day);
  const period = (iso) => (relation.by === "month" ? month(iso) : day(iso));
  const steps = { by: "period", customdata: rows };
  const told = rows.map((row) => `${period(row.day)}<br>level ${points(row.level)} (${points(row.low80)} to ${points(row.high80)})<br>${row.reports} acts`);
  const acts = notable.filter((act) => side === "both" || (side === "forth") === (act.actor === relation.pair[0]));
  const line = (values, more) => ({ type: "scatter", mode: "lines", x: days, y: values, connectgaps: false, meta: steps.by, customdata: rows, ...more });
  const traces = [
    line(rows.map((row) => row.high80), { line: { width: 0 }, hoverinfo: "skip", showlegend: false, meta: "band" }),
    line(rows.map((row) => row.low80), { line: { width: 0 }, fill: "tonexty", fillcolor: faint(colours.level, 0.14), hoverinfo: "skip", name: "80 % interval", meta: "band" }),
    line(rows.map((row) => row.level), { line: { color: colours.level, width: 2 }, name: "temperature", text: told, hoverinfo: "text" }),
    {
      type: "scatter", mode: "markers", x: days, y: rows.map((row) => row.plain), name: "mean of a period", meta: "period", customdata: rows,
      marker: { color: rows.map((row) => (row.plain >= 0 ? colours.warm : colours.cold)), size: rows.map((row) => Math.min(11, 4 + Math.log2(1 + row.reports))), opacity: 0.55, symbol: rows.map((row) => (row.plain >= 0 ? "circle" : "circle-open")), line: { width: 1 } },
      text: rows.map((row, i) => `mean ${points(row.plain)}<br>${told[i]}`), hoverinfo: "text",
    },
    {
      type: "scatter", mode: "markers", x: acts.map((act) => act.day), y: acts.map((act) => act.goldstein), yaxis: "y2", name: "gravest acts", meta: "act", customdata: acts,
      marker: { color: acts.map((act) => (act.goldstein > 0 ? colours.warm : colours.cold)), symbol: acts.map((act) => (act.goldstein > 0 ? "triangle-up" : "triangle-down")), size: 9 },
      text: acts.map((act) => `${day(act.day)}: ${nameOf(act.actor)} → ${nameOf(act.recipient)}, ${act.type || "no type"} (${points(act.goldstein)})`), hoverinfo: "text",
    },
    line(rows.map((row) => row.cooperation), { yaxis: "y3", line: { color: colours.warm, width: 1.8 }, name: "cooperation", text: rows.map((row) => `${period(row.day)}<br>cooperation ${points(row.cooperation)}`), hoverinfo: "text" }),
    line(rows.map((row) => row.conflict), { yaxis: "y3", line: { color: colours.cold, width: 1.8, dash: "dot" }, name: "conflict", text: rows.map((row) => `${period(row.day)}<br>conflict ${points(row.conflict)}`), hoverinfo: "text" }),
    {
      type: "scatter", mode: "markers+text", x: relation.turning_points.map((turn) => turn.day), y: heights(relation.turning_points, days, place), yaxis: "y4", name: "turning points", meta: "turn", customdata: relation.turning_points,
      marker: { color: colours.sheet, size: 16, line: { color: colours.ink, width: 1.2 } }, textfont: { color: colours.ink, size: 9 }, textposition: "middle center",
      text: relation.turning_points.map((_, i) => String(i + 1)), hovertext: relation.turning_points.map((turn) => `${day(turn.day)}: ${turn.direction}`), hoverinfo: "text", showlegend: false, cliponaxis: false,
    },
  ];
  const lines = relation.turning_points.map((turn) => ({ type: "line", x0: turn.day, x1: turn.day, xref: "x", yref: "paper", y0: 0, y1: 0.93, line: { color: colours.edge, width: 1, dash: "dash" }, layer: "below" }));
  const fixed = { fixedrange: true, zeroline: true };
  const shape = layout(colours, {
    height: narrow(place) ? 720 : 560, dragmode: "zoom", shapes: lines, legend: { orientation: "h", traceorder: "normal", x: 0, y: 1.02, yanchor: "bottom", font: { color: colours.ink } },
    margin: { l: 72, r: 18, t: 40, b: 44 }, uirevision: `${days[0]} ${days.at(-1)} ${relation.by}`,
    xaxis: axis(colours, { type: "date", anchor: "y3", range: [days[0], end(days.at(-1), relation.by)], title: { text: `by ${relation.by}` }, ...ticks(place), hoverformat: "%e %B %Y" }),
    yaxis: axis(colours, { ...fixed, domain: [0.5, narrow(place) ? 0.88 : 0.92], title: { text: "temperature<br>(points)" }, range: reach(rows) }),
    yaxis2: axis(colours, { ...fixed, domain: [0.29, 0.46], title: { text: "gravest acts<br>(points)" }, range: [-11.5, 11.5], tickvals: [-10, 0, 10] }),
    yaxis3: axis(colours, { ...fixed, domain: [0, 0.25], title: { text: "cooperation and<br>conflict (points)" }, rangemode: "tozero" }),
    yaxis4: { ...fixed, domain: [narrow(place) ? 0.9 : 0.92, 1], visible: false, range: [0, 1] },
  });
  globalThis.Plotly.react(place, traces, shape, CONFIG);
  place.on && wire(place, on);
  label(place, name);
}

/** Numbers of turning points in rows, so that none hides another: the lowest row with room. */
function heights(turns, days, place) {
  const span = Date.parse(days.at(-1)) - Date.parse(days[0]) || 1;
  const rows = narrow(place) ? [0.1, 0.5, 0.9] : [0.25, 0.85], last = rows.map(() => -Infinity);
  const room = 20 / Math.max(place.clientWidth - 90, 100);
  return turns.map((turn) => {
    const at = Date.parse(turn.day) / span;
    const free = last.findIndex((before) => at - before >= room);
    const row = free < 0 ? last.indexOf(Math.min(...last)) : free;
    last[row] = at;
    return rows[row];
  });
}

/** Room for all means and the interval, never less than a little around nothing. */
function reach(rows) {
  const values = rows.flatMap((row) => [row.plain, row.low80, row.high80]).filter((value) => value !== null);
  const low = Math.min(-2, ...values), high = Math.max(2, ...values);
  return [low - 0.6, high + 0.6];
}

function end(last, by) {
  const date = new Date(`${last}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + { day: 1, week: 7, month: 31 }[by]);
  return date.toISOString().slice(0, 10);
}

function wire(place, on) {
  place.removeAllListeners?.("plotly_click");
  place.removeAllListeners?.("plotly_relayout");
  place.removeAllListeners?.("plotly_doubleclick");
  place.on("plotly_click", ({ points: hit }) => {
    const order = ["turn", "act", "period"];
    const best = hit.filter((p) => order.includes(p.data.meta)).sort((a, b) => order.indexOf(a.data.meta) - order.indexOf(b.data.meta))[0];
    if (!best) return;
    const value = best.data.customdata[best.pointIndex ?? best.pointNumber];
    if (best.data.meta === "turn") on.turn(value);
    else if (best.data.meta === "act") on.act(value.id);
    else on.period(value);
  });
  place.on("plotly_doubleclick", () => on.brush("", ""));
  place.on("plotly_relayout", (change) => {
    const first = change["xaxis.range[0]"], last = change["xaxis.range[1]"];
    if (first && last) on.brush(String(first).slice(0, 10), String(last).slice(0, 10));
  });
}

function label(place, name) {
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", `Chart of ${name}; the table below it holds the same figures, each with its acts`);
  const svg = place.querySelector("svg.main-svg");
  svg?.setAttribute("role", "presentation");
}
