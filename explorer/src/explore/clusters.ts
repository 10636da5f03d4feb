// Partners that lie close together on the screen become one point of the map, and what joins the same two points one arc.
import type { NodeData, Presence, Tie } from "./data";

export interface Placed {
  node: NodeData;
  x: number;
  y: number;
}

export interface Cluster {
  x: number;
  y: number;
  members: Placed[];
}

export interface Arc {
  from: Cluster;
  to: Cluster;
  count: number;
  certain: boolean;
}

/** Group points that fall into the same square of the screen; a cluster stands in the middle of its members. */
export function cluster(points: readonly Placed[], scale: number, square: number): Cluster[] {
  const cells = new Map<string, Placed[]>();
  for (const point of points) {
    const key = `${Math.floor((point.x * scale) / square)} ${Math.floor((point.y * scale) / square)}`;
    const cell = cells.get(key);
    if (cell) cell.push(point);
    else cells.set(key, [point]);
  }
  return [...cells.values()].map((members) => ({
    x: members.reduce((sum, each) => sum + each.x, 0) / members.length,
    y: members.reduce((sum, each) => sum + each.y, 0) / members.length,
    members,
  }));
}

/** One arc for each pair of clusters that something joins; what lies within one cluster has none. */
export function gatherArcs(clusters: readonly Cluster[], shown: Iterable<readonly [Tie, Presence]>): Arc[] {
  const home = new Map<string, number>();
  clusters.forEach((each, number) => each.members.forEach(({ node }) => home.set(node.id, number)));
  const arcs = new Map<number, Arc>();
  for (const [tie, presence] of shown) {
    const [one, other] = [home.get(tie.source), home.get(tie.target)];
    if (one === undefined || other === undefined || one === other || presence === "absent") continue;
    const [low, high] = one < other ? [one, other] : [other, one];
    const key = low * clusters.length + high;
    const arc = arcs.get(key);
    if (arc) {
      arc.count++;
      arc.certain ||= presence === "present";
    } else {
      const [from, to] = [clusters[low], clusters[high]];
      if (from && to) arcs.set(key, { from, to, count: 1, certain: presence === "present" });
    }
  }
  return [...arcs.values()];
}
