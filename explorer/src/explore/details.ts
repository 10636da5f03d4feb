// What is told of a partner that was chosen in a picture: who it is, its partners, and where to go from here.
import type { Tie } from "./data";
import { link, paragraph, span } from "./elements";
import { type Scene, type Words, makeButton, say, tellWhen } from "./scene";

const MOST = 12;

export interface Doors {
  pageOf(key: string): string;
  partnershipOf(id: string): string;
  expand(key: string): void;
  only(key: string): void;
  close(): void;
}

export function tellAbout(element: HTMLElement, words: Words, scene: Scene, keys: readonly string[], year: number | null, doors: Doors): void {
  element.replaceChildren();
  element.hidden = false;
  const close = makeButton("×", doors.close, say(words, "close"));
  close.className = "quiet close";
  element.append(close);
  for (const key of keys.slice(0, MOST)) element.append(tellOne(words, scene, key, year, doors, keys.length === 1));
  if (keys.length > MOST) element.append(paragraph("aside", `+ ${keys.length - MOST}`));
}

function tellOne(words: Words, scene: Scene, key: string, year: number | null, doors: Doors, whole: boolean): HTMLElement {
  const node = scene.nodes.get(key);
  const part = document.createElement("section");
  const title = document.createElement("h2");
  title.append(link(doors.pageOf(key), scene.label(key)));
  const ties = (scene.partners.get(key) ?? []).filter((each) => scene.presence(each, year) !== "absent");
  const kind = node ? [...node.types.map((each) => scene.name("type", each)), node.country ? scene.name("country", node.country) : ""].filter(Boolean).join(" · ") : "";
  part.append(title, paragraph("aside", [kind, say(words, "partners", ties.length)].filter(Boolean).join(" · ")));
  if (whole) {
    const list = document.createElement("ul");
    for (const tie of [...ties].sort((a, b) => b.links.length - a.links.length).slice(0, MOST)) list.append(tellTie(words, scene, tie, key, year, doors));
    part.append(list);
    if (ties.length > MOST) part.append(paragraph("aside", `+ ${ties.length - MOST}`));
  }
  const buttons = document.createElement("p");
  buttons.className = "buttons";
  buttons.append(quietButton(say(words, "expand"), () => doors.expand(key)), quietButton(say(words, "only"), () => doors.only(key)));
  part.append(buttons);
  return part;
}

function tellTie(words: Words, scene: Scene, tie: Tie, key: string, year: number | null, doors: Doors): HTMLElement {
  const item = document.createElement("li");
  item.append(`${scene.label(tie.source === key ? tie.target : tie.source)} `);
  const there = tie.links.filter((each) => scene.presence(each, year) !== "absent");
  there.slice(0, 4).forEach((each) => {
    const when = tellWhen(words, each);
    item.append(each.kind === "listed" ? when : link(doors.partnershipOf(each.id), when), " ");
    const what = [each.kind && scene.name("kind", each.kind), ...each.statuses.map((status) => scene.name("status", status)), ...scene.narrow(each.areas).map((area) => scene.name("area", area))];
    if (what.some(Boolean)) item.append(span("aside", what.filter(Boolean).join(" · ")), " ");
    if (year !== null && scene.presence(each, year) === "uncertain") item.append(`(${say(words, "uncertain")}) `);
  });
  return item;
}

function quietButton(text: string, act: () => void): HTMLButtonElement {
  const element = makeButton(text, act);
  element.className = "quiet";
  return element;
}
