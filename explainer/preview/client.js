// Connects a page to the preview: shows its new version, and the problems, after each save.

const script = document.currentScript;
const known = { ...script.dataset };
script.remove();
const served = keepServed();
const panel = makePanel();
// Milliseconds before it tries to reconnect to a lost server.
const RECONNECT = 500;

/** Return the address, below the preview's root, of what an element loads; "" if it's elsewhere. */
function addressOf(url) {
  const { origin, pathname } = new URL(url, location.href);
  return origin === location.origin ? decodeURIComponent(pathname.slice(1)) : "";
}

/** Load a changed file again, in place; the old style sheet stays until the new one is loaded. */
function reloadFile(element, name, digest) {
  const url = new URL(element[name]);
  url.search = `?v=${digest.slice(0, 16)}`;
  if (element.localName !== "link") {
    element[name] = url.href;
    return;
  }
  const sheet = element.cloneNode();
  sheet.href = url.href;
  for (const event of ["load", "error"]) sheet.addEventListener(event, () => element.remove());
  for (const node of [served, ...served.querySelectorAll("link")]) {
    if (liveOf.get(node) === element) liveOf.set(node, sheet);
  }
  element.after(sheet);
}

/** Use the new versions of files that the page has loaded. */
function useLoaded({ changed }) {
  const scripts = [...served.querySelectorAll("script[src]")].map((s) => liveOf.get(s));
  if (scripts.some((element) => element && changed[addressOf(element.src)])) {
    loadAgain("a script has changed");
    return;
  }
  for (const element of document.querySelectorAll("link[rel=stylesheet]")) {
    const digest = changed[addressOf(element.href)];
    if (digest) reloadFile(element, "href", digest);
  }
  for (const element of document.images) {
    const digest = element.src && changed[addressOf(element.src)];
    if (digest) reloadFile(element, "src", digest);
  }
}

function patch({ html, digest }) {
  try {
    patchPage(served, parsePage(html));
    known.digest = digest;
    // Once the page is painted, the build may go on.
    requestAnimationFrame(() => setTimeout(() => say({ command: "shown" })));
  } catch (error) {
    if (!(error instanceof CannotPatch)) console.error(error);
    loadAgain(error.message);
  }
}

function loadAgain(reason) {
  console.debug(`preview: loading the page again: ${reason}`);
  location.reload();
}

const COMMANDS = {
  patch,
  loaded: useLoaded,
  panel: (message) => panel.show(message),
  reload: () => loadAgain("another build"),
  go: ({ address }) => location.replace(`/${address}${location.hash}`),
};

let socket = null;

/** Tell the server something, if it's there. */
function say(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function connect() {
  socket = new WebSocket(`ws://${location.host}/.preview/socket`);
  socket.addEventListener("open", () => {
    const protocols = ["http://livereload.com/protocols/official-7"];
    say({ command: "hello", protocols, ...known });
    say({ command: "info", url: location.href, plugins: {} });
  });
  socket.addEventListener("message", (event) => {
    const message = JSON.parse(event.data);
    COMMANDS[message.command]?.(message);
  });
  // A server that was started again may have another build.
  socket.addEventListener("close", () => setTimeout(connect, RECONNECT));
}

connect();
