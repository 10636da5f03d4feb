// Links for the tests.
import type { LinkData, Window } from "../../src/explore/data";

export function link(id: string, source: string, target: string, begin: Window = [null, null], end: Window | null = null): LinkData {
  return { id, source, target, begin, end, kind: "twinning", statuses: [], areas: [], confidence: "high", sources: [], parties: 2, since: "", until: "", acts: [] };
}
