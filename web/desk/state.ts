/** What all panes of the desk share: where we are, what waits, whether we hear of news, how wide the window is. */
import { reactive } from "vue";
import { Unreachable, ask } from "@wangge/kit/api/client";
import { session } from "@wangge/kit/session";
import type { QueueName } from "./shapes";

export type Line = "starting" | "live" | "asking" | "away";

export const desk = reactive({
  /** The district's name. */
  place: "",
  counts: null as Record<QueueName, number> | null,
  capped: false,
  /** Reporters to be rung up now. */
  calls: 0,
  /** How news come: by the line, by asking every 15 seconds, or not at all. */
  line: "starting" as Line,
  /** When the server was heard last, milliseconds. */
  heardAt: Date.now(),
  /** Moves on every half minute, so that what is said of times stays true. */
  now: Date.now(),
  /** Who else looks at which case: names by its id. */
  here: {} as Record<string, string[]>,
  /** Whether the map pane is wanted; kept on this machine. */
  map: kept("desk-map", true),
});

/** Something small of this machine, such as whether the map is wanted. */
export function kept<T>(name: string, otherwise: T): T {
  try {
    return (JSON.parse(localStorage.getItem(name) ?? "null") as T | null) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function keep(name: string, value: unknown): void {
  localStorage.setItem(name, JSON.stringify(value));
}

export function toggleMap(): void {
  desk.map = !desk.map;
  keep("desk-map", desk.map);
}

/** Asks for the district's name. What is not said now is said by the next look. */
export async function findPlace(): Promise<void> {
  const code = session.me?.district;
  if (!code) return;
  try {
    desk.place = (await ask("get", "/api/v1/places/areas/{code}", { path: { code } })).name;
  } catch (trouble) {
    if (!(trouble instanceof Unreachable)) throw trouble;
  }
}

/** Asks how many cases wait in each queue. Raises `Unreachable` and `Refusal`. */
export async function count(): Promise<void> {
  const found = await ask("get", "/api/v1/cases/counts");
  desk.counts = found.queues as Record<QueueName, number>;
  desk.capped = found.capped;
  desk.calls = found.calls;
}

/** How many panes the window has room for. Text that is larger needs more, so it is counted in rem. */
export type Room = "one" | "two" | "three" | "wide";
export const room = reactive({ panes: "three" as Room });

function measure(): void {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const width = window.innerWidth / rem;
  room.panes = width < 43.75 ? "one" : width < 68.75 ? "two" : width < 100 ? "three" : "wide";
}

/** Follows the window and the clock; the returned function ends it. */
export function follow(): () => void {
  measure();
  const tick = setInterval(() => (desk.now = Date.now()), 30_000);
  const sized = new MutationObserver(measure);
  sized.observe(document.documentElement, { attributes: true, attributeFilter: ["data-size"] });
  window.addEventListener("resize", measure);
  return () => {
    clearInterval(tick);
    sized.disconnect();
    window.removeEventListener("resize", measure);
  };
}
