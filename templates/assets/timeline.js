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

    /** Show the events that match the filters, and the target of a link in any case. */
    function show(target) {
      const wanted = chosen().map((group) => group.map((input) => input.value));
      const admits = ({ classList }) =>
        wanted.every((group) => group.some((name) => classList.contains(name)));
      const shown = events.filter((event) => event.contains(target) || admits(event));
      const seen = new Map();
      for (const event of shown) {
        for (const part of [event, event.closest(".month"), event.closest(".year")]) {
          seen.set(part, (seen.get(part) ?? 0) + 1);
        }
      }
      arrange(shown, wanted.length);
      const turned = [...parts, ...events].filter(
        (part) => part.hidden === (seen.has(part) || part.contains(target)),
      );
      turned.sort((one, other) => other.contains(target) - one.contains(target));
      clearTimeout(turning);
      turn([...fold(seen, target, wanted.length), ...turned]);
      for (const part of parts) say(part, seen.get(part));
      for (const place of all("[data-count]", form)) tell(place, shown.length, events.length);
      for (const place of all("[data-active]", form)) {
        place.textContent = `(${wanted.flat().length})`;
      }
      draw(shown);
    }

    /** Use both columns for one side if the filters leave no other. */
    function arrange(shown, isFiltered) {
      const lanes = new Set(shown.map(({ classList }) => (
        classList.contains("joint") ? "" : ["side-1", "side-2"].find((side) => classList.contains(side)) ?? ""
      )));
      lanes.delete("");
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

    /** Show or hide these parts, or open or close them, some at a time: phones don't freeze. */
    function turn(turned) {
      for (const part of turned.slice(0, 200)) {
        if (part.localName === "details") part.open = !part.open;
        else part.hidden = !part.hidden;
      }
      if (turned.length > 200) turning = setTimeout(turn, 0, turned.slice(200));
    }

    function tell(place, shown, total) {
      const words = `${total} ${total === 1 ? "event" : "events"}`;
      const text = shown === total ? words : `${shown || "None"} of ${words}`;
      if (place.textContent !== text) place.textContent = text;
    }

    function say(part, shown) {
      const place = part.querySelector("[data-count]");
      if (place) tell(place, shown, (place.total ??= parseInt(place.textContent, 10)));
    }

    /** Shorten the strip's bars to the events that are shown. */
    function draw(shown) {
      const [now, whole] = [shown, events].map((list) => {
        const times = new Map();
        for (const event of list) {
          const time = timeOf(event);
          const counts = times.get(time) ?? { up: 0, down: 0, low: 0 };
          times.set(time, counts);
          if (event.matches(".side-1")) counts.up += 1;
          if (event.matches(".side-2")) counts.down += 1;
          if (event.matches(".side-3, .side-4, .side-5, .side-6")) counts.low += 1;
        }
        return [...times];
      });
      for (const bar of bars) {
        const sum = (times, kind) =>
          times.reduce((total, [time, counts]) => total + covers(bar, time) * counts[kind], 0);
        for (const rect of bar.children) {
          const kind = rect.classList[0];
          rect.style.transform = `scaleY(${sum(now, kind) / sum(whole, kind)})`;
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
