// Turns `<textarea data-sparql>` into an editor that knows SPARQL and the terms of the graph.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { HighlightStyle, bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, Prec } from "@codemirror/state";
import { Decoration, EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { SparqlLanguage, sparql } from "codemirror-lang-sparql";

import { completeKeywords, completeTerms } from "./completion.js";
import "./mine.js";

// The page's variables reach into the shadow root, so the editor follows its theme.
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "600" },
  { tag: [tags.string, tags.number, tags.bool], color: "var(--code-string)" },
  { tag: tags.variableName, color: "var(--code-variable)" },
  { tag: [tags.namespace, tags.url, tags.propertyName, tags.typeName], color: "var(--code-name)" },
  { tag: tags.comment, color: "var(--ink-soft)", fontStyle: "italic" },
]);
const appearance = EditorView.theme({
  "&": {
    border: "1px solid var(--line-strong)",
    borderRadius: "6px",
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    fontSize: "0.9rem",
    overflow: "hidden",
  },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", maxHeight: "60vh" },
  ".cm-content, .cm-gutter": { minHeight: "14rem" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": {
    backgroundColor: "var(--sunken)",
    color: "var(--ink-soft)",
    borderRight: "1px solid var(--line)",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "light-dark(#0a5aa80d, #7fbdff14)" },
  ".cm-error-line, .cm-error-line.cm-activeLine": { backgroundColor: "var(--violation-wash)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "light-dark(#bcd8f5, #2f5f8f)" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    border: "1px solid var(--line-strong)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent)",
    color: "var(--accent-ink)",
  },
  ".cm-completionDetail": { color: "inherit", opacity: "0.85" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--ink)" },
});

// Chrome joins lines that are typed over with an inline style, which the policy refuses (and
// reports): replace them before it does.
const typeOverLines = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to } = view.state.selection.main;
    if (event.inputType !== "insertText" || !event.data || view.composing) return false;
    if (view.state.doc.lineAt(from).to >= to) return false;
    view.dispatch(view.state.replaceSelection(event.data), {
      userEvent: "input.type",
      scrollIntoView: true,
    });
    event.preventDefault();
    return true;
  },
});

for (const field of document.querySelectorAll("textarea[data-sparql]")) edit(field);

function edit(field) {
  const host = document.createElement("div");
  host.className = "code-editor";
  field.before(host);
  // In a shadow root CodeMirror adopts its style sheets; in the page it would write a style
  // element, which the Content-Security-Policy refuses.
  const root = host.attachShadow({ mode: "open" });
  const hint = describe(field, host);
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({ doc: field.value, extensions: extensions(field, hint) }),
  });
  field.hidden = true;
  field.form?.addEventListener("reset", () =>
    setTimeout(() => replace(view, field.defaultValue)),
  );
  // Other parts of the page (a list of saved queries) set the text through the field.
  field.addEventListener("asbuilt:set", ({ detail }) => replace(view, detail));
  host.dataset.ready = "true";
}

function extensions(field, hint) {
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    autocompletion(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    EditorView.lineWrapping,
    Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => submit(field) }])),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
    sparql(),
    SparqlLanguage.data.of({ autocomplete: completeKeywords }),
    SparqlLanguage.data.of({ autocomplete: completeTerms(field.dataset.terms ?? "/api/v1/terms") }),
    EditorView.contentAttributes.of({
      "aria-label": labelOf(field),
      "aria-description": hint,
      tabindex: "0",
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) field.value = update.state.doc.toString();
    }),
    typeOverLines,
    errorLine(Number.parseInt(field.dataset.errorLine ?? "", 10)),
    syntaxHighlighting(colours),
    appearance,
  ];
}

function submit(field) {
  field.form?.requestSubmit();
  return true;
}

function replace(view, text) {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

function labelOf(field) {
  return field.labels?.[0]?.textContent.trim() || field.getAttribute("aria-label") || "SPARQL query";
}

/** Say how to run the query and how to get out of the editor by keyboard (WCAG 2.1.2). */
function describe(field, host) {
  const run = /Mac|iP(hone|ad)/.test(navigator.platform) ? "Cmd" : "Ctrl";
  const text = `${run}+Enter runs the query. Esc and then Tab leaves the editor.`;
  const hint = document.createElement("p");
  hint.className = "hint";
  hint.textContent = text;
  host.after(hint);
  // A click on the field's label still reaches the place where one types.
  for (const label of field.labels ?? []) {
    label.addEventListener("click", () => host.shadowRoot.querySelector(".cm-content")?.focus());
  }
  return text;
}

function errorLine(number) {
  if (!Number.isInteger(number)) return [];
  const mark = Decoration.line({ class: "cm-error-line" });
  return EditorView.decorations.compute(["doc"], ({ doc }) =>
    number < 1 || number > doc.lines
      ? Decoration.none
      : Decoration.set([mark.range(doc.line(number).from)]),
  );
}
