/** Names that hardly change: units, joint offices, kinds, flow tables, areas. Each is asked for once, when it is needed. */
import { ask, type Schema } from "@wangge/kit/api/client";
import { reactive } from "vue";

const asked = new Map<string, Promise<unknown>>();

function once<T>(name: string, find: () => Promise<T>): Promise<T> {
  const found = asked.get(name) as Promise<T> | undefined;
  if (found) return found;
  const made = find();
  asked.set(name, made);
  // Whoever asks next tries again.
  made.catch(() => asked.delete(name));
  return made;
}

export const units = () => once("units", async () => (await ask("get", "/api/v1/units")).items);
export const offices = () => once("offices", async () => (await ask("get", "/api/v1/offices")).items);
export const kinds = () => once("kinds", async () => (await ask("get", "/api/v1/kinds")).items);
/** With those first that came to the area lately. */
export const kindsIn = (code: string) => once(`kinds ${code}`, async () => (await ask("get", "/api/v1/kinds", { query: { area: code } })).items);
/** The whole catalogue is some hundred kilobytes: it is asked for where conditions are shown, and kept by the browser. */
const catalogue = () => once("catalogue", () => ask("get", "/api/v1/catalogue"));
/** The filing conditions of a kind as new cases take it. */
export const conditionsOf = async (kind: string) => (await catalogue()).majors.flatMap((major) => major.kinds).find((one) => one.code === kind)?.conditions ?? [];
export const area = (code: string) => once(`area ${code}`, () => ask("get", "/api/v1/places/areas/{code}", { path: { code } }));

/** What the moves are called: `accept@reported` in the flow tables of the district. */
export const names = reactive({ moves: new Map<string, Schema["Label"]>(), units: new Map<string, string>(), kinds: new Map<string, Schema["Label"]>() });

/** Learns the names that a history needs. */
export function learn(): Promise<void> {
  return once("names", async () => {
    const [flows, known, sorts] = await Promise.all([ask("get", "/api/v1/flows"), units(), kinds()]);
    for (const flow of flows.items) for (const row of flow.rows) names.moves.set(`${row.verb}@${row.from}`, row.label);
    for (const unit of known) names.units.set(unit.id, unit.name.zh);
    for (const kind of sorts) names.kinds.set(kind.code, kind.name);
  });
}

/** Everything is asked for anew; for after signing in as somebody else. */
export function forget(): void {
  asked.clear();
}
