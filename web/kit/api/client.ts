/** The one way to the server. Types come from the API's document (`types.d.ts`, made by `npm run types`). */
import { cookie, language } from "../words";
import type { components, paths } from "./types";

/** Which API this app was built for; the server says when that is too old (`api/levels.py`). */
export const LEVEL = 1;

export type Schema = components["schemas"];
export type Method = "get" | "post" | "put" | "patch" | "delete";

/** The server's answer "no": a sentence that says what to do, for a person to read. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    sentence: string,
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(sentence);
  }
}

/** No answer came: no network, no server, or too slow. What was sent may have arrived. */
export class Unreachable extends Error {}

/** What to say of trouble with the server: its own sentence, or `away` where no answer came. Raises what is neither: a bug. */
export function sentenceOf(trouble: unknown, away: string): string {
  if (trouble instanceof Refusal) return trouble.message;
  if (trouble instanceof Unreachable) return away;
  throw trouble;
}

/** Whether asking again can help: not where the server has said no. */
export const worthAsking = (trouble: unknown): boolean => !(trouble instanceof Refusal && [403, 404, 410, 422].includes(trouble.status));

type Operation<P extends keyof paths, M extends Method> = paths[P] extends { [K in M]: infer O } ? O : never;
type At<P extends Method> = { [K in keyof paths]: Operation<K, P> extends never ? never : K }[keyof paths];
type Query<O> = O extends { parameters: { query?: infer Q } } ? Q : never;
type Path<O> = O extends { parameters: { path: infer Q } } ? Q : undefined;
type Body<O> = O extends { requestBody?: { content: { "application/json": infer B } } } ? B : undefined;
type Ok<O> = O extends { responses: infer R }
  ? { [S in keyof R]: S extends 200 | 201 | 202 ? (R[S] extends { content: { "application/json": infer B } } ? B : never) : never }[keyof R]
  : never;

export interface Asked<O> {
  path?: Path<O>;
  query?: Query<O>;
  body?: Body<O>;
  signal?: AbortSignal;
  /** Seconds until we give up waiting. */
  patience?: number;
}

/** An answer with what the headers say: whether it is the first one once more, and the server's time. */
export interface Answer<T> {
  status: number;
  body: T;
  replay: boolean;
}

const listeners = new Set<(server: number, asked: number, answered: number) => void>();

/** Hears the server's time with every answer (milliseconds: its own, ours before, ours after). */
export function onServerTime(hear: (server: number, asked: number, answered: number) => void): void {
  listeners.add(hear);
}

const outgrown = new Set<(sentence: string) => void>();

/** Hears that the server no longer speaks with this version of the app, in its sentence. */
export function onTooOld(hear: (sentence: string) => void): void {
  outgrown.add(hear);
}

/** Sends bytes or JSON. Raises `Refusal` for 4xx and 5xx problem documents, `Unreachable` when nothing came back. */
export async function send(
  method: string,
  address: string,
  { body, headers = {}, signal, patience = 30 }: { body?: BodyInit | null; headers?: Record<string, string>; signal?: AbortSignal; patience?: number } = {},
): Promise<Response> {
  const asked = Date.now();
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), patience * 1000);
  signal?.addEventListener("abort", () => stop.abort());
  let answer: Response;
  try {
    answer = await fetch(address, {
      method,
      body,
      credentials: "same-origin",
      cache: "no-store",
      signal: stop.signal,
      headers: { "Accept-Language": language, "X-CSRFToken": cookie("csrftoken"), "X-Wangge-Level": String(LEVEL), ...headers },
    });
  } catch (trouble) {
    throw new Unreachable(String(trouble));
  } finally {
    clearTimeout(late);
  }
  const date = Date.parse(answer.headers.get("Date") ?? "");
  if (date) for (const hear of listeners) hear(date, asked, Date.now());
  if (answer.status >= 400) {
    const trouble = await refusalOf(answer);
    if (trouble instanceof Refusal && trouble.status === 426) for (const hear of outgrown) hear(trouble.message);
    throw trouble;
  }
  return answer;
}

async function refusalOf(answer: Response): Promise<Refusal | Unreachable> {
  try {
    const problem = await answer.json();
    if (typeof problem.code === "string") return new Refusal(answer.status, problem.code, problem.detail, problem.facts);
  } catch {
    // No problem document: a gateway or a network in between has answered, not our server.
  }
  // An answer without a body (HEAD) says it with its status alone.
  if (answer.status === 401 || answer.status === 404) return new Refusal(answer.status, "", "");
  return new Unreachable(`${answer.status}`);
}

function addressOf(path: string, places: object | undefined, query: object | undefined): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String((places as Record<string, unknown>)?.[name])));
  const wanted = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") wanted.set(name, String(value));
  }
  const text = wanted.toString();
  return text ? `${filled}?${text}` : filled;
}

/** One operation of the API: `await ask("get", "/api/v1/cases", {query: {mine: true}})`. */
export async function answer<M extends Method, P extends At<M> & string>(
  method: M,
  path: P,
  asked: Asked<Operation<P, M>> = {},
): Promise<Answer<Ok<Operation<P, M>>>> {
  const json = asked.body === undefined ? undefined : JSON.stringify(asked.body);
  const got = await send(method.toUpperCase(), addressOf(path, asked.path as object | undefined, asked.query as object | undefined), {
    body: json,
    headers: json === undefined ? {} : { "Content-Type": "application/json" },
    signal: asked.signal,
    patience: asked.patience,
  });
  let body: unknown = null;
  if (got.status !== 204) {
    try {
      body = await got.json();
    } catch (trouble) {
      throw new Unreachable(String(trouble));
    }
  }
  return { status: got.status, body: body as Ok<Operation<P, M>>, replay: got.headers.has("Idempotent-Replay") };
}

/** The body alone. */
export async function ask<M extends Method, P extends At<M> & string>(
  method: M,
  path: P,
  asked: Asked<Operation<P, M>> = {},
): Promise<Ok<Operation<P, M>>> {
  return (await answer(method, path, asked)).body;
}
