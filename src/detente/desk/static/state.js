// All relations of one state as small pictures of one scale, each a link to its relation.

import { $, ask, ask_for, asked, count, el, empty, load, nameOf, points, sense } from "./core.js";
import { spark } from "./charts.js";

const code = $("content").dataset.code;
const form = $("period");
let running = new AbortController();

async function refresh() {
  running.abort();
  running = new AbortController();
  const { since, until } = asked();
  form.elements.since.value = since ?? "";
  form.elements.until.value = until ?? "";
  load("relations", ask("courses", { code, since, until }, running.signal), (found) => (found.length
    ? el("div", { class: "multiples" }, found.map(picture))
    : empty("The record holds no dated act of this state in this period. Add articles, import a data set, or widen the period.")));
}

function picture({ other, acts, standing, series }) {
  const { said, last_report: last } = standing;
  const seen = upTo(series, last), level = seen.at(-1)?.level ?? null;
  return el("a", { class: "sheet multiple", href: `/relation/${code}/${encodeURIComponent(other)}${location.search}` },
    el("h3", {}, el("span", {}, nameOf(other)), level === null ? null : el("span", { class: `num ${sense(level)}` }, points(level))),
    spark(seen, `Temperature of ${nameOf(code)} and ${nameOf(other)}`),
    el("p", { class: "source" }, `${said} · ${count(acts, "act")}`));
}

/** Half a year after the last report there is nothing more to be seen. */
function upTo(series, last) {
  if (!last) return series;
  const end = new Date(`${last}T00:00:00Z`);
  end.setUTCMonth(end.getUTCMonth() + 6);
  const until = end.toISOString().slice(0, 10);
  return series.map((row) => (row.day > until ? { ...row, level: null } : row));
}

// what was said and met stands on the page itself: it is asked for anew with the period
form.addEventListener("change", (event) => {
  if (event.target.value && !event.target.validity.valid) return;
  ask_for({ [event.target.name]: event.target.value });
  location.reload();
});
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("popstate", () => location.reload());
document.addEventListener("record-changed", refresh);
refresh();
