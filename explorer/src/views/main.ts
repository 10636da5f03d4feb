// The script of the views that ask for names: names are proposed while somebody types, and a chosen one is sent by its key.
import { proposeNames } from "../explore/suggest";
import type { Words } from "../explore/scene";

for (const field of document.querySelectorAll<HTMLInputElement>("input[data-suggest]")) {
  const { suggest = "", words = "{}" } = field.dataset;
  const key = document.createElement("input");
  key.type = "hidden";
  key.name = field.name;
  key.disabled = true;
  field.after(key);
  proposeNames(field, suggest.split("?")[0] ?? "", document.documentElement.lang, JSON.parse(words) as Words, (chosen, name) => {
    field.value = name;
    key.value = chosen;
    key.disabled = false;
    field.removeAttribute("name");
  });
  field.addEventListener("input", () => {
    field.name = key.name;
    key.disabled = true;
  });
}
