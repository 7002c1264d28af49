/* The parts that a page is made of, whatever they say: where a page has no part that others have
 * not, it is as accessible as they are. A part is an element with its states, its styles by their
 * classes, what it refers to, whether there is text in it, and the kinds of its children, within
 * all that is around it. One more tells of the page as a whole: its landmarks and its headings.
 */
() => {
  const REFERENCES = new Set([
    "for", "form", "list", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns",
    "aria-activedescendant", "aria-details", "aria-errormessage", "aria-flowto", "popovertarget",
  ]);
  const AS_IT_IS = new Set(["class", "role", "tabindex", "colspan", "rowspan", "aria-level", "style", "lang"]);
  const SAID = new Set(["aria-label", "aria-valuetext", "alt", "title", "placeholder", "value", "content", "name"]);
  const WORD = /^[a-z][a-z_ -]*$/;
  const LANDMARKS = "header, nav, main, aside, footer, section, form, [role]";

  const some = (text) => ["", "1"][text.trim().length] ?? "…";
  const kind = (element) => `${element.localName}${element.role ? `:${element.role}` : ""}`;
  const children = (element) => [...element.children].map(kind).filter((each, at, all) => each !== all[at - 1]);

  const ids = new Map();
  for (const { id } of document.querySelectorAll("[id]")) ids.set(id, (ids.get(id) ?? 0) + 1);
  const target = (id) => {
    const found = document.getElementById(id);
    return found === null ? "nothing" : `${kind(found)}${some(found.textContent)}`;
  };

  const attribute = ({ name, value }) => {
    if (name === "id") return ids.get(value) > 1 ? "id twice" : "id";
    if (REFERENCES.has(name)) return `${name}=${value.split(/\s+/).map(target)}`;
    if (name === "href" && value.startsWith("#")) return `href=#${target(value.slice(1))}`;
    const kept = AS_IT_IS.has(name) || (WORD.test(value) && !SAID.has(name));
    return `${name}=${kept ? value : some(value)}`;
  };

  const states = (element) => {
    const found = [":checked", ":disabled"].filter((state) => element.matches(state));
    if (element.labels) found.push(`labels=${element.labels.length}`);
    if (element.localName === "img") {
      const link = element.closest("a, button");
      if (link && link.textContent.trim() === element.alt.trim()) found.push("says the same");
    }
    const aside = element.scrollWidth > element.clientWidth;
    if (aside || element.scrollHeight > element.clientHeight) {
      const { overflowX, overflowY } = getComputedStyle(element);
      if (/auto|scroll/.test(aside ? overflowX : overflowY)) found.push("scrolls");
    }
    return found;
  };

  const parts = new Set();
  const look = (element, around) => {
    const own = [kind(element), ...[...element.attributes].map(attribute).sort(), ...states(element)].join(" ");
    const place = `${around} > ${own}`;
    parts.add(`${place} ${some(element.textContent)} [${children(element)}]`);
    for (const child of element.children) look(child, place);
  };
  look(document.documentElement, "");

  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(({ localName }) => localName);
  const steps = new Set(levels.map((level, at) => `${levels[at - 1] ?? ""}${level}`));
  const landmarks = [...document.querySelectorAll(LANDMARKS)].map((landmark) => {
    const { ariaLabel, ariaLabelledByElements } = landmark;
    return [kind(landmark), ariaLabel ?? (ariaLabelledByElements ?? []).map((each) => each.textContent).join(" ")];
  });
  const alike = landmarks.filter(([of, name], at) => landmarks.some(([other, its], before) => before < at && other === of && its === name));
  const whole = [document.title, steps, new Set(landmarks.map(([of]) => of)), new Set(alike.map(([of]) => of))];
  parts.add(whole.map((each) => (typeof each === "string" ? some(each) : [...each].sort().join(","))).join(" | "));
  return [...parts];
};
