/* The search dialog. script.js loads this file when search is first opened, and this file then loads
   the index (search.js), and what finds and shows results (search-engine.js, search-excerpts.js). */
(() => {
  "use strict";

  const KINDS = {
    term: "Terms", event: "Events", outcome: "Outcomes", page: "Text", chart: "Charts",
    upcoming: "Dates", source: "Sources",
  };
  const HEADINGS = { ...KINDS, page: "In the text", upcoming: "Dates to come" };
  const PAUSE = 150; // milliseconds without a letter after which parts of the index are loaded
  const SHOWN = 4; // results shown of each kind
  const SHOWN_ALONE = 40; // results shown of a kind that was chosen
  const home = new URL("..", document.currentScript.src);

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  const input = make("input", {
    type: "text", class: "search-input", role: "combobox", id: "script.search",
    "aria-label": "Search",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "script.results",
    autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "search",
  });
  const close = make(
    "button", { type: "button", class: "search-close" }, "Close",
    make("span", { class: "search-wide", "aria-hidden": "true" }, "Esc"),
  );
  const kinds = make("div", {
    class: "search-kinds", role: "group", "aria-label": "Kinds", hidden: "",
  });
  const count = make("div", { class: "search-count", role: "status" });
  const list = make("div", {
    id: "script.results", class: "search-results", role: "listbox", "aria-label": "Results",
    hidden: "",
  });
  const key = make("input", { type: "checkbox" });
  const dialog = make(
    "dialog", { class: "search-dialog", "aria-label": "Search", lang: "en" },
    make(
      "div", { class: "search-bar" },
      make("label", { class: "search-label", for: "script.search" }, "Search"), input, close,
    ),
    kinds,
    count, list,
    make(
      "div", { class: "search-keys" },
      make("span", {}, "↑ ↓ to move · Enter to open"),
      make("label", { class: "search-key" }, key, " Open search with the / key"),
    ),
  );
  const HINT = "Spelling either way: licence or license, % or per cent";
  let engine = null;
  let excerpts = null;
  let options = [];
  let active = -1;
  let chosenKind = "";
  let turn = 0;
  let sayTimer = 0;
  let typeTimer = 0;

  // Results.

  function option(attributes, entry, ...children) {
    const found = make("a", {
      role: "option", href: new URL(entry.address, home), id: `script.result.${options.length}`,
      tabindex: "-1", "aria-selected": "false", lang: document.documentElement.lang, ...attributes,
    }, ...children);
    options.push(found);
    return found;
  }

  function result(entry, words) {
    const shown = excerpts.shown(entry, words);
    const parts = [make("span", { class: "search-title" }, ...excerpts.marked(shown.title, words))];
    const text = excerpts.marked(shown.text || shown.also.join(" · "), words, true);
    if (text.some(String)) parts.push(" ", make("span", { class: "search-text" }, ...text));
    if (shown.place) {
      const place = excerpts.marked(shown.place, words);
      parts.push(" ", make("span", { class: "search-place" }, ...place));
    }
    return option({ class: "search-result" }, shown, ...parts);
  }

  /** Return the definition of the term that the query names. */
  function definition([, title, address, , text = "", also = []]) {
    return option(
      { class: "search-definition" }, { address },
      make("span", { class: "search-label", lang: "en" }, "Term"), " ",
      make("span", { class: "search-title" }, title, " ",
        make("span", { class: "search-also" }, also.join(" · "))), " ",
      make("span", {}, text),
    );
  }

  function group(kind, total, ...found) {
    const number = found.length < total ? `${found.length} of ${total}` : total;
    return make(
      "div", { role: "group", "aria-label": HEADINGS[kind] ?? kind },
      make("div", { class: "search-kind", "aria-hidden": "true" }, `${HEADINGS[kind] ?? kind} `,
        make("span", {}, `${number}`)),
      ...found,
    );
  }

  /** Return the groups of results as elements, once the entries that they show are loaded. */
  async function groupsOf(answer) {
    const parts = [...answer.groups].filter(([kind]) => !chosenKind || kind === chosenKind);
    const read = await Promise.all(parts.map(([, ids]) => Promise.all(
      ids.slice(0, chosenKind ? SHOWN_ALONE : SHOWN).map(async (id) => [id, await engine.entry(id)]),
    )));
    const term = answer.term !== undefined && (!chosenKind || chosenKind === "term")
      ? await engine.entry(answer.term) : null;
    return () => {
      options = [];
      const card = term ? [definition(term)] : [];
      const groups = parts.map(([kind, ids], at) => {
        const others = read[at].filter(([id]) => !term || id !== answer.term);
        const total = term && kind === "term" ? ids.length - 1 : ids.length;
        return total && group(kind, total, ...others.map(([, entry]) => result(entry, answer.words)));
      });
      return [...card, ...groups.filter(Boolean)];
    };
  }

  function kindButton(kind, name, total) {
    const button = make("button", {
      type: "button", "aria-pressed": String(chosenKind === kind),
    }, `${name} ${total}`);
    button.addEventListener("click", () => {
      chosenKind = kind;
      search().then(() => kinds.querySelector("[aria-pressed=true]")?.focus());
    });
    return button;
  }

  function showKinds(answer) {
    const order = Object.keys(KINDS).filter((kind) => answer.groups.has(kind));
    kinds.hidden = !answer.total;
    kinds.replaceChildren(
      kindButton("", "All", answer.total),
      ...order.map((kind) => kindButton(kind, KINDS[kind], answer.groups.get(kind).length)),
    );
  }

  /** Announce a message to screen readers, debounced so that typing doesn't flood them. */
  function say(...nodes) {
    clearTimeout(sayTimer);
    sayTimer = setTimeout(() => count.replaceChildren(...nodes), 200);
  }

  function summary(answer, query) {
    if (!answer.total) return [`No results for ${query}`];
    const counted = `${answer.total} ${answer.total === 1 ? "result" : "results"}`;
    if (!answer.suggestion) return [`${counted} for ${query}`];
    const better = make("button", { type: "button" }, answer.suggestion);
    better.addEventListener("click", () => {
      input.value = answer.suggestion;
      input.focus();
      search();
    });
    return [`${counted} for ${answer.suggestion}`, make(
      "p", { class: "search-meant" }, "Nothing for ", make("b", {}, query), ". Did you mean ",
      better, "? Its results:",
    )];
  }

  /** Show what the field asks for, unless more was typed before its results are there. */
  async function search() {
    if (!engine) return;
    turn += 1;
    const mine = turn;
    const query = input.value.trim();
    try {
      const answer = await engine.find(query);
      if (!answer.groups.has(chosenKind)) chosenKind = "";
      const elements = await groupsOf(answer);
      if (mine !== turn) return;
      list.replaceChildren(...elements());
      list.scrollTop = 0;
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      showKinds(answer);
      choose(-1);
      say(...(query ? summary(answer, query) : [HINT]));
    } catch (error) {
      if (!(error instanceof LoadError)) throw error;
      say("The search index could not be loaded");
    }
  }

  /** Search after each letter, or where parts must be loaded, when the reader pauses. */
  function onInput() {
    clearTimeout(typeTimer);
    if (engine?.isDivided) typeTimer = setTimeout(search, PAUSE);
    else search();
  }

  // The keyboard.

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

  // Loading: with script tags, which also work from a folder on disk.

  class LoadError extends Error {}
  const loading = new Map();

  /** Load a script, once, and return the value that it assigns to `window[name]`. */
  function load(address, name) {
    if (loading.has(address)) return loading.get(address);
    const script = make("script", { src: new URL(address, home) });
    const loaded = new Promise((resolve, reject) => {
      script.addEventListener("load", () => resolve(window[name]));
      script.addEventListener("error", () => {
        script.remove();
        loading.delete(address);
        reject(new LoadError(address));
      });
    });
    loading.set(address, loaded);
    document.head.append(script);
    return loaded;
  }

  async function start() {
    count.textContent = "Loading …";
    try {
      const [index, makeEngine, makeExcerpts] = await Promise.all([
        load("search.js", "explainerSearch"),
        load("assets/search-engine.js", "explainerSearchEngine"),
        load("assets/search-excerpts.js", "explainerSearchExcerpts"),
      ]);
      engine = makeEngine(index, load);
      excerpts = makeExcerpts(engine, make);
      count.textContent = input.value ? "" : HINT;
      await search();
    } catch (error) {
      if (!(error instanceof LoadError)) throw error;
      starting = null;
      count.textContent = "The search index could not be loaded";
    }
  }

  let starting = null;

  window.explainerOpenSearch = () => {
    if (dialog.open) return;
    dialog.showModal();
    input.focus();
    input.select();
    starting ??= start();
  };

  key.checked = stored(() => localStorage.getItem("explainer-search-key")) !== "off";
  key.addEventListener("change", keepKey);
  input.addEventListener("input", onInput);
  input.addEventListener("keydown", onKey);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const away = event.ctrlKey || event.metaKey || event.shiftKey;
    if (event.target === dialog || (link && !away)) dialog.close();
  });
  document.body.append(dialog);
})();
