// An article beside its account: opens at the item that the address names, and lets codings be corrected.

import { $, ask, day, el, fill, nameOf, readOnly, send, tell } from "./core.js";
import { open } from "./evidence.js";
import { correction } from "./correct.js";

const place = $("content");
const events = JSON.parse(place.dataset.events);

/** Light the item that the address names (`#events-3`), as if it were pressed. */
function follow() {
  const key = location.hash.slice(1);
  if (!/^[a-z]+-\d+$/.test(key)) return;
  const line = [...document.querySelectorAll("#account button.line")].find((button) => button.dataset.keys.split(" ").includes(key));
  if (line && line.getAttribute("aria-pressed") !== "true") line.click();
  line?.scrollIntoView({ block: "center" });
  line?.focus({ preventScroll: true });
}

if (!readOnly) {
  for (const line of document.querySelectorAll("#account button.line")) {
    const mine = events.filter((event) => line.dataset.keys.split(" ").includes(`events-${event.id.split("#").at(-1)}`));
    if (!mine.length) continue;
    line.after(el("button", { type: "button", class: "cell small unprinted", "aria-label": `Correct: ${line.textContent.trim()}`, onclick: () => open("Correct a coding", mine.map(coded)) }, "correct"));
  }
}

function coded(event) {
  return el("div", { class: "act" },
    el("p", {}, el("strong", {}, nameOf(event.actor)), " → ", el("strong", {}, event.recipient ? nameOf(event.recipient) : "nobody named"), " ", el("span", { class: "tag" }, event.type)),
    el("p", { class: "source" }, `${event.day ? day(event.day) : "undated"} · ${event.status} · certainty ${event.weight.toFixed(2)}`),
    el("blockquote", { dir: "auto" }, event.told), el("p", {}, correction(event)));
}

async function corrected() {
  const mine = (await ask("corrections")).filter((row) => row.article === place.dataset.key && !row.undone);
  const section = $("corrected");
  section.hidden = !mine.length;
  fill(section, el("h2", {}, "Corrected by hand"), el("ul", { class: "plain" }, mine.map((row) => {
    const now = row.no_event ? "no event" : [row.type, row.actor && `by ${nameOf(row.actor)}`, row.recipient && `towards ${nameOf(row.recipient)}`, row.day && day(row.day), row.status].filter(Boolean).join(", ");
    return el("li", {}, el("p", {}, `${row.was_type} ${nameOf(row.was_actor)} → ${nameOf(row.was_recipient)} is: ${now}`, row.note ? ` (${row.note})` : ""),
      el("p", { class: "source" }, `${row.who}, ${day(row.made_at)}`), el("blockquote", { dir: "auto" }, row.told),
      readOnly ? null : el("button", { type: "button", class: "small", onclick: () => undo(row.id) }, "Take it back"));
  })));
}

async function undo(id) {
  try {
    await send("DELETE", `corrections/${id}`);
    tell("The correction is taken back; the coding counts again.");
    corrected();
  } catch (error) {
    tell(error.message);
  }
}

document.addEventListener("record-changed", corrected);
addEventListener("hashchange", follow);
corrected();
follow();
