/** What somebody began and has not sent stays on this phone, with the key under which it is sent: sent twice, it counts once. */
import { keep, kept, openStore, type LocalFile, type Store } from "@wangge/kit/sync/store";
import type { Sent } from "./send";

export interface Draft {
  /** The form's key. */
  key: string;
  words: string;
  address: string;
  phone: string;
  building: string;
  elsewhere: boolean;
  lat: string;
  lng: string;
  /** Ids of the files, in order. */
  files: string[];
  /** What was sent without an answer: one of them may have arrived. */
  sent: Sent[];
  /** Whether it was handed in and only waits for the network. */
  waiting: boolean;
}

/** A week; after that nobody remembers what it was about (milliseconds). */
const KEPT = 7 * 24 * 3600 * 1000;
const NAME = "draft";

/** Keeps one draft. Where the phone refuses to keep anything, everything works for as long as the page is open. */
export class Drafts {
  private constructor(private readonly store: Store | null) {}

  static async open(): Promise<Drafts> {
    try {
      return new Drafts(await openStore("resident"));
    } catch {
      return new Drafts(null);
    }
  }

  /** The draft with the bytes of its files, or null. */
  async read(): Promise<{ draft: Draft; files: LocalFile[] } | null> {
    const found = this.store && (await kept<Draft>(this.store, NAME));
    if (!this.store || !found) return null;
    if (Date.now() - found.at > KEPT) {
      await this.clear();
      return null;
    }
    const files = await Promise.all(found.value.files.map((id) => this.store!.get("files", id)));
    return { draft: found.value, files: files.filter((file): file is LocalFile => !!file) };
  }

  async write(draft: Draft): Promise<void> {
    if (this.store) await keep(this.store, NAME, draft).catch(() => undefined);
  }

  /** For `upload`: remembers a file and how far it came. */
  async put(_: "files", file: LocalFile): Promise<void> {
    await this.store?.put("files", file).catch(() => undefined);
  }

  async forget(file: LocalFile): Promise<void> {
    await this.store?.delete("files", file.id).catch(() => undefined);
  }

  async clear(): Promise<void> {
    await this.store?.clear("files");
    await this.store?.delete("kept", NAME);
  }
}
