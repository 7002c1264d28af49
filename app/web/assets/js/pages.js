// One page after another without loading: htmx puts the next one into `#page`. Then its heading has
// the focus, and what was done and which piece this is are heard.
const page = document.getElementById("page");
let swapping = false;

export const isSwapping = () => swapping;

const isPage = ({ detail }) => detail.ctx?.target === page || detail.ctx?.target === "#page";

function sentences() {
  const parts = ["#notice [data-notice]", ".app-place__number"].map((selector) => page.querySelector(selector)?.textContent.trim());
  return parts.filter(Boolean).map((part) => (/[.!?]$/.test(part) ? part : `${part}.`));
}

function arrive() {
  window.scrollTo(0, 0);
  const heading = page.querySelector("h1");
  const wanted = page.querySelector("[autofocus]") ?? page.querySelector("[data-module='govuk-error-summary']") ?? heading;
  if (wanted === heading) heading.tabIndex = -1;
  wanted?.focus();
  document.getElementById("heard").textContent = sentences().join(" ");
}

// `leave` sees to what is typed in the old page, `begin` to what the new one holds.
export function swapPages({ leave, begin }) {
  document.addEventListener("htmx:before:swap", (event) => {
    if (!isPage(event)) return;
    swapping = true;
    leave();
  });
  document.addEventListener("htmx:after:swap", (event) => {
    if (!isPage(event)) return;
    begin();
    arrive();
    // What watches the page hears of the swap before that.
    setTimeout(() => (swapping = false));
  });
}
