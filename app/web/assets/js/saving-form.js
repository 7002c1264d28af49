// One form whose words are kept: on the device from the first key until they have been saved. One
// that htmx can send saves itself a moment after each key, or while somebody types on without a
// pause; it says in its line how that stands, and tries again where it could not.
import { canKeep, forget, keep } from "./keep.js";
import { arrivedOf, random, send, writer } from "./sending.js";
import { button, told } from "./told.js";
import { fill, hidden, OURS, sameWords, typedIn } from "./words.js";

const WAITS = [2, 4, 8, 15, 30];
const LONGEST = 10_000;
const CALM = ["", "saved", "unsaved", "saving"];

const KEPT = canKeep
  ? "What you type is kept on this device until it is saved."
  : "This page cannot keep it on your device, because it was not opened by https: leave it open, or copy your text.";
const FAULT = "Gatepost cannot be reached just now, and is tried again.";

const here = () => location.pathname + location.search;

export class SavingForm {
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

  get isCalm() {
    return CALM.includes(this.line?.dataset.state);
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
    if (this.isCalm) this.say("unsaved", "Not saved yet");
    this.keep(this.what);
    if (!this.savesItself) return;
    this.form.dispatchEvent(new Event("typed"));
    this.longest ??= setTimeout(() => this.again(), LONGEST);
  }

  async keep(what) {
    this.noRoom = !(await keep(this.name, what));
  }

  // Says it in the line; what is amiss is heard too, and once that it is saved or well again.
  say(state, sentence) {
    if (!this.line) return;
    this.line.dataset.state = state;
    if (["fault", "saving", "unsaved"].includes(state)) this.line.querySelector(".app-save-state__ways")?.remove();
    this.line.querySelector("[data-line]").textContent = sentence;
    const calm = CALM.includes(state);
    if (calm && (state !== "saved" || this.amiss === false)) return;
    this.amiss = !calm;
    this.form.querySelector("[data-heard]").textContent = sentence;
  }

  before(event) {
    if (event.detail.ctx.sourceElement !== this.form) return;
    if (this.leaving) return event.preventDefault();
    this.sent = this.changes;
    clearTimeout(this.longest);
    this.longest = undefined;
    if (this.isCalm) this.say("saving", "Saving…");
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
