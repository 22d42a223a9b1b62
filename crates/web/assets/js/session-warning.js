// Warns a minute before the session ends. What was typed stays: in time one button extends the session, too late the person logs in in
// another tab and goes on here. Tabs tell each other, so that reading in one does not end the typing in another.
const warning = document.querySelector("[data-session]");
if (warning) {
  const lead = 65_000;
  const title = warning.querySelector("h2");
  const still = warning.querySelector("[data-session-still]");
  const tabs = new BroadcastChannel("session");
  let ends = 0;
  let last = false;
  let understood = false;
  let timer;

  // What a page says of its session: whose it is, when it ends, and the token with which forms of that session are sent.
  const clockOf = (page) => {
    const { seconds, last, owner } = page.querySelector("[data-session]").dataset;
    const text = page.querySelector("[data-session-ends]").textContent;
    return { seconds, last, text, owner, token: page.querySelector("input[name=csrf]").value };
  };
  const show = (state) => {
    for (const part of warning.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== state;
    title.textContent = state === "over" ? title.dataset.over : title.dataset.soon;
    if (!warning.open) warning.showModal();
  };
  const look = () => {
    clearTimeout(timer);
    const left = ends - Date.now();
    if (left <= 0) return show("over");
    if (left <= lead && !understood) show(last ? "last" : "soon");
    timer = setTimeout(look, left > lead ? left - lead : left);
  };
  // What was typed for one account is never sent for another.
  const isOurs = (clock) => clock.owner === warning.dataset.owner;
  const begin = (clock) => {
    ends = Date.now() + Number(clock.seconds) * 1000;
    last = String(clock.last) === "true";
    understood = false;
    document.querySelector("[data-session-ends]").textContent = clock.text;
    for (const field of document.querySelectorAll("input[name=csrf]")) field.value = clock.token;
    still.textContent = "";
    if (warning.open) warning.close();
    look();
  };
  const told = (clock) => {
    tabs.postMessage(clock);
    begin(clock);
  };

  // The page as it is now: with a session its forms work again, whoever logged in meanwhile and wherever.
  const resume = async () => {
    const answer = await fetch(location.href).catch(() => null);
    const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
    const clock = page?.querySelector("[data-session]") && clockOf(page);
    if (clock && isOurs(clock)) return told(clock);
    show("over");
    still.textContent = clock ? still.dataset.sessionOther : still.dataset.sessionStill;
  };
  const stay = async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const body = new URLSearchParams(new FormData(event.target));
    const answer = await fetch(event.target.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (answer?.ok) told({ ...(await answer.json()), token: body.get("csrf") });
    else resume();
  };

  warning.querySelector("form").addEventListener("submit", stay);
  warning.querySelector("[data-session-resume]").addEventListener("click", resume);
  warning.querySelector("[data-session-close]").addEventListener("click", () => {
    understood = true;
    warning.close();
  });
  tabs.addEventListener("message", (event) => isOurs(event.data) && begin(event.data));
  // A computer that slept, or a tab in the background, has slow clocks.
  addEventListener("visibilitychange", look);
  addEventListener("focus", look);
  told(clockOf(document));
}
