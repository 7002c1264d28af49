// Keeps what is typed in a form marked `data-keep="name"` until it has been saved: a session may
// end, a connection break, a tab be closed by mistake and opened again. It stays in this tab, is
// for the same person only, and is gone when they sign out.

const PREFIX = "gatepost-kept:";
const owner = document.body.dataset.person ?? "";
const notSaved = document.querySelector("[data-not-saved]") !== null;

const placeOf = (form) => `${PREFIX}${owner}:${form.dataset.keep}`;

function fieldsOf(form) {
  return [...form.elements].filter(
    (field) => field.name && !["password", "file", "hidden", "submit", "button", "search"].includes(field.type),
  );
}

const ticked = (field) => ["checkbox", "radio"].includes(field.type);
const valueOf = (field) => (ticked(field) ? field.checked : field.value);

// A field is known by its name and, among several of that name, by its place or its value.
function namesOf(fields) {
  const seen = new Map();
  return fields.map((field) => {
    if (ticked(field)) return `${field.name}=${field.value}`;
    const count = seen.get(field.name) ?? 0;
    seen.set(field.name, count + 1);
    return `${field.name}#${count}`;
  });
}

function typedIn(form) {
  const fields = fieldsOf(form);
  return Object.fromEntries(namesOf(fields).map((name, place) => [name, valueOf(fields[place])]));
}

function keep(form, sent = false) {
  sessionStorage.setItem(placeOf(form), JSON.stringify({ sent, typed: typedIn(form) }));
}

// The line that says when it was saved says since when it is not: `data-save-state`.
function typedMore(form, field) {
  if (field.type === "search") return;
  keep(form);
  const state = form.querySelector("[data-save-state]");
  if (state) state.textContent = state.dataset.saveState;
}

function forget(form) {
  sessionStorage.removeItem(placeOf(form));
}

// Puts back what differs from what the page came with; true where anything did.
function putBack(form) {
  const kept = JSON.parse(sessionStorage.getItem(placeOf(form)) ?? "null");
  if (!kept) return false;
  const fields = fieldsOf(form);
  let changed = false;
  namesOf(fields).forEach((name, place) => {
    const field = fields[place];
    if (!(name in kept.typed) || valueOf(field) === kept.typed[name]) return;
    if (ticked(field)) field.checked = kept.typed[name];
    else field.value = kept.typed[name];
    changed = true;
  });
  return changed;
}

function sayWhatWasPutBack(form) {
  const sentence = document.createElement("div");
  sentence.className = "govuk-inset-text";
  sentence.setAttribute("role", "status");
  sentence.textContent = "What you typed here before was not saved, so it has been put back. ";
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "app-button-link";
  discard.textContent = "Discard it";
  discard.addEventListener("click", () => {
    forget(form);
    location.reload();
  });
  sentence.append(discard);
  form.prepend(sentence);
}

function storedPlaces() {
  return Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));
}

// What was sent and not refused is saved; what another person left is not this one's to see.
function tidy() {
  for (const place of storedPlaces()) {
    if (owner && !place.startsWith(`${PREFIX}${owner}:`)) {
      sessionStorage.removeItem(place);
      continue;
    }
    const kept = JSON.parse(sessionStorage.getItem(place));
    if (!kept.sent) continue;
    if (notSaved) sessionStorage.setItem(place, JSON.stringify({ ...kept, sent: false }));
    else sessionStorage.removeItem(place);
  }
}

export function keepWhatIsTyped() {
  tidy();
  for (const form of document.querySelectorAll("form[data-keep]")) {
    if (putBack(form)) sayWhatWasPutBack(form);
    form.addEventListener("input", (event) => typedMore(form, event.target));
    form.addEventListener("change", (event) => typedMore(form, event.target));
    form.addEventListener("submit", () => keep(form, true));
  }
  document.addEventListener("htmx:after:request", (event) => {
    const { sourceElement, response } = event.detail.ctx;
    const form = sourceElement.closest("form[data-keep]");
    // Where the page says `data-keeps-nothing`, what is asked of the server saves nothing.
    if (!form || sourceElement.closest("[data-keeps-nothing]")) return;
    const signInAgain = response.headers.get("HX-Redirect")?.startsWith("/sign-in");
    if (response.status < 400 && !signInAgain) forget(form);
    else keep(form);
  });
}
