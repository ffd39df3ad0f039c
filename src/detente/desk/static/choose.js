// Pairs and states to choose from, where a page has not been told which.

import { $, ask, count, el, empty, load, nameOf } from "./core.js";

const target = $("pairs");
const state = target.dataset.of === "state";

load(target, ask("partners", { limit: state ? 100 : 40 }), (pairs) => {
  if (!pairs.length) return empty("The record holds no act between two states yet. Add articles under Articles, or import a data set: detente import FILE.");
  if (state) {
    const sums = new Map();
    for (const { one, other, acts } of pairs) for (const code of [one, other]) sums.set(code, (sums.get(code) ?? 0) + acts);
    return links([...sums].sort((a, b) => b[1] - a[1]).map(([code, acts]) => [`/state/${code}`, nameOf(code), acts]));
  }
  return links(pairs.map(({ one, other, acts }) => [`/relation/${one}/${other}`, `${nameOf(one)} and ${nameOf(other)}`, acts]));
});

const links = (all) => el("ul", { class: "plain multiples" }, all.map(([href, name, acts]) => el("li", {}, el("a", { href }, name), " ", el("span", { class: "source num" }, count(acts, "act")))));
