// How somebody moves about in a picture: by keys from partner to partner, by keys and buttons closer and further away.
import { type Frame, makeButton, say } from "./scene";

export type Point = readonly [x: number, y: number];

export interface Controls {
  /** Choose the next partner in a direction. */
  step(dx: number, dy: number): void;
  /** Tell about the chosen partner again. */
  enter(): void;
  /** Choose nothing any more. */
  clear(): void;
  /** Come closer by a factor; one below 1 leads away. */
  zoom(factor: number): void;
  /** Show the whole picture. */
  whole(): void;
}

const FACTOR = 1.5;

/** Make an element the surface of a picture: it takes the focus, has a name, and says which keys it knows. */
export function prepareSurface(surface: HTMLElement, frame: Frame, name: string): void {
  surface.className = "surface";
  surface.tabIndex = 0;
  surface.setAttribute("role", "application");
  surface.setAttribute("aria-label", `${say(frame.words, name)}. ${say(frame.words, "keys")}`);
}

/** Let keys on the surface and buttons above it do what the picture can. */
export function addControls(frame: Frame, surface: HTMLElement, { step, enter, clear, zoom, whole }: Controls): void {
  const closer = () => zoom(FACTOR);
  const further = () => zoom(1 / FACTOR);
  const acts: Record<string, () => void> = {
    ArrowLeft: () => step(-1, 0),
    ArrowRight: () => step(1, 0),
    ArrowUp: () => step(0, -1),
    ArrowDown: () => step(0, 1),
    Enter: enter,
    Escape: clear,
    "+": closer,
    "=": closer,
    "-": further,
    "0": whole,
  };
  surface.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  const tools = document.createElement("div");
  tools.className = "tools";
  tools.append(makeButton("+", closer, say(frame.words, "closer")), makeButton("−", further, say(frame.words, "further")), makeButton("⤢", whole, say(frame.words, "whole")));
  frame.element.append(tools);
}

/** What lies next in a direction: near, and more ahead than aside; null where nothing does. */
export function findNext<T>(from: Point, [dx, dy]: Point, places: Iterable<readonly [T, Point]>): T | null {
  let next: T | null = null;
  let least = Infinity;
  for (const [each, [x, y]] of places) {
    const along = (x - from[0]) * dx + (y - from[1]) * dy;
    const across = Math.abs((x - from[0]) * dy - (y - from[1]) * dx);
    const cost = along + across * 2.5;
    if (along > 0 && across < along * 1.5 && cost < least) [next, least] = [each, cost];
  }
  return next;
}

/** Whether a point of the surface is in sight, and not only just. */
export function isInSight(surface: HTMLElement, [x, y]: Point, margin: number): boolean {
  return x > margin && y > margin && x < surface.clientWidth - margin && y < surface.clientHeight - margin;
}
