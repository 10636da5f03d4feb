// Looks at pages in a real browser: accessibility (axe), overflow, refused resources, the keyboard. Prints one JSON object a line.
//   node look.mjs BASE CHROMIUM PATH…
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [base, executablePath, ...paths] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath, args: quiet });

// Each width and each colour scheme once: a phone at night, a desk by day.
const VIEWS = [
  { width: 390, colorScheme: "dark" },
  { width: 1280, colorScheme: "light" },
];

for (const { width, colorScheme } of VIEWS) {
  // The page's own policy stays in force for everything but the checker, which is evaluated from outside.
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, javaScriptEnabled: true });
  for (const path of paths) {
    const page = await context.newPage();
    const errors = [];
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("requestfailed", (request) => errors.push(`${request.url()} ${request.failure()?.errorText}`));
    const response = await page.goto(base + path);
    await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
    await page.evaluate(axe);
    const found = await page.evaluate(() =>
      globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
    );
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => document.activeElement?.className);
    console.log(
      JSON.stringify({
        path,
        width,
        colorScheme,
        status: response.status(),
        violations: found.violations.map((each) => ({ rule: each.id, help: each.help, nodes: each.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)) })),
        passes: found.passes.length,
        overflow,
        focus,
        errors,
      }),
    );
    await page.close();
  }
  await context.close();
}
await browser.close();
