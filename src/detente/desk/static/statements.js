// Statements by words, by speaker, by whom they are about.

import { $, ask, ask_for, asked, el, load, onAddress } from "./core.js";
import { statements } from "./words.js";

const form = $("find");
const NAMES = ["words", "speaker", "about", "since", "until"];
let running = new AbortController();

function refresh() {
  running.abort();
  running = new AbortController();
  const now = asked();
  for (const name of NAMES) form.elements[name].value = now[name] ?? "";
  const question = Object.fromEntries(NAMES.map((name) => [name, now[name]]));
  load("found", ask("statements", { ...question, limit: 50 }, running.signal), (page) => [statements(page.rows), onwards(question, page.after)]);
}

function onwards(question, after) {
  if (!after) return null;
  const button = el("button", { type: "button", class: "more" }, "More statements");
  button.addEventListener("click", async () => {
    button.disabled = true;
    const page = await ask("statements", { ...question, after, limit: 50 });
    button.replaceWith(statements(page.rows), onwards(question, page.after) ?? "");
  });
  return button;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask_for(Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value.trim()])));
  refresh();
});
onAddress(refresh);
refresh();
