import { describe, expect, it } from "vitest";
import { cluster, gatherArcs, type Placed } from "../../src/explore/clusters";
import { gatherTies } from "../../src/explore/data";
import { fade, mix, shorten } from "../../src/explore/scene";
import { dataQuery, readYear, tidy } from "../../src/explore/state";
import { countYears, findFirstYear, toYears } from "../../src/explore/timeline";
import { link } from "./links";

const at = (id: string, x: number, y: number): Placed => ({ node: { id, label: id, kind: "city", types: [], country: "", city: "", lat: 0, lon: 0 }, x, y });

describe("clusters", () => {
  const points = [at("a", 1, 1), at("b", 2, 2), at("c", 100, 100)];
  const ties = gatherTies([link("1", "a", "c"), link("2", "b", "c"), link("3", "a", "b"), link("4", "a", "nowhere")]);
  const shown = ties.map((tie) => [tie, tie.links[0]?.id === "2" ? "uncertain" : "present"] as const);
  it("hold what lies close together, and fall apart when the map comes closer", () => {
    expect(cluster(points, 1, 22).map((each) => each.members.length)).toEqual([2, 1]);
    expect(cluster(points, 50, 22).map((each) => each.members.length)).toEqual([1, 1, 1]);
  });
  it("are joined by one arc, certain where any of its links is", () => {
    expect(gatherArcs(cluster(points, 1, 22), shown)).toMatchObject([{ count: 2, certain: true }]);
    expect(gatherArcs(cluster(points, 50, 22), shown)).toHaveLength(3);
  });
});

describe("the timeline", () => {
  const links = [link("1", "a", "b", ["2000-01-01", "2000-12-31"], ["2010-01-01", "2010-01-01"]), link("2", "a", "c", [null, "2000-05-01"]), link("3", "a", "d"), link("4", "a", "e", ["2015-01-01", null])];
  it("counts what began and ended, apart by how sure that is", () =>
    expect(countYears(links)).toEqual([
      { year: 2000, certain: 1, uncertain: 1, ended: 0 },
      { year: 2010, certain: 0, uncertain: 0, ended: 1 },
      { year: 2015, certain: 0, uncertain: 1, ended: 0 },
    ]));
  it("leaves room where one pair is very old", () => {
    const years = [{ year: 1245, certain: 1, uncertain: 0, ended: 0 }, { year: 1950, certain: 200, uncertain: 0, ended: 0 }];
    expect(findFirstYear(years)).toBe(1950);
    expect(findFirstYear(years.slice(0, 1))).toBe(1245);
  });
  it("places days within their year", () => expect([toYears("2018-01-01"), toYears("2018-07-01"), toYears("2018-12-31") < 2019]).toEqual([2018, 2018.5, true]));
});

describe("the address", () => {
  it("leaves out what goes without saying", () => expect(tidy(new URLSearchParams("face=network&of=a&of=a&of=b&year=2018")).toString()).toBe("of=a&of=b&year=2018"));
  it("asks for data without the year, because every picture knows it", () => expect(dataQuery(new URLSearchParams("face=map&year=2018&offset=50&kind=twinning&lang=pl"), "pl").toString()).toBe("kind=twinning&lang=pl"));
  it.each([["year=2018", 2018], ["year=", null], ["", null], ["year=20x8", null]])("reads the year of %s", (text, year) => expect(readYear(new URLSearchParams(text))).toBe(year));
});

describe("colours and names", () => {
  it("are thinned", () => expect([mix("#000000", "#ffffff", 0.5), mix("#625b4f", "#fbf9f4", 1), fade("#102030", 0.5)]).toEqual(["#808080", "#625b4f", "#10203080"]));
  it("are shortened", () => expect([shorten("Vilnius", 7), shorten("Central Library", 9)]).toEqual(["Vilnius", "Central…"]));
});
