/** Words and photos that are not handed in yet, kept under a name: leaving a page loses nothing. */
import { onBeforeUnmount, ref, watch, type Ref } from "vue";
import { keep, kept, type LocalFile } from "@wangge/kit/sync/store";
import { here } from "./state";

interface Kept {
  facts: Record<string, unknown>;
  files: string[];
}

export interface Draft {
  facts: Ref<Record<string, unknown>>;
  files: Ref<LocalFile[]>;
  /** Whether anything is in it. */
  full: () => boolean;
  /** Adds a photo; its bytes are in the phone's memory when this returns. Raises what the phone says without room. */
  take: (file: LocalFile) => Promise<void>;
  remove: (id: string) => Promise<void>;
  /** It was handed in or given up. */
  done: () => Promise<void>;
  ready: Promise<void>;
}

/** The draft of a move in a case; read when the page opens, written with every change. */
export function useDraft(name: string): Draft {
  const { store } = here();
  const facts = ref<Record<string, unknown>>({});
  const files = ref<LocalFile[]>([]) as Ref<LocalFile[]>;
  const key = `draft:${name}`;
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (ended) return;
    if (full()) await keep(store, key, { facts: facts.value, files: files.value.map((file) => file.id) } satisfies Kept);
    else await store.delete("kept", key);
  }
  function full(): boolean {
    return files.value.length > 0 || Object.values(facts.value).some((value) => (Array.isArray(value) ? value.length : value));
  }
  async function read(): Promise<void> {
    const found = await kept<Kept>(store, key);
    if (!found) return;
    for (const id of found.value.files) {
      const file = await store.get("files", id);
      if (file) files.value.push(file);
    }
    facts.value = { ...found.value.facts, ...facts.value };
  }
  const ready = read();
  watch(facts, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void write().catch(() => undefined), 300);
  }, { deep: true });
  onBeforeUnmount(() => {
    if (timer !== undefined) void write().catch(() => undefined);
  });
  return {
    facts,
    files,
    full,
    ready,
    async take(file) {
      await store.put("files", file);
      files.value.push(file);
      await write();
    },
    async remove(id) {
      files.value = files.value.filter((file) => file.id !== id);
      await store.delete("files", id);
      await write();
    },
    async done() {
      ended = true;
      clearTimeout(timer);
      facts.value = {};
      files.value = [];
      await store.delete("kept", key);
    },
  };
}
