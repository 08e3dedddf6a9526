/** Filing conditions as a form holds them and as they are sent. Pure. */
import type { Schema } from "@wangge/kit/api/client";

export interface ConditionDraft {
  code: string;
  name: { zh: string; en: string };
  limit: string;
  closing: { zh: string; en: string };
  handler: { zh: string; en: string };
  register_photos: number;
  close_photos: number;
  /** Empty: anywhere. */
  close_metres: number | "";
  same_hours: boolean;
}

export const drafted = ({ code, name, limit, closing, handler, evidence }: Schema["Condition"]): ConditionDraft => ({
  code, name: { ...name }, limit: limit.words, closing: { ...closing }, handler: { ...handler },
  register_photos: evidence.register_photos, close_photos: evidence.close_photos, close_metres: evidence.close_metres ?? "", same_hours: evidence.same_hours,
});

/** A condition of which nothing is written yet, with the next free number. */
export function blank(there: readonly ConditionDraft[]): ConditionDraft {
  let n = there.length + 1;
  while (there.some((one) => one.code === String(n))) n += 1;
  const none = () => ({ zh: "", en: "" });
  return { code: String(n), name: none(), limit: "", closing: none(), handler: none(), register_photos: 0, close_photos: 0, close_metres: "", same_hours: false };
}

export const sent = ({ code, name, limit, closing, handler, close_metres, ...rest }: ConditionDraft): Schema["ConditionIn"] => ({
  code, name, limit, closing, handler,
  evidence: { register_photos: rest.register_photos || 0, close_photos: rest.close_photos || 0, close_metres: close_metres === "" ? null : close_metres, same_hours: rest.same_hours },
});
