/** How the desk hears of news: by the line where there is one, else by asking every 15 seconds. */
import { Refusal, Unreachable, ask, type Schema } from "@wangge/kit/api/client";
import { session, whoAmI } from "@wangge/kit/session";
import { said } from "@wangge/kit/words";
import { count, desk } from "./state";

const EVERY = 15_000;
const PING = 25_000;
/** Cases become late and unopened ones red without an entry: so often they are counted at least. */
const COUNTS = 60_000;
/** Codes with which the server says that knocking again is of no use before somebody signs in. */
const OUT = [4401, 4403];
/** So many lines of one account are enough; this window asks instead. */
const TOO_MANY = 4429;
interface Person {
  name: string;
  post: Schema["Label"] | null;
}

type Heard = (entries: readonly Schema["Entry"][]) => void;
const listeners = new Set<Heard>();

/** Hears of entries; an empty list says: what is to be seen has changed, look at everything again. */
export function onNews(hear: Heard): () => void {
  listeners.add(hear);
  return () => listeners.delete(hear);
}

let socket: WebSocket | null = null;
let position = "";
let looking: string | null = null;
let heardLine = 0;
let countedAt = 0;
let pause = 1000;
let running = false;
let busy = false;
let again = false;
let timers: ReturnType<typeof setTimeout>[] = [];

/** Begins to listen; once for a person. */
export function listen(): void {
  stopListening();
  running = true;
  position = session.me?.position ?? "";
  countedAt = 0;
  connect();
  timers.push(setInterval(() => void ((desk.line !== "live" || Date.now() - countedAt > COUNTS) && look()), EVERY) as unknown as ReturnType<typeof setTimeout>);
  timers.push(setInterval(ping, PING) as unknown as ReturnType<typeof setTimeout>);
  window.addEventListener("online", look);
  window.addEventListener("offline", look);
  document.addEventListener("visibilitychange", turnAway);
  void look();
}

/** A line that has been silent over two pings is dead, whatever the browser believes. */
function ping(): void {
  if (socket?.readyState === WebSocket.OPEN && Date.now() - heardLine > 2.5 * PING) socket.close();
  else say({ ping: 1 });
}

/** A window that nobody sees looks at no case. */
function turnAway(): void {
  say({ look: looking && !document.hidden ? `case:${looking}` : null });
  if (!document.hidden) void look();
}

export function stopListening(): void {
  running = false;
  for (const timer of timers) clearInterval(timer);
  timers = [];
  window.removeEventListener("online", look);
  window.removeEventListener("offline", look);
  document.removeEventListener("visibilitychange", turnAway);
  socket?.close();
  socket = null;
}

/** Says which case is in front of us, so that others see it, and hears who else looks at it. */
export function lookAt(caseId: string | null): void {
  if (looking && looking !== caseId) delete desk.here[looking];
  looking = caseId;
  say({ look: caseId ? `case:${caseId}` : null });
}

function say(words: Readonly<Record<string, unknown>>): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(words));
}

function connect(): void {
  const address = session.me?.live;
  if (!address) {
    desk.line = "asking";
    return;
  }
  const line = new WebSocket(address);
  socket = line;
  line.onopen = () => {
    heardLine = Date.now();
    pause = 1000;
    desk.line = "live";
    if (looking) say({ look: `case:${looking}` });
    void look();
  };
  line.onmessage = (event) => hear(String(event.data));
  line.onclose = (event) => {
    if (socket !== line || !running) return;
    socket = null;
    if (desk.line !== "away") desk.line = "asking";
    desk.here = {};
    if (OUT.includes(event.code)) void whoAmI().catch(() => undefined);
    if (event.code === TOO_MANY) return;
    timers.push(setTimeout(() => running && !socket && connect(), pause * (0.7 + Math.random() * 0.6)));
    pause = Math.min(pause * 2, 30_000);
  };
}

function hear(text: string): void {
  heardLine = Date.now();
  const words = JSON.parse(text) as { poke?: boolean; here?: Record<string, Person[]> };
  if (words.poke) void look();
  for (const [about, people] of Object.entries(words.here ?? {})) {
    desk.here[about.replace("case:", "")] = people.map((one) => (one.post ? `${said(one.post)} ${one.name}` : one.name));
  }
}

/** Asks what happened since we looked last, and tells whoever listens. One question at a time. */
export async function look(): Promise<void> {
  if (!running) return;
  again = busy;
  if (busy) return;
  busy = true;
  try {
    let entries: Schema["Entry"][] = [];
    for (;;) {
      const news = await ask("get", "/api/v1/entries", { query: { since: position || undefined, limit: 200 } });
      entries = [...entries, ...news.items];
      // What we may not see counts towards the limit, so only an end that stands still is the end.
      const end = news.next === position;
      position = news.next;
      if (end) break;
    }
    heard();
    if (entries.length || Date.now() - countedAt > COUNTS) {
      await count();
      countedAt = Date.now();
      if (entries.length) for (const tell of listeners) tell(entries);
    }
  } catch (trouble) {
    await stumble(trouble);
  } finally {
    busy = false;
  }
  if (again) void look();
}

function heard(): void {
  const was = desk.line;
  desk.heardAt = desk.now = Date.now();
  if (was === "away" || was === "starting") {
    desk.line = socket?.readyState === WebSocket.OPEN ? "live" : "asking";
    if (was === "away") for (const tell of listeners) tell([]);
  }
}

async function stumble(trouble: unknown): Promise<void> {
  if (trouble instanceof Unreachable) {
    desk.line = "away";
  } else if (trouble instanceof Refusal && trouble.status === 401) {
    session.me = null;
  } else if (trouble instanceof Refusal && trouble.status === 410) {
    // What we may see is another than before: begin at the present end and look at everything again.
    await whoAmI();
    position = session.me?.position ?? "";
    for (const tell of listeners) tell([]);
  } else if (!(trouble instanceof Refusal)) {
    throw trouble;
  }
}
