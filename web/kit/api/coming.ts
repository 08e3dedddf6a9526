/** Answers of the API whose types are not in `types.d.ts` yet; each goes when its own is there. */
import type { Say } from "../words";

/** What a place or unit of mine was told (`GET /api/v1/notices`). */
export interface Notice {
  id: string;
  case: { id: string; number: string; kind: { code: string; name: Say } | null };
  verb: string;
  words: Say;
  place: { id: string; name: string };
  at: string;
  seen: boolean;
}

export interface Notices {
  items: Notice[];
  next: string | null;
  unseen: number;
}
