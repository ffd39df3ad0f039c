// All articles, search over their sentences, and adding with progress.

import { $, ask, ask_for, asked, count, day, el, empty, fill, load, onAddress, readOnly, send } from "./core.js";

const find = $("find");

async function more(after = 0) {
  const { rows, after: next } = await ask("articles", { after, limit: 50 });
  const lines = rows.map((row) => el("li", {}, el("a", { href: `/article/${row.id}`, dir: "auto" }, row.title || "Untitled"),
    el("div", { class: "source" }, [row.outlet, day(row.published), count(row.events, "event"), row.copy ? "tells a story already held" : ""].filter(Boolean).join(" · "))));
  return { lines, next };
}

async function list() {
  const { lines, next } = await more();
  if (!lines.length) return empty(readOnly ? "No article yet. Add some on the command line: detente add FOLDER." : "No article yet. Paste one here, or on the command line: detente add FOLDER.");
  const whole = el("ul", { class: "plain" }, lines);
  return [whole, onwards(whole, next)];
}

function onwards(whole, next) {
  if (!next) return null;
  const button = el("button", { type: "button", class: "more" }, "More articles");
  button.addEventListener("click", async () => {
    button.disabled = true;
    const { lines, next: further } = await more(next);
    whole.append(...lines);
    button.replaceWith(onwards(whole, further) ?? "");
    lines[0]?.querySelector("a").focus();
  });
  return button;
}

function search() {
  const { words } = asked();
  find.elements.words.value = words ?? "";
  if (!words) return fill("found");
  load("found", ask("search", { words, limit: 50 }), (hits) => el("section", { class: "sheet more" }, el("h2", {}, `Sentences with “${words}”`),
    hits.length ? el("ul", { class: "plain" }, hits.map((hit) => el("li", {}, el("blockquote", { dir: "auto" }, hit.text),
      el("p", { class: "source" }, [hit.title, hit.outlet, day(hit.published)].filter(Boolean).join(" · "), " · ", el("a", { href: `/article/${hit.article}#s${hit.sentence + 1}` }, "in the article")))))
      : empty("No stored sentence holds these words. Try fewer words or another form; imported data sets hold few sentences.")));
}

find.addEventListener("submit", (event) => { event.preventDefault(); ask_for({ words: find.elements.words.value.trim() }); search(); });
onAddress(search);

if (!readOnly) {
  const form = $("adding");
  form.addEventListener("submit", (event) => { event.preventDefault(); add(); });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) upload(event.dataTransfer.files);
  });

  const add = () => {
    const { address, text, title, outlet, date, files } = form.elements;
    if (files.files.length) return upload(files.files);
    const given = [address, text].filter((field) => field.value.trim());
    if (given.length !== 1) return refuse(given.length ? "Give either an address or a text, not both." : "Paste an address or a text, or choose files.");
    order(send("POST", "articles", { address: address.value.trim() || null, text: text.value.trim() ? text.value : null, title: title.value || null, outlet: outlet.value || null, date: date.value || null }));
  };

  const upload = (files) => {
    const body = new FormData();
    for (const file of files) body.append("files", file);
    const { date } = form.elements;
    order(send("POST", `files${date.value ? `?date=${date.value}` : ""}`, body));
  };

  const refuse = (why) => { $("refused").textContent = why; };

  const order = async (asking) => {
    refuse("");
    const line = el("div", { class: "act" }, el("p", { class: "wait" }, "sending"));
    $("jobs").prepend(line);
    try {
      let job = await asking;
      form.reset();
      while (job.state === "waiting" || job.state === "coding") {
        fill(line, el("p", { class: "wait" }, `${job.what}: ${job.state === "waiting" ? "waiting" : `coding; ${count(job.keys.length, "article")} so far`}`));
        await new Promise((wake) => setTimeout(wake, 700));
        job = await ask(`jobs/${job.id}`);
      }
      fill(line, outcome(job));
      document.dispatchEvent(new Event("record-changed"));
    } catch (error) {
      line.remove();
      refuse(error.message);
    }
  };

  const outcome = (job) => [
    el("p", {}, el("strong", { dir: "auto" }, job.what), `: ${job.added} added`, job.known ? `, ${job.known} known already` : ""),
    job.keys.length ? el("p", {}, job.keys.slice(0, 20).flatMap((key, i) => [i ? ", " : "", el("a", { href: `/article/${key}` }, job.keys.length === 1 ? "Open its account" : `account ${i + 1}`)])) : null,
    ...job.problems.map((problem) => el("p", { class: "failed" }, problem)),
  ];
}

const refresh = () => load("articles", list(), (made) => made);
document.addEventListener("record-changed", refresh);
refresh();
search();
