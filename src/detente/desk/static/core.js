// What every page needs: asking the interface, making elements (text is never markup), days, addresses, themes.

export const readOnly = document.body.dataset.readOnly === "yes";

/** Ask /api for JSON (`given` is an object, or pairs where a name comes twice); an error carries the one line that the desk answers with. */
export async function ask(path, given = {}, signal) {
  const pairs = Array.isArray(given) ? given : Object.entries(given);
  const query = new URLSearchParams(pairs.filter(([, value]) => value !== null && value !== undefined && value !== ""));
  const address = `/api/${path}${query.size ? `?${query}` : ""}`;
  let response;
  try {
    response = await fetch(address, { signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("the desk does not answer; is detente serve still running?");
  }
  return answer(response);
}

/** Write to /api. */
export async function send(method, path, body) {
  const isForm = body instanceof FormData;
  const headers = { "x-detente": "1" };
  if (!isForm) headers["content-type"] = "application/json";
  const response = await fetch(`/api/${path}`, { method, headers, body: isForm ? body : JSON.stringify(body ?? {}) });
  return answer(response);
}

async function answer(response) {
  const told = await response.json().catch(() => null);
  if (response.ok) return told;
  const detail = told?.detail;
  throw new Error(Array.isArray(detail) ? detail.map((d) => `${d.loc.at(-1)}: ${d.msg}`).join("; ") : detail ?? `the desk answered ${response.status}`);
}

/** An element. Children are nodes or text; `on…` values are listeners, false and null leave an attribute away. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** The same for a picture. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value);
  }
  element.append(...children.flat(Infinity));
  return element;
}

export const $ = (id) => document.getElementById(id);

/** Put children in the place of all that an element holds. */
export function fill(target, ...children) {
  (typeof target === "string" ? $(target) : target).replaceChildren(...children.flat(Infinity).filter(Boolean));
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** "2019-05-16" as 16 May 2019; nothing as "undated". */
export function day(iso, unknown = "undated") {
  if (!iso) return unknown;
  const [year, month, date] = iso.slice(0, 10).split("-").map(Number);
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

export const month = (iso) => `${MONTHS[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)}`;

/** A figure of Goldstein's scale with its sign; a true minus, and "unknown" where there is none. */
export function points(value, digits = 1) {
  if (value === null || value === undefined || Number.isNaN(value)) return "unknown";
  const shown = Math.abs(value).toFixed(digits);
  return `${Number(shown) === 0 ? "" : value > 0 ? "+" : "−"}${shown}`;
}

export const count = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

const NAMES = new Map([...document.querySelectorAll("#codes option")].map((option) => [option.value, option.textContent]));

/** The name of a code, or the code. */
export const nameOf = (code) => NAMES.get(code) ?? code ?? "unknown";

/** Warm or cold as a class, for colours that a word or sign always goes with. */
export const sense = (value) => (value > 0 ? "warm" : value < 0 ? "cold" : "");

/** What the address asks for. */
export const asked = () => Object.fromEntries(new URLSearchParams(location.search));

/** Change what the address asks for (nothing takes a value away), so that it can be shared. */
export function ask_for(changes, { push = true } = {}) {
  const query = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "") query.delete(key);
    else query.set(key, value);
  }
  const address = `${location.pathname}${query.size ? `?${query}` : ""}`;
  if (push) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  search = location.search;
}

let search = location.search;

/** Call when the reader goes back or on to another question; a jump within the page is none. */
export function onAddress(changed) {
  addEventListener("popstate", () => {
    if (search === location.search) return;
    search = location.search;
    changed();
  });
}

let quiet;
/** Say something for a while where screen readers hear it. */
export function tell(text) {
  $("live").textContent = text;
  clearTimeout(quiet);
  quiet = setTimeout(() => { $("live").textContent = ""; }, 6000);
}

/** Fill a place from a question: waiting, then what `show` makes, or the one line that says why not. */
export async function load(target, question, show) {
  const place = typeof target === "string" ? $(target) : target;
  if (!place.childElementCount) fill(place, el("p", { class: "wait" }, "loading"));
  place.setAttribute("aria-busy", "true");
  try {
    fill(place, await show(await question));
  } catch (error) {
    if (error.name === "AbortError") return;
    fill(place, el("p", { class: "failed" }, error.message));
  } finally {
    place.removeAttribute("aria-busy");
  }
}

export const empty = (...said) => el("p", { class: "empty" }, ...said);

/** The colour that a name of the sheet has now. */
export function colour(name) {
  const probe = el("span", { hidden: true });
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
const toggle = $("theme");

function named() {
  toggle.setAttribute("aria-label", isDark() ? "Switch to light" : "Switch to dark");
  toggle.title = toggle.getAttribute("aria-label");
}

toggle.addEventListener("click", () => {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try { localStorage.setItem("theme", theme); } catch { /* not kept then */ }
  named();
  document.dispatchEvent(new Event("theme"));
});
dark.addEventListener("change", () => { named(); document.dispatchEvent(new Event("theme")); });
named();

// On a narrow screen the bar of pages scrolls: begin where the reader is.
const bar = document.querySelector(".bar nav"), current = bar?.querySelector("[aria-current]");
if (current) bar.scrollLeft = current.offsetLeft - (bar.clientWidth - current.offsetWidth) / 2;
