/* The search dialog. script.js loads this file when search is first opened, and this file then
   loads the index. An entry matches if every word of the query is somewhere in its title or text,
   even inside a word, so search also works for languages without spaces. Letter case, accents and
   character width (full or half) don't matter. */
(() => {
  "use strict";

  const KINDS = {
    page: "Pages", heading: "Sections", event: "Events", outcome: "Outcomes", term: "Terms",
    source: "Sources", upcoming: "Dates to come",
  };
  const SHOWN = 8; // results shown of each kind
  const AROUND = 60; // characters of text before the first match
  const SPACELESS = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}]/u;
  const home = new URL("..", document.currentScript.src);

  // Text: folded for comparison, letter by letter, so that matches map back to the original text.

  function fold(text) {
    return text.normalize("NFKD").toUpperCase().toLowerCase().replace(/[\u0300-\u036f]/g, "")
      .replace(/ς/g, "σ").replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/[‐-―]/g, "-")
      .normalize("NFKC");
  }

  const foldedLetters = new Map();

  function foldLetter(letter) {
    if (!foldedLetters.has(letter)) foldedLetters.set(letter, fold(letter));
    return foldedLetters.get(letter);
  }

  const wordsOf = (query) => fold(query).split(/\s+/).filter(Boolean);

  /** Return the ranges [from, to) of letters that match any of the words, in order and merged. */
  function stretches(letters, words) {
    const folded = letters.map(foldLetter);
    const places = folded.flatMap((piece, index) => Array(piece.length).fill(index));
    const text = folded.join("");
    const covered = new Set();
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        for (const place of places.slice(at, at + word.length)) covered.add(place);
      }
    }
    const found = [];
    for (const place of [...covered].sort((one, other) => one - other)) {
      if (found.at(-1)?.[1] === place) found.at(-1)[1] += 1;
      else found.push([place, place + 1]);
    }
    return found;
  }

  /** Return the text as nodes with matches in <mark>; `cut` shortens it to an excerpt. */
  function marked(text, words, cut) {
    const letters = [...text.normalize("NFC")];
    const found = stretches(letters, words);
    const [first, last] = found[0] ?? [0, 0];
    const from = cut ? startOf(letters, first) : 0;
    const to = cut ? endOf(letters, from + 3 * AROUND, last) : letters.length;
    const nodes = from ? ["… "] : [];
    let at = from;
    for (const [start, end] of found.filter(([start, end]) => start >= from && end <= to)) {
      nodes.push(letters.slice(at, start).join(""));
      nodes.push(make("mark", {}, letters.slice(start, end).join("")));
      at = end;
    }
    nodes.push(letters.slice(at, to).join(""));
    return to < letters.length ? [...nodes, " …"] : nodes;
  }

  // Excerpts are cut between words, or at any letter in scripts without spaces.
  const isSpace = (letter) => /\s/u.test(letter);
  const isSpaceless = (letter) => SPACELESS.test(letter);

  /** Return the start of an excerpt that shows some text before the first match, at `first`. */
  function startOf(letters, first) {
    const from = Math.max(0, first - AROUND);
    if (!from) return 0;
    for (let at = from; at < first; at += 1) {
      if (isSpace(letters[at - 1]) || isSpaceless(letters[at])) return at;
    }
    return from;
  }

  /** Return the end of an excerpt: `to` at most, but not before the first match ends, at `last`. */
  function endOf(letters, to, last) {
    if (to >= letters.length) return letters.length;
    for (let at = to; at > last; at -= 1) {
      if (isSpace(letters[at]) || isSpaceless(letters[at - 1])) return at;
    }
    return to;
  }

  // Ranking: a match counts more in a title than in text, and more at the start of a word.

  let entries = null;

  function readIndex() {
    entries = window.explainerSearch.map(([kind, title, address, text], order) => ({
      kind, title, address, text, order, foldedTitle: fold(title), foldedText: fold(text ?? ""),
    }));
  }

  function worth(text, word) {
    const at = text.indexOf(word);
    if (at < 0) return 0;
    const starts = at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1]) || text.includes(` ${word}`);
    return starts ? 2 : 1;
  }

  /** Return an entry's rank, higher for better matches, or 0 unless it has every word. */
  function rank(entry, words) {
    let total = 0;
    for (const word of words) {
      const inTitle = worth(entry.foldedTitle, word);
      const inText = inTitle ? 0 : worth(entry.foldedText, word);
      if (!inTitle && !inText) return 0;
      total += inTitle * 100 + inText;
    }
    if (entry.foldedTitle === words.join(" ")) total += 1000;
    // The explainer's own content ranks above the sources that it cites.
    return entry.kind === "source" ? total / 2 : total;
  }

  /** Return the matching entries by kind, best first; the kind with the best match is first. */
  function find(words) {
    const groups = new Map();
    const found = entries.map((entry) => ({ entry, rank: rank(entry, words) }))
      .filter((answer) => answer.rank)
      .sort((one, other) => other.rank - one.rank || one.entry.order - other.entry.order);
    for (const { entry } of found) {
      if (!groups.has(entry.kind)) groups.set(entry.kind, []);
      groups.get(entry.kind).push(entry);
    }
    return groups;
  }

  // The dialog.

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  const input = make("input", {
    type: "text", class: "search-input", role: "combobox", "aria-label": "Search",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "script.results",
    autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "search",
    placeholder: "Search",
  });
  const close = make("button", { type: "button", class: "search-close" }, "Close");
  const count = make("div", { class: "search-count", role: "status" });
  const list = make("div", {
    id: "script.results", class: "search-results", role: "listbox", "aria-label": "Results",
    hidden: "",
  });
  const key = make("input", { type: "checkbox" });
  const dialog = make(
    "dialog", { class: "search-dialog", "aria-label": "Search", lang: "en" },
    make("div", { class: "search-bar" }, input, close), count, list,
    make("label", { class: "search-key" }, key, " Open search with the / key"),
  );
  let options = [];
  let active = -1;
  let sayTimer = 0;

  function option(entry, words) {
    const found = make("a", {
      class: "search-result", role: "option", href: new URL(entry.address, home),
      id: `script.result.${options.length}`, tabindex: "-1", "aria-selected": "false",
      lang: document.documentElement.lang,
    });
    found.append(make("span", { class: "search-title" }, ...marked(entry.title, words)));
    if (entry.text) {
      found.append(" ", make("span", { class: "search-text" }, ...marked(entry.text, words, true)));
    }
    options.push(found);
    return found;
  }

  function group(kind, found, words) {
    const name = KINDS[kind] ?? kind;
    const total = found.length > SHOWN ? `${SHOWN} of ${found.length}` : found.length;
    return make(
      "div", { role: "group", "aria-label": name },
      make("div", { class: "search-kind", "aria-hidden": "true" }, `${name} `,
        make("span", {}, `${total}`)),
      ...found.slice(0, SHOWN).map((entry) => option(entry, words)),
    );
  }

  /** Announce a message to screen readers, debounced so that typing doesn't flood them. */
  function say(words) {
    clearTimeout(sayTimer);
    sayTimer = setTimeout(() => { count.textContent = words; }, 200);
  }

  function summary(total, query) {
    if (!total) return `No result for “${query}”`;
    return `${total} ${total === 1 ? "result" : "results"} for “${query}”`;
  }

  function search() {
    const query = input.value.trim();
    const words = wordsOf(query);
    const groups = words.length && entries ? find(words) : new Map();
    options = [];
    list.replaceChildren(...[...groups].map(([kind, found]) => group(kind, found, words)));
    list.scrollTop = 0;
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
    const total = [...groups.values()].reduce((sum, found) => sum + found.length, 0);
    if (entries) say(words.length ? summary(total, query) : "");
  }

  function choose(index) {
    options[active]?.setAttribute("aria-selected", "false");
    active = index;
    const chosen = options[active];
    if (!chosen) return input.removeAttribute("aria-activedescendant");
    chosen.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", chosen.id);
    return chosen.scrollIntoView({ block: "nearest" });
  }

  /** Move through the results with the arrow keys, wrapping around at both ends. */
  function onKey(event) {
    if (event.isComposing || !options.length) return;
    const last = options.length - 1;
    if (event.key === "ArrowDown") choose(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp") choose(active > 0 ? active - 1 : last);
    else if (event.key === "Enter") options[Math.max(active, 0)].click();
    else return;
    event.preventDefault();
  }

  function keepKey() {
    for (const button of document.querySelectorAll("[data-search]")) {
      if (key.checked) button.setAttribute("aria-keyshortcuts", "/");
      else button.removeAttribute("aria-keyshortcuts");
    }
    stored(() => localStorage.setItem("explainer-search-key", key.checked ? "on" : "off"));
  }

  /** Run an action that uses storage; return null if the browser refuses access. */
  function stored(action) {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return null;
    }
  }

  let indexScript = null;

  function loadIndex() {
    const script = make("script", { src: new URL("search.js", home) });
    count.textContent = "Loading …";
    script.addEventListener("load", () => {
      readIndex();
      count.textContent = "";
      search();
    });
    script.addEventListener("error", () => {
      script.remove();
      indexScript = null;
      count.textContent = "The search index could not be loaded";
    });
    document.head.append(script);
    return script;
  }

  window.explainerOpenSearch = () => {
    if (dialog.open) return;
    dialog.showModal();
    input.focus();
    input.select();
    indexScript ??= loadIndex();
  };

  key.checked = stored(() => localStorage.getItem("explainer-search-key")) !== "off";
  key.addEventListener("change", keepKey);
  input.addEventListener("input", search);
  input.addEventListener("keydown", onKey);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const away = event.ctrlKey || event.metaKey || event.shiftKey;
    if (event.target === dialog || (link && !away)) dialog.close();
  });
  document.body.append(dialog);
})();
