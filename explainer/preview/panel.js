// The panel with the problems of the content. It's isolated from the page: its elements are in a
// shadow tree, and its styles in a sheet of that tree, which the page's policy allows.

const PANEL_STYLES = `
:host { all: initial; color-scheme: inherit; }
:host, button { font: 15px/1.5 system-ui, sans-serif; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
section {
  --ink: light-dark(#1c1c1c, #ededed); --muted: light-dark(#555, #b5b5b5);
  --ground: light-dark(#fff, #1e1e1e); --line: light-dark(#c9c9c9, #4a4a4a);
  --error: light-dark(#a4161a, #ff9c94); --warning: light-dark(#7a4f01, #f0c36d);
  --mark: light-dark(#ffd9d6, #6b2320);
  position: fixed; z-index: 2147483647; right: 1rem; bottom: 1rem; width: min(46rem, 100vw - 2rem);
  max-height: 60vh; display: flex; flex-direction: column; overflow: hidden;
  color: var(--ink); background: var(--ground); border: 1px solid var(--line);
  border-top: 4px solid var(--error); border-radius: 6px; box-shadow: 0 6px 24px #0005;
}
section.quiet { border-top-width: 1px; width: auto; }
section.quiet.open { width: min(46rem, 100vw - 2rem); }
.bar { display: flex; }
button {
  color: inherit; background: none; border: 0; padding: .5rem .8rem; min-height: 44px;
  cursor: pointer; text-align: start;
}
.toggle { flex: 1; font-weight: 600; }
.toggle::before { content: "▸ "; }
.toggle[aria-expanded=true]::before { content: "▾ "; }
button:focus-visible, a:focus-visible { outline: 3px solid currentColor; outline-offset: -3px; }
.list { overflow: auto; overscroll-behavior: contain; padding: 0 .8rem .8rem; }
ol { list-style: none; margin: 0; padding: 0; }
li { border-top: 1px solid var(--line); padding: .6rem 0; }
p { margin: 0; overflow-wrap: anywhere; }
.kind { font-weight: 600; }
.error .kind { color: var(--error); }
.warning .kind { color: var(--warning); }
.place { color: inherit; font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre {
  margin: .3rem 0; padding: .3rem .5rem; overflow-x: auto; font: 13px/1.5 ui-monospace, monospace;
  border: 1px solid var(--line); border-radius: 4px;
}
pre .number { color: var(--muted); user-select: none; }
mark { color: inherit; background: var(--mark); border-bottom: 2px solid var(--error); }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 40rem) {
  section, section.quiet.open { left: 0; right: 0; bottom: 0; width: auto; border-radius: 0; }
  section { max-height: 75vh; border-inline: 0; border-bottom: 0; }
}
@media print { section { display: none; } }
`;

function element(name, className, ...content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

function counted(number, name) {
  return number === 1 ? `1 ${name}` : `${number} ${name}s`;
}

function sentence(text) {
  const end = /[.?!:]$/.test(text) ? "" : ".";
  return text[0].toUpperCase() + text.slice(1) + end;
}

/** Return an item of the list: where, what, the line with a mark, and what to do. */
function problemItem({ severity, place, message, hint, line, excerpt, editor }) {
  const where = element(editor ? "a" : "span", "place", place);
  if (editor) where.href = editor;
  const item = element("li", severity);
  if (place) item.append(element("p", "", where));
  item.append(element("p", "", element("span", "kind", `${severity}: `), message));
  if (excerpt) {
    const number = element("span", "number", `${line} `);
    const [before, marked, after] = excerpt;
    item.append(element("pre", "", number, before, element("mark", "", marked), after));
  }
  if (hint) item.append(element("p", "hint", sentence(hint)));
  return item;
}

function renamedItem({ old, new: address, source }) {
  const text = `This page has moved from ${old} to ${address}. If it was published, keep the old `;
  const rest = `address working: add this line at the top of ${source}.`;
  const alias = element("pre", "", `aliases: [${old}]`);
  return element("li", "notice", element("p", "", text + rest), alias);
}

function summary({ building, errors, warnings, renamed, has_site: hasSite }) {
  if (building) return "Building…";
  const counts = [];
  if (errors) counts.push(counted(errors, "error"));
  if (warnings) counts.push(counted(warnings, "warning"));
  if (renamed.length) counts.push("page moved");
  const state = hasSite ? "the page is as it was before" : "nothing is built yet";
  return counts.join(", ") + (errors ? ` – ${state}` : "");
}

/** Add the panel to the page, hidden; return an object whose `show` gives it something to show. */
function makePanel() {
  const host = document.createElement("explainer-preview");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(PANEL_STYLES);
  shadow.adoptedStyleSheets = [sheet];

  const toggle = element("button", "toggle");
  toggle.type = "button";
  toggle.setAttribute("aria-controls", "list");
  const close = element("button", "close", "×");
  close.type = "button";
  close.setAttribute("aria-label", "Close until something changes");
  const list = element("div", "list", element("ol"));
  list.id = "list";
  list.tabIndex = -1;
  const bar = element("div", "bar", toggle, close);
  const section = element("section", "", bar, list);
  section.setAttribute("aria-label", "Problems found by the preview");
  const said = element("div", "said");
  said.setAttribute("role", "status");
  shadow.append(section, said);
  section.hidden = true;
  document.documentElement.append(host);

  const narrow = matchMedia("(max-width: 40rem)");
  let shown = "";
  let closed = "";

  /** Keep the end of the page above the bar on a phone. */
  function makeRoom() {
    const isBar = narrow.matches && !section.hidden;
    document.documentElement.style.paddingBottom = isBar ? `${bar.offsetHeight + 8}px` : "";
  }

  function setOpen(isOpen) {
    toggle.setAttribute("aria-expanded", String(isOpen));
    list.hidden = !isOpen;
    section.classList.toggle("open", isOpen);
  }

  function hide() {
    closed = shown;
    section.hidden = true;
    makeRoom();
  }

  toggle.addEventListener("click", () => setOpen(list.hidden));
  close.addEventListener("click", hide);
  section.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  narrow.addEventListener("change", makeRoom);

  function show(message) {
    const { building, errors, problems, renamed = [] } = message;
    const now = JSON.stringify(message);
    if (now === shown) return;
    shown = now;
    const isEmpty = !building && !problems.length && !renamed.length;
    section.hidden = isEmpty || now === closed;
    if (isEmpty) {
      closed = "";
      makeRoom();
      if (said.textContent) said.textContent = "No problems any more";
      return;
    }
    const isQuiet = !errors && !renamed.length;
    const words = summary({ ...message, renamed });
    toggle.textContent = words;
    section.classList.toggle("quiet", isQuiet);
    list.firstChild.replaceChildren(...renamed.map(renamedItem), ...problems.map(problemItem));
    // Errors come up open, unless that would hide the page.
    setOpen(!isQuiet && !narrow.matches);
    makeRoom();
    const [first] = problems;
    said.textContent = first && errors ? `${words}. ${first.place}: ${first.message}` : words;
  }

  return { show };
}
