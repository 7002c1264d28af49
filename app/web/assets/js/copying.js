// What is there to be passed on is copied by a button below it. Without scripts it can be selected.
import { button, element } from "./told.js";

const shown = (source) => source.closest("details") ?? source;

function select(source) {
  shown(source).setAttribute("open", "");
  if (source.select) source.select();
  else window.getSelection().selectAllChildren(source);
}

async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    return true;
  } catch {
    // Without https there is no clipboard for a script, but there is what somebody selected.
    select(source);
    return document.execCommand("copy");
  }
}

export function offerToCopy() {
  for (const source of document.querySelectorAll("[data-copy]")) {
    const heard = element("span", { className: "app-copy__heard" });
    heard.setAttribute("role", "status");
    const act = button(source.dataset.copy, async () => {
      heard.textContent = "";
      const copied = await copy(source);
      heard.textContent = copied ? "Copied." : "It is selected: copy it yourself.";
    });
    const line = element("p", { className: "govuk-body app-copy" });
    line.append(act, " ", heard);
    shown(source).after(line);
  }
}
