/** What the desk reads, by the names that its panes use. */
import { ask, type Schema } from "@wangge/kit/api/client";

export type QueueName = Schema["QueueName"];
export type Listed = Schema["ListedCase"];
export type CaseFile = Schema["CaseFile"];
export type Whole = Schema["WholeCase"];
export type NearCase = Schema["NearCase"];

/** What a list may be asked for. */
export type Wanted = NonNullable<Parameters<typeof ask<"get", "/api/v1/cases">>[2]>["query"];
