// Asks a security key or a passkey: fetches a challenge, lets the browser do the ceremony, and sends the answer with the form.
// What the person sees in between stands on the page in their language; this module only chooses which part.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const decode = (options) => {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of [options.allowCredentials, options.excludeCredentials]) {
    for (const credential of list ?? []) credential.id = bytes(credential.id);
  }
  return options;
};

const encode = (credential) => {
  const { id, rawId, type, response, authenticatorAttachment } = credential;
  const { credProps } = credential.getClientExtensionResults();
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  const told = { authenticatorAttachment, clientExtensionResults: { credProps } };
  return JSON.stringify({ id, rawId: text(rawId), type, response: parts, ...told });
};

const word = (error, ceremony, begun, limit) => {
  if (error.name === "InvalidStateError") return "known";
  if (error.name === "SecurityError") return "wrong-site";
  // A device that cannot verify its user, or keep the credential, is a constraint that cannot be met.
  if (error.name === "NotSupportedError" || error.name === "ConstraintError") return "no-support";
  if (error.name !== "NotAllowedError" && error.name !== "AbortError") return "failed";
  // Browsers do not say why; the clock does: a key that nobody knows is told at once, a person takes a while.
  if (Date.now() - begun >= limit - 1000) return "time-out";
  return ceremony === "get" && Date.now() - begun < 700 ? "unknown" : "cancelled";
};

for (const form of document.querySelectorAll("[data-ceremony]")) {
  const button = form.querySelector("[data-with-script]");
  const panel = form.querySelector(".ceremony");
  // Not form.elements.answer: the button bears the same name as its id, so that would be a list of the two.
  const field = form.querySelector("input[name=answer]");
  const show = (state) => {
    for (const part of panel.children) part.hidden = part.dataset.state !== state;
    panel.scrollIntoView({ block: "nearest" });
  };
  if (!window.PublicKeyCredential) {
    show("no-support");
    continue;
  }
  button.hidden = false;
  // Hidden until now, it could not be the one with "autofocus".
  if ("focus" in button.dataset) button.focus();
  const ask = async () => {
    const answer = await fetch(form.dataset.options, {
      method: "POST",
      body: new URLSearchParams({ csrf: form.elements.csrf.value, kind: form.elements.kind?.value ?? "" }),
      headers: { accept: "application/json" },
    });
    // Another step is due by now, or the login is over: that page says so.
    if (!answer.headers.get("content-type")?.startsWith("application/json")) {
      location.reload();
      return undefined;
    }
    const publicKey = decode(await answer.json());
    const begun = Date.now();
    try {
      return await navigator.credentials[form.dataset.ceremony]({ publicKey });
    } catch (error) {
      show(word(error, form.dataset.ceremony, begun, publicKey.timeout ?? 300000));
      return undefined;
    }
  };
  form.addEventListener("submit", async (event) => {
    if (field.value) return;
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    show("waiting");
    const credential = await ask().catch(() => void show("failed"));
    button.disabled = false;
    form.removeAttribute("aria-busy");
    if (!credential) {
      button.focus();
      return;
    }
    show("checking");
    field.value = encode(credential);
    form.submit();
  });
  // Back brings the page as it was left; an answer is good for one time only.
  addEventListener("pageshow", () => {
    field.value = "";
  });
}
