// Changes a page into its new version, without loading it again.
//
// Scripts change a page after it was loaded: they open, hide, fill in and add elements. So the page
// as it was served is kept beside it (`served`), each of its nodes linked to the one in the live page
// (`liveOf`). What differs between the served page and the new one is changed in both; everything
// else in the live page stays as it is, with scroll position, focus, open boxes and typed text.

/** Thrown where only loading the page again helps. */
class CannotPatch extends Error {}

const liveOf = new WeakMap();
// What a page's scripts look for once, when they start.
const STARTED_ONCE = "form, .event, [data-needs-script]";
// The scripts that run before the first paint set these on the root element.
const SET_BY_SCRIPTS = new Set(["class", "data-theme", "data-started"]);
// How many of the next nodes are compared, to tell added or removed nodes from changed ones.
const LOOKAHEAD = 40;

function link(served, live) {
  liveOf.set(served, live);
  let liveChild = live.firstChild;
  for (const child of served.childNodes) {
    link(child, liveChild);
    liveChild = liveChild.nextSibling;
  }
}

/** Keep the page as it was served; this has to run before any other script has changed it. */
function keepServed() {
  const served = document.documentElement.cloneNode(true);
  link(served, document.documentElement);
  return served;
}

/** Return the root element of a page's HTML, as a browser with scripts reads it. */
function parsePage(html) {
  const root = new DOMParser().parseFromString(html, "text/html").documentElement;
  for (const element of root.querySelectorAll("noscript")) {
    element.textContent = element.innerHTML;
  }
  return root;
}

/** Change the live page, and the served one, into the new one; throws CannotPatch. */
function patchPage(served, fresh) {
  const part = (root, name) => root.querySelector(`:scope > ${name}`);
  refuseOtherScripts(part(served, "head"), part(fresh, "head"));
  for (const { name, value } of [...fresh.attributes]) {
    if (!SET_BY_SCRIPTS.has(name)) setAttribute(served, name, value);
  }
  for (const name of ["head", "body"]) patchElement(part(served, name), part(fresh, name));
}

/** Refuse a page that redirects, has another policy, or loads other scripts or style sheets. */
function refuseOtherScripts(served, fresh) {
  const running = 'script:not([type="application/ld+json"]), meta[http-equiv], link[rel=stylesheet]';
  const outline = (head) => [...head.querySelectorAll(running)].map((e) => e.outerHTML).join("\n");
  if (outline(served) !== outline(fresh)) throw new CannotPatch("other scripts or policy");
}

function patchElement(served, fresh) {
  if (served.isEqualNode(fresh)) return;
  if (served.nodeName === "SCRIPT" && served.type !== "application/ld+json") {
    throw new CannotPatch("another script");
  }
  patchAttributes(served, fresh);
  patchChildren(served, fresh);
}

function patchAttributes(served, fresh) {
  const live = liveOf.get(served);
  for (const { name } of [...served.attributes]) {
    if (!fresh.hasAttribute(name)) {
      served.removeAttribute(name);
      live.removeAttribute(name);
    }
  }
  for (const attribute of [...fresh.attributes]) {
    if (served.getAttribute(attribute.name) !== attribute.value) {
      // Copies of the attribute, since those of SVG may have a namespace.
      served.setAttributeNode(attribute.cloneNode());
      live.setAttributeNode(attribute.cloneNode());
    }
  }
}

function setAttribute(served, name, value) {
  if (served.getAttribute(name) === value) return;
  served.setAttribute(name, value);
  liveOf.get(served).setAttribute(name, value);
}

function patchChildren(served, fresh) {
  const before = [...served.childNodes];
  const after = [...fresh.childNodes];
  while (before.length && after.length && before[0].isEqualNode(after[0])) {
    before.shift();
    after.shift();
  }
  let next = null; // what follows the part that differs
  while (before.length && after.length && before.at(-1).isEqualNode(after.at(-1))) {
    next = before.pop();
    after.pop();
  }
  after.forEach((node, index) => {
    const match = matchFor(node, before, after.slice(index + 1, index + LOOKAHEAD));
    if (match < 0) {
      insert(served, node, before[0] ?? next);
      return;
    }
    before.splice(0, match).forEach(remove);
    patchNode(before.shift(), node);
  });
  before.forEach(remove);
}

/** Return the index of the node that a new one is another version of, or -1 if it was added. */
function matchFor(node, before, following) {
  const ahead = before.slice(0, LOOKAHEAD);
  const equal = ahead.findIndex((other) => other.isEqualNode(node));
  if (equal >= 0) return equal;
  if (node.id) {
    const same = before.findIndex((other) => other.id === node.id);
    if (same >= 0) return before[same].nodeName === node.nodeName ? same : -1;
  }
  const [first] = before;
  const fits = first && first.nodeName === node.nodeName && !first.id && !node.id;
  return fits && !following.some((other) => other.isEqualNode(first)) ? 0 : -1;
}

function patchNode(served, fresh) {
  if (served.nodeType === Node.ELEMENT_NODE) {
    patchElement(served, fresh);
  } else if (served.data !== fresh.data) {
    liveOf.get(served).data = fresh.data;
    served.data = fresh.data;
  }
}

/** Return the live version of a node, still in its place; throws CannotPatch if it isn't. */
function liveNode(node, parent) {
  const live = liveOf.get(node);
  if (live?.parentNode !== liveOf.get(parent)) throw new CannotPatch("a script has moved it");
  return live;
}

function refuseStartedOnce(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  if (node.matches(STARTED_ONCE) || node.querySelector(STARTED_ONCE)) {
    throw new CannotPatch("a script knows only the elements there were");
  }
}

function insert(served, fresh, next) {
  refuseStartedOnce(fresh);
  const liveNext = next && liveNode(next, served);
  const live = document.importNode(fresh, true);
  served.insertBefore(fresh, next);
  liveOf.get(served).insertBefore(live, liveNext);
  link(fresh, live);
}

function remove(served) {
  refuseStartedOnce(served);
  liveNode(served, served.parentNode).remove();
  served.remove();
}
