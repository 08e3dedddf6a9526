// Builds every app into the Python package, each alone, so that what one needs is counted for it alone:
//   node build.js [app …]
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { build } from "vite";
import vue from "@vitejs/plugin-vue";

const HERE = import.meta.dirname;
const INTO = join(HERE, "../src/wangge/pages/static/apps");
const APPS = ["worker", "desk", "resident"];
/** Chrome 87 (WebViews of 2020) and Safari 15; ES2021 so that a parser can show it. */
const TARGET = ["es2021", "chrome87", "safari15"];
/** What a resident's page loads is no page of its own: the server draws it. */
const INPUT = { resident: "main.ts" };

function settings(app, more = {}) {
  return {
    root: join(HERE, app),
    base: `/static/apps/${app}/`,
    configFile: false,
    logLevel: "warn",
    plugins: [vue()],
    define: { __VUE_OPTIONS_API__: "false", __VUE_PROD_DEVTOOLS__: "false" },
    build: {
      outDir: join(INTO, app),
      emptyOutDir: true,
      target: TARGET,
      manifest: "manifest.json",
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rollupOptions: {
        input: join(HERE, app, INPUT[app] ?? "index.html"),
        // By its name the tests know what is not ours: a library that asks before it calls what is new.
        output: { codeSplitting: { groups: [{ name: "maplibre", test: /node_modules\/maplibre-gl/ }] } },
      },
      ...more,
    },
  };
}

/** The service worker knows every file of its app by its hash, and its own version by all of them. */
async function buildServiceWorker(app) {
  const folder = join(INTO, app);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name !== "manifest.json")
    .map((file) => join(file.parentPath, file.name).slice(folder.length + 1))
    .sort();
  const version = createHash("sha256");
  for (const file of files) version.update(file).update(readFileSync(join(folder, file)));
  const made = settings(app, {
    emptyOutDir: false,
    manifest: false,
    rollupOptions: { input: join(HERE, app, "sw.ts"), output: { entryFileNames: "sw.js", format: "iife" } },
  });
  made.define = {
    ...made.define,
    VERSION: JSON.stringify(version.digest("hex").slice(0, 12)),
    FILES: JSON.stringify(files.filter((file) => file.startsWith("assets/")).map((file) => `/static/apps/${app}/${file}`)),
  };
  await build(made);
}

for (const app of process.argv.length > 2 ? process.argv.slice(2) : APPS) {
  rmSync(join(INTO, app), { recursive: true, force: true });
  await build(settings(app));
  if (app === "worker") await buildServiceWorker(app);
}
writeFileSync(join(INTO, "built.txt"), `${new Date().toISOString()}\n`);
