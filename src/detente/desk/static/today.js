// The first page is whole when it arrives; this adds the map and the sentences behind turning points.

import { $, ask, day, empty, load, nameOf, points } from "./core.js";
import { openActs, openIds } from "./evidence.js";
import { circle } from "./graph.js";

for (const button of document.querySelectorAll("button[data-ids]")) {
  button.addEventListener("click", () => openIds(button.dataset.title, button.dataset.ids.split(" ").filter(Boolean)));
}

const map = $("map");
if (map) {
  load(map, latest(), ({ edges, camps, since }) => {
    if (!edges.some((edge) => edge.sign)) return empty("No relation is surely warm or cold in these years: that takes at least three acts each, nearly all of one kind.");
    const acts = new Map();
    for (const edge of edges.filter((e) => e.sign)) for (const code of [edge.one, edge.other]) acts.set(code, (acts.get(code) ?? 0) + edge.reports);
    const camp = new Map(camps.flatMap((codes, i) => codes.map((code) => [code, i])));
    const codes = [...acts].sort((a, b) => b[1] - a[1]).slice(0, 18).map(([code]) => code).sort((a, b) => (camp.get(a) ?? 99) - (camp.get(b) ?? 99) || a.localeCompare(b));
    return circle(codes, edges, {
      href: (edge) => `/relation/${edge.one}/${edge.other}`,
      press: (edge) => openActs(`${nameOf(edge.one)} and ${nameOf(edge.other)}`, { one: edge.one, other: edge.other, since }, `Since ${day(since)}: mean ${points(edge.score)}, ${edge.reports} acts`),
    });
  });
}

/** The network of the five years up to the latest act. */
async function latest() {
  const { rows } = await ask("acts", { limit: 1 });
  const since = rows.length ? `${Number(rows[0].day.slice(0, 4)) - 5}${rows[0].day.slice(4)}`.replace("-02-29", "-02-28") : null;
  return { ...(await ask("network", { since, min_reports: 3 })), since };
}
