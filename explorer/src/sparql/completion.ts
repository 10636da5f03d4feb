// Completion in the query editor: the terms of the graph by their names in the reader's language, things by theirs, the query's variables.
import { type Completion, type CompletionContext, type CompletionResult, type CompletionSource, pickedCompletion } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";

export interface Term {
  iri: string;
  kind: "class" | "property" | "concept";
  label: string;
  uses: number;
}

export interface Terms {
  prefixes: Record<string, string>;
  terms: Term[];
}

/** The prefixes that a query declares. */
export function readPrefixes(text: string): Map<string, string> {
  return new Map([...text.matchAll(/^\s*PREFIX\s+([\w.-]*):\s*<([^>]*)>/gim)].map((match) => [match[1] ?? "", match[2] ?? ""]));
}

/** How a query writes an IRI: by a prefix where one leads to a plain local name, else whole. */
export function write(iri: string, prefixes: Iterable<[string, string]>): { text: string; prefix: string } {
  for (const [prefix, namespace] of prefixes)
    if (namespace && iri.startsWith(namespace) && /^[\p{L}_][\p{L}\d_-]*$/u.test(iri.slice(namespace.length)))
      return { text: `${prefix}:${iri.slice(namespace.length)}`, prefix };
  return { text: `<${iri}>`, prefix: "" };
}

/** Put a term in its place, and declare its prefix above the query where it is not declared yet. */
function put(view: EditorView, completion: Completion, from: number, to: number, text: string, prefix: string, namespace: string): void {
  const declared = !prefix || readPrefixes(view.state.doc.toString()).has(prefix);
  const changes = [{ from, to, insert: text }];
  if (!declared) {
    const at = findPrologue(view.state.doc.toString());
    changes.unshift({ from: at, to: at, insert: `PREFIX ${prefix}: <${namespace}>\n` });
  }
  const grown = declared ? 0 : (changes[0]?.insert.length ?? 0);
  view.dispatch({ changes, selection: { anchor: from + grown + text.length }, annotations: pickedCompletion.of(completion) });
}

/** Where a further PREFIX goes: behind the comments and declarations that a query begins with. */
export function findPrologue(text: string): number {
  let end = 0;
  let at = 0;
  for (const line of text.split("\n")) {
    at += line.length + 1;
    if (/^\s*(PREFIX|BASE)\b/i.test(line) || (/^\s*#/.test(line) && end === at - line.length - 1)) end = Math.min(at, text.length);
    else if (line.trim() && !line.trim().startsWith("#")) break;
  }
  return end;
}

/** Terms by their short form or their name: `ami:cov` and `area` both find `ami:coversArea`. */
export function completeTerms(terms: Terms): CompletionSource {
  const known = Object.entries(terms.prefixes);
  const options = terms.terms.map((term): Completion => {
    const { text, prefix } = write(term.iri, known);
    const namespace = terms.prefixes[prefix] ?? "";
    return {
      label: `${text} ${term.label}`,
      displayLabel: prefix ? text : `<…${term.iri.slice(term.iri.lastIndexOf("/"))}>`,
      detail: term.label,
      type: term.kind,
      boost: Math.min(Math.log10(term.uses + 1), 9) + (text.startsWith("ami:") ? 5 : 0),
      apply: (view, completion, from, to) => put(view, completion, from, to, text, prefix, namespace),
    };
  });
  return (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(/[\p{L}\d_-]*:?[\p{L}\d_-]*/u);
    if (!word || (word.from === word.to && !context.explicit) || /[?$<"'#@]/.test(context.state.sliceDoc(word.from - 1, word.from))) return null;
    return { from: word.from, options, validFor: /^[\p{L}\d_:-]*$/u };
  };
}

/** The variables that the query has already. */
export function completeVariables(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/[?$]\w*/);
  if (!word) return null;
  const names = new Set([...context.state.doc.toString().matchAll(/[?$](\w+)/g)].map((match) => match[1] as string));
  names.delete(word.text.slice(1));
  return { from: word.from + 1, options: [...names].sort().map((label) => ({ label, type: "variable" })), validFor: /^\w*$/ };
}

/** Things by their names: `krak` and `<krak` find the city. */
export function completeThings(address: string, language: string): CompletionSource {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const word = context.matchBefore(/<?[\p{L}][\p{L}\d-]{2,}/u);
    if (!word || /[?$:"'#@\p{L}]/u.test(context.state.sliceDoc(word.from - 1, word.from))) return null;
    const answer = await fetch(`${address}?${new URLSearchParams({ q: word.text.replace("<", ""), lang: language })}`).catch(() => null);
    if (!answer?.ok || context.aborted) return null;
    const [, names, kinds, iris] = (await answer.json()) as [string, string[], string[], string[]];
    const options = iris
      .map((iri, number): Completion => ({ label: names[number] ?? iri, detail: kinds[number] ?? "", apply: `<${iri}>`, type: "constant" }))
      .filter((each) => !["concept", "term", "source"].includes(each.detail ?? ""));
    return options.length ? { from: word.from, options, filter: false } : null;
  };
}
