// Follows an event stream with the LDES client and prints each member as it comes: a line of JSON with its address and its N-Quads.
//   node follow.mjs FOLDER-WITH-NODE_MODULES ADDRESS OPTIONS-AS-JSON ORDER
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, url, options, order] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(join(folder, "node_modules", path)).href);
const { intoConfig, replicateLDES } = await load("ldes-client/dist/lib/client.js");
const { default: n3 } = await load("n3/lib/index.js");

const writer = new n3.Writer({ format: "N-Quads" });
const client = replicateLDES(intoConfig({ url, ...JSON.parse(options) }), order);
client.on("error", (error) => {
  console.error(error);
  process.exitCode = 1;
});
const reader = client.stream().getReader();
for (let read = await reader.read(); !read.done; read = await reader.read()) {
  console.log(JSON.stringify({ id: read.value.id.value, quads: writer.quadsToString(read.value.quads) }));
}
