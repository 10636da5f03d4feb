// The script of /sparql.
import { mountEditor } from "./editor";

const field = document.querySelector<HTMLTextAreaElement>("textarea#query");
if (field) mountEditor(field, field.labels[0]?.textContent?.trim() ?? "SPARQL");
