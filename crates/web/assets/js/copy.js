// Copies a code to the clipboard and says so. Without a clipboard the button stays away.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    const label = button.textContent;
    const said = document.createElement("span");
    said.className = "for-readers";
    said.setAttribute("role", "status");
    button.after(said);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.dataset.value);
      button.textContent = button.dataset.done;
      said.textContent = button.dataset.done;
      setTimeout(() => {
        button.textContent = label;
        said.textContent = "";
      }, 4000);
    });
    button.hidden = false;
    const place = button.closest("[data-with-script]");
    if (place) place.hidden = false;
  }
}
