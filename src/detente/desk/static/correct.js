// Saying that a coding is wrong: kept beside it with who and when, and counted in every figure from then on.

import { $, el, send, tell } from "./core.js";

/** A button that opens the form under it. `row` is an act of /api/acts. */
export function correction(row) {
  const button = el("button", { type: "button", class: "line small", "aria-expanded": "false" }, "Correct this coding");
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-expanded") === "true") return;
    button.setAttribute("aria-expanded", "true");
    const made = form(row, button);
    button.parentElement.after(made);
    made.querySelector("select").focus();
  });
  return button;
}

function form(row, button) {
  const statuses = [...new Set([row.status, ...($("types").dataset.statuses.split(" "))].filter(Boolean))];
  const type = el("select", { name: "type" }, $("types").content.cloneNode(true));
  type.value = row.type;
  const status = el("select", { name: "status" }, statuses.map((name) => el("option", { value: name }, name)));
  status.value = row.status;
  const remembered = (() => { try { return localStorage.getItem("who") ?? ""; } catch { return ""; } })();
  const failed = el("p", { class: "failed full", role: "alert" });
  const labelled = (name, field, wide = false) => el("label", { class: `field${wide ? " full" : ""}` }, name, field);
  const made = el("form", { "aria-label": "Correct this coding" },
    el("label", { class: "check full" }, el("input", { type: "checkbox", name: "no_event" }), "There is no event here"),
    labelled("Type", type), labelled("Status", status),
    labelled("Who acts", el("input", { name: "actor", value: row.actor ?? "", list: "codes", maxlength: 20 })),
    labelled("Towards whom", el("input", { name: "recipient", value: row.recipient ?? "", list: "codes", maxlength: 20 })),
    labelled("Day", el("input", { name: "day", type: "date", value: row.span ? "" : row.day ?? "" })),
    labelled("Your name", el("input", { name: "who", value: remembered, required: true, maxlength: 100, autocomplete: "name" })),
    labelled("Why (optional)", el("input", { name: "note", maxlength: 500 }), true), failed,
    el("p", { class: "full" }, el("button", { class: "main" }, "Keep the correction"), " ",
      el("button", { type: "button", onclick: () => shut() }, "Leave it")));
  const shut = () => { made.remove(); button.setAttribute("aria-expanded", "false"); button.focus(); };
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = new FormData(made);
    const was = { type: row.type, actor: row.actor, recipient: row.recipient, day: row.span ? "" : row.day, status: row.status };
    const changed = Object.entries(was).filter(([name, value]) => said.get(name) && said.get(name) !== value).map(([name]) => [name, said.get(name)]);
    const none = said.has("no_event");
    if (!none && !changed.length) { failed.textContent = "Nothing is changed yet."; return; }
    try {
      try { localStorage.setItem("who", said.get("who")); } catch { /* asked again then */ }
      await send("POST", "corrections", {
        event: row.id, who: said.get("who"), no_event: none, note: said.get("note") || null,
        ...(none ? {} : Object.fromEntries(changed)),
      });
      made.replaceWith(el("p", { class: "source" }, none ? "Corrected: no event." : "Corrected. The coding is kept beside it."));
      button.remove();
      tell("The correction is kept and counts in every figure.");
      document.dispatchEvent(new Event("record-changed"));
    } catch (error) {
      failed.textContent = error.message;
    }
  });
  return made;
}
