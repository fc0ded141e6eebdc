// Words and choices in, the cards that fit out.
const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const visible = html => {
  const { content } = make("template", { innerHTML: html });
  content.querySelectorAll("script, style").forEach(each => each.remove());
  return content.textContent;
};

// Made at the first search: what a card shows, and what is said of it.
const wordsOf = item => {
  const { entry, card } = item;
  item.words ??= plain([entry.key, entry.question, ...entry.tags, card ? visible(card[2] + " " + card[3]) : "",
    ...entry.problems.map(problem => `${problem.rule} ${problem.message}`)].join(" "));
  return item.words;
};

const rules = [...new Set(DATA.entries.flatMap(entry => entry.problems.map(problem => problem.rule)))].sort();
const has = (entry, test) => entry.problems.some(test);
const CHOICES = [
  ["", "", "All cards", () => true],
  ["Problems", "problems", "With a problem", entry => entry.problems.length > 0],
  ["Problems", "errors", "With an error", entry => has(entry, problem => problem.error)],
  ["Problems", "out", "Left out", entry => !entry.ships],
  ...rules.map(rule => ["Problems", "rule " + rule, rule, entry => has(entry, problem => problem.rule === rule)]),
  ...["scraped", "edited", "completed", "added"].map(who => ["Written", who, who[0].toUpperCase() + who.slice(1), entry => entry.provenance === who]),
  ["Written", "draft", "Draft", entry => entry.draft],
  ...Object.entries(DATA.changes).map(([change, words]) => ["Import", "change " + change, words, entry => entry.change === change]),
].map(([group, value, label, fits]) => ({ group, value, label, fits, cards: items.filter(item => fits(item.entry)).length }));

const option = (value, label, cards) => make("option", { value }, `${label} (${cards.toLocaleString("en")})`);

// A list of choices in groups; what fits no card is left out.
const offer = (select, choices) => {
  const groups = Map.groupBy ? Map.groupBy(choices, choice => choice.group) : choices.reduce((all, choice) =>
    all.set(choice.group, [...(all.get(choice.group) ?? []), choice]), new Map());
  for (const [group, inside] of groups) {
    const options = inside.filter(choice => choice.cards || !choice.value).map(({ value, label, cards }) => option(value, label, cards));
    if (options.length) select.append(...(group ? [make("optgroup", { label: group }, ...options)] : options));
  }
};

// A tag stands for those below it, too: a::b is one of a.
const above = tag => tag.split("::").map((_, at, parts) => parts.slice(0, at + 1).join("::"));
for (const item of items) item.tags = new Set(item.entry.tags.flatMap(above));
const tags = new Map();
for (const item of items) for (const tag of item.tags) tags.set(tag, (tags.get(tag) ?? 0) + 1);

const fitting = (query, show, tag) => {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const choice = CHOICES.find(each => each.value === show) ?? CHOICES[0];
  return items.filter(item => choice.fits(item.entry) && (!tag || item.tags.has(tag))
    && (!words.length || words.every(word => wordsOf(item).includes(word))));
};
