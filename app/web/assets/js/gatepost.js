// Makes what is on the page come alive. Every page works without it.
import { initAll } from "./govuk-frontend.js";

initAll();

// What htmx puts in place comes alive too.
document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail.ctx?.target;
  if (target instanceof Element && target.isConnected) initAll({ scope: target });
});

// A notice that appears is heard and seen: it takes the focus, and gives it up at once.
function attend(notice) {
  notice.focus();
  notice.addEventListener("blur", () => notice.removeAttribute("tabindex"), { once: true });
}

const place = document.getElementById("notice");
const shown = place?.querySelector("[data-notice]");
if (shown && !document.querySelector(".govuk-error-summary[data-module]")) attend(shown);
new MutationObserver(() => {
  const notice = document.querySelector("#notice [data-notice]");
  if (notice && notice.tabIndex === -1 && document.activeElement !== notice) attend(notice);
}).observe(document.getElementById("main-content"), { childList: true, subtree: true });
