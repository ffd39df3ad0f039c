// The page of one relation: everything on it follows the period, the side, the issue and the source in the address.

import { $, ask, ask_for, asked, count, day, el, empty, fill, load, month, nameOf, onAddress, points, sense } from "./core.js";
import { openActs, openIds } from "./evidence.js";
import { draw } from "./course.js";
import * as words from "./words.js";

const main = $("content");
const one = main.dataset.one, other = main.dataset.other;
const form = $("period");
let running = new AbortController();
let shown = null;

/** The part of the address that limits acts. */
function limits() {
  const { since, until, context, source } = asked();
  return { one, other, since, until, context, source };
}

async function refresh() {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const now = asked();
  for (const name of ["since", "until", "context", "source"]) form.elements[name].value = now[name] ?? "";
  form.elements.by.value = now.by ?? "month";
  form.elements.side.value = now.side ?? "both";
  const { since, until } = now;
  const span = { one, other, since, until };
  $("all-acts").href = `/events?${new URLSearchParams(Object.entries(limits()).filter(([, v]) => v))}`;
  const relation = ask("relation", { ...limits(), by: now.by }, signal);
  const notable = ask("acts/notable", limits(), signal);
  load("standing", relation, standing);
  load("turning", relation, turning);
  load("sides", relation, sides);
  load("issues", relation, (found) => pulls(found.contexts, "issue"));
  load("sectors", relation, (found) => pulls(found.sectors, "sector"));
  load("figures", relation, figures);
  load("acts", ask("acts", { ...limits(), limit: 12 }, signal), ({ rows }) => acts(rows));
  load("statements", ask("statements", { ...span, limit: 20 }, signal), ({ rows }) => words.statements(rows));
  load("assessments", ask("assessments", span, signal), words.assessments);
  load("agreements", ask("agreements", span, signal), words.agreements);
  load("meetings", ask("meetings", span, signal), words.meetings);
  load("expected", ask("outlooks", span, signal), words.expectations);
  load("third", ask("implications", span, signal), words.implications);
  load("positions", Promise.all([one, other].map((code) => ask("positions", { code, since, until }, signal))), (found) => words.positions([one, other], found));
  waitForOutlook(until);
  $("course").setAttribute("aria-busy", "true");
  try {
    shown = [await relation, await notable];
    offer("context", shown[0].contexts.map((part) => part.name), "all issues");
    picture();
  } catch (error) {
    if (error.name === "AbortError") return;
    fill("course", el("p", { class: "failed" }, error.message));
  }
  $("course").removeAttribute("aria-busy");
}

function picture() {
  if (!shown) return;
  const [relation, notable] = shown;
  draw($("course"), relation, notable, form.elements.side.value, {
    period: (row) => openPeriod(row.day),
    turn: (turn) => openIds(`Turning point of ${day(turn.day)}`, turn.acts, words.turned(turn)),
    act: (id) => openIds("One act", [id], " "),
    brush: (since, until) => narrow(since, until),
  });
}

function narrow(since, until) {
  ask_for({ since, until });
  refresh();
}

/** The acts of the period that begins on a day. */
function openPeriod(first) {
  const by = form.elements.by.value;
  const start = new Date(`${first}T00:00:00Z`), end = new Date(start);
  if (by === "month") end.setUTCMonth(end.getUTCMonth() + 1);
  else end.setUTCDate(end.getUTCDate() + (by === "week" ? 7 : 1));
  end.setUTCDate(end.getUTCDate() - 1);
  const title = by === "month" ? month(first) : by === "week" ? `Week from ${day(first)}` : day(first);
  const until = end.toISOString().slice(0, 10);
  const { since: from, until: to } = asked();
  openActs(title, { ...limits(), since: from > first ? from : first, until: to && to < until ? to : until }, `Acts between ${nameOf(one)} and ${nameOf(other)}`);
}

const standing = (found) => found.standing.sentences.map((said) =>
  said.acts.length
    ? [el("button", { type: "button", class: "line sentence", title: "The acts that this rests on", onclick: () => openIds("What this rests on", said.acts, said.text) }, said.text), " "]
    : `${said.text} `);

function turning(found) {
  if (!found.turning_points.length) return empty("No turning point is seen: the course does not change by more than its own spread.");
  const rows = found.turning_points.map((turn, i) => el("tr", {},
    el("td", { class: "num" }, String(i + 1)),
    el("td", {}, el("button", { type: "button", class: "cell", onclick: () => openIds(`Turning point of ${day(turn.day)}`, turn.acts, words.turned(turn)) }, day(turn.day))),
    el("td", {}, el("span", { class: `tag ${{ warming: "warm", cooling: "cold" }[turn.direction] ?? ""}` }, turn.direction)),
    el("td", { class: "num" }, turn.cooperation.map((v) => v.toFixed(1)).join(" → ")),
    el("td", { class: "num" }, turn.conflict.map((v) => v.toFixed(1)).join(" → ")),
    el("td", { class: "num" }, turn.probability >= 0.995 ? "> 0.99" : turn.probability.toFixed(2))));
  return el("div", { class: "wide scroll", tabindex: "0", role: "region", "aria-label": "Turning points" }, table("Goldstein points a week, before and after",
    ["", "Day", "Direction", ".Cooperation", ".Conflict", ".Probability"], rows));
}

/** A table; heads that begin with a dot are of figures. */
function table(caption, heads, rows) {
  return el("table", {}, el("caption", {}, caption),
    el("thead", {}, el("tr", {}, heads.map((head) => el(head ? "th" : "td", head ? { scope: "col", class: head[0] === "." ? "num" : "" } : {}, head.replace(".", ""))))),
    el("tbody", {}, rows));
}

function names(found) {
  return [...new Set(found.series.map((row) => row.series))];
}

function sides(found) {
  if (!found.series.length) return empty("The record holds no dated act between the two in this period. Add articles, import a data set, or widen the period.");
  const rows = names(found).map((name) => {
    const mine = found.series.filter((row) => row.series === name);
    const end = mine.at(-1);
    const reports = mine.reduce((sum, row) => sum + row.reports, 0);
    return el("tr", {}, el("th", { scope: "row" }, name), el("td", { class: "num" }, reports.toLocaleString("en")),
      el("td", { class: `num ${sense(end.level)}` }, points(end.level), end.level === null ? "" : el("span", { class: "source" }, ` (${points(end.low80)} to ${points(end.high80)})`)));
  });
  const undated = found.undated ? el("p", { class: "note" }, `${count(found.undated, "act")} not dated to a ${found.by}, in no figure.`) : null;
  return [table("Goldstein points, 80 % interval in brackets", ["Side", ".Acts", ".Temperature"], rows), undated];
}

function pulls(parts, kind) {
  if (!parts.length) return empty(kind === "issue" ? "The acts name no issue." : "The acts name no part of a government.");
  const widest = Math.max(...parts.map((part) => Math.abs(part.pull)), 0.01);
  const head = el("p", { class: "note" }, "How far these acts move the mean of the relation, in points; number of acts and their mean.");
  return [head, el("div", { class: "pulls" }, parts.slice(0, 12).map((part) => {
    const share = (Math.abs(part.pull) / widest) * 50;
    const bar = el("span", { class: part.pull > 0 ? "up" : "down" });
    bar.style.width = `${share}%`;
    bar.style.left = part.pull > 0 ? "50%" : `${50 - share}%`;
    const label = kind === "issue"
      ? el("button", { type: "button", class: "line", title: "Show this issue alone", onclick: () => { ask_for({ context: part.name }); refresh(); } }, part.name)
      : el("button", { type: "button", class: "line", title: "The acts of this part", onclick: () => openSector(part) }, sector(part.name));
    return el("div", { class: "pull" }, label, el("span", { class: "track", "aria-hidden": "true" }, bar),
      el("span", { class: "source num" }, `${points(part.pull, 2)} · ${part.reports.toLocaleString("en")} · ${points(part.mean)}`));
  }))];
}

const SECTORS = { GOV: "government", MIL: "military", REB: "rebels", OPP: "opposition", LEG: "parliament", JUD: "courts", PTY: "parties", COP: "police", SPY: "intelligence", CVL: "civilians", MED: "press", JRN: "press", BUS: "business", CRM: "criminals", UAF: "armed groups", REF: "refugees", EDU: "schools", HLH: "health", LAB: "labour", AGR: "farmers", ELI: "elites", IGO: "body", NGO: "non-governmental", REL: "clergy", RAD: "radicals", SEP: "separatists", INS: "insurgents", ENV: "environmentalists", HRI: "human rights", MOD: "moderates", DEV: "development", IGOUNO: "body" };

/** "ISR MIL" as "Israel, military"; a code that has no word stays. */
function sector(name) {
  const [code, part] = name.split(" ");
  return part ? `${nameOf(code)}, ${SECTORS[part] ?? part}` : nameOf(code);
}

function openSector(part) {
  const [actor, inside] = part.name.split(" ");
  openActs(sector(part.name), { ...limits(), actor, sector: inside ?? "none" }, `${count(part.reports, "act")}, mean ${points(part.mean)}`);
}

function figures(found) {
  const mine = found.series.filter((row) => row.series === names(found)[0]);
  const rows = mine.toReversed().map((row) => el("tr", {},
    el("td", {}, el("button", { type: "button", class: "cell", onclick: () => openPeriod(row.day) }, found.by === "month" ? month(row.day) : day(row.day))),
    el("td", { class: "num" }, String(row.reports)), el("td", { class: "num" }, points(row.plain)),
    el("td", { class: "num" }, points(row.level)), el("td", { class: "num" }, row.level === null ? "" : `${points(row.low80)} to ${points(row.high80)}`),
    el("td", { class: "num" }, points(row.cooperation)), el("td", { class: "num" }, points(row.conflict))));
  return table(`${names(found)[0] ?? ""}, Goldstein points`, ["Period", ".Acts", ".Plain mean", ".Temperature", ".80 % interval", ".Cooperation", ".Conflict"], rows);
}

function acts(rows) {
  if (!rows.length) return empty("No act in this period.");
  return el("ul", { class: "plain acts" }, rows.map((row) => el("li", {},
    el("span", { class: "source num" }, day(row.day)),
    el("span", {}, el("button", { type: "button", class: "line", onclick: () => openIds("One act", [row.id], day(row.day)) }, `${nameOf(row.actor)} → ${nameOf(row.recipient)}: ${row.type || "no type"}`),
      row.told ? el("span", { class: "small told", dir: "auto" }, row.told.length > 260 ? `${row.told.slice(0, 260)} …` : row.told) : null),
    el("span", { class: `num ${sense(row.goldstein)}` }, `${points(row.goldstein)} points`))));
}

function offer(name, values, every) {
  const select = form.elements[name], now = asked()[name] ?? "";
  const all = [...new Set([...[...select.options].map((o) => o.value).filter(Boolean), ...values, now])].filter(Boolean);
  fill(select, el("option", { value: "" }, every), all.map((value) => el("option", { value }, value)));
  select.value = now;
}

// The outlook is tested on the record's past, which takes seconds: only when it is looked at.
let waiting;
function waitForOutlook(until) {
  waiting?.disconnect();
  fill("outlook", el("p", { class: "wait" }, "tested on the record’s past when you come here; for a long record that takes a minute"));
  waiting = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    waiting.disconnect();
    load("outlook", ask("outlook", { one, other, as_of: until }, running.signal), words.outlook);
  });
  waiting.observe($("outlook"));
}

form.addEventListener("change", (event) => {
  const { name, value } = event.target;
  if (!name || (event.target.type === "date" && value && !event.target.validity.valid)) return;
  ask_for({ [name]: (name === "by" && value === "month") || (name === "side" && value === "both") ? "" : value });
  if (name === "side") picture();
  else refresh();
});
form.addEventListener("submit", (event) => event.preventDefault());
for (const button of form.querySelectorAll("[data-years]")) {
  button.addEventListener("click", () => {
    const years = Number(button.dataset.years);
    if (!years || !shown) return narrow("", "");
    const last = asked().until ?? shown[0].series.at(-1)?.day;
    if (!last) return narrow("", "");
    const first = new Date(`${last}T00:00:00Z`);
    first.setUTCFullYear(first.getUTCFullYear() - years);
    narrow(first.toISOString().slice(0, 10), asked().until);
  });
}
// paper is narrower than a screen: the chart is drawn anew for it
const PAPER = 660;
addEventListener("beforeprint", () => shown && $("course").data && globalThis.Plotly.relayout($("course"), { width: PAPER, autosize: false }));
addEventListener("afterprint", () => shown && $("course").data && globalThis.Plotly.relayout($("course"), { width: null, autosize: true }));
onAddress(refresh);
document.addEventListener("theme", picture);
document.addEventListener("record-changed", refresh);
ask("sources").then((found) => offer("source", [...(found.runs.some((run) => run.articles) ? ["coded"] : []), ...found.imports.map((row) => row.dataset)], "all sources")).catch(() => {});
refresh();
