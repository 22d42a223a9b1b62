// The print button; the print style makes the card.
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
  const place = button.closest("[data-with-script]");
  if (place) place.hidden = false;
}
