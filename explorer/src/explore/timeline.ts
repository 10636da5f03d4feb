// The timeline: how much began and ended in each year, and below a bar for each partnership with its acts; uncertain times are pale.
import type { LinkData, Window } from "./data";
import { type Frame, type Picture, type Scene, say, shorten, tellWhen } from "./scene";

const ROWS = 150;
const ROW = 26;
const CHART = 150;
const SVG = "http://www.w3.org/2000/svg";

/** A day as a number of years: `2018-07-02` is about 2018.5. */
export function toYears(day: string): number {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  return year + (month - 1) / 12 + (date - 1) / 372;
}

export interface YearCount {
  year: number;
  certain: number;
  uncertain: number;
  ended: number;
}

/** What began in each year, with certainty or perhaps, and what ended. A window counts in its last year, or in its first where it is open. */
export function countYears(links: readonly LinkData[]): YearCount[] {
  const years = new Map<number, YearCount>();
  const at = (year: number) => {
    const count = years.get(year) ?? { year, certain: 0, uncertain: 0, ended: 0 };
    years.set(year, count);
    return count;
  };
  const yearOf = ([first, last]: Window) => (last ?? first)?.slice(0, 4);
  for (const link of links) {
    const begin = yearOf(link.begin);
    if (begin) at(Number(begin))[link.begin[0]?.slice(0, 4) === link.begin[1]?.slice(0, 4) ? "certain" : "uncertain"]++;
    const end = link.end && yearOf(link.end);
    if (end) at(Number(end)).ended++;
  }
  return [...years.values()].sort((a, b) => a.year - b.year);
}

/** The year at which to begin: the first, or where a hundredth of all is before it, that one, so that one very old pair leaves the rest room. */
export function findFirstYear(counts: readonly YearCount[]): number {
  const all = counts.reduce((sum, each) => sum + each.certain + each.uncertain, 0);
  let before = 0;
  for (const { year, certain, uncertain } of counts) {
    before += certain + uncertain;
    if (before > all / 100) return year;
  }
  return counts[0]?.year ?? Infinity;
}

function make<K extends keyof SVGElementTagNameMap>(name: K, attributes: Record<string, string | number>, parent: Element): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  parent.append(element);
  return element;
}

export function drawTimeline(frame: Frame, scene: Scene, pageOf: (link: LinkData) => string, today: number): Picture {
  // A list tells of a pair and its own day, not when the pair began.
  const told = scene.data.links.filter((each) => each.kind !== "listed");
  const counts = countYears(told);
  const dated = told.filter((each) => each.begin[0] || each.begin[1] || each.end);
  const rows = dated.slice(0, ROWS);
  const first = Math.min(findFirstYear(counts), today - 10);
  const holder = document.createElement("div");
  holder.className = "timeline";
  frame.element.append(holder);
  const note = document.createElement("p");
  note.className = "note";
  const dateless = scene.data.links.length - dated.length;
  note.textContent = [dateless ? say(frame.words, "dateless", dateless) : "", dated.length > ROWS ? say(frame.words, "cut", ROWS) : ""].filter(Boolean).join(" · ");
  frame.element.append(note);

  let year: number | null = null;
  let bars: [SVGElement, LinkData][] = [];
  let marker: SVGLineElement | undefined;
  let width = 0;
  const x = (years: number) => 8 + ((Math.max(years, first) - first) / (today + 1 - first)) * (width - 16);

  function draw(): void {
    if (holder.clientWidth === width || holder.clientWidth === 0) return;
    width = holder.clientWidth;
    const height = CHART + 34 + rows.length * ROW;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(height));
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", say(frame.words, "timeline"));
    drawAxis(svg, height);
    drawCounts(svg);
    bars = rows.map((link, number) => [drawRow(svg, link, CHART + 34 + number * ROW), link]);
    marker = make("line", { class: "marker", y1: 0, y2: height, x1: 0, x2: 0 }, svg);
    holder.replaceChildren(svg);
    showYear();
  }
  function drawAxis(svg: SVGSVGElement, height: number): void {
    const step = [1, 2, 5, 10, 20, 50].find((each) => ((today + 1 - first) / each) * 48 < width) ?? 100;
    for (let each = Math.ceil(first / step) * step; each <= today; each += step) {
      make("line", { class: "grid", x1: x(each), x2: x(each), y1: 0, y2: height }, svg);
      make("text", { class: "year", x: x(each) + 3, y: CHART + 16 }, svg).textContent = String(each);
    }
    make("line", { class: "axis", x1: 0, x2: width, y1: CHART, y2: CHART }, svg);
  }
  function drawCounts(svg: SVGSVGElement): void {
    const most = Math.max(...counts.map((each) => each.certain + each.uncertain), 1);
    const wide = Math.max(x(first + 1) - x(first) - 1, 1);
    const tall = (count: number) => (count / most) * (CHART - 16);
    for (const { year, certain, uncertain, ended } of counts) {
      if (year < first) continue;
      const group = make("g", {}, svg);
      make("title", {}, group).textContent = `${year}: ${certain + uncertain}`;
      make("rect", { class: "certain", x: x(year), width: wide, y: CHART - tall(certain), height: tall(certain) }, group);
      make("rect", { class: "perhaps", x: x(year), width: wide, y: CHART - tall(certain + uncertain), height: tall(uncertain) }, group);
      if (ended) make("rect", { class: "ended", x: x(year), width: wide, y: CHART + 1, height: Math.max(tall(ended) / 3, 2) }, group);
    }
  }
  function drawRow(svg: SVGSVGElement, link: LinkData, y: number): SVGElement {
    const row = make("a", { class: "row", href: pageOf(link) }, svg);
    make("title", {}, row).textContent = `${scene.title(link)}: ${tellWhen(frame.words, link)}`;
    const [earliest, latest] = link.begin;
    const begin = toYears(latest ?? earliest ?? `${first}-01-01`);
    const end = link.end ? toYears(link.end[1] ?? link.end[0] ?? `${today}-12-31`) : today + 1;
    const from = earliest ? toYears(earliest) : first;
    make("rect", { class: "perhaps", x: x(from), width: Math.max(x(begin) - x(from), 0), y: y + 17, height: 4 }, row);
    const sure = latest ? (link.end ? toYears(link.end[0] ?? latest) : end) : begin;
    make("rect", { class: "certain", x: x(begin), width: Math.max(x(sure) - x(begin), 2), y: y + 17, height: 4 }, row);
    make("rect", { class: "perhaps", x: x(Math.max(sure, begin)), width: Math.max(x(end) - x(Math.max(sure, begin)), 0), y: y + 17, height: 4 }, row);
    for (const act of link.acts) {
      const day = act.last ?? act.first;
      if (!day || act.type === "validity") continue;
      const dot = make("circle", { class: act.type === "termination" || act.type === "suspension" ? "ended" : "act", cx: x(toYears(day)), cy: y + 19, r: 3.5 }, row);
      make("title", {}, dot).textContent = `${scene.data.acts[act.type] ?? act.type}: ${act.text}`;
    }
    const text = make("text", { class: "name", y: y + 12 }, row);
    text.textContent = shorten(scene.title(link), Math.floor(width / 7.5));
    const fits = x(from) + text.textContent.length * 7.5 < width - 8;
    text.setAttribute("x", String(fits ? x(from) : width - 8));
    text.setAttribute("text-anchor", fits ? "start" : "end");
    return row;
  }
  function showYear(): void {
    for (const [bar, link] of bars) bar.setAttribute("data-presence", scene.presence(link, year));
    marker?.setAttribute("visibility", year === null ? "hidden" : "visible");
    for (const end of ["x1", "x2"]) marker?.setAttribute(end, String(x((year ?? first) + 0.5)));
  }
  const size = new ResizeObserver(draw);
  size.observe(holder);
  draw();
  return {
    showYear(next) {
      year = next;
      showYear();
    },
    remove() {
      size.disconnect();
      frame.element.replaceChildren();
    },
  };
}
