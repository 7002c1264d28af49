// What a script says on the page in a box of its own.
export const element = (tag, given) => Object.assign(document.createElement(tag), given);

export function button(text, act) {
  const made = element("button", { type: "button", className: "app-button-link", textContent: text });
  made.addEventListener("click", act);
  return made;
}

export function told(sentence, ...more) {
  const box = element("div", { className: "govuk-inset-text" });
  box.setAttribute("role", "status");
  box.append(sentence, ...more);
  return box;
}
