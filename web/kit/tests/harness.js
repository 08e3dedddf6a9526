// Prints the harness as one script.
import { join } from "node:path";
import { build } from "vite";

const [made] = await build({
  root: import.meta.dirname,
  configFile: false,
  logLevel: "error",
  define: { "process.env.NODE_ENV": '"production"' },
  build: { write: false, lib: { entry: join(import.meta.dirname, "harness.ts"), formats: ["iife"], name: "harness" } },
});
process.stdout.write(made.output[0].code);
