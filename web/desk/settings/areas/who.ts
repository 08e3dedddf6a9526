/** Who is responsible at an area, in words. */
import { said } from "@wangge/kit/words";
import type { AreaRow } from "../shapes";
import { t } from "./words";

export function whoIs(area: AreaRow): string {
  const now = area.responsible;
  if (!now?.people.length) return t("nobody");
  const who = now.people.map((person) => `${person.name} ${said(person.label)}`).join("、");
  return now.area === area.code ? t("who", { who }) : t("fromAbove", { who });
}
