/** What the phone remembers, in IndexedDB; one database a person, so that a shared phone never mixes two. */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

/** A file that was taken on the phone. Its bytes stay until the server has confirmed what they belong to. */
export interface LocalFile {
  id: string;
  blob: Blob;
  /** `image/jpeg`, `audio/webm` … */
  type: string;
  madeAt: number;
  /** Where the bytes go on the server and how many are there; null before the upload was opened. */
  upload: { address: string; offset: number } | null;
  /** What we know of a photo ourselves; nothing of it is inside the picture. */
  facts?: PhotoFacts;
}

/** Size in pixels, checksum of the bytes, where the phone was, and whether our own viewfinder took it. */
export interface PhotoFacts {
  width: number;
  height: number;
  /** Empty where the phone gives none, and once the bytes proved to be others than those that were taken. */
  sha256: string;
  source?: "camera" | "gallery";
  /** How far the server's clock was ahead of the phone's then (milliseconds). */
  ahead?: number;
  /** How often the server found other bytes than those that were taken. */
  unlike?: number;
  position: { lng: number; lat: number; accuracy: number; at: number } | null;
}

/** Why an item needs the person: the server's sentence, or ours. */
export interface Trouble {
  status: number;
  code: string;
  sentence: string;
}

export type ItemState = "waiting" | "needs_you" | "received";

/** A command on its way: what was done, with a key made on the phone. `sending` is no state: it is known while it runs. */
export interface Item {
  key: string;
  /** Makes the order of making. */
  order: number;
  /** Items about the same thing go one after another: `case:<id>`, `report:<id>` or `recheck:<id>`. */
  about: string;
  verb: string;
  /** The case of a move; null for a report, and for a move on the case that the report `after` will open. */
  case: string | null;
  /** Key of the item whose answer this one needs. */
  after: string | null;
  /** Facts without key, times and photos. */
  facts: Record<string, unknown>;
  files: string[];
  /** What a person reads in the outbox. */
  title: string;
  /** The phone's clock when it was done, and how far the server's was ahead of it then (milliseconds). */
  madeAt: number;
  offset: number;
  state: ItemState;
  tries: number;
  /** How often its bytes had to go anew because the server did not know them any more. */
  again?: number;
  nextAt: number;
  trouble: Trouble | null;
  /** The server's answer once received. */
  answer: { status: number; body: unknown } | null;
  receivedAt: number | null;
}

/** A snapshot or a draft under a name, with the time at which it was taken. */
export interface Kept {
  name: string;
  value: unknown;
  at: number;
}

interface Rooms extends DBSchema {
  items: { key: string; value: Item; indexes: { order: number } };
  files: { key: string; value: LocalFile };
  kept: { key: string; value: Kept };
}

export type Store = IDBPDatabase<Rooms>;

/** Rises with every change of shape; `upgrade` brings old rows along, one step after the other. */
export const VERSION = 1;

/** Opens the person's database. Raises what IndexedDB says when the phone refuses (no room, private window). */
export async function openStore(person: string): Promise<Store> {
  return openDB<Rooms>(nameOf(person), VERSION, {
    upgrade(db, before) {
      if (before < 1) {
        db.createObjectStore("items", { keyPath: "key" }).createIndex("order", "order");
        db.createObjectStore("files", { keyPath: "id" });
        db.createObjectStore("kept", { keyPath: "name" });
      }
    },
    blocking(_, __, event) {
      // A newer page wants to change the shape: let it.
      (event.target as IDBDatabase).close();
    },
  });
}

/** The database's name of a person. */
export function nameOf(person: string): string {
  return `wangge-${person}`;
}

/** Whether the phone has no room left. Raises anything else again: that is a fault of ours. */
export function isFull(trouble: unknown): true {
  if (trouble instanceof DOMException && ["QuotaExceededError", "AbortError", "UnknownError"].includes(trouble.name)) return true;
  throw trouble;
}

/** Keeps a snapshot, unless the phone is full: what cannot be kept is not missed before the network goes. */
export async function keep(store: Store, name: string, value: unknown): Promise<void> {
  try {
    await store.put("kept", { name, value: JSON.parse(JSON.stringify(value)), at: Date.now() });
  } catch (trouble) {
    isFull(trouble);
  }
}

/** What was kept under a name with its age, or null. */
export async function kept<T>(store: Store, name: string): Promise<{ value: T; at: number } | null> {
  const found = await store.get("kept", name);
  return found ? { value: found.value as T, at: found.at } : null;
}
