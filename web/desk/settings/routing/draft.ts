/** A rule as it is written on the screen, and names for what it names. */
import { reactive } from "vue";
import { area, kinds, units } from "../../book";
import { said } from "@wangge/kit/words";
import type { Routing } from "../shapes";
import { t } from "./words";

export interface DraftRule {
  number: number | null;
  kinds: string[];
  areas: string[];
  unit: string;
  local: boolean;
  stand_in: string;
  hours: string;
  season: string;
  since: string;
  until: string;
  why: { zh: string; en: string };
}
export type Written = Routing["rules"][number];

/** What codes are called; filled as they are met. */
export const names = reactive({ kinds: new Map<string, string>(), areas: new Map<string, string>(), units: new Map<string, string>() });

export function fresh(): DraftRule {
  return { number: null, kinds: [], areas: [], unit: "", local: false, stand_in: "", hours: "", season: "", since: "", until: "", why: { zh: "", en: "" } };
}

export function draftOf(rule: Written): DraftRule {
  return {
    number: rule.number, kinds: rule.kinds.map((one) => one.code), areas: rule.areas.map((one) => one.code), unit: rule.unit.id, local: rule.local,
    stand_in: rule.stand_in?.id ?? "", hours: rule.hours, season: rule.season, since: rule.since ?? "", until: rule.until ?? "", why: { ...rule.why },
  };
}

/** As the API takes it. */
export const bodyOf = (rule: DraftRule) => ({ ...rule, since: rule.since || null, until: rule.until || null });

/** Remembers the names that the rules of an answer bring along. */
export function learnFrom(rules: readonly Pick<Written, "kinds" | "areas" | "unit" | "stand_in">[]): void {
  for (const rule of rules) {
    for (const one of rule.kinds) names.kinds.set(one.code, said(one.name));
    for (const one of rule.areas) names.areas.set(one.code, one.name);
    for (const one of [rule.unit, rule.stand_in]) if (one) names.units.set(one.id, one.name);
  }
}

export interface KindOption {
  value: string;
  label: string;
  hint: string;
}

/** Classes first, then majors, then every kind of the district; their names are remembered. */
export async function kindOptions(): Promise<KindOption[]> {
  const known = await kinds().catch(() => []);
  for (const kind of known) names.kinds.set(kind.code, said(kind.name));
  const classes = [["C", t("classC")], ["E", t("classE")], ["A", t("classA")], ["G", t("classG")]] as const;
  const majors = new Map<string, string[]>();
  for (const kind of known) majors.set(kind.code.slice(0, 3), [...(majors.get(kind.code.slice(0, 3)) ?? []), said(kind.name)]);
  const found: KindOption[] = classes.filter(([code]) => known.some((kind) => kind.code.startsWith(code))).map(([value, label]) => ({ value, label, hint: value }));
  for (const [code, sorts] of [...majors].sort()) if (sorts.length > 1) found.push({ value: code, label: t("major", { code, names: sorts.slice(0, 2).join("、") }), hint: code });
  for (const one of found) if (!names.kinds.has(one.value)) names.kinds.set(one.value, one.label);
  return [...found, ...known.map((kind) => ({ value: kind.code, label: said(kind.name), hint: kind.code }))];
}

/** Remembers the names of units and of the areas that a draft names. */
export async function learnNames(areas: readonly string[]): Promise<void> {
  for (const unit of await units().catch(() => [])) names.units.set(unit.id, said(unit.name));
  for (const code of areas)
    if (!names.areas.has(code)) {
      const found = await area(code).catch(() => null);
      names.areas.set(code, found?.name ?? code);
    }
}

/** A rule that is only written here, as a sentence; the server says saved ones itself. */
export function sentenceOf(rule: DraftRule): string {
  const unit = names.units.get(rule.unit) ?? rule.unit;
  const times = [rule.hours, rule.season.replace("~", " ~ ")].filter(Boolean).join("，");
  return t("sentence", {
    areas: rule.areas.map((code) => names.areas.get(code) ?? code).join("、") || t("everywhere"),
    kinds: rule.kinds.map((code) => names.kinds.get(code) ?? code).join("、") || t("anyKind"),
    times: times && `（${times}）`,
    unit: rule.local ? t("localUnit", { unit }) : unit,
    rest: rule.stand_in ? t("standing", { unit: names.units.get(rule.stand_in) ?? rule.stand_in }) : "",
  });
}
