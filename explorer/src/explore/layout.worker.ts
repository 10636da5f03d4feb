// Finds places for the nodes of the network, beside the page's own thread. In: nodes with first places, edges. Out: their places, again
// and again where that was asked for, at last with `done`.
import Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";

export interface LayoutOrder {
  nodes: [key: string, x: number, y: number, size: number][];
  edges: [source: string, target: string][];
  /** When to stop, whatever is reached. */
  milliseconds: number;
  /** How often to tell how things stand; 0 for only at the end. */
  pace: number;
  /** A large network: its hubs are held apart. */
  large: boolean;
}

export interface Places {
  places: [key: string, x: number, y: number][];
  done: boolean;
}

const MOST = 400;

self.addEventListener("message", (event: MessageEvent<LayoutOrder>) => {
  const { nodes, edges, milliseconds, pace, large } = event.data;
  const graph = new Graph({ type: "undirected" });
  for (const [key, x, y, size] of nodes) graph.addNode(key, { x, y, size });
  for (const [source, target] of edges) graph.mergeEdge(source, target);
  const settings = {
    ...forceAtlas2.inferSettings(graph),
    barnesHutOptimize: graph.order > 800,
    barnesHutTheta: 1,
    strongGravityMode: true,
    outboundAttractionDistribution: large,
    gravity: large ? 0.02 : graph.order > 100 ? 0.06 : 0.3,
    scalingRatio: large ? 2 : graph.order > 100 ? 4 : 10,
    slowDown: large ? 2 : 2 + Math.log(graph.order + 1),
  };
  const tell = (done: boolean) => self.postMessage({ places: graph.mapNodes((key, { x, y }) => [key, x as number, y as number]), done } satisfies Places);
  // A step copies the graph in and out: a small one takes many at once, a large one looks at the clock after each.
  const step = large ? 2 : 20;
  const end = performance.now() + milliseconds;
  let told = performance.now();
  for (let count = 0; count < MOST && performance.now() < end; count += step) {
    forceAtlas2.assign(graph, { iterations: step, settings });
    if (pace && performance.now() - told > pace) {
      tell(false);
      told = performance.now();
    }
  }
  tell(true);
});
