// The map: partners where they lie, arcs between them, on outlines of Natural Earth that come with the package.
import { geoMercator, geoPath } from "d3-geo";
import { select } from "d3-selection";
import { type D3ZoomEvent, zoom as makeZoom, zoomIdentity } from "d3-zoom";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import outlines from "world-atlas/countries-50m.json?url";
import { type Arc, type Cluster, type Placed, cluster, gatherArcs } from "./clusters";
import { addControls, findNext, isInSight, prepareSurface } from "./controls";
import type { Presence, Tie } from "./data";
import { type Frame, type Picture, type Scene, fade, kindColour, makeKey, readColours, say, shorten, watchColours } from "./scene";

const SQUARE = 22;
/** How wide the column of buttons in the corner is, a third of its height. */
const TOOLS = 44;
const WORLD = 1000;
const projection = geoMercator()
  .scale(WORLD / (2 * Math.PI))
  .translate([WORLD / 2, WORLD / 2]);

/** The outlines of land and of countries, once for the page. */
let ground: Promise<{ land: Path2D; borders: Path2D }> | undefined;
function loadGround() {
  ground ??= fetch(outlines)
    .then((answer) => answer.json() as Promise<Topology<{ countries: GeometryCollection; land: GeometryCollection }>>)
    .then((topology) => {
      const path = geoPath(projection);
      return {
        land: new Path2D(path(feature(topology, topology.objects.land)) ?? ""),
        borders: new Path2D(path(mesh(topology, topology.objects.countries, (a, b) => a !== b)) ?? ""),
      };
    });
  return ground;
}

export function drawMap(frame: Frame, scene: Scene): Picture {
  const canvas = document.createElement("canvas");
  prepareSurface(canvas, frame, "map");
  const note = document.createElement("p");
  note.className = "note";
  frame.element.append(canvas, makeKey(frame.words, scene), note);
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;

  const points: Placed[] = [];
  for (const node of scene.nodes.values()) {
    const at = node.lon === null || node.lat === null ? null : projection([node.lon, node.lat]);
    if (at) points.push({ node, x: at[0], y: at[1] });
  }
  const placeless = scene.nodes.size - points.length;
  note.textContent = placeless ? say(frame.words, "placeless", placeless) : "";

  let colours = readColours();
  let year: number | null = null;
  let paths: { land: Path2D; borders: Path2D } | undefined;
  let shown: (readonly [Tie, Presence])[] = [];
  let visible: Placed[] = [];
  let clusters: Cluster[] = [];
  let arcs: Arc[] = [];
  let clusteredAt = 0;
  let chosen: Cluster | null = null;
  let over: Cluster | null = null;
  let view = zoomIdentity;
  let asked = 0;

  function lookAtYear(): void {
    shown = scene.ties.map((tie) => [tie, scene.presence(tie, year)] as const).filter(([, presence]) => presence !== "absent");
    const there = new Set(shown.flatMap(([tie]) => [tie.source, tie.target]));
    visible = points.filter(({ node }) => there.has(node.id) || !scene.partners.has(node.id));
    gather();
  }
  function gather(): void {
    clusteredAt = view.k;
    clusters = cluster(visible, view.k, SQUARE);
    arcs = gatherArcs(clusters, shown);
    if (chosen) {
      const key = chosen.members[0]?.node.id;
      chosen = clusters.find((each) => each.members.some(({ node }) => node.id === key)) ?? null;
    }
    over = null;
  }
  function draw(): void {
    asked = 0;
    const ratio = devicePixelRatio;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== width * ratio || canvas.height !== height * ratio) [canvas.width, canvas.height] = [width * ratio, height * ratio];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = colours.paper;
    context.fillRect(0, 0, width, height);
    if (paths) {
      context.setTransform(ratio * view.k, 0, 0, ratio * view.k, ratio * view.x, ratio * view.y);
      context.fillStyle = colours.sheet;
      context.fill(paths.land);
      context.lineWidth = 0.7 / view.k;
      context.strokeStyle = colours.line;
      context.stroke(paths.land);
      context.stroke(paths.borders);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    const most = Math.max(...arcs.map((each) => each.count), 1);
    const crowd = Math.min(1, Math.max(250 / arcs.length, 0.12));
    for (const arc of arcs) {
      const mine = chosen !== null && (arc.from === chosen || arc.to === chosen);
      const opacity = (arc.certain ? 0.45 : 0.2) * (chosen !== null && !mine ? 0.15 : crowd);
      context.strokeStyle = fade(mine ? colours.city : colours.soft, mine ? 0.85 : opacity);
      context.setLineDash(arc.certain ? [] : [4, 3]);
      context.lineWidth = 0.8 + 2.5 * Math.sqrt(arc.count / most) * (arc.count > 1 ? 1 : 0.3);
      const [ax, ay] = view.apply([arc.from.x, arc.from.y]);
      const [bx, by] = view.apply([arc.to.x, arc.to.y]);
      context.beginPath();
      context.moveTo(ax, ay);
      context.quadraticCurveTo((ax + bx) / 2 - (by - ay) * 0.12, (ay + by) / 2 - Math.abs(bx - ax) * 0.12, bx, by);
      context.stroke();
    }
    context.setLineDash([]);
    context.font = "13px Georgia, serif";
    context.textBaseline = "middle";
    for (const each of [...clusters].sort((a, b) => b.members.length - a.members.length)) {
      const [x, y] = view.apply([each.x, each.y]);
      if (x < -20 || y < -20 || x > width + 20 || y > height + 20) continue;
      context.fillStyle = each.members.length > 1 && each.members.some(({ node }) => node.kind === "city") ? colours.city : kindColour(colours, each.members[0]?.node.kind ?? "");
      context.strokeStyle = colours.paper;
      context.lineWidth = 1.5;
      context.beginPath();
      context.arc(x, y, radius(each), 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
    label(width, height);
    for (const each of [over, chosen]) if (each) mark(each);
  }
  const radius = (each: Cluster) => Math.min(3 + Math.sqrt(each.members.length) * 0.9, 9);
  const nameOf = (each: Cluster) => {
    const cities = each.members.filter(({ node }) => node.kind === "city");
    const [city] = (cities.length ? cities : each.members).toSorted((a, b) => count(b) - count(a));
    const more = each.members.length - 1;
    return `${shorten(city?.node.label ?? "", 30)}${more > 0 ? ` +${more}` : ""}`;
  };
  /** Names of the largest points, as far as they do not cover each other. */
  function label(width: number, height: number): void {
    const taken: [number, number, number, number][] = [];
    const free = width - TOOLS;
    const ranked = [...clusters].sort((a, b) => weigh(b) - weigh(a)).slice(0, 300);
    context.lineWidth = 3;
    for (const each of ranked) {
      const [x, y] = view.apply([each.x, each.y]);
      if (x < 0 || y < 0 || x > width || y > height) continue;
      const text = nameOf(each);
      const box: [number, number, number, number] = [x + radius(each) + 3, y - 9, x + radius(each) + 3 + context.measureText(text).width, y + 9];
      if (box[2] > (box[1] < 3 * TOOLS ? free : width) || taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      taken.push(box);
      context.strokeStyle = fade(colours.paper, 0.85);
      context.fillStyle = colours.ink;
      context.strokeText(text, box[0], y);
      context.fillText(text, box[0], y);
      if (taken.length >= 40) break;
    }
  }
  const count = ({ node }: Placed) => scene.partners.get(node.id)?.length ?? 0;
  const weigh = (each: Cluster) => each.members.reduce((sum, member) => sum + count(member), 0);
  function mark(each: Cluster): void {
    const [x, y] = view.apply([each.x, each.y]);
    context.strokeStyle = colours.ink;
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(x, y, radius(each) + 4, 0, 2 * Math.PI);
    context.stroke();
    const text = nameOf(each);
    const wide = context.measureText(text).width;
    context.fillStyle = colours.sheet;
    context.fillRect(x + radius(each) + 6, y - 11, wide + 8, 22);
    context.strokeRect(x + radius(each) + 6, y - 11, wide + 8, 22);
    context.fillStyle = colours.ink;
    context.fillText(text, x + radius(each) + 10, y);
  }
  function ask(): void {
    asked ||= requestAnimationFrame(draw);
  }
  function find(x: number, y: number): Cluster | null {
    let [best, least]: [Cluster | null, number] = [null, 18];
    for (const each of clusters) {
      const [cx, cy] = view.apply([each.x, each.y]);
      const far = Math.hypot(cx - x, cy - y) - radius(each) / 2;
      if (far < least) [best, least] = [each, far];
    }
    return best;
  }
  function pick(each: Cluster | null): void {
    chosen = each;
    frame.choose(each ? each.members.map(({ node }) => node.id) : null);
    ask();
  }
  function step(dx: number, dy: number): void {
    const from = chosen ? view.apply([chosen.x, chosen.y]) : ([canvas.clientWidth / 2, canvas.clientHeight / 2] as const);
    const others = clusters.filter((each) => each !== chosen);
    const next = findNext(from, [dx, dy], others.map((each) => [each, view.apply([each.x, each.y])] as const));
    if (!next) return;
    pick(next);
    if (!isInSight(canvas, view.apply([next.x, next.y]), 40)) surface.call(zoom.translateTo, next.x, next.y);
  }

  const zoom = makeZoom<HTMLCanvasElement, unknown>()
    .scaleExtent([0.5, 200])
    .clickDistance(4)
    .on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      view = event.transform;
      if (view.k / clusteredAt > 1.3 || clusteredAt / view.k > 1.3) gather();
      ask();
    });
  const surface = select(canvas).call(zoom);
  function whole(): void {
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    // The middle nine tenths: a twin town in Japan shall not make Europe a dot.
    const [left, right] = spread(visible.map((each) => each.x));
    const [top, bottom] = spread(visible.map((each) => each.y));
    const k = Math.min(width / Math.max(right - left, 8), height / Math.max(bottom - top, 8)) * 0.8;
    surface.call(zoom.transform, zoomIdentity.translate(width / 2, height / 2).scale(k).translate(-(left + right) / 2, -(top + bottom) / 2));
  }
  canvas.addEventListener("click", (event) => pick(find(event.offsetX, event.offsetY)));
  canvas.addEventListener("mousemove", (event) => {
    const next = find(event.offsetX, event.offsetY);
    if (next !== over) {
      over = next;
      canvas.classList.toggle("over", over !== null);
      ask();
    }
  });
  addControls(frame, canvas, {
    step,
    enter: () => pick(chosen),
    clear: () => pick(null),
    zoom: (factor) => void surface.call(zoom.scaleBy, factor),
    whole,
  });

  lookAtYear();
  whole();
  const size = new ResizeObserver(ask);
  size.observe(canvas);
  const unwatch = watchColours(() => {
    colours = readColours();
    ask();
  });
  void loadGround().then((loaded) => {
    paths = loaded;
    ask();
  });
  return {
    showYear(next) {
      year = next;
      lookAtYear();
      ask();
    },
    remove() {
      unwatch();
      size.disconnect();
      cancelAnimationFrame(asked);
      frame.element.replaceChildren();
    },
  };
}

/** The range that holds the middle nine tenths of some numbers. */
export function spread(values: readonly number[]): [number, number] {
  if (!values.length) return [WORLD * 0.45, WORLD * 0.65];
  const sorted = [...values].sort((a, b) => a - b);
  const cut = sorted.length > 20 ? Math.floor(sorted.length * 0.05) : 0;
  return [sorted[cut] as number, sorted[sorted.length - 1 - cut] as number];
}
