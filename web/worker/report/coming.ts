/** What the API is about to say, until `types.d.ts` says it; to be replaced by `Schema[…]` where it does. */

/** Of a kind, where an area was asked for: how often it was reported there lately, and its usual words. */
export interface KindHere {
  here?: number;
  words?: string;
}

/** `GET /api/v1/cases/near`. */
export interface NearCase {
  id: string;
  number: string;
  kind: { code: string; name: { zh: string; en: string } } | null;
  state: string;
  state_label: { zh: string; en: string };
  quarter: number;
  distance_m: number;
  happened_at: string;
  words: string;
  photo: string | null;
  mine: boolean;
}
