/** The day pack: what the tasks of the day need without a network, fetched while there is a good one. */
import { ask, send } from "@wangge/kit/api/client";
import { keep, kept } from "@wangge/kit/sync/store";
import type { Case } from "./asks";
import { app, here } from "./state";
import { historyOf, type Opened } from "./tasks";

/** Most bytes of pictures that a pack takes. */
const MOST = 5 * 1024 * 1024;
/** Longest side of a packed picture in pixels, a size that the server makes. */
const SIZE = 640;
const PREFIX = "pack:";
let packing = false;

interface Connection {
  saveData?: boolean;
  effectiveType?: string;
}

function good(): boolean {
  const connection = (navigator as Navigator & { connection?: Connection }).connection;
  return !connection?.saveData && !/2g/.test(connection?.effectiveType ?? "");
}

/**
 * Fetches the history and the pictures of the cases, and other pictures (`also`). It does not open a case: that would tell others that she has seen
 * it. Ends quietly wherever the network or the room does.
 */
export async function pack(cases: readonly Case[], also: readonly string[] = []): Promise<void> {
  if (packing || !good()) return;
  packing = true;
  try {
    const wanted = new Set<string>();
    let bytes = await size();
    for (const one of cases) {
      const found = await kept<Opened>(here().store, `case:${one.id}`);
      const fresh = found?.value.case.version === one.version && found.value.entries.length > 0;
      const entries = fresh ? found.value.entries : await historyOf(one.id);
      if (!fresh) await keep(here().store, `case:${one.id}`, { case: one, entries } satisfies Opened);
      for (const file of entries.flatMap((entry) => entry.files).filter((file) => file.type.startsWith("image"))) {
        wanted.add(PREFIX + file.id);
        if (bytes < MOST) bytes += await picture(file.id);
      }
      for (const grid of one.grid ? [one.grid] : []) await areaOf(grid);
    }
    for (const id of also) {
      wanted.add(PREFIX + id);
      if (bytes < MOST) bytes += await picture(id);
    }
    await clear(wanted);
    await keep(here().store, "pack", { cases: cases.length, bytes });
  } catch {
    // The next round goes on where this one stood.
  } finally {
    packing = false;
  }
}

async function size(): Promise<number> {
  let sum = 0;
  for (const key of await packed()) sum += (await here().store.get("files", key))?.blob.size ?? 0;
  return sum;
}

async function packed(): Promise<string[]> {
  return here().store.getAllKeys("files", IDBKeyRange.bound(PREFIX, `${PREFIX}\uffff`));
}

async function clear(wanted: ReadonlySet<string>): Promise<void> {
  for (const key of await packed()) if (!wanted.has(key)) await here().store.delete("files", key);
}

async function picture(id: string): Promise<number> {
  const { store } = here();
  if (await store.get("files", PREFIX + id)) return 0;
  const answer = await send("GET", `/api/v1/files/${id}?size=${SIZE}`);
  const blob = await answer.blob();
  await store.put("files", { id: PREFIX + id, blob, type: blob.type, madeAt: Date.now(), upload: null });
  return blob.size;
}

/** An object address of a packed picture, to be given back with `URL.revokeObjectURL`; empty when it was not packed. */
export async function packedPicture(id: string): Promise<string> {
  const found = await app.store?.get("files", PREFIX + id);
  return found ? URL.createObjectURL(found.blob) : "";
}

interface Area {
  name: string;
  outline: { type: "Polygon" | "MultiPolygon"; coordinates: unknown[] } | null;
}

/** Name and outline of an area, kept: ground changes seldom. Null when never seen and no network. */
export async function areaOf(code: string): Promise<Area | null> {
  const { store } = here();
  const found = await kept<Area>(store, `area:${code}`);
  if (found && Date.now() - found.at < 7 * 86_400_000) return found.value;
  try {
    const { name, outline } = await ask("get", "/api/v1/places/areas/{code}", { path: { code } });
    await keep(store, `area:${code}`, { name, outline });
    return { name, outline };
  } catch {
    return found?.value ?? null;
  }
}
