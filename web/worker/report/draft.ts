/** Reports that are being written, kept on the phone from the shutter on: reload, a call or an empty battery lose nothing. */
import type { Fix } from "@wangge/kit/place";
import type { Item, LocalFile, Store } from "@wangge/kit/sync/store";

const PREFIX = "report-draft:";
const nameOf = (draft: Pick<Draft, "report">) => PREFIX + draft.report;
/** The server takes so many files with a report, the recording among them. */
export const MOST_FILES = 9;

/** A position that comes later than this after the shutter belongs to where she went, not to what she saw (milliseconds). */
const BELONGS = 120_000;

/** Where it is: as the phone says, as the person has set it, or as a code at a door or on a component says. */
export interface Chosen {
  by: "phone" | "hand" | "code";
  lat: number | null;
  lng: number | null;
  /** Metres; null unless the phone said it. */
  accuracy: number | null;
  address: string;
  /** Door or component code. */
  code: string;
  /** When the phone was there (milliseconds); 0 unless the phone said it. */
  at: number;
}

/** A case that stands nearby, as far as it is told. */
export interface Joined {
  id: string;
  number: string;
  title: string;
  /** Whether whoever reports may open it. */
  mine: boolean;
}

export interface Draft {
  /** Of the shape; a draft of another one is brought along by `read`. */
  version: 1;
  /** Id that the report will have. */
  report: string;
  madeAt: number;
  /** Ids of files, the first one is that of the shutter. */
  photos: string[];
  /** Photos of how it looks after somebody put it right at once. */
  after: string[];
  voice: string | null;
  seconds: number;
  /** Code of the kind, "" for 说不准; null while the guess holds. */
  kind: string | null;
  /** Code of a filing condition of the kind; absent or empty while none is chosen. */
  condition?: string;
  place: Chosen | null;
  words: string;
  solved: boolean;
  joins: Joined | null;
  /** Ids of cases that are not the same. */
  apart: string[];
}

export function newDraft(report: string, now: number): Draft {
  return {
    version: 1, report, madeAt: now, photos: [], after: [], voice: null, seconds: 0,
    kind: null, place: null, words: "", solved: false, joins: null, apart: [],
  };
}

/** The fix that belongs to a photo: the first one, then better ones that come soon after. Pure. */
export function settled(place: Chosen | null, fix: Fix | null, madeAt: number): Chosen | null {
  if (!fix || (place && place.by !== "phone")) return place;
  if (place && (fix.at - madeAt > BELONGS || fix.accuracy >= (place.accuracy ?? Infinity))) return place;
  if (!place && fix.at - madeAt > BELONGS) return null;
  return { by: "phone", lat: fix.lat, lng: fix.lng, accuracy: fix.accuracy, address: "", code: "", at: fix.at };
}

/** All files of a draft. */
export function filesOf(draft: Draft): string[] {
  return [...draft.photos, ...draft.after, ...(draft.voice ? [draft.voice] : [])];
}

/** A draft as it was kept, whatever edition of the app kept it; null for something else. Pure. */
export function read(value: unknown): Draft | null {
  const found = value as Partial<Draft> | null;
  if (!found || typeof found !== "object" || typeof found.report !== "string" || !Array.isArray(found.photos)) return null;
  return { ...newDraft(found.report, found.madeAt ?? 0), ...found, version: 1 };
}

/** Keeps the draft, with a new file of it in the same step. Raises what the phone says when it has no room: nothing changed then. */
export async function keepDraft(store: Store, draft: Draft, file?: LocalFile): Promise<void> {
  const change = store.transaction(["kept", "files"], "readwrite");
  const value: unknown = JSON.parse(JSON.stringify(draft));
  await Promise.all([
    ...(file ? [change.objectStore("files").put(file)] : []),
    change.objectStore("kept").put({ name: nameOf(draft), value, at: Date.now() }),
    change.done,
  ]);
}

/** Takes one file out of what is kept, with the draft that names it no more. */
export async function dropFile(store: Store, draft: Draft, id: string): Promise<void> {
  const change = store.transaction(["kept", "files"], "readwrite");
  const value: unknown = JSON.parse(JSON.stringify(draft));
  await Promise.all([
    change.objectStore("files").delete(id),
    change.objectStore("kept").put({ name: nameOf(draft), value, at: Date.now() }),
    change.done,
  ]);
}

/** Forgets the draft; `keep` are files that have gone into the outbox. */
export async function dropDraft(store: Store, draft: Draft, keep: readonly string[] = []): Promise<void> {
  const change = store.transaction(["kept", "files"], "readwrite");
  const files = filesOf(draft).filter((id) => !keep.includes(id));
  await Promise.all([
    ...files.map((id) => change.objectStore("files").delete(id)),
    change.objectStore("kept").delete(nameOf(draft)),
    change.done,
  ]);
}

/** What of the outbox was made from the draft: by the id of its report, or, where it joined a case, by its files. */
export function itemOf(items: readonly Item[], draft: Draft): Item | undefined {
  return items.find((item) => item.facts.id === draft.report || item.files.some((id) => draft.photos.includes(id) || id === draft.voice));
}

/**
 * Reports that wait to be gone on with, the newest first. One that already went into the outbox (the app ended between two
 * steps) is cleared away; files that are gone are named no more.
 */
export async function unfinished(store: Store): Promise<Draft[]> {
  const rows = await store.getAll("kept", IDBKeyRange.bound(PREFIX, `${PREFIX}\uffff`));
  if (!rows.length) return [];
  const items = await store.getAll("items");
  const there = new Set(await store.getAllKeys("files"));
  const found: Draft[] = [];
  for (const row of rows) {
    const draft = read(row.value);
    if (!draft) continue;
    const own = itemOf(items, draft);
    if (own && (!draft.solved || items.some((item) => item.after === own.key))) {
      await dropDraft(store, draft, items.flatMap((item) => item.files));
      continue;
    }
    draft.photos = draft.photos.filter((id) => there.has(id));
    draft.after = draft.after.filter((id) => there.has(id));
    if (draft.voice && !there.has(draft.voice)) draft.voice = null;
    found.push(draft);
  }
  return found.sort((a, b) => b.madeAt - a.madeAt);
}
