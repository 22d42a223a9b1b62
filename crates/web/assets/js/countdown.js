// Counts a wait down for the eye; a screen reader hears only that it is over.
for (const line of document.querySelectorAll("[data-countdown]")) {
  const [visible, spoken] = line.children;
  const clock = line.querySelector("[data-clock]");
  const until = Date.now() + Number(line.dataset.countdown) * 1000;
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left > 0) return;
    clearInterval(timer);
    visible.hidden = true;
    spoken.textContent = line.dataset.over;
  };
  const timer = setInterval(tick, 1000);
  tick();
  line.hidden = false;
}
