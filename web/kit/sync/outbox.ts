/** The outbox 待传: everything that was done on the phone goes out through here, by itself, each exactly once. */
import { reactive, readonly } from "vue";
import { Refusal, send, Unreachable } from "../api/client";
import { newId } from "../ids";
import { base64 } from "./base64";
import { asOfNow, serverAhead } from "./clock";
import { markOf } from "./mark";
import { passes, pause, ready, wakeAt } from "./plan";
import type { Item, LocalFile, Store, Trouble } from "./store";
import { upload } from "./upload";

export { newId };

/** How long what was received stays to be looked at (milliseconds). */
const KEPT = 7 * 24 * 3600 * 1000;

/** What the phone says of a file, with its time as its clock would show it now. */
const mark = (file: LocalFile): string => markOf(file, asOfNow(file.madeAt, file.facts?.ahead ?? serverAhead()), Date.now());

/** What somebody does: the outbox adds key, order and times. */
export type Deed = Pick<Item, "verb" | "facts" | "title"> & {
  case?: string | null;
  after?: string | null;
  /** Id of a report, which the phone makes. */
  report?: string;
  /** Id of a re-check that is answered. */
  recheck?: string;
  files?: readonly LocalFile[];
};

export type Network = "synced" | "waiting" | "sending" | "offline" | "sign_in" | "needs_you";

interface State {
  items: Item[];
  /** Key of the item that is on its way, and how much of it (bytes). */
  sending: string | null;
  sent: number;
  all: number;
  /** Whether the last try reached the server. */
  reachable: boolean;
  signedOut: boolean;
}

/** One person's outbox on this phone. `start` once; whatever happens later, it goes on where it stood. */
export class Outbox {
  private readonly own = reactive<State>({
    items: [], sending: null, sent: 0, all: 0, reachable: true, signedOut: false,
  });
  readonly state = readonly(this.own);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;
  private again = false;
  private stopped = false;
  private readonly hearers = new Set<(item: Item) => void>();

  /** `pauses` gives the seconds before the next try, by how often it was tried and a chance from 0 to 1. */
  constructor(
    private readonly store: Store,
    private readonly pauses: (tries: number, chance: number) => number = pause,
  ) {}

  /** Reads what is there and begins to send. */
  async start(): Promise<void> {
    this.own.items = await this.store.getAllFromIndex("items", "order");
    await this.sweep();
    addEventListener("online", this.hurry);
    document.addEventListener("visibilitychange", this.hurry);
    this.hurry();
  }

  /** Sends no more; what is on its way ends. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    removeEventListener("online", this.hurry);
    document.removeEventListener("visibilitychange", this.hurry);
    await this.running;
  }

  /** Hears of every item that the server has received. */
  onReceived(hear: (item: Item) => void): void {
    this.hearers.add(hear);
  }

  /**
   * Keeps a deed with its files, all or nothing, before anything is sent; then it goes by itself. Raises what the phone
   * says when it has no room: then nothing was kept.
   */
  async add(deed: Deed): Promise<Item> {
    const last = this.own.items[this.own.items.length - 1];
    const files = deed.files ?? [];
    const item: Item = {
      key: newId(),
      order: Math.max((last?.order ?? 0) + 1, Date.now()),
      about: deed.recheck ? `recheck:${deed.recheck}` : deed.case ? `case:${deed.case}` : `report:${deed.report ?? deed.after}`,
      verb: deed.verb,
      case: deed.case ?? null,
      after: deed.after ?? null,
      facts: deed.report ? { ...deed.facts, id: deed.report } : deed.facts,
      files: files.map((file) => file.id),
      title: deed.title,
      madeAt: Date.now(),
      offset: serverAhead(),
      state: "waiting",
      tries: 0,
      nextAt: 0,
      trouble: null,
      answer: null,
      receivedAt: null,
    };
    const plain = JSON.parse(JSON.stringify(item)) as Item;
    const change = this.store.transaction(["items", "files"], "readwrite");
    await Promise.all([
      ...files.map((file) => change.objectStore("files").put(file)),
      change.objectStore("items").add(plain),
      change.done,
    ]);
    this.own.items.push(plain);
    this.hurry();
    return plain;
  }

  /** An item that needs the person goes out again, with other facts or files if given; its key stays. */
  async mend(key: string, change: { facts?: Record<string, unknown>; files?: readonly LocalFile[] } = {}): Promise<void> {
    const item = this.find(key);
    if (item.state !== "needs_you") return;
    for (const file of change.files ?? []) await this.store.put("files", file);
    await this.write(item, {
      facts: change.facts ?? item.facts,
      files: change.files ? change.files.map((file) => file.id) : item.files,
      state: "waiting", tries: 0, nextAt: 0, trouble: null,
    });
    this.hurry();
  }

  /** Throws an item away that waits or needs the person, with those that need its answer. Returns how many went. */
  async drop(key: string): Promise<number> {
    if (this.own.sending === key) return 0;
    const gone = [key];
    for (const item of this.own.items) if (item.after && gone.includes(item.after)) gone.push(item.key);
    for (const one of gone) {
      const item = this.find(one);
      if (item.state === "received") continue;
      await this.forget(item);
    }
    return gone.length;
  }

  /** Everything that the server has not received, as one file that a colleague can read or a desk can take in. */
  async export(keys?: readonly string[]): Promise<Blob> {
    const parts: BlobPart[] = [];
    const items = this.own.items.filter((item) => item.state !== "received" && (!keys || keys.includes(item.key)));
    const files: Record<string, { type: string; base64: string }> = {};
    for (const item of items) {
      for (const id of item.files) {
        const file = await this.store.get("files", id);
        if (file) files[id] = { type: file.type, base64: await base64(file.blob) };
      }
    }
    parts.push(JSON.stringify({ format: "wangge-outbox-1", exported_at: new Date().toISOString(), items, files }, null, 1));
    return new Blob(parts, { type: "application/json" });
  }

  /** The bytes of a file that is still here. */
  async file(id: string): Promise<LocalFile | undefined> {
    return this.store.get("files", id);
  }

  get unsent(): number {
    return this.own.items.filter((item) => item.state !== "received").length;
  }

  /** One word for the network button. */
  get network(): Network {
    if (this.own.signedOut) return "sign_in";
    if (this.own.items.some((item) => item.state === "needs_you")) return "needs_you";
    if (this.own.sending) return "sending";
    if (!this.own.reachable) return "offline";
    return this.own.items.some((item) => item.state === "waiting") ? "waiting" : "synced";
  }

  /** The server has answered somebody else, or has not: the button tells the truth. */
  heard(reachable: boolean): void {
    if (reachable && !this.own.reachable) this.hurry();
    this.own.reachable = reachable;
  }

  /** Nobody is signed in: what waits is not tried before somebody is. */
  signedOut(): void {
    this.own.signedOut = true;
  }

  /** Signed in again: what waited for that goes out. */
  signedIn(): void {
    this.own.signedOut = false;
    this.hurry();
  }

  /** Tries now, whatever the pauses say. */
  readonly hurry = (): void => {
    for (const item of this.own.items) if (item.state === "waiting") item.nextAt = 0;
    this.wake();
  };

  private wake(): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = alone(() => this.run()).finally(() => {
      this.running = null;
      const at = wakeAt(this.own.items, Date.now());
      if (this.again) {
        this.again = false;
        this.wake();
      } else if (at !== null && !this.own.signedOut && !this.stopped) {
        this.timer = setTimeout(() => this.wake(), Math.max(at - Date.now(), 0));
      }
    });
  }

  /** Sends what is ready, one after another, until nothing is or the network is gone. */
  private async run(): Promise<void> {
    await this.reread();
    for (;;) {
      const next = this.stopped || this.own.signedOut ? undefined : ready(this.own.items, Date.now())[0];
      if (!next) return;
      if (!(await this.attempt(next))) return;
    }
  }

  /** Another window may have sent meanwhile. */
  private async reread(): Promise<void> {
    const pauses = new Map(this.own.items.map((item) => [item.key, item.nextAt]));
    const there = await this.store.getAllFromIndex("items", "order");
    this.own.items = there.map((item) => ({ ...item, nextAt: pauses.get(item.key) ?? item.nextAt }));
  }

  /** One try. False when it makes no sense to go on with others now. */
  private async attempt(item: Item): Promise<boolean> {
    this.own.sending = item.key;
    try {
      const photos = await this.upload(item);
      const answer = await this.command(item, photos);
      this.own.reachable = true;
      await this.receive(item, answer);
      return true;
    } catch (trouble) {
      if (!(trouble instanceof Refusal || trouble instanceof Unreachable)) {
        await this.later(item);
        return false;
      }
      return await this.refused(item, trouble);
    } finally {
      this.own.sending = null;
      this.own.sent = this.own.all = 0;
    }
  }

  private async refused(item: Item, trouble: Refusal | Unreachable): Promise<boolean> {
    if (trouble instanceof Unreachable) {
      this.own.reachable = false;
      await this.later(item);
      return false;
    }
    this.own.reachable = true;
    if (trouble.status === 401 || trouble.code === "csrf" || trouble.code === "password_change_due") {
      this.own.signedOut = true;
      return false;
    }
    if (passes(trouble.status, trouble.code)) {
      await this.later(item, Number(trouble.facts.retry_after) || 0);
      return ![426, 429, 503].includes(trouble.status);
    }
    if (trouble.code === "file_unknown" && (item.again ?? 0) < 3) {
      // The server has let the upload go before the command came: the bytes are here, they go once more.
      await this.uploadAgain(item);
      await this.write(item, { again: (item.again ?? 0) + 1 });
      await this.later(item);
      return true;
    }
    const { status, code, message } = trouble;
    await this.write(item, { state: "needs_you", trouble: { status, code, sentence: message } satisfies Trouble });
    return true;
  }

  private async later(item: Item, seconds = 0): Promise<void> {
    const tries = item.tries + 1;
    const wait = Math.max(this.pauses(tries, Math.random()), seconds);
    await this.write(item, { tries, nextAt: Date.now() + wait * 1000 });
  }

  /** The bytes of every file of an item, resumed where they stood. Returns the ids that the server knows them by. */
  private async upload(item: Item): Promise<string[]> {
    const files: LocalFile[] = [];
    for (const id of item.files) {
      const file = await this.store.get("files", id);
      if (file) files.push(file);
    }
    this.own.all = files.reduce((sum, file) => sum + file.blob.size, 0);
    const ids: string[] = [];
    let before = 0;
    for (const file of files) {
      ids.push(await upload(this.store, file, (bytes) => (this.own.sent = before + bytes), { mark }));
      before += file.blob.size;
    }
    return ids;
  }

  private async uploadAgain(item: Item): Promise<void> {
    for (const id of item.files) {
      const file = await this.store.get("files", id);
      if (file) await this.store.put("files", { ...file, upload: null });
    }
  }

  private async command(item: Item, photos: string[]): Promise<{ status: number; body: unknown }> {
    const now = Date.now();
    const body = {
      ...item.facts,
      key: item.key,
      happened_at: new Date(asOfNow(item.madeAt, item.offset)).toISOString(),
      sent_at: new Date(now).toISOString(),
      ...(photos.length ? { photos } : {}),
      ...(item.verb === "report" ? {} : { verb: item.verb }),
    };
    const answer = await send("POST", this.addressOf(item), {
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json" },
    });
    try {
      return { status: answer.status, body: await answer.json() };
    } catch (trouble) {
      throw new Unreachable(String(trouble));
    }
  }

  private addressOf(item: Item): string {
    if (item.verb === "report") return "/api/v1/reports";
    if (item.verb === "recheck") return `/api/v1/rechecks/${item.about.replace("recheck:", "")}/result`;
    const before = item.after === null ? null : this.find(item.after);
    const opened = before?.answer?.body as { case?: { id?: string } } | undefined;
    return `/api/v1/cases/${item.case ?? opened?.case?.id ?? ""}/moves`;
  }

  private async receive(item: Item, answer: { status: number; body: unknown }): Promise<void> {
    await this.write(item, { state: "received", answer, receivedAt: Date.now(), trouble: null });
    for (const id of item.files) await this.store.delete("files", id);
    for (const hear of this.hearers) hear(item);
  }

  private async write(item: Item, change: Partial<Item>): Promise<void> {
    const after = { ...JSON.parse(JSON.stringify(item)), ...JSON.parse(JSON.stringify(change)) } as Item;
    await this.store.put("items", after);
    Object.assign(item, change);
  }

  private async forget(item: Item): Promise<void> {
    const change = this.store.transaction(["items", "files"], "readwrite");
    await Promise.all([
      ...item.files.map((id) => change.objectStore("files").delete(id)),
      change.objectStore("items").delete(item.key),
      change.done,
    ]);
    this.own.items = this.own.items.filter((one) => one.key !== item.key);
  }

  /** What was received long ago goes, and files that belong to nothing: a crash between two steps leaves no litter. */
  private async sweep(): Promise<void> {
    for (const item of this.own.items.filter((one) => one.state === "received" && Date.now() - (one.receivedAt ?? 0) > KEPT)) {
      await this.forget(item);
    }
    const used = new Set(this.own.items.filter((item) => item.state !== "received").flatMap((item) => item.files));
    // A draft's files belong to no item yet; what is kept under such a name holds their ids.
    const drafts = JSON.stringify((await this.store.getAll("kept")).filter((kept) => kept.name.includes("draft")));
    for (const id of (await this.store.getAllKeys("files")).filter((one) => !drafts.includes(one))) {
      const file = await this.store.get("files", id);
      if (file && !used.has(id) && Date.now() - file.madeAt > KEPT) await this.store.delete("files", id);
    }
  }

  private find(key: string): Item {
    const found = this.own.items.find((item) => item.key === key);
    if (!found) throw new Error(`no item ${key}`);
    return found;
  }
}

/** Only one window of the phone sends at a time; where the browser has no locks, the keys alone keep it right. */
async function alone(act: () => Promise<void>): Promise<void> {
  if (!("locks" in navigator)) return act();
  await navigator.locks.request("wangge-outbox", act);
}
