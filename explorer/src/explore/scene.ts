// What every picture gets and gives: the data, the year, what was pointed at.
import { findPresence, gatherTies, type LinkData, type NetworkData, type NodeData, type Presence, type Tie, tiePresence } from "./data";

export type Words = Record<string, string>;

/** The data of a selection, indexed for drawing. */
export class Scene {
  readonly nodes: ReadonlyMap<string, NodeData>;
  readonly ties: readonly Tie[];
  readonly partners: ReadonlyMap<string, readonly Tie[]>;
  /** Whether what is uncertain in a year is left out, as the table leaves it out. */
  certain = false;

  constructor(readonly data: NetworkData) {
    this.nodes = new Map(data.nodes.map((each) => [each.id, each]));
    this.ties = gatherTies(data.links);
    const partners = new Map<string, Tie[]>();
    for (const tie of this.ties)
      for (const end of [tie.source, tie.target]) {
        const list = partners.get(end);
        if (list) list.push(tie);
        else partners.set(end, [tie]);
      }
    this.partners = partners;
  }

  /** What is shown of a link, or of all that joins two partners, in a year. */
  presence(each: LinkData | Tie, year: number | null): Presence {
    const found = "links" in each ? tiePresence(each, year) : findPresence(each.begin, each.end, year);
    return this.certain && found === "uncertain" ? "absent" : found;
  }

  label(key: string): string {
    return this.nodes.get(key)?.label ?? key;
  }

  /** How many partnerships a partner has; one of many parties counts once. */
  countPartnerships(key: string): number {
    return new Set((this.partners.get(key) ?? []).flatMap((tie) => tie.links.map((each) => each.id))).size;
  }

  /** What a value of a list is called. */
  name(list: string, key: string): string {
    return this.data.lists[list]?.find((each) => each.key === key)?.label ?? key;
  }

  title(link: LinkData): string {
    return `${this.label(link.source)} – ${this.label(link.target)}`;
  }
}

/** One of the pictures. It draws into its own element until it is removed. */
export interface Picture {
  /** Show this year, or all years. */
  showYear(year: number | null): void;
  /** Take everything away again. */
  remove(): void;
}

export interface Frame {
  element: HTMLElement;
  words: Words;
  /** A partner was chosen in the picture; null: nothing any more. */
  choose(keys: readonly string[] | null): void;
}

/** A button. Where it shows a sign, `label` has the words for it. */
export function makeButton(text: string, act: () => void, label = ""): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  if (label) {
    button.title = label;
    button.setAttribute("aria-label", label);
  }
  button.addEventListener("click", act);
  return button;
}

/** When a link began and ended. */
export function tellWhen(words: Words, link: LinkData): string {
  const unknown = say(words, "unknown");
  return `${link.since || unknown}${link.end ? ` – ${link.until || unknown}` : ""}`;
}

/** A name as far as there is room for it. */
export function shorten(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, Math.max(letters - 1, 1)).trimEnd()}…`;
}

export function say(words: Words, key: string, num?: number): string {
  return (words[key] ?? key).replace("{num}", num === undefined ? "" : String(num));
}

export interface Colours {
  city: string;
  institution: string;
  authority: string;
  ink: string;
  soft: string;
  line: string;
  paper: string;
  sheet: string;
}

/** The colours of the page, which differ by day and night. */
export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    city: read("--seal"),
    institution: read("--focus"),
    authority: read("--soft"),
    ink: read("--ink"),
    soft: read("--soft"),
    line: read("--line"),
    paper: read("--paper"),
    sheet: read("--sheet"),
  };
}

/** Call back when day becomes night; gives what ends it. */
export function watchColours(act: () => void): () => void {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", act);
  return () => scheme.removeEventListener("change", act);
}

export const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function kindColour(colours: Colours, kind: string): string {
  return kind === "city" || kind === "place" ? colours.city : kind === "institution" ? colours.institution : colours.authority;
}

/** A colour thinned with another one, both `#rrggbb`: what an opacity would give on that ground, for WebGL that adds up what shines through. */
export function mix(colour: string, ground: string, share: number): string {
  const part = (from: string, at: number) => Number.parseInt(from.slice(at, at + 2), 16);
  return `#${[1, 3, 5]
    .map((at) => Math.round(part(colour, at) * share + part(ground, at) * (1 - share)))
    .map((value) => value.toString(16).padStart(2, "0"))
    .join("")}`;
}

/** `#rrggbb` with an opacity. */
export function fade(colour: string, opacity: number): string {
  return `${colour}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, "0")}`;
}
