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

  /** The areas of a link without those that only hold another of them. */
  narrow(areas: readonly string[]): string[] {
    const wider = new Set(areas.map((each) => this.data.lists["area"]?.find(({ key }) => key === each)?.broader));
    return areas.filter((each) => !wider.has(each));
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

/** What joins two partners, the rarest of all that does: work of institutions, a twinning of cities, or that others list them. */
export function tieKind(tie: Tie): string {
  return TIE_KINDS.find((kind) => tie.links.some((each) => each.kind === kind)) ?? "";
}
export const TIE_KINDS = ["institutional", "twinning", "listed"] as const;

export function tieColour(colours: Colours, kind: string): string {
  return kind === "institutional" ? colours.institution : kind === "twinning" ? colours.city : colours.soft;
}

/** Whether all that joins two partners is over, suspended or disputed. */
export const isOver = (tie: Tie) => tie.links.every(({ statuses }) => statuses.some((each) => OVER.has(each)));
const OVER = new Set(["no-agreement", "suspended", "terminated"]);

/** What the colours of points and lines mean, as far as both stand in the picture. */
export function makeKey(words: Words, scene: Scene): HTMLElement {
  const key = document.createElement("p");
  key.className = "note key";
  const add = (shape: string, kind: string, text: string) => {
    const sign = document.createElement("span");
    sign.className = `${shape} ${kind}`;
    const part = document.createElement("span");
    part.append(sign, ` ${text}`);
    key.append(part, " ");
  };
  const kinds = new Set([...scene.nodes.values()].map((each) => each.kind));
  for (const kind of ["city", "place", "institution", "authority"]) if (kinds.has(kind)) add("dot", kind, say(words, kind));
  const ties = new Set(scene.ties.map(tieKind));
  for (const kind of TIE_KINDS) if (ties.has(kind)) add("dash", kind, scene.name("kind", kind));
  return key;
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
