// Uses /explore as a person does, in a real browser. Prints one JSON object with what was seen at each step.
//   node explore.mjs BASE CHROMIUM
import { readFileSync } from "node:fs";
import { sitDown } from "./person.mjs";

const [base, executablePath] = process.argv.slice(2);
const { seen, open, check, leave } = await sitDown(base, executablePath);
const query = (page) => Object.fromEntries(new URL(page.url()).searchParams);
const summary = (page) => page.locator("#result .summary").innerText();
const drawn = (page) => page.locator("#picture .surface canvas, #picture canvas.surface, #picture svg").first().waitFor();

// By mouse: a name that is proposed, a list, the year, another picture, a partner, its other partners, back, the file.
const page = await open({ colorScheme: "light" }, "/explore");
await drawn(page);
seen.first = { summary: await summary(page), canvases: await page.locator("#picture canvas").count() };
await check(page, "network");
await page.locator("#of").pressSequentially("krok");
await page.getByRole("option").first().waitFor();
seen.proposals = await page.getByRole("option").allInnerTexts();
await page.getByRole("option").first().click();
await page.waitForURL(/of=/);
await page.locator("#selection input[name=of][type=checkbox]").waitFor();
seen.named = { query: query(page), summary: await summary(page) };
await page.locator("details[data-list=kind] summary").click();
await page.locator("input[name=kind][value=institutional]").check();
await page.waitForURL(/kind=/);
await page.waitForFunction((before) => document.querySelector("#result .summary").innerText !== before, seen.named.summary);
seen.listed = { query: query(page), summary: await summary(page), open: await page.locator("details[data-list=kind]").evaluate((each) => each.open) };
await page.locator("#year-switch").focus();
await page.keyboard.press("ArrowLeft");
await page.waitForURL(/year=/);
await page.waitForFunction((year) => document.querySelector("#result .summary").innerText.includes(year), query(page).year);
seen.yeared = { query: query(page), field: await page.locator("#year").inputValue(), output: await page.locator(".years-switch output").innerText() };
await page.getByRole("tab").nth(1).click();
await page.locator("#picture canvas.surface").waitFor();
await page.waitForLoadState("networkidle");
seen.mapped = { query: query(page), painted: await page.locator("#picture canvas.surface").evaluate((canvas) => new Set(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data).size) };
await check(page, "map");
await page.getByRole("tab").nth(2).click();
await page.locator("#picture svg .row").first().waitFor();
seen.timed = { query: query(page), rows: await page.locator("#picture svg .row").count(), links: await page.locator("#picture svg a.row").first().getAttribute("href") };
await check(page, "timeline");
const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#result a[download]").click()]);
seen.file = readFileSync(await download.path(), "utf8");
await page.goBack();
await page.locator("#picture canvas.surface").waitFor();
seen.back = query(page);
const address = page.url();
const again = await open({ colorScheme: "dark" }, address.slice(base.length));
await again.locator("#picture canvas.surface").waitFor();
seen.shared = { summary: await summary(again), before: await summary(page) };
await check(again, "map by night");

// By keyboard alone: into the picture, to a partner, what is told of it, all its partners; and no motion where none is wanted.
const keys = await open({ reducedMotion: "reduce" }, "/explore?of=institution/ckp");
await drawn(keys);
await keys.locator("#face-network").focus();
await keys.keyboard.press("Tab");
seen.focus = await keys.evaluate(() => document.activeElement.className);
for (const key of ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"]) {
  await keys.keyboard.press(key);
  if (await keys.locator(".about").isVisible()) break;
}
await keys.locator(".about h2").waitFor();
seen.about = { title: await keys.locator(".about h2").innerText(), partners: await keys.locator(".about li").count() };
await check(keys, "told");
await keys.locator(".about .buttons button").first().focus();
await keys.keyboard.press("Enter");
await keys.waitForURL(/expand=/);
await keys.locator("input[name=expand]").waitFor();
seen.expanded = query(keys);
const button = keys.locator(".years-switch button").first();
await button.focus();
await keys.keyboard.press("Enter");
const output = keys.locator(".years-switch output");
const started = await output.innerText();
await keys.waitForFunction((before) => document.querySelector(".years-switch output").innerText !== before, started);
await keys.keyboard.press("Enter");
await keys.waitForURL(/year=/);
seen.played = { started, year: query(keys).year };

// Narrow, in Polish, by night.
const narrow = await open({ viewport: { width: 390, height: 844 }, colorScheme: "dark" }, "/explore?lang=pl");
await drawn(narrow);
await check(narrow, "narrow");

// Without scripts: the same selection as a table.
const plain = await open({ javaScriptEnabled: false }, address.slice(base.length));
seen.plain = { pictures: await plain.locator("#pictures").isVisible(), rows: await plain.locator("#result tbody tr").count(), summary: await summary(plain) };

await leave();
