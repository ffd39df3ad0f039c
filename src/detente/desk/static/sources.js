// Coverage and quality, in tables; the months as bars.

import { $, ask, count, day, el, empty, fill, load, month, nameOf } from "./core.js";
import { CONFIG, axis, layout, narrow, palette, ticks } from "./charts.js";
import { openActs, openArticles } from "./evidence.js";

let shown = null;

/** Columns are [head, cell of a row, whether it is a figure]. */
function table(rows, columns, none) {
  if (!rows.length) return empty(none);
  return el("table", {}, el("thead", {}, el("tr", {}, columns.map(([head, , figure]) => el("th", { scope: "col", class: figure ? "num" : "" }, head)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, columns.map(([, cell, figure], i) => el(i ? "td" : "th", { scope: i ? null : "row", class: figure ? "num" : "", dir: figure ? null : "auto" }, cell(row)))))));
}

const number = (value) => Number(value).toLocaleString("en");

async function refresh() {
  const asking = ask("sources");
  load("outlets", asking, (found) => table(found.outlets, [["Outlet", (r) => el("button", { type: "button", class: "cell", onclick: () => openArticles(r.outlet, { outlet: r.outlet }) }, r.outlet)], ["Articles", (r) => number(r.articles), true], ["Copies", (r) => number(r.copies), true], ["First", (r) => day(r.first), true], ["Last", (r) => day(r.last), true]], "No article yet."));
  load("imports", asking, (found) => table(found.imports, [["Data set", (r) => r.dataset], ["Format", (r) => r.format], ["Rows", (r) => number(r.rows), true], ["Skipped", (r) => number(r.skipped), true]], "None. A data set of the field: detente import FILE."));
  load("confidence", asking, (found) => table(found.confidence, [["Certainty", (r) => `${r.at_least.toFixed(1)} to ${(r.at_least + 0.1).toFixed(1)}`], ["Events", (r) => number(r.events), true]], "No coded event yet."));
  load("statuses", asking, (found) => table(found.statuses, [["Status", (r) => r.status], ["Events", (r) => number(r.events), true]], "No coded event yet."));
  load("folds", asking, (found) => {
    const articles = found.outlets.reduce((sum, r) => sum + r.articles, 0), copies = found.outlets.reduce((sum, r) => sum + r.copies, 0);
    return el("p", {}, articles ? `${copies ? count(copies, "article") : "None"} of ${number(articles)} ${copies > 1 ? "tell" : "tells"} a story that the record holds already. ` : "No article yet. ",
      found.happenings ? `${count(found.happenings.events, "coded event")} are ${count(found.happenings.happenings, "happening")}.` : "");
  });
  load("runs", asking, (found) => table(found.runs, [["Détente", (r) => r.detente], ["Model", (r) => r.model], ["Knowledge", (r) => r.knowledge], ["First used", (r) => day(r.first_used), true], ["Articles", (r) => number(r.articles), true]], "Nothing was coded here yet."));
  load("corrections", ask("corrections"), (rows) => table(rows.filter((r) => !r.undone), [["Sentence", (r) => el("a", { href: `/article/${r.article}` }, r.told)], ["Coded", (r) => `${r.was_type} ${nameOf(r.was_actor)} → ${nameOf(r.was_recipient)}`],
    ["Right", (r) => (r.no_event ? "no event" : [r.type, r.actor, r.recipient, r.day && day(r.day), r.status].filter(Boolean).join(", "))], ["Who", (r) => r.who], ["When", (r) => day(r.made_at), true]], "Nothing was corrected yet. A coding is corrected where its sentence is shown."));
  try {
    shown = await asking;
    picture();
    outlets();
  } catch (error) {
    fill("months", el("p", { class: "failed" }, error.message));
  }
}

function picture() {
  if (!shown) return;
  const colours = palette();
  const { months, imported_months: events } = shown;
  if (!months.length && !events.length) return fill("months", empty("Nothing dated is held yet."));
  fill("months");
  const bars = (rows, key, name, color, yaxis) => ({ type: "bar", x: rows.map((r) => r.month), y: rows.map((r) => r[key]), name, marker: { color }, yaxis, text: rows.map((r) => `${month(r.month)}: ${number(r[key])} ${name}`), hoverinfo: "text", textposition: "none", width: 25 * 86400000, customdata: rows, meta: key });
  const both = months.length && events.length;
  const traces = [];
  if (months.length) traces.push(bars(months, "articles", "articles", colours.level, "y"));
  if (events.length) traces.push(bars(events, "events", "imported events", colours.edge, both ? "y2" : "y"));
  globalThis.Plotly.react($("months"), traces, layout(colours, {
    height: both ? 380 : 260, bargap: 0.1, dragmode: "zoom", xaxis: axis(colours, { type: "date", title: { text: "by month" }, ...ticks($("months")), anchor: both ? "y2" : "y" }),
    yaxis: axis(colours, { fixedrange: true, domain: both ? [0.56, 1] : [0, 1], title: { text: months.length ? "articles" : "events" }, rangemode: "tozero", ...whole(months.map((r) => r.articles)) }),
    ...(both ? { yaxis2: axis(colours, { fixedrange: true, domain: [0, 0.46], title: { text: "imported events" }, rangemode: "tozero" }) } : {}),
  }), { ...CONFIG, doubleClick: "reset" });
  wire("months", ({ data, pointIndex }) => {
    const since = data.customdata[pointIndex].month, until = lastOf(since);
    if (data.meta === "articles") openArticles(`Articles of ${month(since)}`, { since, until });
    else openActs(`Events of ${month(since)}`, { since, until }, "imported and coded acts between two parties");
  });
}

/** Articles are counted in whole numbers. */
const whole = (values) => (values.length && Math.max(...values) < 6 ? { dtick: 1 } : {});

/** Marks open what they are made of; the tables below hold the figures for those who do not press marks. */
function wire(id, pressed) {
  const place = $(id);
  place.removeAllListeners?.("plotly_click");
  place.on("plotly_click", ({ points: [hit] }) => pressed(hit));
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", "Chart of coverage; the table of outlets and the list of articles hold the same");
}

/** The last day of the month that begins on a day. */
function lastOf(first) {
  const [year, at] = first.split("-").map(Number);
  return new Date(Date.UTC(year, at, 0)).toISOString().slice(0, 10);
}

/** Outlets down, days across: which papers the record rests on when. */
function outlets() {
  if (!shown) return;
  const rows = shown.outlet_days;
  if (!rows.length) return fill("days", empty("No dated article yet."));
  fill("days");
  const colours = palette();
  const names = [...new Set(rows.map((r) => r.outlet))], days = [...new Set(rows.map((r) => r.day))].sort();
  const at = new Map(rows.map((r) => [`${r.outlet} ${r.day}`, r.articles]));
  const long = narrow($("days")) ? 13 : 24;
  const short = (name) => (name.length > long ? `${name.slice(0, long - 1)}…` : name);
  globalThis.Plotly.react($("days"), [{
    type: "scatter", mode: "markers", hoverinfo: "text", x: rows.map((r) => r.day), y: rows.map((r) => r.outlet),
    marker: { color: colours.level, symbol: "square", size: rows.map((r) => Math.min(20, 6 + 3 * Math.log2(r.articles))), opacity: 0.8 },
    text: rows.map((r) => `${r.outlet}, ${day(r.day)}: ${count(at.get(`${r.outlet} ${r.day}`), "article")}`),
  }], layout(colours, {
    height: 110 + 26 * names.length, margin: { l: narrow($("days")) ? 118 : 190, r: 18, t: 10, b: 44 }, showlegend: false, dragmode: false,
    xaxis: axis(colours, { type: "date", fixedrange: true, ...ticks($("days")), title: { text: byMonth(days) ? "published, by month" : "published, by day" }, range: [shifted(days[0], -3), shifted(days.at(-1), 3)] }),
    yaxis: axis(colours, { type: "category", fixedrange: true, autorange: "reversed", tickvals: names, ticktext: names.map(short), title: { text: "outlet" } }),
  }), CONFIG);
  wire("days", ({ pointIndex }) => {
    const { outlet, day: since } = rows[pointIndex];
    const until = byMonth(days) ? lastOf(since) : since;
    openArticles(outlet, { outlet, since, until }, byMonth(days) ? month(since) : day(since));
  });
}

/** Over more than four months the interface counts by month. */
const byMonth = (days) => days.length > 1 && days.every((iso) => iso.endsWith("-01"));

function shifted(iso, by) {
  const date = new Date(`${iso}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + by);
  return date.toISOString().slice(0, 10);
}

document.addEventListener("theme", () => { picture(); outlets(); });
refresh();
