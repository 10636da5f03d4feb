// Names proposed while somebody types who is to be shown (an ARIA combobox over /suggest).
import type { Words } from "./scene";

interface Proposal {
  key: string;
  name: string;
  kind: string;
}

const PAUSE = 150;

/** What a partner can be. */
export const PARTNERS = ["institution", "city"] as const;

/** Propose things of some kinds under a field, of any kind where none is named; a chosen one is handed over by its key and its name. */
export function proposeNames(field: HTMLInputElement, address: string, language: string, words: Words, kinds: readonly string[], choose: (key: string, name: string) => void): void {
  const list = document.createElement("ul");
  list.id = `${field.id}-proposals`;
  list.className = "proposals";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.ariaLabel ?? field.labels?.[0]?.textContent?.trim() ?? "");
  list.hidden = true;
  field.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]] as const) field.setAttribute(name, value);
  let proposals: Proposal[] = [];
  let at = -1;
  let timer = 0;
  let asking: AbortController | undefined;

  function show(): void {
    list.hidden = !proposals.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    list.replaceChildren(
      ...proposals.map(({ name, kind }, number) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${number}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(number === at));
        const what = document.createElement("span");
        what.className = "aside";
        what.textContent = kind;
        item.append(`${name} `, what);
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(number);
        });
        return item;
      }),
    );
    if (at >= 0) field.setAttribute("aria-activedescendant", `${list.id}-${at}`);
    else field.removeAttribute("aria-activedescendant");
  }
  function take(number: number): void {
    const proposal = proposals[number];
    proposals = [];
    at = -1;
    show();
    if (!proposal) return;
    field.value = "";
    choose(proposal.key, proposal.name);
  }
  async function ask(): Promise<void> {
    asking?.abort();
    const text = field.value.trim();
    if (text.length < 2) {
      proposals = [];
      show();
      return;
    }
    asking = new AbortController();
    const query = new URLSearchParams([["q", text], ...kinds.map((kind) => ["type", kind]), ["lang", language]]);
    try {
      const answer = await fetch(`${address}?${query}`, { signal: asking.signal, headers: { Accept: "application/x-suggestions+json" } });
      const [, names, kinds, iris] = (await answer.json()) as [string, string[], string[], string[]];
      proposals = iris.map((iri, number) => ({ key: iri.split("/id/")[1] ?? iri, name: names[number] ?? iri, kind: words[kinds[number] ?? ""] ?? "" }));
      at = -1;
      show();
    } catch {
      proposals = []; // aborted, or no answer: the field still takes a name
      show();
    }
  }
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && proposals.length) at = (at + 1) % proposals.length;
    else if (event.key === "ArrowUp" && proposals.length) at = (at - 1 + proposals.length) % proposals.length;
    else if (event.key === "Escape" && proposals.length) [proposals, at] = [[], -1];
    else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      take(at);
      return;
    } else return;
    event.preventDefault();
    show();
  });
  field.addEventListener("blur", () => {
    proposals = [];
    show();
  });
}
