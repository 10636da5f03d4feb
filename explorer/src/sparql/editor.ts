// The query editor: CodeMirror over the form's own text field, which stays the one that is sent.
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { sparql } from "codemirror-lang-sparql";
import { theme } from "./theme";

/**
 * Typing over a selection, done by the editor itself. Chromium would keep the look of what is replaced in a style attribute of its own,
 * which the page's policy refuses with an error on the console.
 */
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    const text = event.data;
    if (event.inputType !== "insertText" || empty || !text) return false;
    const insert = () => view.state.update(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
    if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, insert))) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});

/**
 * Put an editor in the place of a text field: every change goes into the field, Ctrl+Enter sends its form.
 *
 * The editor lives in a shadow root: there CodeMirror keeps its styles in constructed style sheets, which a policy without inline styles
 * allows. Tab leaves the editor, as it leaves any field, so that the keyboard is never caught.
 */
export function mountEditor(field: HTMLTextAreaElement, label: string, more: Extension = []): EditorView {
  const host = document.createElement("div");
  host.className = "editor";
  field.before(host);
  const root = host.attachShadow({ mode: "open" });
  const send = () => {
    field.form?.requestSubmit();
    return true;
  };
  const state = EditorState.create({
    doc: field.value,
    extensions: [
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightSelectionMatches(),
      sparql(),
      theme,
      typeOver,
      keymap.of([{ key: "Mod-Enter", run: send }, ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap]),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) field.value = update.state.doc.toString();
      }),
      more,
    ],
  });
  const view = new EditorView({ state, root, parent: root });
  field.hidden = true;
  field.required = false; // a browser cannot point at a field that it does not show; the service says what an empty query lacks
  for (const each of field.labels) each.addEventListener("click", () => view.focus());
  return view;
}
