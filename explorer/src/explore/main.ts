// The script of /explore: three pictures of one selection, the year switch, and a page that changes without being loaded anew.
import "./style.css";
import { withoutQuery } from "../address";
import type { NetworkData } from "./data";
import { tellAbout } from "./details";
import { type Frame, type Picture, Scene, type Words, say } from "./scene";
import { dataQuery, readForm, readYear, tidy } from "./state";
import { PARTNERS, proposeNames } from "./suggest";
import { makeYears } from "./years";

const FACES = ["network", "map", "timeline"] as const;
type Face = (typeof FACES)[number];

const pictures = document.querySelector<HTMLElement>("#pictures");
if (pictures) start(pictures);

function start(pictures: HTMLElement): void {
  const { network = "", suggest = "", thing = "", language = "en", words: written = "{}" } = pictures.dataset;
  const words = JSON.parse(written) as Words;
  const spoken = (path: string) => (new URLSearchParams(location.search).has("lang") ? `${path}?lang=${language}` : path);
  const page = (path: string) => spoken(withoutQuery(thing) + path);

  const tabs = document.createElement("div");
  tabs.className = "faces";
  tabs.setAttribute("role", "tablist");
  tabs.setAttribute("aria-label", pictures.getAttribute("aria-label") ?? "");
  const panel = document.createElement("div");
  panel.className = "picture";
  panel.id = "picture";
  panel.setAttribute("role", "tabpanel");
  const about = document.createElement("div");
  about.className = "about";
  about.setAttribute("aria-live", "polite");
  about.hidden = true;

  let parameters = new URLSearchParams(location.search);
  let year = readYear(parameters);
  let face = readFace(parameters);
  let scene: Scene | null = null;
  let picture: Picture | null = null;
  let loaded = "";
  let turn = 0;
  let told: readonly string[] | null = null;

  const yearField = form().querySelector<HTMLInputElement>("#year");
  const years = makeYears(
    words,
    Number(yearField?.dataset["first"] ?? 1900),
    Number(yearField?.dataset["last"] ?? new Date().getFullYear()),
    (next) => {
      showYear(next);
    },
    (next) => {
      const changed = new URLSearchParams(parameters);
      changed.delete("year");
      if (next !== null) changed.set("year", String(next));
      void go(changed);
    },
  );
  const buttons = new Map<Face, HTMLButtonElement>();
  for (const each of FACES) {
    const tab = document.createElement("button");
    Object.assign(tab, { type: "button", id: `face-${each}`, textContent: say(words, each) });
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    tab.addEventListener("click", () => turnTo(each));
    buttons.set(each, tab);
    tabs.append(tab);
  }
  tabs.addEventListener("keydown", (event) => {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!move) return;
    const next = FACES[(FACES.indexOf(face) + move + FACES.length) % FACES.length] as Face;
    turnTo(next);
    buttons.get(next)?.focus();
  });
  pictures.append(tabs, panel, years.element, about);
  pictures.hidden = false;

  function form(): HTMLFormElement {
    return document.querySelector("#selection") as HTMLFormElement;
  }
  function showYear(next: number | null): void {
    year = next;
    picture?.showYear(year);
    if (scene && told) choose(scene, told);
  }
  function turnTo(next: Face): void {
    const changed = new URLSearchParams(parameters);
    changed.set("face", next);
    void go(changed, { table: false });
  }
  function showTabs(): void {
    for (const [each, tab] of buttons) {
      tab.setAttribute("aria-selected", String(each === face));
      tab.tabIndex = each === face ? 0 : -1;
    }
    panel.setAttribute("aria-labelledby", `face-${face}`);
  }

  /** Change the address and all that depends on it. */
  async function go(next: URLSearchParams, { push = true, table = true } = {}): Promise<void> {
    if (table) next.delete("offset");
    parameters = tidy(next);
    if (push) history.pushState(null, "", parameters.size ? `?${parameters}` : location.pathname);
    year = readYear(parameters);
    years.set(year);
    face = readFace(parameters);
    const hidden = form().querySelector<HTMLInputElement>("input[name=face]");
    if (hidden) hidden.value = face;
    const mine = ++turn;
    await Promise.all([table ? replacePage(mine) : undefined, draw(mine)]);
  }
  async function replacePage(mine: number): Promise<void> {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (mine !== turn) return;
    if (!answer?.ok) {
      location.reload();
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine === turn) swap(fresh);
  }
  /** Put the parts of a page that depend on the selection in the place of the old ones; what was open, scrolled or in focus stays so. */
  function swap(fresh: Document): void {
    const old = form();
    const open = new Map([...old.querySelectorAll<HTMLDetailsElement>("details[data-list]")].map((each) => [each.dataset["list"], each.open]));
    const scrolled = new Map([...old.querySelectorAll<HTMLDetailsElement>("details[data-list]")].map((each) => [each.dataset["list"], each.querySelector(".choices")?.scrollTop ?? 0]));
    const active = document.activeElement instanceof HTMLInputElement && old.contains(document.activeElement) ? document.activeElement : null;
    for (const id of ["selection", "result"]) {
      const part = fresh.getElementById(id);
      if (part) document.getElementById(id)?.replaceWith(document.adoptNode(part));
    }
    document.querySelector(".languages")?.replaceWith(document.adoptNode(fresh.querySelector(".languages") as Element));
    for (const each of form().querySelectorAll<HTMLDetailsElement>("details[data-list]")) {
      each.open ||= open.get(each.dataset["list"]) ?? false;
      const choices = each.querySelector(".choices");
      if (choices) choices.scrollTop = scrolled.get(each.dataset["list"]) ?? 0;
    }
    if (active) {
      const same = [...form().querySelectorAll<HTMLInputElement>("input")].find((each) => each.name === active.name && (each.type !== "checkbox" || each.value === active.value));
      same?.focus({ preventScroll: true });
    }
    listen();
  }
  function listen(): void {
    const current = form();
    current.addEventListener("submit", (event) => {
      event.preventDefault();
      void go(readForm(current));
    });
    current.addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement && event.target.type === "search" && event.target.getAttribute("aria-expanded") === "true") return;
      void go(readForm(current));
    });
    for (const name of ["of", "with"]) {
      const field = current.querySelector<HTMLInputElement>(`input#${name}`);
      if (field)
        proposeNames(field, withoutQuery(suggest), language, words, PARTNERS, (key) => {
          const chosen = readForm(current);
          chosen.append(name, key);
          void go(chosen);
        });
    }
  }

  async function draw(mine: number): Promise<void> {
    showTabs();
    const asked = dataQuery(parameters, language).toString();
    try {
      if (asked !== loaded || !scene) {
        const answer = await fetch(`${withoutQuery(network)}?${asked}`, { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(String(answer.status));
        const data = (await answer.json()) as NetworkData;
        if (mine !== turn) return;
        scene = new Scene(data);
        loaded = asked;
      }
      scene.certain = parameters.get("certain") === "yes";
      await show(scene, mine);
    } catch {
      if (mine === turn) tell("failed");
    }
  }
  async function show(current: Scene, mine: number): Promise<void> {
    const key = `${loaded} ${face}`;
    if (panel.dataset["shows"] === key) {
      showYear(year);
      return;
    }
    const makers = {
      network: async (frame: Frame) => {
        const { drawNetwork, hasWebGL } = await import("./network");
        return hasWebGL() ? () => drawNetwork(frame, current) : () => tell("webgl");
      },
      map: async (frame: Frame) => {
        const { drawMap } = await import("./map");
        return () => drawMap(frame, current);
      },
      timeline: async (frame: Frame) => {
        const { drawTimeline } = await import("./timeline");
        return () => drawTimeline(frame, current, (link) => page(`partnership/${link.id}`), Number(yearField?.dataset["last"] ?? new Date().getFullYear()));
      },
    };
    const make = await makers[face]({ element: panel, words, choose: (keys) => choose(current, keys) });
    if (mine !== turn) return;
    picture?.remove();
    picture = null;
    panel.replaceChildren();
    choose(current, null);
    panel.dataset["shows"] = key;
    panel.dataset["face"] = face;
    if (!current.data.links.length) tell("nothing");
    else picture = make() ?? null;
    picture?.showYear(year);
    if (current.data.shown < current.data.total) panel.append(note(say(words, "cut", current.data.shown)));
  }
  function tell(key: string): null {
    picture?.remove();
    picture = null;
    panel.dataset["shows"] = "";
    panel.replaceChildren(note(say(words, key)));
    return null;
  }
  function choose(current: Scene, keys: readonly string[] | null): void {
    if (!keys?.length) {
      told = null;
      about.hidden = true;
      about.replaceChildren();
      return;
    }
    told = keys;
    tellAbout(about, words, current, keys, year, {
      pageOf: page,
      partnershipOf: (id) => page(`partnership/${id}`),
      expand(key) {
        const changed = new URLSearchParams(parameters);
        changed.append("expand", key);
        void go(changed);
      },
      only(key) {
        const changed = new URLSearchParams([...parameters].filter(([name]) => ["face", "lang", "year", "certain"].includes(name)));
        changed.append("of", key);
        void go(changed);
      },
      close: () => choose(current, null),
    });
  }
  window.addEventListener("popstate", () => void go(new URLSearchParams(location.search), { push: false }));
  years.set(year);
  listen();
  void draw(turn);
}

function readFace(parameters: URLSearchParams): Face {
  return FACES.find((each) => each === parameters.get("face")) ?? "network";
}

function note(text: string): HTMLParagraphElement {
  const element = document.createElement("p");
  element.className = "note";
  element.setAttribute("role", "status");
  element.textContent = text;
  return element;
}
