// The answer of /explore.json (see docs/explorer.md), and what the pictures make of it.

export type Window = [first: string | null, last: string | null];
export type Presence = "absent" | "uncertain" | "present";

export interface NodeData {
  id: string;
  label: string;
  kind: string;
  types: string[];
  country: string;
  city: string;
  lat: number | null;
  lon: number | null;
}

export interface ActData {
  type: string;
  edtf: string;
  text: string;
  first: string | null;
  last: string | null;
  document: string;
}

export interface LinkData {
  id: string;
  source: string;
  target: string;
  kind: string;
  statuses: string[];
  areas: string[];
  confidence: string;
  sources: string[];
  parties: number;
  begin: Window;
  end: Window | null;
  since: string;
  until: string;
  acts: ActData[];
}

export interface Choice {
  key: string;
  label: string;
  count: number;
  chosen: boolean;
  broader: string;
}

export interface NetworkData {
  release: string;
  language: string;
  total: number;
  shown: number;
  nodes: NodeData[];
  links: LinkData[];
  lists: Record<string, Choice[]>;
  acts: Record<string, string>;
}

/** Whether something that began and ended so was there on any day of a year; every year where none is chosen. */
export function findPresence(begin: Window, end: Window | null, year: number | null): Presence {
  if (year === null) return "present";
  const name = String(year).padStart(4, "0");
  const [firstDay, lastDay] = [`${name}-01-01`, `${name}-12-31`];
  if ((begin[0] ?? "") > lastDay || (end?.[1] && end[1] < firstDay)) return "absent";
  if (!begin[1] || begin[1] > lastDay || (end && (end[0] ?? "") < firstDay)) return "uncertain";
  return "present";
}

/** Two partners with all that joins them. */
export interface Tie {
  source: string;
  target: string;
  links: LinkData[];
}

/** One tie for each pair of partners, in the order of their first links. */
export function gatherTies(links: readonly LinkData[]): Tie[] {
  const ties = new Map<string, Tie>();
  for (const link of links) {
    const key = link.source < link.target ? `${link.source} ${link.target}` : `${link.target} ${link.source}`;
    const tie = ties.get(key);
    if (tie) tie.links.push(link);
    else ties.set(key, { source: link.source, target: link.target, links: [link] });
  }
  return [...ties.values()];
}

/** What is shown of a year: the best that any of the links says. */
export function tiePresence(tie: Tie, year: number | null): Presence {
  let best: Presence = "absent";
  for (const link of tie.links) {
    const presence = findPresence(link.begin, link.end, year);
    if (presence === "present") return presence;
    if (presence === "uncertain") best = presence;
  }
  return best;
}
