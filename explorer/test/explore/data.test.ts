import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findPresence, gatherTies, tiePresence, type Window } from "../../src/explore/data";
import { Scene } from "../../src/explore/scene";
import { link } from "./links";

// The service answers the same table (tests/features/network/test_periods.py).
interface Case {
  begin: [string, string];
  end: [string, string] | null;
  year: number;
  presence: string;
  why: string;
}
const cases = JSON.parse(readFileSync(new URL("../../../tests/features/network/presence.json", import.meta.url), "utf8")) as Case[];
const open = ([first, last]: [string, string]): Window => [first || null, last || null];

describe("presence in a year", () => {
  it.each(cases)("$year: $why", ({ begin, end, year, presence }) => expect(findPresence(open(begin), end && open(end), year)).toBe(presence));
  it("is certain where no year is chosen", () => expect(findPresence([null, null], null, null)).toBe("present"));
});

describe("ties", () => {
  const links = [link("1", "a", "b", ["2000-01-01", "2000-12-31"]), link("2", "b", "a", ["2010-05-05", "2010-05-05"]), link("3", "a", "c")];
  it("join two partners once, whichever comes first", () => expect(gatherTies(links).map((tie) => tie.links.map((each) => each.id))).toEqual([["1", "2"], ["3"]]));
  it("are there as soon as one link is", () => {
    const [both, undated] = gatherTies(links);
    expect([1999, 2000, 2026].map((year) => both && tiePresence(both, year))).toEqual(["absent", "present", "present"]);
    expect(undated && tiePresence(undated, 2000)).toBe("uncertain");
  });
});

describe("a selection of what is certain alone", () => {
  const [sure, unsure] = [link("1", "a", "b", ["2000-01-01", "2000-12-31"]), link("2", "b", "c", [null, null])];
  const scene = new Scene({ release: "", language: "en", total: 2, shown: 2, nodes: [], links: [sure, unsure], lists: {}, acts: {} });
  it.each([[false, "uncertain"], [true, "absent"]])("leaves out what is uncertain in a year: %s", (certain, presence) => {
    scene.certain = certain;
    expect([sure, unsure].map((each) => scene.presence(each, 2005))).toEqual(["present", presence]);
    expect(scene.ties.map((each) => scene.presence(each, 2005))).toEqual(["present", presence]);
    expect(scene.presence(unsure, null)).toBe("present");
  });
});
