/** Whether somebody has told of it already: what lies close by, by kind, distance and how many said so. */
import { send, type Schema } from "@wangge/kit/api/client";
import { said } from "@wangge/kit/words";
import { el } from "./dom";
import type { Place } from "./place";
import { t } from "./texts";

export type Offer = Schema["OfferedCase"];
/** How long the question may hold up a report (seconds); then it goes without. */
const PATIENCE = 4;

/** Likely cases of what is about to be reported; none without an answer in time, which holds nothing up. */
export async function offersFor(words: string, place: Place | null): Promise<Offer[]> {
  try {
    const answer = await send("POST", "/api/v1/public/reports/alike", {
      body: JSON.stringify({ words, place }), headers: { "Content-Type": "application/json" }, patience: PATIENCE,
    });
    return ((await answer.json()) as { items: Offer[] }).items;
  } catch {
    return [];
  }
}

/** The question as the server draws it without script; its buttons hand the form in with `same_as`. */
export function drawn(offers: readonly Offer[]): HTMLElement {
  const button = (value: string, label: string, quiet = false) =>
    el("button", { class: `btn whole${quiet ? " quiet" : ""}`, name: "same_as", value }, label);
  const cards = offers.map((one) =>
    el("div", { class: "card stack" },
      el("p", {}, el("b", {}, one.kind ? said(one.kind.name) : t("same_unsorted")), ` · ${said(one.told)}`),
      el("p", { class: "soft" }, [
        one.distance_m === null ? "" : t("same_away", { metres: one.distance_m }), t("same_said", { count: one.report_count }),
      ].filter(Boolean).join(" · ")),
      el("p", {}, button(one.id, t("same_yes")))));
  return el("section", { class: "same stack", role: "alert", id: "same", tabindex: "-1" },
    el("h2", {}, t("same_title")), ...cards, el("p", { class: "s soft" }, t("same_why")), el("p", {}, button("no", t("same_no"), true)));
}
