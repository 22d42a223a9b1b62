// The error summary takes the focus, also in browsers that give autofocus to fields only.
document.querySelector(".error-summary")?.focus();
