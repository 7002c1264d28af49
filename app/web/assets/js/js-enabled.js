// Before anything is shown: GOV.UK Frontend shows its scripted form where this class is set.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
