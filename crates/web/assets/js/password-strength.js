// Says how strong a new password is while it is typed: after a pause, and to a screen reader only when the words change.
// The form's own check decides; whatever goes wrong here only makes the meter silent.
for (const place of document.querySelectorAll("[data-strength]")) {
  const input = place.querySelector(".password input");
  const meter = place.querySelector(".strength");
  const [word, advice] = meter.querySelector("[aria-live]").children;
  const form = input.form;
  let turn = 0;
  let timer;
  const say = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };
  const show = (found) => {
    if (found.word) meter.dataset.score = found.score;
    else delete meter.dataset.score;
    say(word, found.word ?? "");
    say(advice, found.advice ?? "");
  };
  const ask = async () => {
    const asked = ++turn;
    const body = new URLSearchParams({
      csrf: form.elements.csrf.value,
      password: input.value,
      username: form.querySelector("[autocomplete=username]")?.value ?? "",
      name: place.dataset.name,
    });
    const found = await fetch(place.dataset.strength, { method: "POST", body, redirect: "manual" })
      .then((answer) => (answer.ok ? answer.json() : {}))
      .catch(() => ({}));
    if (asked === turn) show(found);
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    turn += 1;
    if (input.value) timer = setTimeout(ask, 500);
    else show({});
  });
  meter.hidden = false;
}
