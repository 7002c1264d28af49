// Nothing typed is lost. A form marked `data-keep="name"` is kept on the device (`keep.js`) from
// the first key until it has been saved. One that htmx can send (`hx-post`) saves itself a moment
// after each key, says in its line how that stands, and tries again where it could not.
import { canKeep, forget, forgetEverything, keep, kept, keptNames } from "./keep.js";

const WAITS = [2, 4, 8, 15, 30];
const OURS = "unfinished.";
const CALM = ["", "saved", "unsaved", "saving"];
const person = document.body.dataset.person ?? "";
const here = () => location.pathname + location.search;
const forms = [];
let going = false;
let leaving = Promise.resolve();

const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const writer = random();

const KEPT = canKeep
  ? "What you type is kept on this device until it is saved."
  : "This page cannot keep it on your device, because it was not opened by https: leave it open, or copy your text.";
const FAULT = "Gatepost cannot be reached just now, and is tried again.";

function typedIn(form) {
  const data = new FormData(form);
  for (const field of form.elements) if (["password", "file"].includes(field.type)) data.delete(field.name);
  return new URLSearchParams(data).toString();
}

// The person's own words in it: what is hidden in the form or looked for is none.
function wordsOf(body) {
  const ours = (name) => name.startsWith(OURS) || ["version", "find", "work"].includes(name);
  const words = (value) => value.trim() && !/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value);
  return [...new URLSearchParams(body)].filter(([name, value]) => words(value) && !ours(name));
}

const sameWords = (one, other) => JSON.stringify(wordsOf(one)) === JSON.stringify(wordsOf(other));

// Puts what was typed into the fields that are there.
function fill(form, body) {
  const values = new Map();
  for (const [name, value] of new URLSearchParams(body)) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || ["password", "file", "hidden", "submit", "button", "search"].includes(field.type)) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = Boolean(values.get(field.name)?.includes(field.value));
    else field.value = values.get(field.name)?.shift() ?? field.value;
  }
}

// The next page may have been made before this arrived: where one is on its way, that page asks.
function arrivedOf(name) {
  if (!going) forget(name);
}

function hidden(form, name) {
  const field = form.elements.namedItem(name) ?? form.appendChild(element("input", { type: "hidden", name }));
  return field;
}

// Sends it as htmx would; the state that its line would be in, and the line itself.
async function send({ href, body }) {
  const headers = { "HX-Request": "true", "Gatepost-Typist": person };
  try {
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(href, { method: "POST", body: new URLSearchParams(body), headers, signal });
    return { state: answer.headers.get("Gatepost-Saving") ?? "fault", line: await answer.text() };
  } catch {
    return { state: "fault", line: "" };
  }
}

class SavingForm {
  constructor(form) {
    this.form = form;
    // Two windows on the same form keep theirs apart.
    this.name = `${form.dataset.keep}~${writer}`;
    this.savesItself = form.hasAttribute("hx-post");
    this.unsaved = this.leaving = false;
    this.notSaved = document.querySelector("[data-not-saved]") !== null;
    this.here = here();
    this.changes = this.sent = this.tries = 0;
    if (this.savesItself) hidden(form, `${OURS}writer`).value = writer;
    for (const happening of ["input", "change"]) {
      form.addEventListener(happening, ({ target }) => {
        if (target.name && !["search", "file"].includes(target.type) && target.name !== "add" && !target.name.startsWith(OURS)) this.typed();
      });
    }
    form.addEventListener("submit", () => this.leave());
    form.addEventListener("htmx:config:request", ({ detail }) => this.sends(detail.ctx));
    form.addEventListener("click", ({ target }) => this.choose(target));
    form.addEventListener("htmx:before:request", (event) => this.before(event));
    form.addEventListener("htmx:before:response", (event) => this.answered(event));
    form.addEventListener("htmx:after:swap", ({ detail }) => this.swapped(detail.ctx));
    form.addEventListener("htmx:error", ({ detail }) => this.failed(detail.ctx));
  }

  get line() {
    return this.form.querySelector(".app-save-state");
  }

  get what() {
    const { form } = this;
    const title = form.elements.namedItem("title")?.value || document.title.replace(/^Error: | – Gatepost$/g, "");
    return { body: typedIn(form), href: form.getAttribute("hx-post"), page: form.dataset.here ?? this.here, title };
  }

  typed() {
    this.changes += 1;
    this.unsaved = true;
    // A new piece has an address of its own from its first word on.
    if (this.form.dataset.here) history.replaceState(history.state, "", this.form.dataset.here);
    if (CALM.includes(this.line?.dataset.state)) this.say("unsaved", "Not saved yet");
    this.keep(this.what);
    if (this.savesItself) this.form.dispatchEvent(new Event("typed"));
  }

  async keep(what) {
    this.noRoom = !(await keep(this.name, what));
  }

  // Says it in the line; what is amiss is heard too, and once that it is well again.
  say(state, sentence) {
    if (!this.line) return;
    this.line.dataset.state = state;
    if (["fault", "saving", "unsaved"].includes(state)) this.line.querySelector(".app-save-state__ways")?.remove();
    this.line.querySelector("[data-line]").textContent = sentence;
    const calm = CALM.includes(state);
    if (calm && (state !== "saved" || !this.amiss)) return;
    this.amiss = !calm;
    this.form.querySelector("[data-heard]").textContent = sentence;
  }

  before(event) {
    if (event.detail.ctx.sourceElement !== this.form) return;
    if (this.leaving) return event.preventDefault();
    this.sent = this.changes;
    if (CALM.includes(this.line.dataset.state)) this.say("saving", "Saving…");
  }

  answered(event) {
    const { sourceElement, response } = event.detail.ctx;
    if (sourceElement !== this.form) return;
    if ((response.headers.get("Gatepost-Saving") ?? "fault") !== "fault") return;
    event.preventDefault();
    this.fault();
  }

  fault() {
    this.say("fault", `${FAULT} ${KEPT}`);
    const wait = WAITS[Math.min(this.tries, WAITS.length - 1)];
    this.tries += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.again(), wait * 1000);
  }

  again() {
    if (this.unsaved && this.savesItself) this.form.dispatchEvent(new Event("again"));
  }

  swapped({ sourceElement, request }) {
    if (this.left) return;
    if (sourceElement !== this.form) {
      // A KSB was added or left out.
      if (request.method !== "GET") this.typed();
      return;
    }
    this.tries = 0;
    const { state, token } = this.line.dataset;
    const sentence = this.line.querySelector("[data-line]").textContent;
    if (state !== "saved") return this.say(state, `${sentence} ${KEPT}`);
    hidden(this.form, `${OURS}token`).value = token;
    if (this.sent === this.changes) this.saved();
    this.say(state, sentence);
  }

  saved() {
    this.unsaved = false;
    arrivedOf(this.name);
  }

  // Until the page of the answer says that it arrived, it has not.
  leave() {
    this.leaving = true;
    setTimeout(() => (this.leaving = false), 10_000);
    this.form.dispatchEvent(new Event("htmx:abort"));
    const mark = random();
    hidden(this.form, `${OURS}mark`).value = mark;
    this.keep({ ...this.what, mark });
  }

  // A button that has the page of the answer put in place of this one: it leaves as well.
  sends({ sourceElement, request }) {
    if (sourceElement === this.form || !sourceElement.matches("[hx-target='#page']")) return;
    this.leave();
    request.body.set(`${OURS}mark`, this.form.elements.namedItem(`${OURS}mark`).value);
  }

  failed(ctx) {
    if (ctx?.sourceElement !== this.form && !this.leaving) return;
    this.leaving = false;
    this.fault();
  }

  choose(target) {
    if (target.matches("[data-save-over]")) {
      hidden(this.form, `${OURS}token`).value = target.dataset.saveOver;
      if (this.form.elements.namedItem("version")) this.form.elements.namedItem("version").value = target.dataset.version;
      this.unsaved = true;
      this.again();
    } else if (target.matches("[data-leave]")) {
      this.unsaved = false;
      forget(this.name);
      location.assign(here());
    }
  }

  async saveNow() {
    if (this.unsaved && this.savesItself && (await send(this.what)).state === "saved") this.saved();
  }

  // What was left on this device is put back and goes to the server. Where it has rows that the
  // page has not, the page is shown anew from there.
  async resume(name, what) {
    if (this.changes) return;
    if (this.notSaved || sameWords(what.body, typedIn(this.form))) {
      forget(name);
      if (this.notSaved) this.typed();
      return;
    }
    if (!what.href) return this.putBack(name, what);
    this.form.inert = true;
    fill(this.form, what.body);
    await this.hand(name, what);
  }

  async hand(name, what) {
    const { state, line } = await send(what);
    if (state === "saved") {
      forget(name);
      if (!sameWords(what.body, typedIn(this.form))) return location.replace(here());
      this.form.inert = false;
      this.line.outerHTML = line;
      hidden(this.form, `${OURS}token`).value = this.line.dataset.token;
      this.say(state, this.line.querySelector("[data-line]").textContent);
    } else if (state === "fault") {
      this.say(state, `${FAULT} What you typed before is on this device.`);
      setTimeout(() => this.hand(name, what), WAITS[0] * 1000);
    } else {
      await this.takeOver(name, what);
      this.form.inert = false;
      this.line.outerHTML = line;
      this.say(state, `${this.line.querySelector("[data-line]").textContent} ${KEPT}`);
    }
  }

  // From now on it is this page's: filled in upon what it was filled in upon before.
  async takeOver(name, what) {
    fill(this.form, what.body);
    const before = new URLSearchParams(what.body);
    for (const each of [`${OURS}token`, "version"]) {
      if (this.form.elements.namedItem(each)) this.form.elements.namedItem(each).value = before.get(each) ?? "";
    }
    this.changes += 1;
    this.unsaved = true;
    await this.keep({ ...what, body: typedIn(this.form) });
    forget(name);
  }

  async putBack(name, what) {
    await this.takeOver(name, what);
    const discard = button("Discard it", () => {
      this.saved();
      location.assign(here());
    });
    this.form.prepend(told("What you typed here before was not saved, so it has been put back. ", discard));
  }
}

const element = (tag, given) => Object.assign(document.createElement(tag), given);

function button(text, act) {
  const made = element("button", { type: "button", className: "app-button-link", textContent: text });
  made.addEventListener("click", act);
  return made;
}

function told(sentence, ...more) {
  const box = element("div", { className: "govuk-inset-text" });
  box.setAttribute("role", "status");
  box.append(sentence, ...more);
  return box;
}

// What was left on this device by a form that is not on this page is saved all the same.
async function sendFromElsewhere(name, what) {
  const { state, line } = await send(what);
  if (state === "fault" || state === "signed_out") return;
  const link = element("a", { className: "govuk-link", href: what.page, textContent: what.title });
  const notice = document.getElementById("notice");
  if (state === "saved") {
    arrivedOf(name);
    notice.after(told("What you typed before is saved now: ", link));
    return;
  }
  const answer = new DOMParser().parseFromString(line, "text/html");
  const why = state === "elsewhere" ? "It was changed in another window. Open it, and choose." : answer.querySelector("[data-line]").textContent;
  const text = element("textarea", { className: "govuk-textarea", rows: 6, readOnly: true });
  text.value = wordsOf(what.body).map(([, value]) => value).join("\n\n");
  text.setAttribute("aria-label", "What you typed");
  const summary = element("summary", { className: "govuk-details__summary", textContent: "Show what you typed" });
  const details = element("details", { className: "govuk-details" });
  details.append(summary, text);
  const discard = button("Discard it", () => {
    forget(name);
    box.remove();
  });
  const box = told("What you typed before is on this device alone: ", link, `. ${why}`, details, discard);
  notice.after(box);
}

// The word of the form that arrived last, from the page's cookie.
function arrived() {
  const found = document.cookie.match(/(?:^|; )gatepost-arrived=(\w+)/);
  if (found) document.cookie = "gatepost-arrived=; path=/; max-age=0";
  return found?.[1];
}

// A window holds a lock of its writer's name for as long as it is open.
function holdLock() {
  navigator.locks.request(writer, () => new Promise((release) => window.addEventListener("pagehide", release)));
}

// What another window keeps is its own to save; once it has closed, this one sees to it.
async function onceClosed(other, act) {
  try {
    await navigator.locks.request(other, { signal: AbortSignal.timeout(3000) }, act);
  } catch (error) {
    if (error.name !== "TimeoutError") throw error;
  }
}

async function signOut(event) {
  if (!event.target.matches(".app-sign-out")) return;
  event.preventDefault();
  for (const each of forms) await each.saveNow();
  const left = keptNames().length > 0 || forms.some((each) => each.unsaved);
  if (left && !confirm("Some of what you typed is not saved. If you sign out, it is gone. Sign out?")) return;
  forgetEverything();
  for (const each of forms) each.unsaved = false;
  event.target.submit();
}

// What was kept on this device, and not in a window that is still open, is seen to: it arrived, or
// its form is here, or it is saved all the same.
async function settle(mark) {
  for (const name of keptNames()) {
    const [place, other] = name.split("~");
    const see = async () => {
      const what = await kept(name);
      if (!what) return;
      const form = forms.find((each) => each.form.dataset.keep === place);
      if (mark && what.mark === mark) forget(name);
      else if (form) await form.resume(name, what);
      else if (what.href) await sendFromElsewhere(name, what);
    };
    await (other === writer ? see() : onceClosed(other, see));
  }
}

function begin() {
  forms.push(...[...document.querySelectorAll("form[data-keep]")].map((form) => new SavingForm(form)));
}

// Another page takes the place of this one: what is not saved yet is sent while it can be.
export function leaveForms() {
  const left = forms.splice(0);
  for (const each of left) each.left = true;
  leaving = Promise.all(left.filter((each) => !each.leaving).map((each) => each.saveNow()));
}

export async function takeUpForms() {
  const mark = arrived();
  begin();
  await leaving;
  await settle(mark);
}

export async function saveWhatIsTyped() {
  const mark = arrived();
  begin();
  document.addEventListener("submit", signOut);
  const again = () => forms.forEach((each) => !CALM.includes(each.line?.dataset.state) && each.again());
  for (const happening of ["online", "focus"]) window.addEventListener(happening, again);
  window.addEventListener("beforeunload", (event) => {
    going = true;
    setTimeout(() => (going = false), 10_000);
    if (forms.some((each) => each.unsaved && each.noRoom && !each.leaving)) event.preventDefault();
  });
  if (canKeep) holdLock();
  await settle(mark);
}
