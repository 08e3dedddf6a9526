/** What is asked of the worker in a case, out of the moves that the server allows her. Pure. */
import type { Schema } from "@wangge/kit/api/client";
import type { Item } from "@wangge/kit/sync/store";

export type Case = Schema["ListedCase"] | Schema["WholeCase"];
export type Entry = Schema["Entry"];
export type Move = Schema["Move"];
export type Ask = "verify" | "check" | "handle" | "arrive" | "answer" | "other" | "none";

/** The move that answers an ask, the likeliest first. */
const BY_VERB: readonly (readonly [string, Ask])[] = [
  ["check_pass", "check"], ["arrive", "arrive"], ["answer", "answer"], ["finish", "handle"], ["contribute", "handle"], ["start", "handle"],
];
/** The moves that answer an ask, the primary one first. */
const ANSWERS = new Map<Ask, readonly string[]>([
  ["check", ["check_pass", "check_fail"]],
  ["verify", ["verify", "solve"]],
  ["handle", ["finish", "contribute", "solve", "start"]],
  ["arrive", ["arrive", "contribute"]],
  ["answer", ["answer"]],
]);
/** Moves that are always there and ask for nothing. */
const SIDE = new Set(["remark", "urge", "void", "escalate", "recall", "contest", "reopen", "invite", "withdraw", "wait", "ask", "object", "return"]);
/** Moves that leave the case with her: it stays among what is to be done. */
const STAYS = new Set(["remark", "urge", "arrive", "ask", "wait", "start", "classify", "invite", "withdraw"]);

/** `solve` stands beside `verify`; where it is the only thing, it is what is asked. */
export function askOf(one: Case): Ask {
  const verbs = new Map(one.allowed.map((move) => [move.verb as string, move]));
  if (one.stopped && !verbs.has("check_pass")) return "none";
  const verify = verbs.get("verify");
  if (verify?.needs.required.includes("result")) return "verify";
  for (const [verb, ask] of BY_VERB) if (verbs.has(verb)) return ask;
  if (verbs.has("solve")) return "handle";
  return one.allowed.some((move) => !SIDE.has(move.verb)) ? "other" : "none";
}

/** The moves that the page shows as its buttons: the primary one first. */
export function mainMoves(one: Case): Move[] {
  return (ANSWERS.get(askOf(one)) ?? []).flatMap((verb) => one.allowed.filter((move) => move.verb === verb));
}

/** Everything else that she may do. */
export function otherMoves(one: Case): Move[] {
  const shown = new Set(mainMoves(one));
  return one.allowed.filter((move) => !shown.has(move));
}

/** What of the outbox is about a case and not received yet. */
export function pendingFor(items: readonly Item[], id: string): Item[] {
  return items.filter((item) => item.case === id && item.state !== "received");
}

/** Whether a case is out of her hands already, by what waits in the outbox or was received after the list was made. */
export function handedOn(items: readonly Item[], id: string, listedAt: number): boolean {
  return items.some(
    (item) =>
      item.case === id &&
      !STAYS.has(item.verb) &&
      (item.state === "waiting" || (item.state === "received" && item.answer?.status !== 202 && (item.receivedAt ?? 0) > listedAt)),
  );
}

/** By due time, nothing else; what has none comes last. */
export function byDue(a: Case, b: Case): number {
  return (a.due_at ? Date.parse(a.due_at) : Infinity) - (b.due_at ? Date.parse(b.due_at) : Infinity) || a.number.localeCompare(b.number);
}

/** How the quarter sign of a case looks. */
export function toneOf(one: Case): "late" | "hold" | "done" | "void" | "" {
  if (one.state === "closed") return "done";
  if (one.state === "declined" || one.state === "voided" || one.state === "merged") return "void";
  if (one.stopped) return "hold";
  return one.overdue ? "late" : "";
}

/** The picture to compare with: the first one that anybody took, with who and when. */
export function beforePhoto(entries: readonly Entry[]): { id: string; entry: Entry } | null {
  for (const entry of entries) {
    const photo = entry.files.find((file) => file.type.startsWith("image"));
    if (photo && !["case.finish", "case.solve"].includes(entry.verb)) return { id: photo.id, entry };
  }
  return null;
}
