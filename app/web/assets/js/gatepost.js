// Makes what is on the page come alive. Every page works without it.
import { offerToCopy } from "./copying.js";
import { initAll } from "./govuk-frontend.js";
import { listenForKeys } from "./keys.js";
import { isSwapping, swapPages } from "./pages.js";
import { insertPhrases } from "./phrases.js";
import { leaveForms, saveWhatIsTyped, takeUpForms } from "./saving.js";
import { checkFileSizes } from "./upload.js";
import { sendFiles } from "./uploads.js";

saveWhatIsTyped();
checkFileSizes();
insertPhrases();
offerToCopy();
listenForKeys();
sendFiles();
initAll();
// Only by https or on this machine; elsewhere everything is as it was.
navigator.serviceWorker?.register("/service-worker.js", { updateViaCache: "none" }).catch(() => {});

// What htmx puts in place comes alive too.
document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail.ctx?.target;
  if (target instanceof Element && target.isConnected) initAll({ scope: target });
  // What it says of itself is heard: a part that is new as a whole would not be.
  const said = document.getElementById(target?.id)?.querySelector("[data-say]");
  if (said) document.getElementById("heard").textContent = said.textContent;
});

swapPages({ leave: leaveForms, begin: takeUpForms });

// A notice that appears is heard: it takes the focus. A summary of errors goes before it, and where
// one page follows another its heading does.
function attend(notice) {
  if (!notice || isSwapping() || document.querySelector("[data-module='govuk-error-summary']")) return;
  notice.focus();
  notice.scrollIntoView({ block: "nearest" });
}

let attended = document.querySelector("#notice [data-notice]");
attend(attended);
new MutationObserver(() => {
  const notice = document.querySelector("#notice [data-notice]");
  if (notice !== attended) attend(notice);
  attended = notice;
}).observe(document.getElementById("page"), { childList: true, subtree: true });
