/** Asks for what a screen shows: what was there stays visible while it is asked for anew, and trouble is said. */
import { onBeforeUnmount, ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { Refusal, Unreachable } from "@wangge/kit/api/client";
import { shared } from "./texts";

export interface Look<T> {
  it: ShallowRef<T | null>;
  /** Why there is nothing, or nothing newer. */
  trouble: Ref<string>;
  /** True once it takes longer than people expect. */
  slow: Ref<boolean>;
  again: () => Promise<void>;
}

export function useLook<T>(find: () => Promise<T>): Look<T> {
  const it = shallowRef<T | null>(null);
  const trouble = ref("");
  const slow = ref(false);
  let turn = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  async function again(): Promise<void> {
    const own = ++turn;
    clearTimeout(retry);
    const late = setTimeout(() => own === turn && (slow.value = true), 300);
    try {
      const found = await find();
      if (own !== turn) return;
      it.value = found;
      trouble.value = "";
    } catch (problem) {
      if (own !== turn) return;
      if (problem instanceof Refusal) trouble.value = problem.message || shared("gone");
      else if (problem instanceof Unreachable) {
        trouble.value = shared("away");
        retry = setTimeout(() => void again(), 5000);
      } else throw problem;
    } finally {
      clearTimeout(late);
      if (own === turn) slow.value = false;
    }
  }
  onBeforeUnmount(() => {
    turn = -1;
    clearTimeout(retry);
  });
  void again();
  return { it, trouble, slow, again };
}
