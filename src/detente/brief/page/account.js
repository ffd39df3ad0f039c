"use strict";
(() => {
  const account = document.getElementById("account");
  const article = document.getElementById("article");
  const told = document.getElementById("told");
  const back = document.getElementById("back");
  const lines = [...account.querySelectorAll("button.line")];
  const words = [...article.querySelectorAll("mark")];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let from = null;

  const keysOf = (element) => element.dataset.keys.split(" ");
  const shares = (element, keys) => keysOf(element).some((key) => keys.has(key));

  function clear() {
    for (const element of [...lines, ...words]) element.classList.remove("on");
    for (const line of lines) line.setAttribute("aria-pressed", "false");
    told.textContent = "";
    back.hidden = true;
    from = null;
  }

  function light(keys) {
    for (const word of words) word.classList.toggle("on", shares(word, keys));
    for (const line of lines) {
      const on = shares(line, keys);
      line.classList.toggle("on", on);
      line.setAttribute("aria-pressed", String(on));
    }
  }

  function show(element) {
    element.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  }

  function offerReturn(origin, label) {
    from = origin;
    back.textContent = label;
    back.hidden = false;
  }

  function fromLine(line) {
    if (line.getAttribute("aria-pressed") === "true") return clear();
    light(new Set(keysOf(line)));
    const found = words.filter((word) => word.classList.contains("on"));
    if (!found.length) return;
    show(found[0]);
    told.textContent = "In the article: " + found.map((word) => word.textContent).join("");
    offerReturn(line, "Back to the account");
  }

  function fromText(origin) {
    light(new Set(keysOf(origin)));
    const found = lines.filter((line) => line.classList.contains("on"));
    if (!found.length) return;
    show(found[0]);
    told.textContent = found.length + (found.length === 1 ? " item: " : " items: ") +
      found.map((line) => line.textContent.trim()).join("; ");
    offerReturn(origin, "Back to the article");
  }

  account.addEventListener("click", (event) => {
    const line = event.target.closest("button.line");
    if (line) fromLine(line);
  });

  article.addEventListener("click", (event) => {
    // Dragging to select words is not a click on them.
    if (String(getSelection())) return;
    const origin = event.target.closest("mark, a.number");
    if (!origin) return;
    event.preventDefault();
    fromText(origin);
  });

  // Without this script a sentence's number is a plain link to the sentence; with it, a button.
  for (const number of article.querySelectorAll("a.number")) {
    number.setAttribute("role", "button");
    number.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      number.click();
    });
  }

  back.addEventListener("click", () => {
    const origin = from;
    back.hidden = true;
    if (!origin) return;
    show(origin);
    origin.focus({ preventScroll: true });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const origin = from;
    clear();
    if (origin) origin.focus({ preventScroll: true });
  });
})();
