// All relations of one state as small pictures of one scale, each a link to its relation.

import { $, ask, ask_for, asked, count, el, empty, fill, nameOf, onAddress, points, sense } from "./core.js";
import { spark } from "./charts.js";

const code = $("content").dataset.code;
const form = $("period");
let running = new AbortController();

async function refresh() {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const { since, until } = asked();
  form.elements.since.value = since ?? "";
  form.elements.until.value = until ?? "";
  const place = $("relations");
  try {
    const pairs = await ask("partners", { code, since, limit: 24 }, signal);
    if (!pairs.length) return fill(place, empty("The record holds no act of this state in this period. Add articles, import a data set, or widen the period."));
    const boxes = pairs.map(({ one, other, acts }) => {
      const partner = one === code ? other : one;
      const href = `/relation/${code}/${partner}${location.search}`;
      const box = el("a", { class: "sheet multiple", href }, el("h3", {}, nameOf(partner)), el("p", { class: "source" }, count(acts, "act")));
      return [box, partner];
    });
    fill(place, el("div", { class: "multiples" }, boxes.map(([box]) => box)));
    // two at a time: the desk has other readers
    const queue = [...boxes];
    await Promise.all([1, 2].map(async () => {
      while (queue.length) await show(...queue.shift(), { since, until }, signal);
    }));
  } catch (error) {
    if (error.name !== "AbortError") fill(place, el("p", { class: "failed" }, error.message));
  }
}

async function show(box, partner, span, signal) {
  const found = await ask("relation", { one: code, other: partner, ...span }, signal);
  const series = found.series.filter((row) => row.series === found.series[0].series);
  const { word, level, course } = found.standing;
  box.querySelector("h3").append(el("span", { class: `num ${sense(level)}` }, points(level)));
  box.append(series.length ? spark(series, `Temperature of ${nameOf(code)} and ${nameOf(partner)}`) : "",
    el("p", { class: "source" }, `${word === "unknown" ? "standing unknown" : word}, ${course === "unknown" ? "course unknown" : course}`));
}

form.addEventListener("change", (event) => { ask_for({ [event.target.name]: event.target.value }); refresh(); });
form.addEventListener("submit", (event) => event.preventDefault());
onAddress(refresh);
document.addEventListener("record-changed", refresh);
refresh();
