import { describe, expect, it } from "vitest";
import { makeScene } from "../../src/sparql/picture";

const point = (id: string) => ({ id, label: id.toUpperCase(), kind: "city", country: "", city: "", lat: 50, lon: 20, href: null });

describe("the scene of an answer", () => {
  const scene = makeScene({ nodes: ["a", "b", "c"].map(point), lines: [{ source: "a", target: "b", row: 1 }, { source: "b", target: "a", row: 7 }] });
  it("joins two things once, however many rows name them", () => {
    expect(scene.ties).toHaveLength(1);
    expect(scene.ties[0]?.links.map((each) => each.id)).toEqual(["1", "7"]);
  });
  it("keeps what no row joins with anything", () => {
    expect(scene.nodes.has("c")).toBe(true);
    expect(scene.partners.has("c")).toBe(false);
  });
  it("knows no time, so that every line is there", () => expect(scene.presence(scene.ties[0]!, null)).toBe("present"));
});
