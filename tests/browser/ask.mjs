// Uses /sparql as a person does, in a real browser. Prints one JSON object with what was seen at each step.
//   node ask.mjs BASE CHROMIUM
import { sitDown } from "./person.mjs";

const [base, executablePath] = process.argv.slice(2);
const { seen, open, check, leave } = await sitDown(base, executablePath);
const query = (page) => new URL(page.url()).searchParams.get("query");
const text = (page) => page.locator(".cm-content .cm-line").allInnerTexts().then((lines) => lines.join("\n"));

// Written with the help of completion: a property by its Polish name, a city by its name; sent from the keyboard.
const page = await open({}, "/sparql?format=html&lang=pl");
await page.locator(".cm-content").click();
await page.keyboard.press("Control+a");
await page.keyboard.type("SELECT * { ?city krajem");
await page.keyboard.press("Control+a");
await page.keyboard.type("SELECT ?kind { ?thing obejmuje");
await page.locator(".cm-tooltip-autocomplete li").first().waitFor();
seen.proposed = await page.locator(".cm-tooltip-autocomplete li").first().innerText();
await page.waitForTimeout(150); // CodeMirror takes no answer in the first moments of a list, so that nobody accepts by accident
await page.keyboard.press("Enter");
seen.completed = await text(page);
await page.locator(".cm-gutter-lint .cm-lint-marker-error").first().waitFor(); // half a query: then nothing changes under the hands of axe
await check(page, "editor");
await page.keyboard.type(" ?kind }");
seen.field = await page.locator("textarea#query").inputValue();
await page.keyboard.press("Control+Enter");
await page.locator("#answer").waitFor();
seen.asked = { query: query(page), rows: await page.locator("#answer tbody tr").count() };
await page.locator("details.cite summary").click();
seen.cited = await page.locator("#citation").innerText();
await check(page, "answer");

// The same answer as a network, a map and a chart, without writing the query again; the picture is in the address.
const cities = `PREFIX ami: <https://w3id.org/amicorum/ns#>
SELECT ?one ?other (COUNT(*) AS ?times) { ?p a ami:Partnership ; ami:hasParty/ami:partyAgent ?one, ?other . FILTER(STR(?one) < STR(?other)) } GROUP BY ?one ?other`;
const drawn = await open({}, `/sparql?format=html&query=${encodeURIComponent(cities)}`);
seen.pictures = {};
for (const name of ["Map", "Network"]) {
  await drawn.locator("nav.filters").getByRole("link", { name }).click();
  await drawn.locator("#picture .surface").waitFor();
  await drawn.locator("#picture .waiting").waitFor({ state: "detached" });
  await drawn.locator("#picture .surface").focus();
  await drawn.keyboard.press("ArrowRight");
  await drawn.locator("#about h2 a").first().waitFor();
  seen.pictures[name] = { view: new URL(drawn.url()).searchParams.get("view"), told: await drawn.locator("#about h2 a").first().getAttribute("href"), row: await drawn.locator("#about li a").first().getAttribute("href") };
  await check(drawn, name);
}
await drawn.locator("nav.filters").getByRole("link", { name: "Chart" }).click();
await drawn.locator(".bars").waitFor();
seen.bars = await drawn.locator(".bars tbody tr").count();
await check(drawn, "Chart");
const closed = await open({ javaScriptEnabled: false }, `/sparql?format=html&view=map&query=${encodeURIComponent(cities)}`);
seen.unscripted = { note: await closed.locator("#picture .note").innerText(), rows: await closed.locator("#answer tbody tr").count() };

// A mistake is marked at its line, once the service has complained and while somebody types.
const wrong = "SELECT ?a WHERE {\n  ?a ?b ?c .\n  ?d nothing:here ?e\n}";
const mistaken = await open({ colorScheme: "dark" }, `/sparql?format=html&query=${encodeURIComponent(wrong)}`);
await mistaken.locator(".cm-lintRange-error").first().waitFor();
seen.marked = { line: await mistaken.locator("#error").getAttribute("data-line"), text: await mistaken.locator(".cm-line:has(.cm-lintRange-error)").innerText() };
await check(mistaken, "mistake by night");
const typed = await open({}, "/sparql?format=html");
await typed.locator(".cm-content").click();
await typed.keyboard.press("Control+a");
await typed.keyboard.type("SELECT ?a WHERE { ?a ?b . }");
await typed.locator(".cm-lintRange-error").first().waitFor();
seen.typed = await typed.locator(".cm-gutter-lint .cm-lint-marker-error").count();
await typed.keyboard.press("Escape");
await typed.keyboard.press("Tab");
seen.left = await typed.evaluate(() => document.activeElement.id);

// Without scripts: the plain field.
const plain = await open({ javaScriptEnabled: false }, "/sparql?format=html");
await plain.locator("textarea#query").fill("ASK {}");
await plain.locator("form.query button").click();
seen.plain = await plain.locator(".verdict").innerText();

await leave();
