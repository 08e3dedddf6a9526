/** Facts of cases in people's words. */
import type { Schema } from "@wangge/kit/api/client";
import { said, words } from "@wangge/kit/words";
import { names } from "./book";
import { CHOICES, choiceName } from "@wangge/kit/facts";
import { STEPS, common, markName, stepName } from "./texts";

const t = words({
  system: ["系统", "The system"],
  resident: ["居民", "A resident"],
  returned: ["第 {n} 次退回", "came back {n} ×"],
  rule: ["按规则结案", "by the rule of its kind"],
  right: ["确实办好了", "it is right"],
  not_right: ["没有办好", "it is not right"],
  unsure: ["看不出来", "could not tell"],
  metres: ["离案件地点 {n} 米", "{n} metres from the case"],
});

type Signed = Pick<Schema["Case"], "state" | "overdue" | "stopped" | "marks" | "quarter" | "ended_at">;

/** Why the quarter sign of a case looks otherwise. */
export function toneOf(one: Signed): "late" | "hold" | "done" | "void" | "" {
  if (one.state === "closed") return "done";
  if (one.state === "declined" || one.state === "voided" || one.state === "merged") return "void";
  if (one.stopped || one.marks.includes("pooled")) return "hold";
  return one.overdue ? "late" : "";
}

export function kindOf(one: { kind: Schema["KindName"] | null }): string {
  return one.kind ? said(one.kind.name) : common("noKind");
}

/** 2026-1123-000147: a number as people say it, without the district. */
export function numberOf(number: string): string {
  const [, day, count] = /^\d+-(\d{8})-(\d+)$/.exec(number) ?? [];
  return day && count ? `${day.slice(0, 4)}-${day.slice(4)}-${count}` : number;
}

/** The last part of where a case is: its grid or community. */
export function placeOf(one: { address: string; located: boolean; area: Schema["Coded"] }): string {
  return one.address || (one.located ? one.area.name : common("noPlace"));
}

export function marksOf(one: { marks: readonly Schema["Mark"][]; unseen: boolean }): string[] {
  return [...one.marks.map((mark) => markName(mark)), ...(one.unseen ? [markName("unseen")] : [])];
}

/** What an entry says happened. */
export function verbOf(entry: Schema["Entry"]): string {
  if (entry.verb in STEPS) return stepName(entry.verb as keyof typeof STEPS);
  const verb = entry.verb.replace("case.", "");
  return said(names.moves.get(`${verb}@${entry.was}`)) || verb;
}

const OF_ITSELF = ["case.recut", "case.hand_over", "case.recalculate", "case.remind", "case.overdue", "case.raise", "case.go_on", "case.export"];

/** Who did it. */
export function actorOf(entry: Schema["Entry"]): string {
  if (entry.actor.name) return `${entry.actor.post ? `${said(entry.actor.post)} ` : ""}${entry.actor.name}`;
  return OF_ITSELF.includes(entry.verb) || entry.facts.rule ? t("system") : t("resident");
}

/** What an entry settled beside its words: the finding, the kind, units, how far away somebody stood. */
export function alsoOf(entry: Schema["Entry"]): string[] {
  const facts = entry.facts as Record<string, unknown>;
  const text = (name: string) => (typeof facts[name] === "string" ? (facts[name] as string) : "");
  const found = ["result", "outcome", "grade", "sort"].map(text).filter((code) => code in CHOICES).map(choiceName);
  const kind = names.kinds.get(text("kind"));
  if (kind) found.push(said(kind));
  for (const unit of [text("unit"), text("instead")]) if (names.units.has(unit)) found.push(names.units.get(unit)!);
  for (const list of [facts.tasks, facts.withdrawn]) {
    if (Array.isArray(list)) for (const task of list as { unit?: string }[]) found.push(names.units.get(task.unit ?? "") ?? "");
  }
  if (typeof facts.rule === "object" && facts.rule) found.push(t("rule"));
  if (entry.verb === "case.recheck" && (facts.result === "right" || facts.result === "not_right" || facts.result === "unsure")) found.push(t(facts.result));
  if (typeof facts.metres === "number") found.push(t("metres", { n: facts.metres }));
  if (typeof facts.refusals === "number" && facts.refusals > 0) found.push(t("returned", { n: facts.refusals }));
  return found.filter(Boolean);
}
