// The script of /sparql: an editor in the place of the text field, a picture of the answer, and a button that copies a citation.
import { autocompletion } from "@codemirror/autocomplete";
import { withoutQuery } from "../address";
import { completeTerms, completeThings, completeVariables, type Terms } from "./completion";
import { mountEditor } from "./editor";
import { type Complaint, markFaults } from "./faults";

const field = document.querySelector<HTMLTextAreaElement>("textarea#query");
if (field) {
  const { terms = "", suggest = "", language = "en", fault = "" } = field.dataset;
  const known = loadTerms(`${withoutQuery(terms)}?lang=${language}`).then(completeTerms);
  mountEditor(field, field.labels[0]?.textContent?.trim() ?? "SPARQL", [
    autocompletion({ override: [completeVariables, async (context) => (await known)(context), completeThings(withoutQuery(suggest), language)] }),
    markFaults(fault, readComplaint()),
  ]);
}
const [picture, about] = [document.getElementById("picture"), document.getElementById("about")];
if (picture && about) void import("./picture").then(({ drawAnswer }) => drawAnswer(picture, about));
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) offerCopy(button);

async function loadTerms(address: string): Promise<Terms> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  return answer?.ok ? ((await answer.json()) as Terms) : { prefixes: {}, terms: [] };
}

function readComplaint(): Complaint | null {
  const error = document.getElementById("error");
  const line = Number(error?.dataset["line"]);
  return error && line ? { line, column: Number(error.dataset["column"]), message: error.textContent?.trim() ?? "" } : null;
}

function offerCopy(button: HTMLButtonElement): void {
  if (!navigator.clipboard) return; // only a secure page may write to it; the text can be marked by hand
  button.hidden = false;
  button.addEventListener("click", () => {
    const part = button.closest("details");
    const text = [part?.querySelector("#citation")?.firstChild?.textContent?.trim(), part?.querySelector("pre")?.textContent?.trim(), button.dataset["copy"]];
    void navigator.clipboard.writeText(text.join("\n\n")).then(() => {
      const said = part?.querySelector("[role=status]");
      if (said) said.textContent = button.dataset["copied"] ?? "";
    });
  });
}
