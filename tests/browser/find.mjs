// Looks for a house from the front page as a person does, in a real browser. Prints one JSON object with what was seen at each step.
//   node find.mjs BASE CHROMIUM
import { sitDown } from "./person.mjs";

const [base, executablePath] = process.argv.slice(2);
const { seen, open, check, leave } = await sitDown(base, executablePath);
const where = (page) => new URL(page.url());

// Names are proposed while somebody types, of every kind; the chosen one is opened in the language of the page.
const page = await open({}, "/?lang=pl");
await page.locator("#find").pressSequentially("krok");
await page.getByRole("option").first().waitFor();
seen.proposed = await page.getByRole("option").allInnerTexts();
await check(page, "proposals");
await page.keyboard.press("ArrowDown");
await page.keyboard.press("Enter");
await page.waitForURL(/\/doc\//);
seen.opened = { path: where(page).pathname, lang: where(page).searchParams.get("lang"), language: await page.locator("html").getAttribute("lang") };

// Enter without a choice, and a browser without scripts, search.
for (const [name, options] of [["searched", {}], ["plain", { javaScriptEnabled: false }]]) {
  const other = await open(options, "/");
  await other.locator("#find").fill("krokuva");
  await other.keyboard.press("Enter");
  await other.waitForURL(/search/);
  seen[name] = { q: where(other).searchParams.get("q"), hits: await other.locator(".hits > li").count() };
}
await leave();
