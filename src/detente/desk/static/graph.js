// A signed graph on a circle, camp beside camp, so that no actor hides another.

import { el, nameOf, points, svg } from "./core.js";

/** Codes of armed groups in imported data can be long words. */
export const short = (code) => (code.length > 9 ? `${code.slice(0, 8)}…` : code);

/** Draw edges ({one, other, score, low, high, sign, reports}) between `codes`; `href` gives each edge its address. */
export function circle(codes, edges, { href, press } = {}) {
  const size = codes.length > 8 ? 640 : 400, middle = size / 2, radius = size / 2 - 76;
  const place = new Map(codes.map((code, i) => {
    const turn = (2 * Math.PI * i) / codes.length - Math.PI / 2;
    return [code, [Math.cos(turn), Math.sin(turn)]];
  }));
  const at = (code, far = 1) => place.get(code).map((value) => middle + far * radius * value);
  const chords = edges.filter((edge) => edge.sign && place.has(edge.one) && place.has(edge.other)).map((edge) => {
    const [x1, y1] = at(edge.one), [x2, y2] = at(edge.other);
    const bend = 0.35, cx = middle + (((x1 + x2) / 2) - middle) * bend, cy = middle + (((y1 + y2) / 2) - middle) * bend;
    const told = `${nameOf(edge.one)} and ${nameOf(edge.other)}: ${points(edge.score)} (${points(edge.low)} to ${points(edge.high)}), ${edge.reports} acts`;
    const line = svg("path", { "stroke-width": (0.8 + Math.abs(edge.score) / 3).toFixed(2), class: `edge ${edge.sign > 0 ? "warm" : "cold"}`, d: `M${x1.toFixed(1)} ${y1.toFixed(1)}Q${cx.toFixed(1)} ${cy.toFixed(1)} ${x2.toFixed(1)} ${y2.toFixed(1)}` }, svg("title", {}, told));
    const link = svg("a", { href: href(edge), "aria-label": told }, line);
    if (press) link.addEventListener("click", (event) => { event.preventDefault(); press(edge); });
    return link;
  });
  const nodes = codes.map((code) => {
    const [x, y] = at(code), [tx, ty] = at(code, 1 + 16 / radius);
    const across = place.get(code)[0];
    return svg("a", { href: `/state/${code}`, "aria-label": nameOf(code) },
      svg("circle", { class: "node", cx: x.toFixed(1), cy: y.toFixed(1), r: 5 }),
      svg("text", { class: "node-name", x: tx.toFixed(1), y: (ty + 4).toFixed(1), "text-anchor": across > 0.25 ? "start" : across < -0.25 ? "end" : "middle" }, short(code), svg("title", {}, nameOf(code))));
  });
  // a few actors need no great circle
  const box = el("div", { class: "circle" }, svg("svg", { class: "net", viewBox: `0 0 ${size} ${size}`, role: "group", "aria-label": "Signed graph of relations" }, chords, nodes));
  box.style.maxWidth = `${Math.min(42, 14 + 2 * codes.length)}rem`;
  return box;
}
