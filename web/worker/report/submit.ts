/** From a draft to what goes into the outbox. */
import type { Deed, Outbox } from "@wangge/kit/sync/outbox";
import type { LocalFile, Store } from "@wangge/kit/sync/store";
import { type Chosen, type Draft, dropDraft, filesOf, itemOf } from "./draft";

/** A position less exact than this is said to be so, to the person and to the centre (metres). */
export const POOR = 50;

/** Sentences that the deeds carry; the page says them in the reader's language. */
export interface Said {
  /** What a person reads in the outbox. */
  title: string;
  /** `误差约 120 米` for the centre, where the position is poor. */
  poor: (metres: number) => string;
  /** A point that lies in no grid of the district, in words: the server takes points of its grids only. */
  outside: (lat: number, lng: number) => string;
  /** The words where the person wrote none and says that it is the same as another. */
  again: string;
}

/** The place as the API takes it; null where none is known: the centre will ask. Pure. */
export function placeFact(place: Chosen | null, grid: "inside" | "outside" | "unknown", said: Pick<Said, "poor" | "outside">): Record<string, unknown> | null {
  if (!place) return null;
  if (place.code) return { building: place.code };
  if (place.lat === null || place.lng === null) return place.address ? { address: place.address } : null;
  if (grid === "outside") return { address: [place.address, said.outside(place.lat, place.lng)].filter(Boolean).join(" ") };
  const poor = place.by === "phone" && (place.accuracy ?? 0) > POOR ? said.poor(place.accuracy!) : "";
  const address = [place.address, poor].filter(Boolean).join(" ");
  return { lat: round(place.lat), lng: round(place.lng), datum: "wgs84", ...(address ? { address } : {}) };
}

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;

/**
 * The deeds of a draft in their order: the report, and that it was put right at once. A report that is the same as a case that
 * is there names it, and joins it with a code of its own. `kind` is the code to send, "" to let the centre decide. Pure; the outbox adds key and times.
 */
export function deedsOf(draft: Draft, kind: string, place: Record<string, unknown> | null, said: Said): [Deed, Deed | null] {
  const files = [...draft.photos, ...(draft.voice ? [draft.voice] : [])].map(named);
  const words = draft.words.trim();
  const same = draft.joins ? { same_as: draft.joins.id } : {};
  const facts = { words: words || (draft.joins ? said.again : ""), ...(kind ? { kind } : {}), ...(kind && draft.condition ? { condition: draft.condition } : {}), ...(place ? { place } : {}), ...same };
  const report: Deed = { verb: "report", report: draft.report, facts, title: said.title, files };
  if (!draft.solved || draft.joins) return [report, null];
  return [report, { verb: "solve", facts: {}, title: said.title, files: draft.after.map(named) }];
}

/** A file by its id alone, until `submit` has read its bytes. */
const named = (id: string): LocalFile => ({ id, blob: new Blob(), type: "", madeAt: 0, upload: null });

async function withBytes(store: Store, deed: Deed, loose: ReadonlyMap<string, LocalFile>): Promise<Deed> {
  const files: LocalFile[] = [];
  for (const { id } of deed.files ?? []) {
    const file = (await store.get("files", id)) ?? loose.get(id);
    if (file) files.push(file);
  }
  return { ...deed, files };
}

/**
 * Puts what was made of the draft into the outbox, and only then lets the draft go. Done again after an interruption it adds
 * what is still missing and nothing twice. `loose` are files that the phone had no room for so far. Raises what the phone says
 * when it has none now either: the draft is whole then.
 */
export async function submit(
  store: Store, outbox: Outbox, draft: Draft, [first, second]: [Deed, Deed | null], loose: ReadonlyMap<string, LocalFile>,
): Promise<void> {
  const items = await store.getAll("items");
  const own = itemOf(items, draft) ?? (await outbox.add(await withBytes(store, first, loose)));
  if (second && !items.some((item) => item.after === own.key)) await outbox.add({ ...(await withBytes(store, second, loose)), after: own.key });
  const used = new Set([...(first.files ?? []), ...(second?.files ?? [])].map((file) => file.id));
  await dropDraft(store, draft, filesOf(draft).filter((id) => used.has(id)));
}
