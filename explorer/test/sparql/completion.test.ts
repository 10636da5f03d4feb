import { CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { sparql } from "codemirror-lang-sparql";
import { describe, expect, it } from "vitest";
import { completeTerms, completeVariables, findPrologue, readPrefixes, type Terms, write } from "../../src/sparql/completion";
import { findFault, placeComplaint } from "../../src/sparql/faults";

const AMI = "https://w3id.org/amicorum/ns#";
const terms: Terms = {
  prefixes: { ami: AMI, skos: "http://www.w3.org/2004/02/skos/core#" },
  terms: [
    { iri: `${AMI}coversArea`, kind: "property", label: "dotyczy obszaru", uses: 900 },
    { iri: "https://w3id.org/amicorum/scheme/institution-types/library", kind: "concept", label: "biblioteka", uses: 200 },
  ],
};
const state = (doc: string) => EditorState.create({ doc, extensions: sparql() });
const ask = (source: (context: CompletionContext) => unknown, doc: string, explicit = false) => source(new CompletionContext(state(doc), doc.length, explicit)) as CompletionResult | null;

describe("terms", () => {
  const source = completeTerms(terms);
  it("are proposed by short form and by name", () => {
    const found = ask(source, "SELECT * { ?a ami:cov");
    expect(found?.from).toBe("SELECT * { ?a ".length);
    expect(found?.options.map((each) => [each.displayLabel, each.detail])).toEqual([["ami:coversArea", "dotyczy obszaru"], ["<…/library>", "biblioteka"]]);
    expect(found?.options[0]?.label).toContain("dotyczy obszaru");
  });
  it.each(["SELECT ?ar", "SELECT * { <lib", 'FILTER (?a = "bib', "SELECT * { ?a "])("are not proposed in %s", (text) => expect(ask(source, text)).toBeNull());
  it("are proposed where somebody asks for them", () => expect(ask(source, "SELECT * { ?a ", true)?.options).toHaveLength(2));
});

describe("prefixes", () => {
  const query = "# a question\n# in two lines\nBASE <x>\nPREFIX ami: <https://w3id.org/amicorum/ns#>\n\nSELECT * {}\n";
  it("are read", () => expect([...readPrefixes(query)]).toEqual([["ami", AMI]]));
  it("are added behind those that are there", () => expect(query.slice(0, findPrologue(query))).toMatch(/ns#>\n$/));
  it.each([["SELECT * {}", 0], ["# words\nSELECT * {}", 8], ["", 0]])("are added where %j begins", (text, at) => expect(findPrologue(text)).toBe(at));
  it("shorten what they can", () => {
    expect(write(`${AMI}City`, Object.entries(terms.prefixes))).toEqual({ text: "ami:City", prefix: "ami" });
    expect(write("https://w3id.org/amicorum/id/city/krakow", Object.entries(terms.prefixes)).text).toBe("<https://w3id.org/amicorum/id/city/krakow>");
  });
});

it("variables are those of the query", () => expect(ask(completeVariables, "SELECT ?city ?name { ?city ?p ?c")?.options.map((each) => each.label)).toEqual(["city", "name", "p"]));

describe("faults", () => {
  it("are found where they stand", () => {
    const text = "SELECT ?a WHERE {\n  ?a ?b\n}";
    const fault = findFault(state(text), "cannot be read");
    expect(fault?.message).toBe("cannot be read");
    expect(fault && text.slice(0, fault.from).split("\n").length).toBeGreaterThan(1);
  });
  it("are not found where there are none", () => expect(findFault(state("SELECT ?a WHERE { ?a ?b ?c }"), "")).toBeNull());
  it.each([[2, 3, "?a ?b"], [2, 99, "  ?a ?b"], [9, 1, "}"], [0, 0, "SELECT ?a WHERE {"]])("of line %d, column %d are marked in it", (line, column, marked) => {
    const { doc } = state("SELECT ?a WHERE {\n  ?a ?b\n}");
    const { from, to } = placeComplaint(doc, { line, column, message: "" });
    expect(doc.sliceString(from, to)).toBe(marked);
  });
});
