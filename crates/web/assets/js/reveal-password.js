// Shows and hides a password. The button is there only when this module runs.
for (const button of document.querySelectorAll("[data-reveal]")) {
  const field = document.getElementById(button.dataset.reveal);
  const show = (visible) => {
    field.type = visible ? "text" : "password";
    button.setAttribute("aria-pressed", String(visible));
    button.textContent = visible ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-label", visible ? button.dataset.hideLabel : button.dataset.showLabel);
  };
  button.addEventListener("click", () => show(field.type === "password"));
  // A visible password would end up among the browser's remembered form values.
  field.form.addEventListener("submit", () => show(false));
  show(false);
  button.hidden = false;
}
