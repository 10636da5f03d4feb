// What is wrong in a query, marked where it stands: what the grammar cannot read, and what the service complained of.
import { syntaxTree } from "@codemirror/language";
import { type Diagnostic, linter, lintGutter } from "@codemirror/lint";
import type { EditorState, Extension, Text } from "@codemirror/state";

export interface Complaint {
  line: number;
  column: number;
  message: string;
}

/** The first thing that the grammar cannot read; what comes after it would only follow from it. */
export function findFault(state: EditorState, message: string): Diagnostic | null {
  let found: Diagnostic | null = null;
  syntaxTree(state).iterate({
    enter(node) {
      if (found) return false;
      if (node.type.isError) found = { from: Math.min(node.from, state.doc.length), to: Math.min(Math.max(node.to, node.from + 1), state.doc.length), severity: "error", message };
      return true;
    },
  });
  return found;
}

/** Where a complaint points: its line from its column on, as far as the query has them. */
export function placeComplaint(doc: Text, { line, column, message }: Complaint): Diagnostic {
  const place = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const from = Math.min(place.from + Math.max(column - 1, 0), place.to);
  return { from: from === place.to ? place.from : from, to: place.to, severity: "error", message };
}

/** Marks for both; the complaint stays until the query is changed. */
export function markFaults(message: string, complaint: Complaint | null): Extension {
  let asked: Text | null = null;
  return [
    lintGutter(),
    linter(
      ({ state }) => {
        asked ??= state.doc;
        if (complaint && state.doc.eq(asked)) return [placeComplaint(state.doc, complaint)];
        const fault = state.doc.length ? findFault(state, message) : null;
        return fault ? [fault] : [];
      },
      { delay: 600 },
    ),
  ];
}
