// Nothing typed is lost. The forms of a page marked `data-keep="name"` are taken up and left, and what
// was left on the device (`keep.js`) is seen to.
import { canKeep, forget, forgetEverything, kept, keptNames } from "./keep.js";
import { SavingForm } from "./saving-form.js";
import { arrivedOf, goes, send, writer } from "./sending.js";
import { button, element, told } from "./told.js";
import { wordsOf } from "./words.js";

const forms = [];
let leaving = Promise.resolve();

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
  const again = () => forms.forEach((each) => !each.isCalm && each.again());
  for (const happening of ["online", "focus"]) window.addEventListener(happening, again);
  window.addEventListener("beforeunload", (event) => {
    goes();
    if (forms.some((each) => each.unsaved && each.noRoom && !each.leaving)) event.preventDefault();
  });
  if (canKeep) holdLock();
  await settle(mark);
}
