/** How far something is, in the words of people who walk. */
import { metresBetween } from "@wangge/kit/place";
import { t } from "./texts";

export function distanceWords(from: { lng: number; lat: number }, to: { lng: number; lat: number }): string {
  const far = metresBetween(from, to);
  if (far < 950) return t("metres", { count: far < 100 ? Math.round(far) : Math.round(far / 10) * 10 });
  return t("kilometres", { count: (far / 1000).toFixed(1) });
}
