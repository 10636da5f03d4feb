import { describe, expect, it } from "vitest";
import { findNext, type Point } from "../../src/explore/controls";

describe("the next partner in a direction", () => {
  const places: [string, Point][] = [["near", [10, 2]], ["far", [40, 0]], ["aside", [5, 30]], ["behind", [-8, 0]]];
  it.each<[string, Point, string | null]>([
    ["right", [1, 0], "near"],
    ["left", [-1, 0], "behind"],
    ["down", [0, 1], "aside"],
    ["up", [0, -1], null],
  ])("%s", (_, direction, next) => expect(findNext([0, 0], direction, places)).toBe(next));
  it("is further on from where one is", () => expect(findNext([10, 2], [1, 0], places.slice(1))).toBe("far"));
});
