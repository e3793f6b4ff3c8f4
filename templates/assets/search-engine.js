/* Finds what a query asks for. search-client.js loads this file when search is first opened.

   The index is one file with all entries, or for a large site many parts, from which this loads what
   a query needs (explainer/exports/search_index.py, search_parts.py). Either way the words of entries
   and queries are folded by the same rules, which the index has, so that "licence" finds "license".

   A document is an entry of the index, known by its number. It matches if it has every word of the
   query, or a word that begins with it. Where a query is a term's name, its other names count too. */
(() => {
  "use strict";

  // What a word is worth by its place: title or other name, headings, opening, and the rest. A whole
  // word is worth twice as much as the beginning of a longer one.
  const WORTH = [1000, 100, 30, 10];
  // What's equally good comes in this order.
  const KINDS = ["term", "event", "outcome", "page", "chart", "upcoming", "source"];
  const SHORTEST_BEGINNING = 3; // letters of a word that also match the beginnings of longer ones
  const SHORTEST_MISSPELT = 4;
  const CORRECTIONS_TRIED = 12;

  // Words: folded like in explainer/exports/search_words.py, step by step.

  function makeFolder(rules) {
    const stop = new Set(rules.stop);
    const noWord = new RegExp(`[^\\p{L}\\p{N}${rules.marks}]+`, "gu");
    const noWordButLow = new RegExp(`[^\\p{L}\\p{N}_${rules.marks}]+`, "gu");
    const run = new RegExp(`[${rules.spaceless}]+`, "gu");
    const first = new RegExp(`^[${rules.spaceless}]`, "u");

    function withoutAccents(text) {
      return text.normalize("NFKD").toUpperCase().toLowerCase().replace(/[\u0300-\u036f]/g, "")
        .replace(/ς/g, "σ").replace(/[’‘]/g, "'").replace(/[‐‑]/g, "-").normalize("NFKC");
    }

    function pairs(letters) {
      const all = [...letters];
      return ` ${all.map((letter, at) => letter + (all[at + 1] ?? "")).join(" ")} `;
    }

    /** Return a text's words, each once, in order; stop words only if `all`. */
    function words(text, all = false) {
      const chunks = text.toLowerCase().replace(/per[ \u00a0]cent(?![a-z])/g, "percent").split(/\s+/);
      let joined = withoutAccents(chunks.join(" "));
      const whole = joined.split(" ").filter((chunk) => /['-]/.test(chunk))
        .map((chunk) => chunk.replace(/['-]/g, ""));
      joined = [joined, ...whole].join(" ").replace(/_/g, " ").replace(/%/g, " percent ")
        .replace(/,(?=[0-9]{3})/g, "").replace(/\.(?=[0-9])/g, "_").replace(noWordButLow, " ");
      const kept = joined.split(" ").filter((word) => word && (all || !stop.has(word)));
      joined = `${kept.join(" ")} `.replace(run, pairs);
      for (const [before, after] of rules.folds) joined = joined.replaceAll(before, after);
      return [...new Set(joined.split(" ").filter(Boolean))];
    }

    const isSpaceless = (word) => first.test(word);

    /** Return a query's words. The last letter of a pair isn't a word of its own. */
    function queryWords(query) {
      const some = words(query);
      const found = some.length ? some : words(query, true);
      const isLast = (word) => isSpaceless(word) && [...word].length === 1
        && found.some((other) => other !== word && other.endsWith(word));
      return found.filter((word) => !isLast(word));
    }

    return { words, queryWords, isSpaceless, separator: noWord };
  }

  // Tables of words: for each word the documents that have it, with the best place there.

  function addWords(table, place, id, words) {
    for (const word of words) {
      if (!table.has(word)) table.set(word, new Map());
      const places = table.get(word);
      if (!(places.get(id) <= place)) places.set(id, place);
    }
  }

  /** Return the index in one file. */
  function wholeIndex({ entries }, folder) {
    const table = new Map();
    const spelling = new Set();
    const documents = new Map();
    const names = [];
    entries.forEach(([kind, title, , place = "", text = "", also = [], sections = []], id) => {
      const titled = folder.words([title, ...also].join(" "), true);
      const headed = folder.words(sections.map((section) => section[1]).join(" "), true);
      const rest = folder.words([...sections.map((section) => section[2]), place].join(" "));
      [titled, headed, folder.words(text), rest].forEach((words, at) => {
        addWords(table, at, id, words);
      });
      for (const word of [...titled, ...headed]) spelling.add(word);
      if (!documents.has(kind)) documents.set(kind, []);
      documents.get(kind).push(id);
      if (kind === "term") names.push([id, title, ...also]);
    });
    return {
      documents, names, tableOf: async () => table, entry: async (id) => entries[id],
      spelling: async () => [...spelling],
    };
  }

  /** Return the index in parts; `load` loads a script of the site and returns its value. */
  function dividedIndex(opening, folder, load) {
    const { width } = opening;
    const documents = new Map(Object.entries(opening.documents).map(
      ([kind, names]) => [kind, names.match(new RegExp(`.{${width}}`, "g"))],
    ));
    const tables = new Map();
    const loaded = (name) => load(
      `search/${name}.js`, `explainerSearch_${name.replaceAll("-", "_")}`,
    );
    const ofShards = (name) => Promise.all(
      Array.from({ length: opening.shards }, (_, shard) => loaded(`words-${shard}-${name}`)),
    );

    async function readTable(number) {
      const table = new Map();
      for (const line of (await ofShards(number)).join("").split("\n")) {
        const [head, ...words] = line.split(" ");
        addWords(table, Number(head[0]), head.slice(1), words);
      }
      return table;
    }

    function tableOf(word) {
      const start = [...word].slice(0, folder.isSpaceless(word) ? 1 : 3).join("");
      const number = checksum(start) % opening.words;
      if (!tables.has(number)) {
        const table = readTable(number);
        tables.set(number, table);
        // What couldn't be loaded is tried again.
        table.catch(() => tables.delete(number));
      }
      return tables.get(number);
    }

    async function entry(id) {
      return (await loaded(`text-${numberOf(id) % opening.texts}`))[id];
    }

    const spelling = async () => (await ofShards("titles")).flat();
    return { documents, names: opening.names, tableOf, entry, spelling };
  }

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const numberOf = (id) => [...id].reduce((sum, digit) => sum * 64 + DIGITS.indexOf(digit), 0);

  /** Return the CRC-32 checksum of a short text, as zlib has it. */
  function checksum(text) {
    let sum = -1;
    for (const byte of new TextEncoder().encode(text)) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ~sum >>> 0;
  }

  /** Whether one letter added, left out, changed, or swapped with the next makes one word the other. */
  function isOneEditAway(word, other) {
    if (Math.abs(word.length - other.length) > 1 || word === other) return false;
    let at = 0;
    while (at < word.length && word[at] === other[at]) at += 1;
    const [rest, otherRest] = [word.slice(at), other.slice(at)];
    return rest.slice(1) === otherRest || rest === otherRest.slice(1)
      || rest.slice(1) === otherRest.slice(1)
      || (rest[0] === otherRest[1] && rest[1] === otherRest[0]
        && rest.slice(2) === otherRest.slice(2));
  }

  // Search.

  window.explainerSearchEngine = (opening, load) => {
    const folder = makeFolder(opening.rules);
    const index = opening.entries
      ? wholeIndex(opening, folder) : dividedIndex(opening, folder, load);
    const order = new Map([...index.documents.values()].flat().map((id, at) => [id, at]));
    const kindOf = new Map([...index.documents].flatMap(
      ([kind, ids]) => ids.map((id) => [id, kind]),
    ));
    const lettersOf = (text) => text.toLowerCase().split(folder.separator);
    const phrase = (text) => folder.queryWords(text).join(" ");
    const terms = index.names.map(([id, ...names]) => ({
      id, names, phrases: names.map(phrase).filter(Boolean),
    }));

    /** Return what a word is worth in each document that has it, or a word that begins with it. */
    async function matches(word) {
      const found = new Map();
      const table = await index.tableOf(word);
      const letters = [...word].length;
      const alsoBeginnings = letters >= SHORTEST_BEGINNING
        || (folder.isSpaceless(word) && letters === 1);
      const words = alsoBeginnings
        ? [...table.keys()].filter((other) => other.startsWith(word)) : [word];
      for (const other of words) {
        for (const [id, place] of table.get(other) ?? []) {
          const worth = WORTH[place] * (other === word ? 2 : 1);
          if (!(found.get(id) >= worth)) found.set(id, worth);
        }
      }
      return found;
    }

    /** Return what the documents with all the words are worth. */
    async function matchesOfAll(words) {
      const [first = new Map(), ...others] = await Promise.all(words.map(matches));
      const found = new Map();
      for (const [id, worth] of first) {
        if (others.every((other) => other.has(id))) {
          found.set(id, others.reduce((sum, other) => sum + other.get(id), worth));
        }
      }
      return found;
    }

    /** Return the spellings to look for, as lists of words, and the term that the query names. */
    function meanings(words) {
      const asked = words.join(" ");
      const named = terms.filter((term) => term.phrases.includes(asked));
      const phrases = new Set([asked, ...named.flatMap((term) => term.phrases)]);
      return { alternatives: [...phrases].map((some) => some.split(" ")), term: named[0]?.id };
    }

    async function lookUp(words) {
      const { alternatives, term } = meanings(words);
      const worths = new Map();
      for (const found of await Promise.all(alternatives.map(matchesOfAll))) {
        for (const [id, worth] of found) {
          // The explainer's own content ranks above the sources that it cites.
          const fair = kindOf.get(id) === "source" ? worth / 4 : worth;
          if (!(worths.get(id) >= fair)) worths.set(id, fair);
        }
      }
      const ids = [...worths.keys()].sort(
        (one, other) => worths.get(other) - worths.get(one) || order.get(one) - order.get(other),
      );
      return { groups: grouped(ids, worths), term, total: ids.length, words: alternatives.flat() };
    }

    /** Return documents by kind; the kind with the best document is first. */
    function grouped(ids, worths) {
      const groups = new Map();
      for (const id of ids) {
        const kind = kindOf.get(id);
        if (!groups.has(kind)) groups.set(kind, []);
        groups.get(kind).push(id);
      }
      const best = (kind) => worths.get(groups.get(kind)[0]);
      const kinds = [...groups.keys()].sort((one, other) => best(other) - best(one)
        || KINDS.indexOf(one) - KINDS.indexOf(other));
      return new Map(kinds.map((kind) => [kind, groups.get(kind)]));
    }

    /** Return the word that somebody may have meant: one edit away, and in the most documents. */
    async function correction(word) {
      if ((await matches(word)).size) return word;
      if (word.length < SHORTEST_MISSPELT || folder.isSpaceless(word)) return null;
      const start = word.slice(0, 3);
      const table = await index.tableOf(word);
      const near = [...table.keys()].filter((other) => other.startsWith(start));
      const known = new Set([...near, ...await index.spelling()]);
      const close = [...known].filter((other) => isOneEditAway(word, other)).sort();
      const counted = await Promise.all(close.slice(0, CORRECTIONS_TRIED).map(
        async (other) => [other, (await index.tableOf(other)).get(other)?.size ?? 0],
      ));
      counted.sort((one, other) => other[1] - one[1]);
      return counted[0]?.[0] ?? null;
    }

    /** Return `words` spelled as in the best entries, and if possible as close to the query. */
    async function spelled(words, groups, query) {
      const asked = lettersOf(query);
      const best = [...groups.values()].flatMap((ids) => ids.slice(0, 2));
      const entries = await Promise.all(best.map(index.entry));
      const spellings = entries.flatMap(
        ([, title, , place = "", text = "", also = [], sections = []]) => lettersOf(
          [title, ...also, ...sections.flatMap((section) => section.slice(1)), text, place].join(" "),
        ),
      );
      return words.map((word) => {
        const same = spellings.filter((some) => folder.words(some, true).includes(word));
        const isClose = (some) => asked.some((other) => other === some || isOneEditAway(other, some));
        return same.find(isClose) ?? same[0] ?? word;
      });
    }

    /** Find a query; if a word of it isn't found, also say what may have been meant. */
    async function find(query) {
      const words = folder.queryWords(query);
      if (!words.length) return { groups: new Map(), total: 0, words };
      const found = await lookUp(words);
      if (found.total) return found;
      const meant = await Promise.all(words.map(correction));
      if (meant.includes(null) || meant.join(" ") === words.join(" ")) return found;
      const better = await lookUp(meant);
      if (!better.total) return found;
      const spelling = await spelled(meant, better.groups, query);
      return { ...better, suggestion: spelling.join(" ") };
    }

    return {
      find, entry: index.entry, words: folder.words, isSpaceless: folder.isSpaceless,
      isDivided: !opening.entries,
    };
  };
})();
