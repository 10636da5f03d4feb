// The state of the page, which is its address: what the form says, as parameters.

/** Parameters that change the pictures' data; the year does not, because every picture knows its links' times. */
const ONLY_ON_PAGE = new Set(["face", "offset", "lang", "year", "certain", "format"]);

/** The selection in a form, without what was left empty. */
export function readForm(form: HTMLFormElement): URLSearchParams {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && value.trim()) chosen.append(name, value.trim());
  return tidy(chosen);
}

/** The same without what is not worth saying: the first picture, and values said twice. */
export function tidy(parameters: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams();
  for (const [name, value] of parameters) if (!(name === "face" && value === "network") && !kept.getAll(name).includes(value)) kept.append(name, value);
  return kept;
}

/** What the data of a selection depend on. */
export function dataQuery(parameters: URLSearchParams, language: string): URLSearchParams {
  const asked = new URLSearchParams();
  for (const [name, value] of parameters) if (!ONLY_ON_PAGE.has(name)) asked.append(name, value);
  asked.append("lang", language);
  return asked;
}

export function readYear(parameters: URLSearchParams): number | null {
  const year = parameters.get("year");
  return year && /^\d{1,4}$/.test(year) ? Number(year) : null;
}
