// The page itself: its list, its tools, its keys, and what it remembers of itself when it is loaded anew.
const at = id => document.getElementById("pv-" + id);
const [query, show, tag, list] = ["query", "show", "tag", "list"].map(at);
const MEMORY = "deckwright " + location.pathname;
let fits = items;

const near = new IntersectionObserver(seen => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    fill(homes.get(target));
    near.unobserve(target);
  }
}, { rootMargin: "900px" });
const homes = new Map(items.map(item => [item.home, item]));

const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

const filter = () => {
  fits = fitting(query.value, show.value, tag.value);
  const fit = new Set(fits);
  for (const item of items) item.home.hidden = !fit.has(item);
  const notes = DATA.entries.length === items.length ? "" : ` of ${count(DATA.entries.length, "note")}`;
  const of = fits.length === items.length ? count(items.length, "card") : `${fits.length.toLocaleString("en")} of ${count(items.length, "card")}`;
  const all = [...DATA.problems, ...DATA.entries.flatMap(entry => entry.problems)], errors = all.filter(problem => problem.error).length;
  at("count").textContent = `${of}${notes}, ${count(errors, "error")}, ${count(all.length - errors, "warning")}`;
  at("none").hidden = fits.length > 0;
};

const press = (name, on) => at(name).setAttribute("aria-pressed", on);
const setDark = on => {
  shown.dark = on;
  press("dark", on);
  document.documentElement.classList.toggle("pv-night", on);
  items.forEach(dress);
};
const setPhone = on => {
  press("phone", on);
  list.classList.toggle("pv-narrow", on);
};
const setAnswers = on => {
  shown.answers = on;
  press("answers", on);
  for (const item of items) flip(item, on);
};
const isPressed = name => at(name).getAttribute("aria-pressed") === "true";

const goTo = item => {
  fill(item);
  item.home.scrollIntoView({ block: "nearest" });
  (item.button ?? item.home.querySelector("a")).focus();
};

// The keys work on the cards alone: they are silent while someone types or chooses.
const step = by => {
  const here = fits.findIndex(item => item.home.contains(document.activeElement));
  const next = fits[here < 0 ? 0 : here + by];
  if (next) goTo(next);
};
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
});

const about = at("about");
if (DATA.description) about.append(make("p", { className: "pv-description", dir: "auto" }, DATA.description));
if (DATA.against) about.append(make("p", {}, "Compared with ", code(DATA.against), ": each card says what an import over it would change."));
if (DATA.retired.length) {
  const gone = make("ul", {}, ...DATA.retired.map(key => make("li", {}, code(key))));
  about.append(make("details", {}, make("summary", {}, `${count(DATA.retired.length, "note")} retired: Anki keeps them`), gone));
}
if (DATA.problems.length) {
  const words = DATA.problems.length === 1 ? "1 problem that belongs to no card" : `${DATA.problems.length} problems that belong to no card`;
  about.append(make("details", { open: true }, make("summary", {}, words), problemList(DATA.problems)));
}
about.hidden = !about.childNodes.length;

const remember = () => {
  const top = fits.find(item => item.home.getBoundingClientRect().bottom > 120);
  const offset = top?.home.getBoundingClientRect().top;
  const answers = items.filter(item => item.answer !== undefined && item.answer !== shown.answers).map(item => item.id);
  const state = { query: query.value, show: show.value, tag: tag.value, dark: shown.dark, phone: isPressed("phone"),
    all: shown.answers, answers, top: scrollY > 0 && top?.id, offset };
  try { sessionStorage.setItem(MEMORY, JSON.stringify(state)); } catch { /* a browser may keep nothing */ }
};
const remembered = () => {
  try { return JSON.parse(sessionStorage.getItem(MEMORY)) ?? {}; } catch { return {}; }
};

offer(show, CHOICES);
offer(tag, [{ group: "", value: "", label: "All tags", cards: items.length },
  ...[...tags].sort().map(([value, cards]) => ({ group: "", value, label: value, cards }))]);
const before = remembered();
setDark(before.dark ?? matchMedia("(prefers-color-scheme: dark)").matches);
setPhone(before.phone ?? false);
shown.answers = before.all ?? false;
press("answers", shown.answers);
query.value = before.query ?? "";
for (const [select, value] of [[show, before.show], [tag, before.tag]])
  if ([...select.options].some(each => each.value === value)) select.value = value;
const turned = new Set(before.answers);
for (const item of items) if (turned.has(item.id)) item.answer = !shown.answers;

list.append(...items.map(item => item.home));
filter();
for (const item of items) near.observe(item.home);
const wanted = items.find(item => item.id === (location.hash ? decoded(location.hash.slice(1)) : before.top));
// All that is near has its height before it is scrolled to; the next frame puts right what the first one guessed.
if (wanted) {
  const here = fits.indexOf(wanted);
  const land = () => {
    wanted.home.scrollIntoView();
    if (!location.hash) scrollBy(0, wanted.home.getBoundingClientRect().top - before.offset);
  };
  history.scrollRestoration = "manual";
  for (const item of fits.slice(Math.max(0, here - 8), here + 9)) {
    fill(item);
    item.home.style.contentVisibility = "visible";
  }
  land();
  requestAnimationFrame(land);
}

let typing = 0;
query.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(filter, 120);
});
for (const select of [show, tag]) select.addEventListener("change", filter);
query.form.addEventListener("submit", event => event.preventDefault());
at("answers").addEventListener("click", () => setAnswers(!shown.answers));
at("phone").addEventListener("click", () => setPhone(!isPressed("phone")));
at("dark").addEventListener("click", () => setDark(!shown.dark));
at("all").addEventListener("click", () => {
  query.value = show.value = tag.value = "";
  filter();
  query.focus();
});
addEventListener("pagehide", remember);

const live = document.documentElement.dataset.live;
if (live)
  new EventSource("events").addEventListener("message", event => {
    const { version, fault } = JSON.parse(event.data);
    at("fault").textContent = fault;
    at("fault").hidden = !fault;
    if (version !== live) location.reload();
  });
