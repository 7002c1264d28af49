// What somebody typed into a form, and how it is put there again.

// How the names of the fields begin that are not the person's but ours.
export const OURS = "unfinished.";

export function typedIn(form) {
  const data = new FormData(form);
  for (const field of form.elements) if (["password", "file"].includes(field.type)) data.delete(field.name);
  return new URLSearchParams(data).toString();
}

// The person's own words in it: what is hidden in the form or looked for is none.
export function wordsOf(body) {
  const ours = (name) => name.startsWith(OURS) || ["version", "find", "work"].includes(name);
  const words = (value) => value.trim() && !/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value);
  return [...new URLSearchParams(body)].filter(([name, value]) => words(value) && !ours(name));
}

export const sameWords = (one, other) => JSON.stringify(wordsOf(one)) === JSON.stringify(wordsOf(other));

// Puts what was typed into the fields that are there.
export function fill(form, body) {
  const values = new Map();
  for (const [name, value] of new URLSearchParams(body)) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || ["password", "file", "hidden", "submit", "button", "search"].includes(field.type)) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = Boolean(values.get(field.name)?.includes(field.value));
    else field.value = values.get(field.name)?.shift() ?? field.value;
  }
}

// A field that nobody sees, made where it is not there yet.
export function hidden(form, name) {
  return form.elements.namedItem(name) ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
}
