// What people said of a relation: statements, assessments, agreements, meetings, positions, and what is to be expected.

import { count, day, el, empty, month, nameOf, points } from "./core.js";
import { quote } from "./evidence.js";

const list = (rows, one, none) => (rows.length ? el("ul", { class: "plain" }, rows.map((row) => el("li", {}, one(row)))) : empty(none));
const names = (codes) => (codes ?? []).map(nameOf).join(", ");

/** The words of a telling without the date it was printed. */
export function turned(turn) {
  const change = ([before, after]) => `${before.toFixed(1)} → ${after.toFixed(1)}`;
  return `${turn.direction}: cooperation ${change(turn.cooperation)}, conflict ${change(turn.conflict)} points a week`;
}

export function statements(rows) {
  return list(rows, (row) => [
    el("p", { class: "small" }, el("strong", { dir: "auto" }, row.speaker || "An unnamed speaker"), row.country && nameOf(row.country) !== row.speaker ? ` (${nameOf(row.country)})` : "",
      row.about?.length ? [" on ", names(row.about)] : "", ` · ${row.kind}`),
    quote(row.text, row.article, row.n, row, "statements"),
  ], "Nobody is quoted on this relation in this period. Statements come from articles; imported data sets hold none.");
}

export function assessments(rows) {
  return list(rows.toReversed(), (row) => [
    el("p", { class: "small" }, el("strong", { dir: "auto" }, row.holder), ": ",
      [row.state && `${row.state}`, row.trend && `${row.trend}`].filter(Boolean).join(", ") || "no state named",
      row.horizon ? ` (${row.horizon})` : ""),
    quote(row.told, row.article, number(row.id), row, "assessments"),
  ], "No article here says how others see this relation.");
}

export function agreements(rows) {
  return list(rows, (row) => [
    el("p", { class: "small" }, el("strong", { dir: "auto" }, row.name || row.kind), ` · ${names(row.parties)}`, row.year ? ` · ${row.year}` : "", ` · ${row.status}`,
      money(row.amounts)),
    quote(row.told, row.article, row.n, row, "agreements"),
  ], "No agreement between the two is told in this period.");
}

function money(amounts) {
  const all = typeof amounts === "string" ? JSON.parse(amounts) : amounts ?? [];
  return all.length ? ` · ${all.map((amount) => [amount.currency, amount.value?.toLocaleString("en")].filter(Boolean).join(" ")).join(", ")}` : "";
}

export function meetings(rows) {
  return list(rows, (row) => [
    el("p", { class: "small" }, el("strong", { dir: "auto" }, (row.participants ?? []).join(", ") || names(row.countries)), ` · ${day(row.earliest, "undated")}`,
      row.place ? ` · ${row.place}` : "", row.status !== "actual" ? ` · ${row.status}` : "",
      row.agenda?.length ? el("span", { dir: "auto" }, ` · on ${row.agenda.join("; ")}`) : ""),
    quote(row.told, row.article, row.n, row, "meetings"),
  ], "No meeting of the two is told in this period.");
}

export function expectations(rows) {
  return list(rows, (row) => [
    el("p", { class: "small" }, el("strong", { dir: "auto" }, row.holder), row.horizon ? ` · ${row.horizon}` : ""),
    quote(row.told, row.article, row.n, row, "outlook"),
  ], "No article here says what is to be expected of the two.");
}

export function implications(rows) {
  return list(rows, (row) => [
    el("p", { class: "small" }, "for ", el("strong", {}, names(row.affected) || "others")),
    quote(row.told, row.article, row.n, row, "implications"),
  ], "No article about the two says what their relation means for a third party.");
}

export function positions(codes, found) {
  return el("div", { class: "grid" }, codes.map((code, i) => el("div", { class: "w6" }, el("h3", {}, nameOf(code)),
    list(found[i], (row) => [
      el("p", { class: "small" }, el("strong", { dir: "auto" }, row.person), ` leans ${row.leans} on ${nameOf(row.on)}`),
      quote(row.told, row.article, row.n, row, "positions"),
    ], "No article tells who inside this government leans which way."))));
}

export function outlook(found) {
  if (found.warming === null) return el("p", { class: "empty" }, found.sentence);
  const share = (value) => `${Math.round(100 * value)} %`;
  const odds = el("table", {}, el("caption", {}, `Over ${count(found.horizon_months, "month")} from ${day(found.as_of, "the end of the record")}`),
    el("tbody", {}, [["warming", "warm"], ["staying", ""], ["cooling", "cold"]].map(([name, cls]) => el("tr", {}, el("th", { scope: "row", class: cls }, name), el("td", { class: "num" }, share(found[name]))))));
  const months = found.months.length ? el("table", {}, el("caption", {}, "Median and 80 % interval, Goldstein points a month"),
    el("thead", {}, el("tr", {}, ["Month", "Cooperation", "Conflict"].map((head, i) => el("th", { scope: "col", class: i ? "num" : "" }, head)))),
    el("tbody", {}, found.months.map((row) => el("tr", {}, el("th", { scope: "row" }, month(row.month)),
      ...["cooperation", "conflict"].map((name) => el("td", { class: "num" }, `${row[name].toFixed(0)} (${row[`${name}_low`].toFixed(0)} to ${row[`${name}_high`].toFixed(0)})`)))))) : null;
  const skill = found.skill;
  const tested = skill
    ? `Tested on this record’s past: error (CRPS) ${points(100 * skill.gain)} % against ${skill.baseline}, 90 % interval ${points(100 * skill.low90)} to ${points(100 * skill.high90)} %; model ${found.model}.`
    : "The record is too short to test such a forecast on its past.";
  return [el("p", { class: "lead" }, found.sentence), el("div", { class: "grid" }, el("div", { class: "w4 wide" }, odds), months ? el("div", { class: "w8 wide" }, months) : null), el("p", { class: "note" }, tested)];
}

const number = (id) => Number(id.split("#").at(-1));
