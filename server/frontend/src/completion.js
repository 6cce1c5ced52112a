// What the SPARQL editor proposes: keywords, and the terms that the graph knows.

const WORD = /[\w-]*:?[\w-]*$/;
const KEYWORDS = `ASK BASE BIND BOUND BY COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DESCRIBE
  DISTINCT EXISTS FILTER FROM GRAPH GROUP_CONCAT HAVING IF IN IRI ISBLANK ISIRI ISLITERAL LANG
  LANGMATCHES LCASE LIMIT MAX MIN MINUS NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX REDUCED REGEX
  REPLACE SAMETERM SELECT SEPARATOR STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS
  SUBSTR SUM UCASE UNDEF UNION VALUES WHERE`.split(/\s+/);
const keywordOptions = KEYWORDS.map((word) => ({ label: word, type: "keyword", boost: -1 }));

/** Propose keywords for what was typed of a word. */
export function completeKeywords(context) {
  const word = context.matchBefore(/\w+$/);
  if (!word || /[:?$\w]/.test(context.state.sliceDoc(word.from - 1, word.from))) return null;
  return { from: word.from, options: keywordOptions, validFor: /^\w*$/ };
}

/**
 * Make a source that proposes the terms read from `address`.
 *
 * Each is `{curie, label, kind, comment, prefix, ns}`. A term that is taken brings its PREFIX line
 * along where the query has none.
 */
export function completeTerms(address) {
  let terms;
  return async (context) => {
    const word = context.matchBefore(WORD);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    if (/[?$]/.test(context.state.sliceDoc(word.from - 1, word.from))) return null;
    terms ??= load(address);
    const options = await terms;
    return options.length ? { from: word.from, options, validFor: /^[\w-]*:?[\w-]*$/ } : null;
  };
}

async function load(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) return [];
    const found = await answer.json();
    return (Array.isArray(found) ? found : (found.terms ?? [])).map(option);
  } catch {
    return []; // The editor works without proposals.
  }
}

function option(term) {
  return {
    label: term.curie,
    detail: term.label,
    info: term.comment || undefined,
    type: /class/i.test(term.kind ?? "") ? "class" : "property",
    apply: (view, _completion, from, to) => {
      const line = `PREFIX ${term.prefix}: <${term.ns}>\n`;
      const declared = new RegExp(`PREFIX\\s+${term.prefix}:`, "i").test(view.state.doc.toString());
      const changes = [{ from, to, insert: term.curie }];
      if (!declared && term.prefix && term.ns) changes.unshift({ from: 0, insert: line });
      const added = changes.length > 1 ? line.length : 0;
      view.dispatch({ changes, selection: { anchor: from + added + term.curie.length } });
    },
  };
}
