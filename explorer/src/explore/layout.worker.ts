// Finds places for the nodes of the network, beside the page's own thread. In: nodes with first places, edges. Out: their last places.
import Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";

export interface LayoutOrder {
  nodes: [key: string, x: number, y: number, size: number][];
  edges: [source: string, target: string][];
  milliseconds: number;
}

const STEP = 10;
const MOST = 400;

self.addEventListener("message", (event: MessageEvent<LayoutOrder>) => {
  const { nodes, edges, milliseconds } = event.data;
  const graph = new Graph({ type: "undirected" });
  for (const [key, x, y, size] of nodes) graph.addNode(key, { x, y, size });
  for (const [source, target] of edges) graph.mergeEdge(source, target);
  const settings = {
    ...forceAtlas2.inferSettings(graph),
    barnesHutOptimize: graph.order > 800,
    strongGravityMode: true,
    gravity: graph.order > 100 ? 0.06 : 0.3,
    scalingRatio: graph.order > 100 ? 4 : 10,
    slowDown: 2 + Math.log(graph.order + 1),
  };
  const end = performance.now() + milliseconds;
  for (let done = 0; done < MOST && performance.now() < end; done += STEP) forceAtlas2.assign(graph, { iterations: STEP, settings });
  self.postMessage(graph.mapNodes((key, { x, y }) => [key, x, y]));
});
