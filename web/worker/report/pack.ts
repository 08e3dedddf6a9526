/** What reporting needs without network: kinds, outlines of the own community's grids, and the ground that they lie on. */
import { ask, type Schema, send, Unreachable } from "@wangge/kit/api/client";
import { keep, kept, type Store } from "@wangge/kit/sync/store";
import { type Area, type Box, boxOf, type Feature, type Ground } from "./ground";
import type { Kind } from "./kinds";

const KINDS = "report-kinds";
const GROUND = "report-ground";
/** Outlines seldom change; what is usual changes by the day (milliseconds). */
const GROUND_LASTS = 24 * 3_600_000;
/** By hour of day, and until when a kind may not be filed. */
const KINDS_LAST = 600_000;
/** At this zoom single buildings are drawn, and a box of three kilometres is still answered. */
const ZOOM = 17;
/** Ground kept beyond the outlines (metres): people stand on borders too. */
const BEYOND = 150;

/** The narrowest area of somebody's posts; empty without one. */
export function ownArea(me: Schema["Me"]): string {
  const areas = me.grants.map((grant) => grant.area ?? "").filter(Boolean);
  return areas.sort((a, b) => b.length - a.length)[0] ?? "";
}

export async function keptKinds(store: Store): Promise<Kind[]> {
  return (await kept<Kind[]>(store, KINDS))?.value ?? [];
}

export async function keptGround(store: Store): Promise<Ground | null> {
  return (await kept<Ground>(store, GROUND))?.value ?? null;
}

/** Kinds, with what is usual in the area just now where the server counts that. Raises `Unreachable`, `Refusal`. */
export async function refreshKinds(store: Store, area: string, at: number): Promise<Kind[]> {
  const before = await kept<Kind[]>(store, KINDS);
  if (before && at - before.at < KINDS_LAST) return before.value;
  const { items } = await ask("get", "/api/v1/kinds", { query: { area } });
  await keep(store, KINDS, items);
  return items;
}

/** Outlines and ground of the own community. Raises `Unreachable`, `Refusal`. */
export async function refreshGround(store: Store, own: string, at: number): Promise<Ground | null> {
  const before = await kept<Ground>(store, GROUND);
  if (before && before.value.own === own && at - before.at < GROUND_LASTS) return before.value;
  if (!own) return null;
  const { community, district } = await ask("get", "/api/v1/places/locate", { query: { q: own } });
  const within = community ?? district ?? own;
  const areas = await drawn<Area>("areas", { within, level: "grid" });
  const box = boxOf(areas.map((area) => area.geometry), BEYOND);
  if (!box) return null;
  const ground: Ground = { own, community: within, areas, box, features: await groundIn(box) };
  await keep(store, GROUND, ground);
  return ground;
}

/** What lies in a box. Raises `Unreachable`, `Refusal`. */
export async function groundIn(box: Box): Promise<Feature[]> {
  return drawn<Feature>("ground", { bbox: box.map((side) => side.toFixed(5)).join(",") });
}

/** GeoJSON of the map; its media type is not the one that `ask` knows. */
async function drawn<F>(layer: "areas" | "ground", query: Record<string, string>): Promise<F[]> {
  const wanted = new URLSearchParams({ ...query, zoom: String(ZOOM) });
  const answer = await send("GET", `/api/v1/map/${layer}?${wanted.toString()}`);
  try {
    return ((await answer.json()) as { features: F[] }).features;
  } catch (trouble) {
    throw new Unreachable(String(trouble));
  }
}

/** Everything that can be fetched ahead; what cannot be had now is not missed before the network goes. */
export async function refreshPack(store: Store, me: Schema["Me"], at: number = Date.now()): Promise<void> {
  const own = ownArea(me);
  await Promise.allSettled([refreshKinds(store, own, at), refreshGround(store, own, at)]);
}
