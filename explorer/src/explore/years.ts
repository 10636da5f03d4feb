// The year switch: a slider over the years, and a button that plays them.
import { type Words, makeButton, say } from "./scene";

const BEAT = 700;

export interface Years {
  element: HTMLElement;
  /** Show a year that was chosen elsewhere. */
  set(year: number | null): void;
}

/** `glance` while the slider moves or the years play, `settle` when a choice is made. */
export function makeYears(words: Words, first: number, last: number, glance: (year: number | null) => void, settle: (year: number | null) => void): Years {
  const element = document.createElement("div");
  element.className = "years-switch";
  const label = document.createElement("label");
  const slider = document.createElement("input");
  const shown = document.createElement("output");
  Object.assign(slider, { type: "range", min: String(first), max: String(last), step: "1", value: String(last), id: "year-switch" });
  label.htmlFor = slider.id;
  label.className = "hidden";
  label.textContent = say(words, "year");
  shown.htmlFor.add(slider.id);
  const play = makeButton("", playOrPause);
  const all = makeButton(say(words, "all"), showAll);
  all.className = "quiet";
  element.append(play, label, slider, shown, all);

  let timer = 0;
  let year: number | null = null;
  function show(): void {
    shown.textContent = year === null ? say(words, "all") : String(year);
    if (year !== null) slider.value = String(year);
    slider.setAttribute("aria-valuetext", shown.textContent);
    all.hidden = year === null;
    play.textContent = timer ? "❚❚" : "▶";
    play.setAttribute("aria-label", say(words, timer ? "pause" : "play"));
    play.title = say(words, timer ? "pause" : "play");
  }
  function stop(): void {
    clearInterval(timer);
    timer = 0;
  }
  function move(next: number | null): void {
    year = next;
    show();
    glance(year);
  }
  function playOrPause(): void {
    if (timer) {
      stop();
      show();
      settle(year);
      return;
    }
    move(year === null || year >= last ? first : year + 1);
    timer = window.setInterval(() => {
      move(Math.min((year ?? first) + 1, last));
      if (year === last) {
        stop();
        show();
        settle(year);
      }
    }, BEAT);
    show();
  }
  slider.addEventListener("input", () => {
    stop();
    move(Number(slider.value));
  });
  slider.addEventListener("change", () => settle(year));
  function showAll(): void {
    stop();
    move(null);
    slider.focus();
    settle(null);
  }
  show();
  return {
    element,
    set(next) {
      if (timer) return;
      year = next === null ? null : Math.min(Math.max(next, first), last);
      show();
    },
  };
}
