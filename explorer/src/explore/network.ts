// The network: partners as points, what joins them as lines, drawn by sigma with WebGL.
import Graph from "graphology";
import Sigma from "sigma";
import type { NodeHoverDrawingFunction, NodeLabelDrawingFunction } from "sigma/rendering";
import { addControls, findNext, isInSight, type Point, prepareSurface } from "./controls";
import type { Presence, Tie } from "./data";
import type { LayoutOrder, Places } from "./layout.worker";
import { type Colours, type Frame, type Picture, type Scene, fade, isCalm, isOver, kindColour, makeKey, mix, readColours, say, shorten, tieColour, tieKind, watchColours } from "./scene";

const LARGE = 1500;
/** Fewer nodes than these all show their names. */
const FEW = 16;
const PACE = 700;
interface NodeLook {
  x: number;
  y: number;
  size: number;
  label: string;
  kind: string;
}
interface EdgeLook {
  tie: Tie;
  size: number;
}

export function hasWebGL(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

/** Where a node stands before the layout: where it lies on the map, else around it by its name, so that one selection gives one picture. */
export function firstPlace(key: string, lon: number | null, lat: number | null): [number, number] {
  let hash = 2166136261;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 16777619) >>> 0;
  const angle = (hash / 2 ** 32) * 2 * Math.PI;
  const spread = lon === null || lat === null ? 40 : 1.5 * (0.2 + ((hash >>> 8) % 100) / 100);
  return [(lon ?? 15) + spread * Math.cos(angle), (lat ?? 50) * 1.6 + spread * Math.sin(angle)];
}

export function drawNetwork(frame: Frame, scene: Scene): Picture {
  const graph = new Graph<NodeLook, EdgeLook>({ type: "undirected" });
  const large = scene.nodes.size > LARGE;
  const [base, most] = large ? [0.8, 6] : scene.nodes.size > 300 ? [1.4, 10] : [3, 10];
  for (const node of scene.nodes.values()) {
    const [x, y] = firstPlace(node.id, node.lon, node.lat);
    graph.addNode(node.id, { x, y, size: base + Math.min(Math.sqrt(scene.countPartnerships(node.id)) * (large ? 0.6 : 1.1), most), label: shorten(node.label, 34), kind: node.kind });
  }
  for (const tie of scene.ties) graph.addEdge(tie.source, tie.target, { tie, size: Math.min((scene.ties.length > 3000 ? 0.4 : 0.8) + tie.links.length * 0.3, 4) });

  const surface = document.createElement("div");
  prepareSurface(surface, frame, "network");
  const waiting = document.createElement("p");
  waiting.className = "waiting";
  waiting.textContent = say(frame.words, "loading");
  frame.element.append(surface, waiting, makeKey(frame.words, scene));

  let colours: Colours = readColours();
  let year: number | null = null;
  let chosen: string | null = null;
  let near = new Set<string>();
  let shown = new Map<Tie, Presence>();
  let visible = new Set<string>();
  let sigma: Sigma<NodeLook, EdgeLook> | null = null;

  function lookAtYear(): void {
    shown = new Map(scene.ties.map((tie) => [tie, scene.presence(tie, year)]));
    visible = new Set([...scene.nodes.keys()].filter((key) => !scene.partners.has(key))); // who has no partner at all is in every year
    for (const [tie, presence] of shown) if (presence !== "absent") visible.add(tie.source).add(tie.target);
  }
  function settings() {
    return {
      labelColor: { color: colours.ink },
      labelFont: "Georgia, serif",
      labelSize: 13,
      labelRenderedSizeThreshold: large ? 3.5 : scene.nodes.size > 300 ? 5 : 1,
      labelDensity: 0.4,
      labelGridCellSize: 120,
      stagePadding: scene.nodes.size < 60 ? 110 : 40,
      zIndex: true,
      minEdgeThickness: scene.ties.length > 3000 ? 1 : 1.7,
      hideEdgesOnMove: scene.ties.length > 30_000,
      defaultDrawNodeHover: drawHover,
      defaultDrawNodeLabel: drawLabel,
      allowInvalidContainer: true, // a page that is put away has no width for its last frame
    };
  }
  /** A name with a rim in the colour of the ground, to be read over points and lines. */
  const drawLabel: NodeLabelDrawingFunction<NodeLook, EdgeLook> = (context, data, { labelSize, labelFont }) => {
    if (!data.label) return;
    const at = [data.x + data.size + 4, data.y + labelSize / 3] as const;
    context.font = `${labelSize}px ${labelFont}`;
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.strokeStyle = fade(colours.paper, 0.85);
    context.strokeText(data.label, ...at);
    context.fillStyle = colours.ink;
    context.fillText(data.label, ...at);
  };
  const drawHover: NodeHoverDrawingFunction<NodeLook, EdgeLook> = (context, data) => {
    context.font = "13px Georgia, serif";
    const width = data.label ? context.measureText(data.label).width : 0;
    context.fillStyle = colours.sheet;
    context.strokeStyle = colours.soft;
    context.beginPath();
    context.roundRect(data.x - data.size - 3, data.y - Math.max(data.size, 8) - 3, data.size * 2 + width + 16, Math.max(data.size, 8) * 2 + 6, 4);
    context.fill();
    context.stroke();
    context.fillStyle = data.color;
    context.beginPath();
    context.arc(data.x, data.y, data.size, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = colours.ink;
    if (data.label) context.fillText(data.label, data.x + data.size + 5, data.y + 4);
  };

  /** Where nearly all nodes are: one that has flown far shall not make the others a dot. */
  function frameMost(): void {
    const [xs, ys] = (["x", "y"] as const).map((axis) => graph.mapNodes((_, data) => data[axis]).sort((a, b) => a - b)) as [number[], number[]];
    const cut = graph.order > 100 ? Math.floor(graph.order / 100) : 0;
    const range = (sorted: number[]): [number, number] => [sorted[cut] as number, sorted[sorted.length - 1 - cut] as number];
    sigma?.setCustomBBox({ x: range(xs), y: range(ys) });
  }
  function mount(): void {
    if (!surface.isConnected) return; // another picture has taken its place in the meantime
    waiting.remove();
    sigma = new Sigma<NodeLook, EdgeLook>(graph, surface, {
      ...settings(),
      nodeReducer: (key, data) => {
        const away = chosen !== null && !near.has(key);
        return {
          ...data,
          hidden: !visible.has(key),
          color: away ? mix(colours.soft, colours.paper, 0.3) : kindColour(colours, data.kind),
          label: away ? null : data.label,
          forceLabel: key === chosen || (near.has(key) && near.size < 40) || scene.nodes.size < FEW,
          highlighted: key === chosen,
          zIndex: near.has(key) ? 1 : 0,
        };
      },
      edgeReducer: (_, data) => {
        const presence = shown.get(data.tie) ?? "absent";
        const mine = chosen !== null && (data.tie.source === chosen || data.tie.target === chosen);
        const share = (presence === "uncertain" || isOver(data.tie) ? 0.22 : 0.6) * (mine || !large ? 1 : 0.4) * (chosen === null || mine ? 1 : 0.25);
        return { ...data, hidden: presence === "absent", color: mix(tieColour(colours, tieKind(data.tie)), colours.paper, share), zIndex: mine ? 1 : 0 };
      },
    });
    frameMost();
    sigma.on("clickNode", ({ node }) => pick(node));
    sigma.on("clickStage", () => pick(null));
    sigma.on("enterNode", () => surface.classList.add("over"));
    sigma.on("leaveNode", () => surface.classList.remove("over"));
  }
  function pick(key: string | null): void {
    chosen = key;
    near = new Set(key === null ? [] : [key, ...graph.neighbors(key)]);
    frame.choose(key === null ? null : [key]);
    sigma?.refresh({ skipIndexation: true });
  }
  /** The next visible node in a direction, as the picture stands. */
  function step(dx: number, dy: number): void {
    if (!sigma) return;
    const drawn = sigma;
    const placeOf = (key: string): Point => {
      const { x, y } = drawn.graphToViewport(graph.getNodeAttributes(key) as NodeLook);
      return [x, y];
    };
    const from: Point = chosen === null ? [surface.clientWidth / 2, surface.clientHeight / 2] : placeOf(chosen);
    const others = [...visible].filter((key) => key !== chosen);
    const next = findNext(from, [dx, dy], others.map((key) => [key, placeOf(key)] as const));
    if (next === null) return;
    pick(next);
    const data = drawn.getNodeDisplayData(next);
    if (data && !isInSight(surface, placeOf(next), 60)) move({ x: data.x, y: data.y });
  }
  const move = (to: { x?: number; y?: number; ratio?: number }) => void sigma?.getCamera().animate(to, { duration: isCalm() ? 0 : 200 });
  addControls(frame, surface, {
    step,
    enter: () => chosen !== null && frame.choose([chosen]),
    clear: () => pick(null),
    zoom: (factor) => sigma && move({ ratio: sigma.getCamera().ratio / factor }),
    whole: () => move({ x: 0.5, y: 0.5, ratio: 1 }),
  });

  lookAtYear();
  const worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data: { places, done } }: MessageEvent<Places>) => {
    const found = new Map(places.map(([key, x, y]) => [key, [x, y] as const]));
    graph.updateEachNodeAttributes(
      (key, data) => {
        const at = found.get(key);
        return at ? Object.assign(data, { x: at[0], y: at[1] }) : data;
      },
      { attributes: ["x", "y"] },
    );
    if (done) worker.terminate();
    if (sigma) frameMost();
    else mount();
  });
  const order: LayoutOrder = {
    nodes: graph.mapNodes((key, { x, y, size }) => [key, x, y, size]),
    edges: scene.ties.map((tie) => [tie.source, tie.target]),
    milliseconds: large ? 12_000 : 3000,
    pace: large && !isCalm() ? PACE : 0,
    large,
  };
  worker.postMessage(order);
  // A large network shows itself at once, by where its partners lie, and unfolds from there.
  if (large && !isCalm()) mount();

  const unwatch = watchColours(() => {
    colours = readColours();
    sigma?.setSettings(settings());
    sigma?.refresh({ skipIndexation: true });
  });
  return {
    showYear(next) {
      year = next;
      lookAtYear();
      sigma?.refresh({ skipIndexation: true });
    },
    remove() {
      unwatch();
      worker.terminate();
      sigma?.kill();
      frame.element.replaceChildren();
    },
  };
}
