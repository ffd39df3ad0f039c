// Acts with filters, a portion at a time; what is shown can be exported.

import { $, ask, ask_for, asked, count, el, empty, load, onAddress } from "./core.js";
import { act } from "./evidence.js";

const form = $("find");
const NAMES = ["one", "other", "since", "until", "context", "source"];
let running = new AbortController();

function question() {
  const now = asked();
  return Object.fromEntries([...NAMES, "type"].map((name) => [name, now[name]]).filter(([, value]) => value));
}

function refresh() {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const now = question();
  for (const name of NAMES) form.elements[name].value = now[name] ?? "";
  const { sort } = asked();
  form.elements.sort.value = sort ?? "newest";
  for (const link of document.querySelectorAll("#exports a")) link.href = `/api/export/${link.dataset.format}?${new URLSearchParams(now)}`;
  const { type, ...rest } = now;
  load("types-found", ask("acts/types", rest, signal), (types) => facets(types, type));
  load("found", ask("acts", { ...now, sort, limit: 30 }, signal), (page) => (page.rows.length ? shown(page, { ...now, sort })
    : empty("No act fits these filters. Widen the period, take a filter away, or add articles.")));
}

function facets(types, chosen) {
  const most = Math.max(1, ...types.map((row) => row.acts));
  const all = types.reduce((sum, row) => sum + row.acts, 0);
  const row = (name, label, acts) => {
    const bar = el("span", { class: "up" });
    bar.style.left = "0";
    bar.style.width = `${(100 * acts) / most}%`;
    bar.style.background = "var(--edge)";
    return el("div", { class: "pull facet" },
      el("button", { type: "button", class: "line", "aria-pressed": String(chosen === name || (!chosen && !name)), onclick: () => { ask_for({ type: name }); refresh(); } }, label),
      el("span", { class: "track", "aria-hidden": "true" }, name ? bar : ""), el("span", { class: "source num" }, acts.toLocaleString("en")));
  };
  return el("div", { class: "pulls" }, row("", "All types", all), types.map(({ type, acts }) => row(type, type === "none" ? "no type" : type, acts)), el("p", { class: "unseen" }, count(all, "act")));
}

function shown({ rows, after }, now) {
  const parts = rows.map(act);
  if (after) {
    const button = el("button", { type: "button", class: "more" }, "More acts");
    button.addEventListener("click", async () => {
      button.disabled = true;
      button.replaceWith(...shown(await ask("acts", { ...now, after, limit: 30 }), now));
    });
    parts.push(button);
  }
  return parts;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { value: sort } = form.elements.sort;
  ask_for({ ...Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value.trim()])), sort: sort === "newest" ? "" : sort });
  refresh();
});
form.elements.sort.addEventListener("change", () => form.requestSubmit());
onAddress(refresh);
document.addEventListener("record-changed", refresh);
ask("sources").then((found) => {
  const sources = [...(found.runs.some((run) => run.articles) ? ["coded"] : []), ...found.imports.map((row) => row.dataset)];
  form.elements.source.append(...sources.map((name) => el("option", { value: name }, name)));
  form.elements.source.value = asked().source ?? "";
}).catch(() => {});
refresh();
