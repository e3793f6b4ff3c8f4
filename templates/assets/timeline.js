/* The timeline: filters that combine, folded years that open for a link into them, and the strip,
   which frames the months on screen. Loaded after script.js, whose tools it uses. */
(() => {
  "use strict";

  if (!window.explainerTools) return;
  const { all, attempt, named } = window.explainerTools;

  // Filters: an event is shown if it matches an input in every group that has any checked. The URL
  // reflects the choice. An input's value is a class of the events that it matches. Radio buttons
  // become checkboxes, so that several options of a group can be chosen.

  const timeOf = (event) => event.closest(".month[id], .months").id.slice(2);
  const covers = (part, time) => {
    const [first, last] = part.dataset.in.split("/");
    return first <= time && time <= last;
  };

  // The classes of the events that a bar of the strip counts.
  const KINDS = { up: ".side-1", down: ".side-2", low: ".side-3, .side-4, .side-5, .side-6" };

  function startFilters(form) {
    const timeline = form.closest(".timeline");
    const events = all(".event", timeline);
    const parts = all(".year, .month", timeline);
    const folds = all(".folded > details", timeline);
    const bars = all(".strip g[data-in]");
    for (const label of all("[data-all]", form)) label.remove();
    const inputs = all("input", form);
    for (const input of inputs) input.type = "checkbox";
    const idOf = (input) => input.dataset.id ?? input.value;
    let turning = 0;
    let unfolded = [];
    let records = null;

    function readAddress() {
      const query = new URLSearchParams(location.search);
      for (const input of inputs) input.checked = query.getAll(input.name).includes(idOf(input));
    }

    /** Add the choice to the history, so that the Back button undoes it. */
    function writeAddress() {
      const address = new URL(location.href);
      for (const input of inputs) address.searchParams.delete(input.name);
      for (const input of chosen().flat()) address.searchParams.append(input.name, idOf(input));
      address.hash = "";
      if (address.search !== location.search) attempt(() => history.pushState(null, "", address));
    }

    /** Return the checked inputs, by group. */
    function chosen() {
      const groups = {};
      for (const input of inputs) {
        if (input.checked) (groups[input.name] ??= []).push(input);
      }
      return Object.values(groups);
    }

    /** Return what the filters and counts ask of each event, found out once. */
    const known = () => (records ??= events.map((event) => ({
      event,
      parts: [event, event.closest(".month"), event.closest(".year")],
      time: timeOf(event),
      kinds: Object.keys(KINDS).filter((kind) => event.matches(KINDS[kind])),
    })));

    /** Show the events that match the filters, and the target of a link in any case. */
    function show(target) {
      const wanted = chosen().map((group) => group.map((input) => input.value));
      const admits = ({ classList }) =>
        wanted.every((group) => group.some((name) => classList.contains(name)));
      const shown = known().filter(({ event }) => event.contains(target) || admits(event));
      const seen = new Map();
      for (const { parts: ofEvent } of shown) {
        for (const part of ofEvent) seen.set(part, (seen.get(part) ?? 0) + 1);
      }
      const turned = [...parts, ...events].filter(
        (part) => part.hidden === (seen.has(part) || part.contains(target)),
      );
      turned.sort((one, other) => other.contains(target) - one.contains(target));
      clearTimeout(turning);
      for (const place of all("[data-count]", form)) tell(place, shown.length, events.length);
      for (const place of all("[data-active]", form)) {
        place.textContent = `(${wanted.flat().length})`;
      }
      turn([
        ...(target ? turned.splice(0, 3) : []),
        () => arrange(shown, wanted.length),
        ...turned,
        ...fold(seen, target, wanted.length),
        () => draw(shown),
        ...parts.map((part) => () => say(part, seen.get(part))),
      ]);
    }

    /** Use both columns for one side if the filters leave no other. */
    function arrange(shown, isFiltered) {
      const alone = shown.filter(({ event }) => event.matches(".side-1, .side-2") && !event.matches(".joint"));
      const lanes = new Set(alone.map(({ kinds }) => kinds[0]));
      timeline.classList.toggle("filtered", isFiltered);
      timeline.classList.toggle("one-side", lanes.size === 1);
    }

    /** Return the folded years to open because events in them match, or to close again. */
    function fold(seen, target, isFiltered) {
      if (!isFiltered) return unfolded.splice(0).filter((year) => !year.contains(target));
      const opened = folds.filter((year) => !year.open && seen.has(year.parentElement));
      unfolded.push(...opened);
      return opened;
    }

    /** Show or hide parts, open or close folds and do the rest, a little at a time, since phones
        would freeze: to lay out a year that opens takes as long as to hide many events. */
    function turn(turned) {
      let effort = 0;
      let number = 0;
      for (; number < turned.length && effort < 120; number += 1) {
        const part = turned[number];
        effort += part.localName === "details" ? 25 : 1;
        if (part.localName === "details") part.open = !part.open;
        else if (part.localName) part.hidden = !part.hidden;
        else part();
      }
      if (number < turned.length) turning = setTimeout(turn, 0, turned.slice(number));
    }

    function tell(place, shown, total) {
      const words = `${total} ${total === 1 ? "event" : "events"}`;
      const text = shown === total ? words : `${shown || "None"} of ${words}`;
      if (place.textContent !== text) place.textContent = text;
    }

    function say(part, shown) {
      const place = (part.counter ??= part.querySelector("[data-count]"));
      if (place) tell(place, shown, (place.total ??= parseInt(place.textContent, 10)));
    }

    /** Shorten the strip's bars to the events that are shown. */
    function draw(shown) {
      const count = (list) => {
        const times = new Map();
        for (const { time, kinds } of list) {
          for (const kind of kinds) {
            const key = `${kind} ${time}`;
            times.set(key, (times.get(key) ?? 0) + 1);
          }
        }
        return [...times].map(([key, number]) => [...key.split(" "), number]);
      };
      const [now, whole] = [count(shown), count(known())];
      for (const bar of bars) {
        for (const rect of bar.children) {
          const kind = rect.classList[0];
          const sum = (counts) => counts.reduce((total, [of, time, number]) => (
            of === kind && covers(bar, time) ? total + number : total
          ), 0);
          rect.style.transform = `scaleY(${sum(now) / sum(whole)})`;
        }
      }
    }

    function follow() {
      readAddress();
      const target = named(location.hash);
      const unseen = target?.closest("[hidden]");
      show(target);
      if (unseen) target.scrollIntoView();
    }

    /** Show the result first, then update the URL, which is slow on some phones. */
    function change() {
      show(null);
      setTimeout(writeAddress);
    }

    form.addEventListener("change", change);
    form.addEventListener("reset", () => setTimeout(change));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      form.querySelector("details").open = false;
    });
    addEventListener("popstate", follow);
    addEventListener("hashchange", follow);
    form.dataset.ready = "";
    if (location.search) follow();
  }

  // Folded years: a link into one opens it, also where browsers don't do so by themselves.

  function reveal() {
    const target = named(location.hash);
    const folds = all("details:not([open])").filter((fold) => fold.contains(target));
    for (const fold of folds) fold.open = true;
    if (folds.length) target.scrollIntoView();
  }

  // The strip: the months or years on screen are framed.

  function startStrip() {
    const links = all(".strip a");
    if (!links.length) return;
    const onScreen = new Set();
    const watcher = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        onScreen[isIntersecting ? "add" : "delete"](target.id.slice(2));
      }
      for (const link of links) {
        link.classList.toggle("on-screen", [...onScreen].some((time) => covers(link, time)));
      }
    }, { rootMargin: "-22% 0px -77%" });
    for (const part of all(".month[id], .months")) watcher.observe(part);
  }

  all("form[data-filters]").forEach(startFilters);
  startStrip();
  addEventListener("hashchange", reveal);
  reveal();
})();
