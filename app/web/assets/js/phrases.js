// Puts a phrase of one's own into the field beside its list, where the caret is, and counts that.
function insert(field, text) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const before = start && !/\s$/.test(value.slice(0, start)) ? " " : "";
  const after = end < value.length && !/^\s/.test(value.slice(end)) ? " " : "";
  field.setRangeText(before + text + after, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function count(id) {
  const headers = { "HX-Request": "true", "Gatepost-Unasked": "1" };
  // It is in the field in any case: what is not counted is no loss.
  fetch(`/account/phrases/${id}/use`, { method: "POST", headers, keepalive: true }).catch(() => {});
}

export function insertPhrases() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".app-phrase__button");
    if (!button) return;
    event.preventDefault();
    const beside = button.closest("[data-phrases-for]");
    const { value: id } = beside.querySelector("select");
    insert(document.getElementById(beside.dataset.phrasesFor), document.querySelector(`[data-phrase="${id}"]`).textContent);
    count(id);
  });
}
