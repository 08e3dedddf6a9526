/** What the API is about to say, until `types.d.ts` says it; to be replaced by `Schema[…]` where it does. */
import { send, type Schema } from "@wangge/kit/api/client";

export type QueueName = "accept" | "verify" | "register" | "dispatch" | "handle" | "check" | "close" | "orders" | "requests" | "late" | "unseen" | "mine";

/** `GET /api/v1/cases/counts`. */
export interface Queues {
  queues: Record<QueueName, number>;
  capped: boolean;
}

/** A case in a list; `photo` is the first picture of it. */
export type Listed = Schema["ListedCase"] & { photo?: string | null };

/** A picture or sound of a case: of the trouble before, of what it is like after, or of neither. */
export interface CaseFile {
  id: string;
  kind: "photo" | "sound";
  when: "before" | "after" | "other";
  happened_at: string;
}
export type Whole = Schema["WholeCase"] & { photos?: CaseFile[] };

/** One of `GET /api/v1/cases/near`. */
export interface NearCase {
  id: string;
  number: string;
  kind: Schema["KindName"] | null;
  state: string;
  state_label: Schema["Label"];
  quarter: number;
  distance_m: number;
  happened_at: string;
  words: string;
  photo: string | null;
  mine: boolean;
}

/** Where the live line is; `GET /api/v1/me` says it where there is one. */
export interface Lined {
  live?: string | null;
}

/** A read that the document does not have yet. */
export async function read<T>(path: string, query: Readonly<Record<string, string | number | boolean | null | undefined>> = {}): Promise<T> {
  const wanted = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "" && value !== false) wanted.set(name, String(value));
  }
  const text = wanted.toString();
  return (await (await send("GET", text ? `${path}?${text}` : path)).json()) as T;
}
