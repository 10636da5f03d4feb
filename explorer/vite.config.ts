import { defineConfig } from "vitest/config";

// One entry for each page that loads a script. Paths are relative, because the service may stand under any prefix; file names carry a
// hash of their content, and the manifest tells the service which file an entry became.
export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    outDir: "../service/amicorum/web/html/static/explorer",
    emptyOutDir: true,
    assetsDir: "",
    assetsInlineLimit: 0,
    manifest: true,
    license: { fileName: "licences.txt" }, // what is bundled keeps the licences of its authors
    modulePreload: { polyfill: false },
    target: "es2022",
    rollupOptions: { input: { explore: "src/explore/main.ts", sparql: "src/sparql/main.ts", views: "src/views/main.ts" } },
  },
  worker: { format: "es" },
  test: { include: ["test/**/*.test.ts"] },
});
