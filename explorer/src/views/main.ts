// The script of pages that ask for names: they are proposed while somebody types. A chosen one is sent by its key; from the search box it
// leads to its page.
import { withoutQuery } from "../address";
import { PARTNERS, proposeNames } from "../explore/suggest";
import type { Words } from "../explore/scene";

for (const field of document.querySelectorAll<HTMLInputElement>("input[data-suggest]")) {
  const { suggest = "", things, words = "{}" } = field.dataset;
  const [address, language, kindNames] = [withoutQuery(suggest), document.documentElement.lang, JSON.parse(words) as Words];
  if (things) {
    const page = new URL(things, location.href);
    proposeNames(field, address, language, kindNames, [], (chosen, name) => {
      field.value = name;
      location.assign(page.origin + page.pathname + chosen + page.search);
    });
    continue;
  }
  const key = document.createElement("input");
  key.type = "hidden";
  key.name = field.name;
  key.disabled = true;
  field.after(key);
  proposeNames(field, address, language, kindNames, PARTNERS, (chosen, name) => {
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
