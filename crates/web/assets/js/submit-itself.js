// The answer to an application goes on by itself; its button stays for those whose browser does not.
for (const form of document.querySelectorAll("form[data-submit-itself]")) form.requestSubmit();
