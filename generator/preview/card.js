// A side of a card as HTML in, the same in the page's DOM out, with media embedded and its scripts run, as Anki does.
const DATA = JSON.parse(document.getElementById("pv-data").textContent);
const FILM = /\.(mp4|webm)$/;
const MARKED = /\[sound:([^\]]+)\]|\\\((.+?)\\\)|\\\[(.+?)\\\]/gs;
const KEPT = "script, style, code, pre, svg, textarea";
const ACTIVE = "a, button, input, select, textarea, summary, label, details, figure, svg, audio, video";

const make = (name, properties = {}, ...inside) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...inside);
  return made;
};

// What is written [sound:x] becomes a button or a film, what is TeX is marked as a formula.
const marked = ([all, sound, inline, block]) => {
  const source = inline ?? block;
  if (source !== undefined) {
    const formula = make("span", { className: block ? "pv-tex pv-tex-block" : "pv-tex" }, source);
    formula.dataset.source = all;
    return formula;
  }
  if (FILM.test(sound)) return make("video", { controls: true, src: DATA.media[sound] ?? "", title: sound });
  const play = make("button", { type: "button", className: "pv-play" }, "\u25b6");
  play.setAttribute("aria-label", `Play ${sound}`);
  play.addEventListener("click", () => new Audio(DATA.media[sound]).play().catch(() => {
    play.disabled = true;
    play.title = "This browser cannot play it.";
  }));
  return play;
};

const markUp = node => {
  const parts = [];
  let at = 0;
  for (const found of node.data.matchAll(MARKED)) {
    parts.push(node.data.slice(at, found.index), marked(found));
    at = found.index + found[0].length;
  }
  if (at) node.replaceWith(...parts, node.data.slice(at));
};

const textsIn = root => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), texts = [];
  while (walker.nextNode()) if (!walker.currentNode.parentElement?.closest(KEPT)) texts.push(walker.currentNode);
  return texts;
};

// A template's content belongs to no window, so nothing loads before it is embedded.
const parsed = html => {
  const { content } = make("template", { innerHTML: html });
  for (const picture of content.querySelectorAll("img[src]")) {
    const data = DATA.media[picture.getAttribute("src")];
    data ? picture.setAttribute("src", data) : picture.removeAttribute("src");
  }
  for (const link of content.querySelectorAll("a[onclick]")) link.removeAttribute("onclick");
  return content;
};

const showSide = (card, html) => {
  card.replaceChildren(parsed(html));
  textsIn(card).forEach(markUp);
  for (const old of card.querySelectorAll("script")) {
    const fresh = make("script", { textContent: old.textContent });
    for (const { name, value } of old.attributes) fresh.setAttribute(name, value);
    old.replaceWith(fresh);
  }
};

// Of what is no address, "%" alone for one, nothing is decoded.
const decoded = text => {
  try { return decodeURIComponent(text); } catch { return text; }
};

// A link leads out of the page only into a window of its own; one inside the card stays inside this card.
const follow = (card, link, event) => {
  const to = link.getAttribute("href");
  if (to === null) return;
  event.preventDefault();
  if (link.matches(".hint")) {
    link.style.display = "none";
    link.nextElementSibling.style.display = "block";
  } else if (to.startsWith("#")) {
    card.querySelector("#" + CSS.escape(decoded(to.slice(1))))?.scrollIntoView({ block: "center" });
  } else {
    open(link.href, "_blank", "noopener,noreferrer");
  }
};

// Whether a click on a card means the card itself, not something on it or words being selected.
const meansCard = event => !event.target.closest(ACTIVE) && getSelection().isCollapsed;
