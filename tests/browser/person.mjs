// A person at a real browser: pages that note every error, every host that is asked, and what axe objects to.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const quiet = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
// Without a graphics card WebGL is computed.
const computed = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"];

export async function sitDown(base, executablePath) {
  const browser = await chromium.launch({ executablePath, args: [...quiet, ...computed] });
  const seen = { errors: [], hosts: [], axe: [] };

  async function open(options, path) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, acceptDownloads: true, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on("console", (message) => message.type() === "error" && seen.errors.push(`${path}: ${message.text()}`));
    page.on("pageerror", (error) => seen.errors.push(`${path}: ${error.message}`));
    page.on("request", (request) => seen.hosts.push(new URL(request.url()).host));
    await page.goto(base + path);
    return page;
  }
  async function check(page, name) {
    await page.evaluate(axe);
    const found = await page.evaluate(() =>
      globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
    );
    const violations = found.violations.map((each) => ({ rule: each.id, nodes: each.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)) }));
    seen.axe.push({ name, passes: found.passes.length, violations });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    if (wide) seen.errors.push(`${name}: wider than the screen`);
  }
  async function leave() {
    seen.hosts = [...new Set(seen.hosts)];
    console.log(JSON.stringify(seen));
    await browser.close();
  }
  return { seen, open, check, leave };
}
