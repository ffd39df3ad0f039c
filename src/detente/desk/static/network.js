// The signed network of a period: graph, matrix, camps and the list that both rest on.

import { $, ask, ask_for, asked, el, empty, fill, nameOf, onAddress, points, sense } from "./core.js";
import { CONFIG, axis, layout, narrow, palette } from "./charts.js";
import { openActs } from "./evidence.js";
import { circle, short } from "./graph.js";

const form = $("period");
let shown = null;
let running = new AbortController();

async function refresh() {
  running.abort();
  running = new AbortController();
  const { since, until, min_reports: least, most } = asked();
  form.elements.since.value = since ?? "";
  form.elements.until.value = until ?? "";
  form.elements.min_reports.value = least ?? 5;
  form.elements.most.value = most ?? 25;
  try {
    shown = await ask("network", { since, until, min_reports: least }, running.signal);
  } catch (error) {
    if (error.name !== "AbortError") fill("said", el("span", { class: "failed" }, error.message));
    return;
  }
  if (!shown.edges.length) {
    for (const id of ["graph", "matrix", "camps", "edges"]) fill(id, empty("No relation has so many acts in this period. Widen the period, or ask for fewer acts."));
    return fill("said");
  }
  fill("said", `${shown.edges.length} relations, ${shown.edges.filter((edge) => edge.sign).length} of them surely warm or cold; signed modularity ${shown.modularity.toFixed(2)}; ` +
    (shown.balanced === null ? "no triangle of sure relations." : `${Math.round(100 * shown.balanced)} % of the sure triangles balance.`));
  draw();
}

const openEdge = (edge) => openActs(`${nameOf(edge.one)} and ${nameOf(edge.other)}`, { one: edge.one, other: edge.other, since: asked().since, until: asked().until },
  `Mean ${points(edge.score)} (80 % ${points(edge.low)} to ${points(edge.high)}), ${edge.reports} acts`);
const address = (edge) => `/relation/${edge.one}/${edge.other}?${new URLSearchParams(Object.entries({ since: asked().since, until: asked().until }).filter(([, v]) => v))}`;

function heard() {
  const acts = new Map();
  for (const edge of shown.edges) for (const code of [edge.one, edge.other]) acts.set(code, (acts.get(code) ?? 0) + edge.reports);
  const camp = new Map(shown.camps.flatMap((codes, i) => codes.map((code) => [code, i])));
  return [...acts].sort((a, b) => b[1] - a[1]).slice(0, Number(asked().most ?? 25)).map(([code]) => code)
    .sort((a, b) => (camp.get(a) ?? 99) - (camp.get(b) ?? 99) || a.localeCompare(b));
}

function draw() {
  if (!shown?.edges.length) return;
  const codes = heard();
  fill("graph", circle(codes, shown.edges, { href: address, press: openEdge }));
  matrix(codes);
  fill("camps", shown.camps.length ? el("ol", {}, shown.camps.map((camp) => el("li", {}, camp.flatMap((code, i) => [i ? ", " : "", el("a", { href: `/state/${code}` }, nameOf(code))])))) : empty("No camps: too few relations are surely warm."));
  const rows = shown.edges.toSorted((a, b) => b.reports - a.reports).slice(0, 300);
  fill("edges", el("table", {}, el("caption", {}, rows.length < shown.edges.length ? `The ${rows.length} with most acts` : "All relations of the period"),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Relation"), ["Mean (points)", "80 % interval", "Acts"].map((head) => el("th", { scope: "col", class: "num" }, head)))),
    el("tbody", {}, rows.map((edge) => el("tr", {}, el("th", { scope: "row" }, el("a", { href: address(edge) }, `${nameOf(edge.one)} and ${nameOf(edge.other)}`)),
      el("td", { class: `num ${edge.sign ? sense(edge.score) : ""}` }, points(edge.score)), el("td", { class: "num" }, `${points(edge.low)} to ${points(edge.high)}`),
      el("td", { class: "num" }, el("button", { type: "button", class: "cell", onclick: () => openEdge(edge) }, edge.reports.toLocaleString("en"))))))));
}

function matrix(codes) {
  const colours = palette();
  const place = new Map(codes.map((code, i) => [code, i]));
  const score = codes.map(() => codes.map(() => null)), told = codes.map(() => codes.map(() => "")), edges = new Map();
  for (const edge of shown.edges) {
    const i = place.get(edge.one), j = place.get(edge.other);
    if (i === undefined || j === undefined) continue;
    for (const [a, b] of [[i, j], [j, i]]) {
      score[a][b] = edge.score;
      told[a][b] = `${nameOf(edge.one)} and ${nameOf(edge.other)}<br>${points(edge.score)} (${points(edge.low)} to ${points(edge.high)})<br>${edge.reports} acts`;
      edges.set(`${a} ${b}`, edge);
    }
  }
  const target = $("matrix"), slim = narrow(target);
  globalThis.Plotly.react(target, [{
    type: "heatmap", x: codes, y: codes, z: score, text: told, hoverinfo: "text", zmin: -6, zmax: 6, xgap: 1, ygap: 1,
    colorscale: [[0, colours.cold], [0.5, colours.wash], [1, colours.warm]],
    colorbar: { title: { text: "points", side: "top" }, thickness: 12, ...(slim ? { orientation: "h", y: -0.3, len: 1 } : { len: 0.6 }), tickvals: [-6, -3, 0, 3, 6], ticktext: ["−6 cold", "−3", "0", "+3", "+6 warm"], tickfont: { color: colours.soft } },
  }], layout(colours, {
    height: 600, margin: { l: slim ? 58 : 70, r: 10, t: 10, b: slim ? 150 : 70 }, dragmode: false,
    xaxis: axis(colours, { type: "category", fixedrange: true, tickangle: -60, showgrid: false, tickvals: codes, ticktext: codes.map(short), tickfont: { size: slim ? 8 : 10 } }),
    yaxis: axis(colours, { type: "category", fixedrange: true, autorange: "reversed", showgrid: false, tickvals: codes, ticktext: codes.map(short), tickfont: { size: slim ? 8 : 10 } }),
  }), CONFIG);
  target.removeAllListeners?.("plotly_click");
  target.on("plotly_click", ({ points: [hit] }) => {
    const edge = edges.get(`${hit.pointIndex[0]} ${hit.pointIndex[1]}`);
    if (edge) openEdge(edge);
  });
  target.setAttribute("role", "group");
  target.setAttribute("aria-label", "Matrix of scores; the list of relations below holds the same figures");
}

form.addEventListener("change", (event) => { ask_for({ [event.target.name]: event.target.value }); if (event.target.name === "most") draw(); else refresh(); });
form.addEventListener("submit", (event) => event.preventDefault());
onAddress(refresh);
document.addEventListener("theme", draw);
document.addEventListener("record-changed", refresh);
refresh();
