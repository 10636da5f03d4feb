// The editor's grammar reads every question of the project: what it marks as wrong in them would be its own fault.
import { readFileSync, readdirSync } from "node:fs";
import { SparqlLanguage } from "codemirror-lang-sparql";
import { describe, expect, it } from "vitest";

const folder = new URL("../../../ontology/questions/", import.meta.url);
const questions = readdirSync(folder).filter((each) => each.endsWith(".rq"));

function faults(text: string): string[] {
  const found: string[] = [];
  SparqlLanguage.parser.parse(text).iterate({ enter: (node) => void (node.type.isError && found.push(text.slice(node.from - 30, node.to + 10))) });
  return found;
}

describe("the SPARQL grammar", () => {
  it.each(questions)("reads %s", (name) => expect(faults(readFileSync(new URL(name, folder), "utf8"))).toEqual([]));
  it.each(["SELECT ?a WHERE { ?a ?b }", "SELECT ?a WHERE { ?a ?b ?c ", "SELEC ?a { ?a ?b ?c }"])("sees what is wrong in %s", (text) => expect(faults(text)).not.toEqual([]));
});
