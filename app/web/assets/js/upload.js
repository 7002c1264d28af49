// Says that a chosen file is too large before hours of sending it: `data-max-bytes` on the field.

export function checkFileSizes() {
  document.addEventListener("change", (event) => {
    const field = event.target;
    const limit = Number(field.dataset?.maxBytes);
    if (field.type !== "file" || !limit) return;
    const group = field.closest(".govuk-form-group");
    group?.classList.remove("govuk-form-group--error");
    group?.querySelector("[data-too-large]")?.remove();
    const large = [...field.files].filter((file) => file.size > limit).map((file) => file.name);
    if (!large.length) return;
    field.value = "";
    const message = document.createElement("p");
    message.className = "govuk-error-message";
    message.dataset.tooLarge = "";
    message.setAttribute("role", "alert");
    message.textContent = `${large.join(", ")}: at most ${Math.floor(limit / 1e6)} MB can be added.`;
    group?.classList.add("govuk-form-group--error");
    field.before(message);
  });
}
