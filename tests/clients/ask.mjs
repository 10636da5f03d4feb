// Asks an endpoint a query through Comunica and prints the rows as JSON: node ask.mjs MODULES ENDPOINT QUERY-FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, endpoint, file] = process.argv.slice(2);
const { QueryEngine } = createRequire(join(modules, "package.json"))("@comunica/query-sparql");
const bindings = await new QueryEngine().queryBindings(readFileSync(file, "utf8"), { sources: [{ type: "sparql", value: endpoint }] });
const write = ({ termType, value, language, datatype }) => [termType, value, language ?? "", datatype?.value ?? ""];
const rows = (await bindings.toArray()).map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, write(term)])));
console.log(JSON.stringify(rows));
