
// Turns cards, filters them and changes the light; every card stands in the page already.
(() => {
  const find = id => document.getElementById("pv-" + id), entries = [...document.querySelectorAll(".pv-entry")];
  const panels = document.querySelectorAll(".pv-card > .card"), filters = ["rules", "tags", "source", "state"];
  const texts = new Map();
  const text = entry => {
    if (!texts.has(entry)) texts.set(entry, entry.textContent.toLowerCase());
    return texts.get(entry);
  };
  const fits = (entry, name) => {
    const wanted = find(name).value, has = entry.dataset[name];
    if (wanted === "*") return has !== "";
    return wanted === "" || (name === "source" || name === "state" ? has === wanted : has.split(" ").includes(wanted));
  };
  const filter = () => {
    const words = find("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const entry of entries) {
      const is = filters.every(name => fits(entry, name)) && words.every(word => text(entry).includes(word));
      entry.hidden = !is;
      shown += is;
    }
    find("count").textContent = `${shown} of ${entries.length} cards`;
  };
  const turn = (card, answer) => {
    const [front, back] = card.querySelectorAll(":scope > .card");
    front.hidden = answer;
    back.hidden = !answer;
    card.querySelector(":scope > button").textContent = answer ? "Show question" : "Show answer";
  };
  const isTurned = card => card.querySelector(":scope > .pv-question").hidden;
  const press = (name, act) => find(name).addEventListener("click", () => {
    const on = find(name).getAttribute("aria-pressed") !== "true";
    find(name).setAttribute("aria-pressed", on);
    act(on);
  });
  const night = on => {
    document.body.classList.toggle("pv-dark", on);
    for (const panel of panels) panel.className = panel.className.replace(/ nightMode night_mode|$/, on ? " nightMode night_mode" : "");
  };
  const go = step => {
    const open = entries.filter(entry => !entry.hidden), here = document.activeElement.closest(".pv-entry");
    const next = open[here ? open.indexOf(here) + step : 0];
    if (!next) return;
    next.scrollIntoView({ block: "start" });
    (next.querySelector(".pv-card > button") || find("search")).focus({ preventScroll: true });
  };
  document.querySelector("main").addEventListener("click", event => {
    const card = event.target.closest(".pv-card");
    const acts = event.target.closest("a, summary, input, select, audio, label, .dw-controls, details");
    if (card && !acts && !String(getSelection())) turn(card, !isTurned(card));
  });
  document.addEventListener("keydown", event => {
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j" || event.key === "k") go(event.key === "j" ? 1 : -1);
    else if (event.key === "/") find("search").focus();
    else return;
    event.preventDefault();
  });
  find("search").addEventListener("input", filter);
  find("search").form.addEventListener("submit", event => event.preventDefault());
  for (const name of filters) find(name).addEventListener("change", filter);
  press("flip", on => document.querySelectorAll(".pv-card").forEach(card => turn(card, on)));
  press("night", night);
  press("phone", on => document.body.classList.toggle("pv-phone", on));
  if (matchMedia("(prefers-color-scheme: dark)").matches) find("night").click();
  filter();
})();
