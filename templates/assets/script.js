/* Progressive enhancement: notes in popovers, a theme switch, search on
   demand, folded parts opened for printing, and copy buttons. Without this file, pages can still
   be read and navigated. */
(() => {
  "use strict";

  const root = document.documentElement;
  const script = document.currentScript.src;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  function make(tag, attributes) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  /** Run an action and return its result, or null if the browser refuses it (such as storage). */
  function attempt(action) {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return null;
    }
  }

  /** Return the element on this page that a URL's hash refers to. */
  function named(hash) {
    try {
      return document.getElementById(decodeURIComponent(hash.slice(1)));
    } catch (error) {
      if (!(error instanceof URIError)) throw error;
      return null;
    }
  }

  const NOTES = "../timeline-notes.js";
  const status = make("div", { class: "script-status", role: "status", lang: "en" });

  /** Load a script with a script tag, which also works from disk: once, or again after an error. */
  const loading = new Set();

  function load(file, what, done) {
    if (loading.has(file)) return;
    loading.add(file);
    const element = make("script", { src: new URL(file, script) });
    element.addEventListener("load", done);
    element.addEventListener("error", () => {
      element.remove();
      loading.delete(file);
      status.textContent = `${what} could not be loaded`;
    });
    document.head.append(element);
  }

  // Notes: one popover per page, opened from marks: links and buttons with data-note. It shows a
  // copy of the entry that the mark links to. On the timeline, marks link to another page or are
  // buttons; their notes are loaded when the first one is opened.

  const note = make("div", {
    id: "script.note", class: "note-popover", role: "dialog", tabindex: "-1", hidden: "",
  });
  const noteText = make("div", { class: "note-text" });
  const noteClose = make("button", { type: "button", class: "note-close", lang: "en" });
  let mark = null; // the link or button whose note is open
  let awaited = null; // opens the note that was asked for, once the notes are loaded
  let opened = ""; // how the note was opened: "point", "focus" or "press"
  let timer = 0;
  let returning = false;

  const markAt = (place) => place.closest?.("[data-note]");

  function soon(action, delay) {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  }

  /** Return a copy of the entry that a link leads to, on this page. */
  function entryNote(link) {
    const entry = named(link.hash);
    if (!entry) return null;
    const list = make(entry.querySelector(":scope > dt") ? "dl" : "div", {});
    list.append(...entry.cloneNode(true).childNodes);
    for (const link of all(".back", list)) link.remove();
    for (const element of all("[id], [data-note]", list)) {
      element.removeAttribute("id");
      element.removeAttribute("data-note");
    }
    return list;
  }

  const isFar = (place) => place.pathname !== location.pathname;
  const loadNotes = () => load(NOTES, "The note", () => awaited?.());
  const sourceOf = (link) => window.explainerNotes.sources[decodeURIComponent(link.hash.slice(1))];

  function sourceNote([title, address, rest, lang]) {
    const source = make("div", lang ? { lang } : {});
    const name = make(address ? "a" : "cite", address ? { href: address } : {});
    name.textContent = title;
    source.append(name, `. ${rest}.`);
    return source;
  }

  function citationNote(forms) {
    const citation = make("div", {});
    const copies = make("p", { class: "copies" });
    const shown = forms.map((form, index) => {
      const id = `script.cite.${index}`;
      const element = make(index ? "pre" : "p", { id, class: index ? "cite-record" : "cite-plain" });
      element.textContent = form;
      const button = make("button", { type: "button", "data-copy": `#${id}` });
      button.textContent = ["Copy text", "Copy BibTeX", "Copy RIS"][index];
      copies.append(button);
      return element;
    });
    citation.append(shown[0], copies, ...shown.slice(1));
    return citation;
  }

  /** Return the content of a mark's note, or null if it is still being loaded or doesn't exist. */
  function noteOf(place, way) {
    if (!isFar(place)) return entryNote(place);
    const notes = window.explainerNotes;
    if (!notes) {
      awaited = () => {
        if (!openNote(place, way) && way === "press") location.href = place.href;
      };
      loadNotes();
      return null;
    }
    if (!place.href) return citationNote(notes.events[place.closest(".event").id]);
    const source = sourceOf(place);
    return source ? sourceNote(source) : null;
  }

  function nameNote(link) {
    const kind = link.matches(".term") ? "Definition: " : "Source ";
    note.setAttribute("aria-label", link.dataset.note || kind + link.textContent.trim());
  }

  /** Place the note below its mark, or above it if there's no room, within the viewport. */
  function placeNote() {
    const edge = 8;
    const lines = mark.getClientRects();
    const first = lines[0];
    const last = lines[lines.length - 1];
    if (!first) return;
    const below = last.bottom + edge;
    const above = first.top - edge - note.offsetHeight;
    const fits = below + note.offsetHeight <= root.clientHeight || above < 0;
    const furthest = root.clientWidth - edge - note.offsetWidth;
    note.style.top = `${(fits ? below : above) + scrollY}px`;
    note.style.left = `${Math.max(edge, Math.min(last.left - 2 * edge, furthest)) + scrollX}px`;
  }

  /** Open the note of a mark; return whether there is one or it is being loaded. */
  function openNote(link, way) {
    clearTimeout(timer);
    if (link !== mark) {
      closeNote();
      const text = noteOf(link, way);
      if (!text) return Boolean(awaited);
      mark = link;
      noteText.replaceChildren(text);
      noteText.scrollTop = 0;
      nameNote(link);
      note.hidden = false;
      note.showPopover?.();
      link.setAttribute("aria-expanded", "true");
      link.setAttribute("aria-controls", note.id);
      placeNote();
    }
    opened = way;
    if (way === "press") note.focus({ preventScroll: true });
    return true;
  }

  function closeNote() {
    clearTimeout(timer);
    awaited = null;
    if (!mark) return;
    if (note.contains(document.activeElement)) focusMark();
    mark.setAttribute("aria-expanded", "false");
    mark.removeAttribute("aria-controls");
    mark = null;
    note.hidePopover?.();
    note.hidden = true;
  }

  function focusMark() {
    returning = true;
    mark.focus({ preventScroll: true });
    returning = false;
  }

  function pressMark(event) {
    const link = markAt(event.target);
    if (!link) {
      if (mark && event.target.closest(".note-close, .note-popover a")) closeNote();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link === mark && opened === "press") {
      closeNote();
      event.preventDefault();
    } else if (openNote(link, "press")) {
      event.preventDefault();
    }
  }

  /** Open on hover, and stay open while the pointer is over the mark or the note (WCAG 1.4.13). */
  function pointAt(event) {
    if (event.pointerType === "touch" || (mark && opened === "press")) return;
    const link = markAt(event.target);
    const away = !link && !note.contains(event.target);
    if (away) awaited = null;
    if (link?.href && link !== mark) soon(() => openNote(link, "point"), 150);
    else if (away && mark && opened === "point") soon(closeNote, 300);
    else clearTimeout(timer);
  }

  /** Close on a press outside: on touch, only when the finger is lifted, since it may scroll. */
  function pressOutside(event) {
    const settled = event.pointerType === "touch" ? "pointerup" : "pointerdown";
    if (event.type !== settled || note.contains(event.target) || markAt(event.target)) return;
    closeNote();
  }

  function focusAt(event) {
    if (returning || note.contains(event.target)) return;
    const link = markAt(event.target);
    if (link?.matches("a:focus-visible")) openNote(link, "focus");
    else if (mark && link !== mark && opened !== "point") closeNote();
  }

  /** When Tab leaves the note, move focus to its mark, so that reading continues from there. */
  function tabInNote(event) {
    const stops = all("a[href], button", note);
    const last = event.shiftKey ? [note, stops[0]] : [stops.at(-1)];
    if (!last.includes(document.activeElement)) return;
    focusMark();
    opened = "focus";
    if (event.shiftKey) event.preventDefault();
  }

  function keyInNote(event) {
    if (!mark) return;
    if (event.key === "Escape") closeNote();
    else if (event.key === "Tab" && note.contains(document.activeElement)) tabInNote(event);
  }

  /** Add ARIA attributes to the marks, some hundreds at a time, so that phones don't freeze. */
  function announce(marks) {
    for (const place of marks.slice(0, 400)) {
      place.setAttribute("aria-haspopup", "dialog");
      place.setAttribute("aria-expanded", "false");
    }
    if (marks.length > 400) setTimeout(announce, 0, marks.slice(400));
  }

  function startNotes() {
    const marks = all("[data-note]");
    if (!marks.length) return;
    announce(marks);
    // From disk, loading them now costs little, and printing can't load them synchronously.
    if (location.protocol === "file:" && marks.some(isFar)) loadNotes();
    noteClose.setAttribute("aria-label", "Close");
    noteClose.textContent = "×";
    note.append(noteText, noteClose);
    if (note.showPopover) note.popover = "manual";
    document.body.append(note);
    document.addEventListener("click", pressMark);
    document.addEventListener("pointerover", pointAt);
    document.addEventListener("pointerdown", pressOutside);
    document.addEventListener("pointerup", pressOutside);
    document.addEventListener("focusin", focusAt);
    document.addEventListener("keydown", keyInNote);
    addEventListener("resize", () => mark && placeNote());
  }

  // The theme: system, light or dark. theme.js sets it before the first paint.

  const themes = ["system", "light", "dark"];
  const theme = () => root.dataset.theme ?? "system";

  function setTheme(name) {
    if (themes.indexOf(name) > 0) root.dataset.theme = name;
    else delete root.dataset.theme;
  }

  function switchTheme() {
    setTheme(themes[(themes.indexOf(theme()) + 1) % themes.length]);
    attempt(() => localStorage.setItem("explainer-theme", theme()));
    status.textContent = `Theme: ${theme()}`;
  }

  function startTheme() {
    for (const button of all("[data-theme-switch]")) button.addEventListener("click", switchTheme);
    addEventListener("storage", (event) => {
      if (event.key === "explainer-theme") setTheme(event.newValue);
    });
  }

  // Search: search-client.js is loaded when search is first opened.

  function openSearch() {
    closeNote();
    if (window.explainerOpenSearch) window.explainerOpenSearch();
    else load("search-client.js", "Search", openSearch);
  }

  /** Whether "/" opens search: readers can turn off this one-character shortcut (WCAG 2.1.4). */
  const hasSearchKey = () => attempt(() => localStorage.getItem("explainer-search-key")) !== "off";

  function asksForSearch(event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return false;
    const typing = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
    if (event.target.closest?.(typing) || document.querySelector("dialog[open]")) return false;
    return hasSearchKey();
  }

  function startSearch() {
    const buttons = all("[data-search]");
    if (!buttons.length) return;
    for (const button of buttons) {
      button.addEventListener("click", openSearch);
      if (!hasSearchKey()) button.removeAttribute("aria-keyshortcuts");
    }
    document.addEventListener("keydown", (event) => {
      if (!asksForSearch(event)) return;
      event.preventDefault();
      openSearch();
    });
  }

  // Folds that style.css keeps open on wide screens: open them for screen readers too.

  function startFolds() {
    const folds = all("[data-fold]");
    const wide = matchMedia("(min-width: 64rem)");

    function unfold() {
      for (const fold of folds) {
        fold.open ||= wide.matches;
        fold.firstElementChild.tabIndex = wide.matches ? -1 : 0;
      }
    }

    wide.addEventListener("change", unfold);
    unfold();
  }

  // Printing: open folded parts and close them again afterwards. If a page's sources are on another
  // page, add a list of them.

  /** Load the notes synchronously, because the browser prints right after this event. */
  function loadNotesAtOnce() {
    if (window.explainerNotes || location.protocol === "file:") return;
    const request = new XMLHttpRequest();
    request.open("GET", new URL(NOTES, script), false);
    attempt(() => request.send());
    const text = request.responseText;
    if (request.status === 200 && text) {
      window.explainerNotes = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
    }
  }

  function listOfSources(links) {
    loadNotesAtOnce();
    if (!window.explainerNotes) return null;
    const byNumber = new Map(links.map((link) => [Number(link.textContent), link]));
    const list = make("ol", { class: "page-sources" });
    for (const [value, link] of [...byNumber].sort(([one], [other]) => one - other)) {
      const source = sourceOf(link);
      if (!source) continue;
      const entry = make("li", { value });
      const address = make("span", { class: "address" });
      address.textContent = source[1];
      entry.append(sourceNote(source), address);
      list.append(entry);
    }
    const section = make("section", { class: "apparatus" });
    const heading = make("h2", { lang: "en" });
    heading.textContent = "Sources for this page";
    section.append(heading, list);
    return section;
  }

  function startPrint() {
    let unfolded = [];
    let list = null;
    addEventListener("beforeprint", () => {
      unfolded.push(...all("details:not([open])"));
      for (const details of unfolded) details.open = true;
      const links = all("a[data-note]").filter(isFar);
      if (links.length) list ??= listOfSources(links);
      if (list) document.querySelector("main").after(list);
    });
    addEventListener("afterprint", () => {
      for (const details of unfolded) details.open = false;
      unfolded = [];
      list?.remove();
      list = null;
    });
  }

  // Copying.

  /** Copy with execCommand, because pages without HTTPS have no access to the clipboard. */
  function copySelected(element) {
    getSelection().selectAllChildren(element);
    return document.execCommand("copy");
  }

  const write = (text) => navigator.clipboard.writeText(text).then(() => true, () => false);

  /** Copy the text that a button names, or the address of a link to an event. */
  async function copy(event) {
    const button = event.target.closest("[data-copy], [data-link]");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (button.href && !navigator.clipboard) return;
    if (button.href) event.preventDefault();
    const element = button.href ? null : named(button.dataset.copy);
    const copied = await (button.href
      ? write(button.href)
      : navigator.clipboard ? write(element.innerText.trim()) : copySelected(element));
    button.toggleAttribute("data-copied", copied);
    status.textContent = copied ? "Copied" : "Couldn't copy";
  }

  document.body.append(status);
  startNotes();
  startTheme();
  startSearch();
  startFolds();
  startPrint();
  document.addEventListener("click", copy);
  window.explainerTools = { all, attempt, named };
  root.dataset.started = "";
})();
