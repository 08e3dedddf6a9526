/** What the desk reads, by the names that its panes use. What the document does not have yet stands at the end. */
import { ask, type Schema } from "@wangge/kit/api/client";

export type QueueName = Schema["QueueName"];
export type Listed = Schema["ListedCase"];
export type CaseFile = Schema["CaseFile"];
export type Whole = Schema["WholeCase"];
export type NearCase = Schema["NearCase"];

/** What a list may be asked for. */
export type Wanted = NonNullable<Parameters<typeof ask<"get", "/api/v1/cases">>[2]>["query"];

/** Where the live line is; `GET /api/v1/me` says it where there is one. To be replaced by `Schema["Me"]`. */
export interface Lined {
  live?: string | null;
}
