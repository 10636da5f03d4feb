// The answer to a query as a map or a network: what the server found in its rows, drawn like a selection of /explore.
import "../explore/style.css";
import type { LinkData, NetworkData, NodeData } from "../explore/data";
import { link, paragraph } from "../explore/elements";
import { Scene, type Words, makeButton, say } from "../explore/scene";

const MOST = 12;

interface Point extends Omit<NodeData, "types"> {
  href: string | null;
}
export interface Drawn {
  nodes: Point[];
  lines: { source: string; target: string; row: number }[];
}

/** The rows of an answer as the pictures take them: a line for each row, with the number of the row as its name, and no times. */
export function makeScene({ nodes, lines }: Drawn): Scene {
  const links = lines.map(
    ({ source, target, row }): LinkData => ({ id: String(row), source, target, kind: "", statuses: [], areas: [], confidence: "", sources: [], parties: 2, begin: [null, null], end: null, since: "", until: "", acts: [] }),
  );
  const data: NetworkData = { release: "", language: "", total: links.length, shown: links.length, nodes: nodes.map((each) => ({ ...each, types: [] })), links, lists: {}, acts: {} };
  return new Scene(data);
}

/** Draw into the place that the page has for it. */
export async function drawAnswer(element: HTMLElement, about: HTMLElement): Promise<void> {
  const { picture = "", scene: written = "", words: said = "{}" } = element.dataset;
  const words = JSON.parse(said) as Words;
  const drawn = JSON.parse(written) as Drawn;
  const scene = makeScene(drawn);
  const tell = (text: string) => element.replaceChildren(paragraph("note", text));
  if (!scene.nodes.size || (picture === "network" && !scene.ties.length)) return tell(say(words, "nothing"));
  const addresses = new Map(drawn.nodes.map((each) => [each.id, each.href]));
  const frame = { element, words, choose: (keys: readonly string[] | null) => tellNodes(about, words, scene, addresses, keys) };
  element.replaceChildren();
  try {
    if (picture === "map") (await import("../explore/map")).drawMap(frame, scene);
    else {
      const { drawNetwork, hasWebGL } = await import("../explore/network");
      if (!hasWebGL()) return tell(say(words, "webgl"));
      drawNetwork(frame, scene);
    }
  } catch {
    tell(say(words, "failed"));
  }
}

/** Who was chosen, whom the answer joins with them, and in which rows of the table. */
function tellNodes(about: HTMLElement, words: Words, scene: Scene, addresses: ReadonlyMap<string, string | null>, keys: readonly string[] | null): void {
  about.replaceChildren();
  about.hidden = keys === null;
  if (keys === null) return;
  const close = makeButton("×", () => tellNodes(about, words, scene, addresses, null), say(words, "close"));
  close.className = "quiet close";
  about.append(close);
  for (const key of keys.slice(0, MOST)) {
    const part = document.createElement("section");
    const title = document.createElement("h2");
    const href = addresses.get(key);
    title.append(href ? link(href, scene.label(key)) : scene.label(key));
    part.append(title);
    const ties = scene.partners.get(key) ?? [];
    if (ties.length) part.append(paragraph("aside", say(words, "partners", ties.length)));
    const list = document.createElement("ul");
    for (const tie of ties.slice(0, MOST)) {
      const item = document.createElement("li");
      item.append(scene.label(tie.source === key ? tie.target : tie.source));
      for (const { id } of tie.links.slice(0, 4)) item.append(" ", link(`#row-${id}`, say(words, "row", Number(id))));
      list.append(item);
    }
    part.append(list);
    if (ties.length > MOST) part.append(paragraph("aside", `+ ${ties.length - MOST}`));
    about.append(part);
  }
  if (keys.length > MOST) about.append(paragraph("aside", `+ ${keys.length - MOST}`));
}
