/** The house rules of the front ends: apps are strangers, both languages are there, old browsers can read what was built. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { parse } from "acorn";
import { describe, expect, it } from "vitest";

const WEB = join(import.meta.dirname, "../..");
const BUILT = join(WEB, "../src/wangge/pages/static/apps");
const APPS = ["worker", "desk", "resident"] as const;
const HAN = /\p{Script=Han}/u;

function files(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && ending.test(file.name) && !file.parentPath.includes("node_modules"))
    .map((file) => join(file.parentPath, file.name));
}

const sources = ["kit", ...APPS].flatMap((name) => files(join(WEB, name), /\.(vue|ts)$/)).filter((path) => !/\/tests\/|types\.d\.ts$/.test(path));
const pairs = (text: string) => [...text.matchAll(/(\w+|"[\w.]+"): \[\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",?\s*\]/g)];

describe("the workspace", () => {
  it("has apps that are strangers to each other, and a kit that knows none", () => {
    const wrong = sources.filter((path) => {
      const own = relative(WEB, path).split("/")[0]!;
      const foreign = APPS.filter((app) => app !== own);
      return foreign.some((app) => new RegExp(`from "(@wangge/${app}|(\\.\\./)+${app})/`).test(readFileSync(path, "utf8")));
    });
    expect(wrong).toEqual([]);
  });

  it("says every text in both languages", () => {
    const wrong = sources.flatMap((path) =>
      pairs(readFileSync(path, "utf8"))
        .filter(([, , zh, en]) => !HAN.test(zh!) || !en || HAN.test(en.replace(/（[^）]*）|“[^”]*”|中文/g, "")))
        .map(([whole]) => `${relative(WEB, path)}: ${whole}`),
    );
    expect(wrong).toEqual([]);
  });

  it("says nothing beside its tables of texts", () => {
    const wrong = sources.filter((path) => {
      if (/texts?(\.|\/)|\/time\.ts$/.test(path)) return false;
      const text = readFileSync(path, "utf8")
        .replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|\/\/.*$/gm, "")
        .replace(/(\w+|"[\w.]+"): \[\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",?\s*\]/g, "");
      return HAN.test(text);
    });
    expect(wrong.map((path) => relative(WEB, path))).toEqual([]);
  });

  it("keeps its files readable", () => {
    expect(sources.filter((path) => readFileSync(path, "utf8").split("\n").length > 400).map((path) => relative(WEB, path))).toEqual([]);
  });
});

interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
  css?: string[];
}

/** Files that the first page of an app loads: its entry with everything imported at once, and the page itself. */
function firstLoad(app: string): string[] {
  const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(BUILT, app, "manifest.json"), "utf8"));
  const found = new Set<string>();
  const take = (chunk: Chunk) => {
    found.add(chunk.file);
    for (const sheet of chunk.css ?? []) found.add(sheet);
    for (const name of chunk.imports ?? []) take(manifest[name]!);
  };
  for (const chunk of Object.values(manifest)) if (chunk.isEntry) take(chunk);
  if (existsSync(join(BUILT, app, "index.html"))) found.add("index.html");
  return [...found];
}

describe("what was built", () => {
  const most = { worker: 75, desk: 130, resident: 70 };

  it.each(APPS)("%s loads within its bytes at first", (app) => {
    const parts = firstLoad(app).map((name) => [name, gzipSync(readFileSync(join(BUILT, app, name)), { level: 9 }).length] as const);
    const all = parts.reduce((sum, [, bytes]) => sum + bytes, 0);
    console.log(`${app}: ${(all / 1024).toFixed(1)} KB gzipped of ${most[app]}`);
    expect(all, JSON.stringify(parts)).toBeLessThanOrEqual(most[app] * 1024);
  });

  it("the desk loads its map only when it is shown, within its bytes", () => {
    const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(BUILT, "desk", "manifest.json"), "utf8"));
    const first = firstLoad("desk");
    expect(first.filter((name) => /map/i.test(name))).toEqual([]);
    const found = new Set(readdirSync(join(BUILT, "desk", "assets")).filter((name) => /worker/.test(name)).map((name) => `assets/${name}`));
    const take = (chunk: Chunk) => {
      for (const name of [chunk.file, ...(chunk.css ?? [])]) if (!first.includes(name)) found.add(name);
      for (const name of chunk.imports ?? []) take(manifest[name]!);
    };
    take(manifest["map/MapPane.vue"]!);
    const parts = [...found].map((name) => [name, gzipSync(readFileSync(join(BUILT, "desk", name)), { level: 9 }).length] as const);
    const all = parts.reduce((sum, [, bytes]) => sum + bytes, 0);
    console.log(`desk, the map: ${(all / 1024).toFixed(1)} KB gzipped of 440`);
    expect(all, JSON.stringify(parts)).toBeLessThanOrEqual(440 * 1024);
  });

  it("can be read by Chrome 87 and Safari 15", () => {
    // What arrays learned since then stands in Vue, which wraps it without calling it; our own code cannot name it (tsconfig).
    const newer = /\.at\(-?\d|structuredClone\(|Object\.hasOwn\(|randomUUID\(|AbortSignal\.(timeout|any)\(|\.groupBy\(|Array\.fromAsync/;
    for (const path of files(BUILT, /\.js$/)) {
      const text = readFileSync(path, "utf8");
      expect(() => parse(text, { ecmaVersion: 2021, sourceType: "module", allowHashBang: false }), path).not.toThrow();
      if (!/maplibre|echarts/.test(path)) expect(text.match(newer)?.[0], path).toBeUndefined();
    }
    for (const path of files(BUILT, /\.css$/)) {
      expect(readFileSync(path, "utf8").match(/:has\(|:is\(|:where\(|@layer|@container|&\s*[.:{]|\d(dvh|svh|lvh)/)?.[0], path).toBeUndefined();
    }
  // To read through the drawing of maps takes a second, and more on a machine that has other work.
  }, 60_000);
});
