/* Excerpts of search results: the text around the first match, with matches in <mark>, and the
   section of a page that matches best. search-client.js loads this file. */
(() => {
  "use strict";

  const AROUND = 60; // characters of text before the first match
  // A word with hyphens, apostrophes, and points in numbers; and the parts of such a word.
  const WORD = /[\p{L}\p{M}\p{N}]+(?:['’‐‑.,-][\p{L}\p{M}\p{N}]+)*%?/gu;
  const PART = /[\p{L}\p{M}]*[\p{N}][\p{L}\p{M}\p{N}.,]*%?|[\p{L}\p{M}]+/gu;

  window.explainerSearchExcerpts = (engine, make) => {
    const wordsKnown = new Map();

    function wordsOf(text) {
      if (!wordsKnown.has(text)) wordsKnown.set(text, engine.words(text, true));
      return wordsKnown.get(text);
    }

    /** Whether a piece of a text is one of the words, or begins with one. */
    function isHit(piece, words) {
      return wordsOf(piece).some((word) => words.some((asked) => word === asked
        || (asked.length > 2 && word.startsWith(asked))));
    }

    /** Return the ranges [from, to) of a text that match any of the words, in order and merged. */
    function stretches(text, words) {
      const found = [];
      const add = (from, to) => {
        const last = found.at(-1);
        if (last && /^[\s-]*$/.test(text.slice(last[1], from))) last[1] = Math.max(last[1], to);
        else found.push([from, to]);
      };
      for (const { 0: word, index } of text.matchAll(WORD)) {
        if (engine.isSpaceless(word)) addPairs(word, index, words, add);
        else {
          const parts = [...word.matchAll(PART)].filter((part) => isHit(part[0], words));
          for (const part of parts) {
            add(index + part.index, index + part.index + part[0].length);
          }
          if (!parts.length && isHit(word, words)) add(index, index + word.length);
        }
      }
      return found;
    }

    /** Add what matches in text without spaces: each pair of letters that a query has. */
    function addPairs(text, start, words, add) {
      let at = start;
      const letters = [...text];
      letters.forEach((letter, number) => {
        const next = letters[number + 1] ?? "";
        if (words.includes(letter)) add(at, at + letter.length);
        if (next && words.includes(letter + next)) add(at, at + letter.length + next.length);
        at += letter.length;
      });
    }

    /** Return the text as nodes with matches in <mark>; `cut` shortens it to an excerpt. */
    function marked(text, words, cut) {
      const composed = text.normalize("NFC");
      const found = stretches(composed, words);
      const [first, last] = found[0] ?? [0, 0];
      const from = cut ? startOf(composed, first) : 0;
      const to = cut ? endOf(composed, from + 3 * AROUND, last) : composed.length;
      const nodes = from ? ["… "] : [];
      let at = from;
      for (const [start, end] of found.filter(([start, end]) => start >= from && end <= to)) {
        nodes.push(composed.slice(at, start), make("mark", {}, composed.slice(start, end)));
        at = end;
      }
      nodes.push(composed.slice(at, to));
      return to < composed.length ? [...nodes, " …"] : nodes;
    }

    // Excerpts are cut between words, or at any letter in scripts without spaces.
    const isSpace = (letter) => /\s/u.test(letter);

    /** Return the start of an excerpt that shows some text before the first match, at `first`. */
    function startOf(text, first) {
      const from = Math.max(0, first - AROUND);
      if (!from) return 0;
      for (let at = from; at < first; at += 1) {
        if (isSpace(text[at - 1]) || engine.isSpaceless(text.slice(at))) return at;
      }
      return from;
    }

    /** Return the end of an excerpt: `to` at most, but not before the first match ends, at `last`. */
    function endOf(text, to, last) {
      if (to >= text.length) return text.length;
      for (let at = to; at > last; at -= 1) {
        if (isSpace(text[at]) || engine.isSpaceless(text.slice(at - 1, at))) return at;
      }
      return to;
    }

    /** Return how many of the words a text has. */
    function wordsIn(text, words) {
      return words.filter((word) => stretches(text, [word]).length).length;
    }

    /** Return what to show of an entry: of a page, the part with the most of the words. */
    function shown([kind, title, address, place = "", text = "", also = [], sections = []], words) {
      const whole = { kind, title, address, place, text, also };
      const inTitle = wordsIn(title, words);
      if (!sections.length || (inTitle && inTitle === words.length)) return whole;
      let best = whole;
      let most = 2 * inTitle + wordsIn(text, words);
      for (const [sectionAddress, heading, sectionText] of sections) {
        const inHeading = wordsIn(heading, words);
        const worth = 2 * inHeading + wordsIn(sectionText, words);
        if (worth <= most) continue;
        most = worth;
        best = {
          kind, address: sectionAddress, text: sectionText, also,
          // A heading with more of the words than the page's title is shown in its place.
          title: inHeading > inTitle ? heading : title,
          place: [place, inHeading > inTitle ? title : heading].filter(Boolean).join(" › "),
        };
      }
      return best;
    }

    return { marked, shown };
  };
})();
