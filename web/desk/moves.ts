/** Moves on cases: each press has a key that is kept until an answer has come, so that it happens once. */
import { Refusal, Unreachable, ask, answer, send, type Schema } from "@wangge/kit/api/client";
import { language, words } from "@wangge/kit/words";
import { newId } from "@wangge/kit/sync/outbox";

export type Facts = Partial<Omit<Schema["MoveIn"], "key" | "happened_at" | "sent_at" | "verb" | "then">>;
/** A move; `before` are steps of the same hand that one press makes first. */
export type Move = Schema["Move"] & { before?: readonly string[] };

interface Press {
  key: string;
  at: number;
  facts: string;
}
/** Presses without an answer yet, by case and verb. */
const waiting = new Map<string, Press>();
const TRIES = [800, 1600, 3200];

export type Outcome =
  | { sort: "made"; case: Schema["Case"] }
  /** The case had moved on; what was written is kept in its file. */
  | { sort: "aside"; sentence: string }
  | { sort: "refused"; sentence: string; code: string }
  /** No answer: pressed again it goes out with the same key. */
  | { sort: "away" };

/** Makes a move, after those `before` it, and says what came of it: all of them or none. A lost answer is asked for
 * again with the same key. */
export async function press(caseId: string, verb: string, facts: Facts, before: readonly string[] = []): Promise<Outcome> {
  const name = `${caseId} ${verb}`;
  const said = JSON.stringify(facts);
  let own = waiting.get(name);
  if (!own || own.facts !== said) {
    own = { key: newId(), at: Date.now(), facts: said };
    waiting.set(name, own);
  }
  for (const pause of [...TRIES, 0]) {
    try {
      const got = await answer("post", "/api/v1/cases/{case_id}/moves", {
        path: { case_id: caseId },
        body: {
          ...inSteps([...before.map((step) => ({ verb: step, ...NOTHING })), { ...NOTHING, ...facts, verb }]), key: own.key,
          happened_at: new Date(own.at).toISOString(), sent_at: new Date().toISOString(),
        },
        patience: 15,
      });
      waiting.delete(name);
      const body = got.body as Schema["Case"] | Schema["KeptAside"];
      if ("kept_aside" in body) return { sort: "aside", sentence: body.detail[language] };
      return { sort: "made", case: body };
    } catch (trouble) {
      if (trouble instanceof Refusal && trouble.status < 500) {
        waiting.delete(name);
        return { sort: "refused", sentence: trouble.message, code: trouble.code };
      }
      if (!(trouble instanceof Unreachable) && !(trouble instanceof Refusal)) throw trouble;
      if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return { sort: "away" };
}

const NOTHING = { photos: [], units: [] };

function inSteps([first, ...then]: Schema["StepIn"][]): Schema["StepIn"] & { then: Schema["StepIn"][] } {
  return { ...first!, then };
}

/** What a dispatch is called that one press makes from where the case stands. */
const t = words({
  reported: ["受理并派遣", "Accept and dispatch"],
  verifying: ["立案并派遣", "Register and dispatch"],
});
const BEFORE = { reported: "accept register", verifying: "register" } as const;

/** A clear case goes to its unit by one press: its kind and place are known, and the desk may take it on now. */
export function inOneGo(one: Schema["WholeCase"]): Move | undefined {
  const state = one.state;
  if (one.flow !== "matters" || !one.kind || !one.located || (state !== "reported" && state !== "verifying")) return undefined;
  const before = BEFORE[state].split(" ");
  if (!one.allowed.some((move) => move.verb === before[0])) return undefined;
  const needs: Move["needs"] = { type: "object", properties: { unit: { type: "string", title: "" }, words: { type: "string", title: "" } }, required: ["unit"] };
  const label = t(state);
  return { verb: "dispatch", label: { zh: label, en: label }, needs, before };
}

/** Sends pictures of a move; their ids. Raises `Refusal` and `Unreachable`. */
export async function sendPhoto(file: File): Promise<string> {
  const form = new FormData();
  form.append("file", file);
  const got = (await (await send("POST", "/api/v1/uploads", { body: form, patience: 120 })).json()) as { id: string };
  return got.id;
}

/** Opens the reporter's number, with a reason. */
export async function openContact(caseId: string, reason: string): Promise<string | null> {
  const got = await ask("post", "/api/v1/cases/{case_id}/contact", { path: { case_id: caseId }, body: { key: newId(), reason } });
  return got.phone;
}

/** Verbs in the order in which a desk thinks of them; the first four that are allowed have a key of their own. */
const FIRST = [
  "accept", "verify", "register", "dispatch", "designate", "close", "check_pass", "check_fail", "grant", "refuse", "support", "start", "finish", "unmerge",
  "contribute", "arrive", "answer", "classify", "decline", "object", "return", "reopen", "uphold", "recall",
];
/** Made where the other case or the report is shown, not by a key. */
const BESIDE = ["merge", "split"];
/** Rarely what is asked for now; never on a key. */
const SELDOM = ["void", "contest", "remark", "urge", "solve", "escalate", "hand_down"];

/** The moves on keys 1 to 4, and the rest in the order of the table. */
export function sorted(every: readonly Move[]): { first: Move[]; rest: Move[] } {
  const moves = every.filter((move) => !BESIDE.includes(move.verb));
  const rank = (move: Move) => FIRST.indexOf(move.verb);
  const ranked = moves.filter((move) => rank(move) >= 0).sort((a, b) => rank(a) - rank(b));
  const first = ranked.slice(0, ranked.some((move) => move.verb === "accept") ? 3 : 4);
  const more = ["invite", "whistle", "ask"].flatMap((verb) => moves.filter((move) => move.verb === verb)).slice(0, Math.max(0, 3 - first.length));
  first.push(...more);
  return { first, rest: moves.filter((move) => !first.includes(move)).sort((a, b) => SELDOM.indexOf(a.verb) - SELDOM.indexOf(b.verb)) };
}

/** What a move lacks before it can be sent. */
export function lacking(move: Move, facts: Facts): string[] {
  return move.needs.required.filter((name) => {
    const value = facts[name as keyof Facts];
    return value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length);
  });
}

/** Facts that are filled before anybody writes anything: the only sort there is, the usual time to arrive. */
export function startingFacts(move: Move): Facts {
  const facts: Facts = {};
  const sorts = move.needs.properties.sort?.enum;
  if (sorts?.length === 1) facts.sort = sorts[0];
  return facts;
}

const PREFIX = "desk-draft ";
/** What somebody began to write on a case, kept until it is sent; photos are not kept over a closed window. */
export function draft(caseId: string): Record<string, Facts> {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + caseId) ?? "{}") as Record<string, Facts>;
  } catch {
    return {};
  }
}

export function keepDraft(caseId: string, all: Readonly<Record<string, Facts>>): void {
  if (Object.keys(all).length) sessionStorage.setItem(PREFIX + caseId, JSON.stringify(all));
  else sessionStorage.removeItem(PREFIX + caseId);
}
