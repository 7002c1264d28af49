// The queue by keyboard alone: single keys, unless their person has switched them off, and the sheet
// that lists them. They do nothing while one types, nor with Ctrl, Alt or Meta.
const sheet = () => document.getElementById("keys");
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

const TYPES = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])";

const heard = (sentence) => (document.getElementById("heard").textContent = sentence);

// The KSBs that are to be decided, each as the element around its two choices.
const ksbs = () => all("#mappings .app-decision__mapping");
const choice = (ksb, value) => one(`input[type=radio][value=${value}]`, ksb);
const chosen = (ksb) => one("input[type=radio]:checked", ksb);
const here = () => document.activeElement.closest("#mappings .app-decision__mapping");
const present = () => here() ?? ksbs().find((ksb) => !chosen(ksb)) ?? ksbs()[0];

function enter(ksb) {
  (chosen(ksb) ?? choice(ksb, "met")).focus();
}

function tally() {
  const marked = ksbs().map((ksb) => chosen(ksb)?.value);
  const met = marked.filter((value) => value === "met").length;
  const notMet = marked.filter((value) => value === "not_met").length;
  const open = marked.length - met - notMet;
  return `${met} met, ${notMet} not met${open ? `, ${open} to go` : ""}.`;
}

function meets() {
  const ksb = present();
  if (!ksb) return;
  choice(ksb, "met").click();
  enter(ksbs()[ksbs().indexOf(ksb) + 1] ?? ksb);
  heard(tally());
}

function meetsNot() {
  const ksb = present();
  if (!ksb) return;
  choice(ksb, "not_met").click();
  one("textarea", ksb).focus();
}

function meetsAll() {
  ksbs().forEach((ksb) => choice(ksb, "met").click());
  if (ksbs().length) heard(tally());
}

// The button that fits what is marked or ticked; pressing it is another key.
function done() {
  if (lines().length) return one(".app-queue + .govuk-button-group button")?.focus();
  const met = ksbs().some((ksb) => chosen(ksb)?.value === "met") || one("#another input[name=added]");
  one(`#decision button[value=${met ? "sign_off" : "return"}]`)?.focus();
}

function phrases() {
  const beside = one("[data-phrases-for] select", here() ?? undefined);
  const shown = beside?.checkVisibility() ? beside : one("[data-phrases-for=feedback] select");
  if (shown) shown.focus();
  else heard("You have no phrases yet.");
}

const lines = () => all(".app-queue__title");

// In the queue from line to line, else from piece to piece.
function go(step) {
  if (!lines().length) return one(`.app-place a[rel=${step > 0 ? "next" : "prev"}]`)?.click();
  const at = lines().indexOf(one(".app-queue__title", document.activeElement.closest("tr") ?? document));
  const inLine = document.activeElement.closest(".app-queue tr") !== null;
  lines()[inLine ? at + step : 0]?.focus();
}

function tick() {
  one("input[type=checkbox]", document.activeElement.closest(".app-queue tr") ?? document.createElement("p"))?.click();
  if (lines().length) heard(`${all(".app-queue input:checked").length} ticked.`);
}

function open() {
  sheet().showModal();
  one("#keys-title").focus();
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  x: tick,
  m: meets,
  n: meetsNot,
  a: meetsAll,
  f: () => document.getElementById("feedback")?.focus(),
  p: phrases,
  d: done,
  "?": open,
};

// Out of a field to what it belongs to, where keys act; once a reason is given, on to the next KSB.
function leave(field) {
  const ksb = field.closest("#mappings .app-decision__mapping");
  if (!ksb) return field.blur();
  const given = field.matches("textarea") && field.value.trim();
  const next = given && ksbs().slice(ksbs().indexOf(ksb)).find((each) => !chosen(each));
  enter(next || ksb);
  if (next) heard(tally());
}

function press(event) {
  if (sheet()?.dataset.keys !== "on" || sheet().open || event.defaultPrevented) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.matches(TYPES)) {
    if (event.key === "Escape" && event.target.closest("#decision")) leave(event.target);
    return;
  }
  const act = KEYS[event.key];
  if (!act || event.repeat) return;
  event.preventDefault();
  act();
}

export function listenForKeys() {
  document.addEventListener("keydown", press);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-opens-keys]") || !sheet() || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
}
