// Plotly as the desk uses it: our colours in light and dark, quiet axes, and small pictures drawn by hand.

import { colour, el, month, points, svg } from "./core.js";

export const CONFIG = { displaylogo: false, responsive: true, displayModeBar: false, doubleClick: false, showTips: false };

/** Colours of the sheet as plain values, which Plotly wants. */
export function palette() {
  return Object.fromEntries(["paper", "sheet", "ink", "soft", "rule", "edge", "warm", "cold", "level", "wash", "on"].map((name) => [name, colour(name)]));
}

/** With less of it, for bands. */
export function faint(rgb, share) {
  return rgb.replace(/^rgb\((.*)\)$/, `rgba($1, ${share})`);
}

export function layout(colours, more = {}) {
  return {
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: "system-ui, sans-serif", size: 12, color: colours.soft },
    margin: { l: 62, r: 18, t: 26, b: 40 }, hovermode: "closest", showlegend: true,
    legend: { orientation: "h", traceorder: "normal", x: 0, y: 1.06, yanchor: "bottom", font: { color: colours.ink } },
    hoverlabel: { bgcolor: colours.sheet, bordercolor: colours.edge, font: { color: colours.ink }, align: "left" },
    ...more,
  };
}

/** Whether a place is as narrow as a phone, and how many marks of a time axis fit without turning them. */
export const narrow = (place) => place.clientWidth < 560;
export const ticks = (place) => ({ tickangle: 0, nticks: Math.max(3, Math.floor(place.clientWidth / 95)) });

export function axis(colours, more = {}) {
  return { gridcolor: colours.rule, zerolinecolor: colours.edge, linecolor: colours.edge, tickcolor: colours.edge, ...more };
}

/** A course as a small picture: level and band over time on a common scale, with its ends named. */
export function spark(series, label, low = -10, high = 6) {
  const width = 240, height = 64;
  const known = series.map((row, i) => ({ ...row, i })).filter((row) => row.level !== null);
  const x = (i) => (series.length < 2 ? width / 2 : (i / (series.length - 1)) * width);
  const y = (value) => height - ((Math.min(Math.max(value, low), high) - low) / (high - low)) * height;
  const course = known.map((row) => `${x(row.i).toFixed(1)},${y(row.level).toFixed(1)}`).join(" ");
  const band = [...known.map((row) => [x(row.i), y(row.high80)]), ...known.toReversed().map((row) => [x(row.i), y(row.low80)])];
  const end = known.at(-1);
  const picture = svg("svg", { class: "spark", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": label },
    svg("polygon", { class: "band", points: band.map(([a, b]) => `${a.toFixed(1)},${b.toFixed(1)}`).join(" ") }),
    svg("line", { class: "zero", x1: 0, x2: width, y1: y(0), y2: y(0) }),
    svg("polyline", { class: "course", points: course }),
    svg("title", {}, end ? `${label}; at the end ${points(end.level)}` : label));
  return el("div", { class: "scaled" },
    el("div", { class: "scale", "aria-hidden": "true" }, [high, 0, low].map((value) => el("span", {}, points(value, 0)))), picture,
    el("div", { class: "times", "aria-hidden": "true" }, el("span", {}, month(series[0].day)), el("span", {}, month(series.at(-1).day))));
}
