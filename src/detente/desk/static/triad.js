// Three relations on one axis of time, and the probability that they balance.

import { $, ask, ask_for, asked, day, el, empty, fill, nameOf, onAddress, points, sense } from "./core.js";
import { CONFIG, axis, faint, layout, palette, ticks } from "./charts.js";
import { act, open, openActs } from "./evidence.js";

const form = $("triad");
// Told apart by dash and by name as well as by colour (Okabe and Ito 2008).
const DASHES = ["solid", "dash", "dot"];
const MONTHS = { month: 1, quarter: 3, year: 12 };
let shown = null;

async function refresh() {
  const now = asked();
  form.elements.by.value = now.by ?? "quarter";
  if (!now.one || !now.other || !now.third) return;
  for (const name of ["one", "other", "third"]) form.elements[name].value = now[name].toUpperCase();
  try {
    shown = await ask("triad", { one: now.one, other: now.other, third: now.third, by: now.by, since: now.since, until: now.until });
    fill("said");
  } catch (error) {
    $("found").hidden = true;
    return fill("said", el("p", { class: "failed" }, error.message));
  }
  $("found").hidden = !shown.rows.length;
  if (!shown.rows.length) return fill("said", empty("The record holds no dated act between these three. Add articles or import a data set."));
  picture();
  fill("moves", moves());
  fill("steps", steps());
}

const pairsOf = () => [...new Map(shown.rows.map((row) => [`${row.one} ${row.other}`, [row.one, row.other]])).values()];
const rowsOf = ([one, other]) => shown.rows.filter((row) => row.one === one && row.other === other);

function picture() {
  if (!shown?.rows.length) return;
  const colours = palette(), place = $("chart");
  const inks = [colours.level, colours.warm, colours.cold];
  const traces = pairsOf().flatMap((pair, i) => {
    const rows = rowsOf(pair), days = rows.map((row) => row.day), name = pair.map(nameOf).join(" and ");
    return [
      ...stretches(rows).flatMap((part) => [
        { type: "scatter", mode: "lines", x: part.map((row) => row.day), y: part.map((row) => row.high), line: { width: 0 }, hoverinfo: "skip", showlegend: false },
        { type: "scatter", mode: "lines", x: part.map((row) => row.day), y: part.map((row) => row.low), line: { width: 0 }, fill: "tonexty", fillcolor: faint(inks[i], 0.1), hoverinfo: "skip", showlegend: false },
      ]),
      { type: "scatter", mode: "lines+markers", x: days, y: rows.map((row) => row.level), name, line: { color: inks[i], width: 2, dash: DASHES[i] }, marker: { size: 5 }, customdata: rows,
        text: rows.map((row) => `${name}, ${day(row.day)}<br>${points(row.level)} (${points(row.low)} to ${points(row.high)})<br>${row.reports} acts`), hoverinfo: "text" },
    ];
  });
  const steps = rowsOf(pairsOf()[0]);
  traces.push({ type: "scatter", mode: "lines", x: steps.map((row) => row.day), y: steps.map((row) => row.chance), yaxis: "y2", name: "probability of balance", meta: "balance", line: { color: colours.ink, width: 1.6, shape: "hv" }, showlegend: false,
    text: steps.map((row) => `${day(row.day)}: ${row.balance}, probability of balance ${row.chance.toFixed(2)}`), hoverinfo: "text" });
  globalThis.Plotly.react(place, traces, layout(colours, {
    height: 520, dragmode: "zoom", margin: { l: 66, r: 18, t: 40, b: 44 },
    xaxis: axis(colours, { type: "date", anchor: "y2", title: { text: `by ${shown.by}` }, ...ticks(place) }),
    yaxis: axis(colours, { domain: [0.34, 1], fixedrange: true, title: { text: "temperature (points)" } }),
    yaxis2: axis(colours, { domain: [0, 0.26], fixedrange: true, range: [-0.03, 1.03], tickvals: [0, 0.5, 1], title: { text: "probability<br>of balance" } }),
  }), { ...CONFIG, doubleClick: "reset" });
  place.removeAllListeners?.("plotly_click");
  place.on("plotly_click", ({ points: hit }) => {
    const found = hit.find((p) => p.data.customdata), balance = hit.find((p) => p.data.meta === "balance");
    if (found) openStep(found.data.customdata[found.pointIndex]);
    else if (balance) openBalance(steps[balance.pointIndex]);
  });
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", "Chart of the triad; the table of steps holds the same figures, each with its acts");
}

/** Rows with a level that follow each other: a band must not bridge what is unknown. */
function stretches(rows) {
  const parts = [];
  rows.forEach((row, i) => {
    if (row.level === null) return;
    if (!i || rows[i - 1].level === null) parts.push([]);
    parts.at(-1).push(row);
  });
  return parts;
}

function lastDay(first) {
  const end = new Date(`${first}T00:00:00Z`);
  end.setUTCMonth(end.getUTCMonth() + MONTHS[shown.by]);
  end.setUTCDate(end.getUTCDate() - 1);
  return end.toISOString().slice(0, 10);
}

const within = (row) => ({ one: row.one, other: row.other, since: row.day, until: lastDay(row.day) });

function openStep(row) {
  openActs(`${nameOf(row.one)} and ${nameOf(row.other)}`, within(row), `${shown.by} from ${day(row.day)}`);
}

/** What a probability of balance rests on: the acts of all three relations. */
function openBalance(row) {
  const pairs = pairsOf().map(([one, other]) => ({ one, other, day: row.day }));
  open(`${row.balance} (${row.chance.toFixed(2)})`, Promise.all(pairs.map(async (pair) => {
    const { rows } = await ask("acts", { ...within(pair), limit: 20 });
    return el("section", {}, el("h3", {}, `${nameOf(pair.one)} and ${nameOf(pair.other)}`), rows.length ? rows.map(act) : empty("No act was reported in this step."));
  })), { under: `${shown.by} from ${day(row.day)}` });
}

function moves() {
  if (!shown.moves.length) return empty("Balance neither came nor went as surely as that a move could be told.");
  return el("table", {}, el("thead", {}, el("tr", {}, ["When", "The triad became", "Since this relation turned", "Who moved more"].map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, shown.moves.map((move) => el("tr", {}, el("td", {}, el("button", { type: "button", class: "cell", onclick: () => openStep({ day: move.day, one: move.pair[0], other: move.pair[1] }) }, day(move.day))),
      el("td", {}, move.balance), el("td", {}, `${move.pair.map(nameOf).join(" and ")} to ${move.sign === "+" ? "warm" : move.sign === "-" ? "cold" : "uncertain"}`), el("td", {}, `${nameOf(move.mover)} (${points(move.moved)} points)`)))));
}

function steps() {
  const pairs = pairsOf(), first = rowsOf(pairs[0]);
  const sides = pairs.map(rowsOf);
  return el("table", {}, el("caption", {}, "Levels in Goldstein points; warm or cold where that is at least 80 % probable; steps without a report near are left out"),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "From"), pairs.map(([one, other]) => el("th", { scope: "col", class: "num" }, `${one} and ${other}`)), el("th", { scope: "col" }, "Balance"))),
    el("tbody", {}, first.map((row, i) => sides.every((rows) => rows[i].level === null) ? null : el("tr", {}, el("th", { scope: "row" }, day(row.day)),
      sides.map((rows) => el("td", { class: "num" }, el("button", { type: "button", class: `cell ${sense(rows[i].level)}`, onclick: () => openStep(rows[i]) }, `${points(rows[i].level)}${{ "+": " warm", "-": " cold" }[rows[i].sign] ?? ""}`))),
      el("td", {}, el("button", { type: "button", class: "cell", onclick: () => openBalance(row) }, `${row.balance} (${row.chance.toFixed(2)})`)))).toReversed()));
}

form.elements.by.addEventListener("change", () => { ask_for({ by: form.elements.by.value }); refresh(); });
onAddress(refresh);
document.addEventListener("theme", picture);
document.addEventListener("record-changed", refresh);
refresh();
