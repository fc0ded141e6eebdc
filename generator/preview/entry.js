// One card of the deck in, its place on the page out: empty at first, filled when it comes near the window.
const shown = { answers: false, dark: false };

const code = text => make("code", {}, text);
const badge = (kind, text) => make("span", { className: `pv-badge pv-${kind}` }, text);

const problemItem = problem =>
  make("li", { className: problem.error ? "pv-problem pv-error" : "pv-problem" },
    make("p", {}, code(problem.place), " ", badge(problem.error ? "bad" : "warn", problem.error ? "error" : "warning")),
    make("p", {}, problem.message, " ", make("span", { className: "pv-rule" }, `[${problem.rule}]`)));

const problemList = problems => make("ul", { className: "pv-problems", ariaLabel: "Problems" }, ...problems.map(problemItem));

const NAMES = { " ": "span", "-": "del", "+": "ins" };
const changedField = field =>
  make("div", {}, make("dt", {}, field.name), make("dd", { dir: "auto" },
    ...(field.words.length ? field.words.flatMap(([mark, text]) => [make(NAMES[mark], {}, text), " "]) : ["only the markup"])));

const changeOf = entry =>
  make("details", { className: "pv-change", open: entry.change === "changed" },
    make("summary", {}, `${DATA.changes[entry.change]}: ${entry.fields.map(field => field.name).join(", ")}`),
    make("dl", {}, ...entry.fields.map(changedField)));

// What stands above a card: its key, who wrote it, its state, where it is written, its tags.
const headOf = item => {
  const { entry, card } = item;
  const badges = [entry.provenance && badge(entry.provenance, entry.provenance), entry.draft && badge("warn", "draft"),
    !entry.ships && badge("bad", "left out"), entry.change && badge(entry.change, DATA.changes[entry.change])];
  const several = entry.cards.length > 1 && make("span", { className: "pv-which" }, card[0]);
  const link = make("a", { href: "#" + item.id }, entry.number ? `${entry.number} · ${entry.key}` : entry.key);
  return make("header", { className: "pv-head" },
    make("h2", {}, link),
    make("p", {}, ...[several, ...badges].filter(Boolean)),
    make("p", { className: "pv-where" }, code(entry.place)),
    make("ul", { className: "pv-tags", hidden: !entry.tags.length, ariaLabel: "Tags" }, ...entry.tags.map(tag => make("li", {}, tag))));
};

const flip = (item, answer = !item.answer) => {
  item.answer = answer;
  if (!item.place) return;
  showSide(item.place, item.card[answer ? 3 : 2]);
  item.button.textContent = answer ? "Show question" : "Show answer";
};

const dress = item => item.place?.classList.toggle("nightMode", shown.dark);

const cardOf = item => {
  if (!item.card) return make("div", { className: "pv-frame pv-missing" }, make("p", { dir: "auto" }, item.entry.question));
  item.place = make("div", { className: `card card${item.card[1]}` });
  item.button = make("button", { type: "button", className: "pv-flip" });
  item.button.addEventListener("click", () => flip(item));
  item.place.addEventListener("click", event => {
    const link = event.target.closest("a");
    if (link) follow(item.place, link, event);
    else if (meansCard(event)) flip(item);
  });
  dress(item);
  const screen = make("div", { className: "pv-screen" }, item.place);
  if (DATA.language) screen.lang = DATA.language;
  return make("div", { className: "pv-frame" }, screen, item.button);
};

const fill = item => {
  if (item.filled) return;
  item.filled = true;
  const { entry } = item, said = make("div", { className: "pv-said" });
  if (entry.problems.length) said.append(problemList(entry.problems));
  if (entry.fields.length) said.append(changeOf(entry));
  item.home.append(headOf(item), cardOf(item), said);
  if (item.card) flip(item, item.answer ?? shown.answers);
};

const items = DATA.entries.flatMap(entry =>
  (entry.cards.length ? entry.cards : [null]).map((card, at) => {
    const id = `card-${entry.key}${at ? `-${card[1]}` : ""}`;
    return { id, entry, card, home: make("article", { className: "pv-entry", id }) };
  }));
