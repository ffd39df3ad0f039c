// The panel that every mark opens: acts, and under each the sentences that it rests on.

import { $, ask, count, day, el, empty, fill, nameOf, points, readOnly, sense } from "./core.js";
import { correction } from "./correct.js";

const panel = $("evidence");
let from = null;

/** Open the panel; `parts` is a node, an array or a promise of them. */
export async function open(title, parts, { under = "" } = {}) {
  if (panel.hidden) from = document.activeElement;
  const body = el("div", {}, el("p", { class: "wait" }, "loading"));
  fill(panel, el("header", {},
    el("div", {}, el("h2", {}, title), under ? el("p", { class: "source" }, under) : null),
    el("button", { type: "button", "aria-label": "Close the evidence", onclick: close }, "✕")), body);
  panel.hidden = false;
  panel.scrollTop = 0;
  panel.focus({ preventScroll: true });
  try {
    fill(body, await parts);
  } catch (error) {
    fill(body, el("p", { class: "failed" }, error.message));
  }
}

export function close() {
  if (panel.hidden) return;
  panel.hidden = true;
  fill(panel);
  if (from?.isConnected) from.focus({ preventScroll: true });
  from = null;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !panel.hidden) close();
});

/** The acts that a question to /api/acts gives, with more of them on demand. */
export function openActs(title, question, under = "") {
  return open(title, portion(question, true), { under });
}

/** Acts by their ids. */
export function openIds(title, ids, under = "") {
  if (!ids.length) return open(title, empty("No act lies behind this."), { under });
  const shown = ids.slice(0, 40);
  const parts = ask("acts/these", shown.map((id) => ["id", id])).then((rows) => rows.map(act));
  const rest = ids.length > shown.length ? `; the ${shown.length} latest are shown` : "";
  return open(title, parts, { under: under || `${count(ids.length, "act")}${rest}` });
}

async function portion(question, first = false) {
  const { rows, after } = await ask("acts", { limit: 30, ...question });
  if (first && !rows.length) return empty("No act was reported here. A level without reports is carried on from its neighbours, and its interval widens.");
  const parts = rows.map(act);
  if (after) {
    const more = el("button", { type: "button", class: "more" }, "More acts");
    more.addEventListener("click", async () => {
      more.disabled = true;
      more.replaceWith(...[await portion({ ...question, after })].flat());
    });
    parts.push(more);
  }
  return parts;
}

/** The articles that a question to /api/articles gives. */
export function openArticles(title, question, under = "") {
  return open(title, shelf(question), { under });
}

async function shelf(question) {
  const { rows, after } = await ask("articles", { limit: 50, ...question });
  const parts = rows.map((row) => el("div", { class: "act" }, el("p", {}, el("a", { href: `/article/${row.id}`, dir: "auto" }, row.title || "Untitled")),
    el("p", { class: "source" }, [row.outlet, day(row.published), count(row.events, "event")].filter(Boolean).join(" · "))));
  if (after) {
    const more = el("button", { type: "button", class: "more" }, "More articles");
    more.addEventListener("click", async () => {
      more.disabled = true;
      more.replaceWith(...(await shelf({ ...question, after })));
    });
    parts.push(more);
  }
  return parts;
}

const parties = (row) => [el("strong", {}, nameOf(row.actor)), " → ", el("strong", {}, nameOf(row.recipient))];

/** An act of a list; its further tellings open on demand. */
export function act(row) {
  const box = el("div", { class: "act" },
    el("p", {}, ...parties(row), " ", el("span", { class: `tag ${sense(row.goldstein)}` }, row.type || "no type"), " ",
      el("span", { class: "source num" }, `${points(row.goldstein)} points`)),
    el("p", { class: "source" }, span(row), row.status === "recalled" ? " · recalled" : "", row.correction ? " · corrected by hand" : "",
      row.source === "coded" ? ` · certainty ${Number(row.weight).toFixed(2)}` : ""));
  if (row.source === "coded") {
    box.append(quote(row.told, row.article, Number(row.id.split("#").at(-1)), row));
    if (row.tellings > 1) box.append(el("button", { type: "button", class: "line small", onclick: (event) => tellings(row, event.target) }, `All ${row.tellings} tellings`));
    if (!readOnly) box.append(el("p", {}, correction(row)));
  } else {
    box.append(imported(row));
  }
  return box;
}

function span(row) {
  if (!row.span) return day(row.day);
  const last = new Date(Date.parse(row.day) + row.span * 86400000).toISOString().slice(0, 10);
  return `between ${day(row.day)} and ${day(last)}`;
}

function imported(row) {
  const safe = /^https?:\/\//.test(row.url ?? "");
  const parties = row.actor_raw || row.recipient_raw ? `${row.actor_raw ?? "?"} → ${row.recipient_raw ?? "?"}` : "";
  return el("div", {},
    row.told ? el("blockquote", { dir: "auto" }, row.told) : null,
    el("p", { class: "source" }, [`${row.scheme ?? ""} ${row.code ?? ""}`.trim(), parties, `row ${row.row} of ${row.file ?? row.source} (data set ${row.source})`].filter(Boolean).join(" · "),
      row.told ? "" : " · no sentence given",
      safe ? [" · ", el("a", { href: row.url, rel: "noopener noreferrer", target: "_blank" }, "its source")] : ""));
}

async function tellings(row, button) {
  button.disabled = true;
  const found = await ask(`act/${encodeURIComponent(row.id)}`);
  button.replaceWith(...found.tellings.slice(1).map(telling));
}

const telling = (told) => quote(told.sentence, told.article, Number(told.id.split("#").at(-1)), told);

/** A sentence with where it stands; the link opens the article with the item lit. */
export function quote(told, article, n, { outlet, published, title }, kind = "events") {
  return el("div", {},
    el("blockquote", { dir: "auto" }, told),
    el("p", { class: "source" }, [title, outlet, day(published, "no date")].filter(Boolean).join(" · "), " · ",
      el("a", { href: `/article/${article}#${kind}-${n}` }, "in the article")));
}
