/** Where the report is, as it stands in the draft, and what that place is called. */
import { computed, onBeforeUnmount, type Ref, ref, shallowRef, watch } from "vue";
import { ask } from "@wangge/kit/api/client";
import { better, type Fix, metresBetween, type Point } from "@wangge/kit/place";
import { warmUp, where } from "@wangge/kit/position";
import { keep, kept } from "@wangge/kit/sync/store";
import { here } from "../state";
import type { Draft } from "./draft";
import { gridAt, nearby } from "./names";
import { boxAround, covers, type Feature, type Ground } from "./ground";
import { groundIn, keptGround, ownArea, refreshGround } from "./pack";
import { t } from "./texts";

const FIX = "report-fix";
/** A fix older than this is said with its age (milliseconds). */
export const OLD = 120_000;
/** Ground that is fetched where the kept one ends (metres to every side). */
const AROUND = 300;

/** The best fix so far; the last known one of an earlier day until there is a new one. */
export function useFix() {
  const fix = shallowRef<Fix | null>(null);
  const { store } = here();
  warmUp();
  void kept<Fix>(store, FIX).then((last) => {
    if (last && !fix.value) fix.value = last.value;
  });
  watch(
    () => where.position,
    (next) => {
      if (!next) return;
      const rounded = { lat: next.lat, lng: next.lng, accuracy: Math.max(Math.round(next.accuracy), 1), at: next.at };
      fix.value = better(fix.value, rounded);
    },
    { immediate: true },
  );
  onBeforeUnmount(() => {
    if (fix.value) void keep(store, FIX, fix.value).catch(() => undefined);
  });
  return fix;
}

/** Ground and names of the draft's place: from what is kept, and better ones from the server when it answers. */
export function usePlace(draft: Ref<Draft | null>) {
  const { store, me } = here();
  const ground = shallowRef<Ground | null>(null);
  const features = shallowRef<Feature[]>([]);
  const asked = ref<{ point: Point; grid: { code: string; name: string } | null } | null>(null);
  const point = computed<Point | null>(() => {
    const place = draft.value?.place;
    return place && place.lat !== null && place.lng !== null ? { lat: place.lat, lng: place.lng } : null;
  });

  void (async () => {
    ground.value = await keptGround(store);
    features.value = ground.value?.features ?? [];
    try {
      ground.value = await refreshGround(store, ownArea(me), Date.now());
      features.value = ground.value?.features ?? features.value;
    } catch {
      // What was kept goes on.
    }
  })();

  let turn = 0;
  watch(
    point,
    async (now) => {
      const own = ++turn;
      if (!now || (asked.value && metresBetween(asked.value.point, now) < 5)) return;
      try {
        const found = await ask("get", "/api/v1/places/locate", { query: { lat: now.lat, lng: now.lng }, patience: 8 });
        if (own === turn) asked.value = { point: now, grid: found.grid ? { code: found.grid, name: found.names.grid ?? "" } : null };
        if (ground.value && covers(ground.value.box, now, 100)) return;
        const more = await groundIn(boxAround(now, AROUND));
        if (own === turn) features.value = more;
      } catch {
        // Offline the kept outline says it.
      }
    },
    { immediate: true },
  );

  const byServer = computed(() => (asked.value && point.value && metresBetween(asked.value.point, point.value) < 5 ? asked.value : null));
  const grid = computed(() => (point.value ? (byServer.value?.grid ?? gridAt(ground.value?.areas ?? [], point.value)) : null));
  /** Whether the server will find a grid there. */
  const whether = computed<"inside" | "outside" | "unknown">(() => {
    if (grid.value) return "inside";
    return byServer.value ? "outside" : "unknown";
  });
  const around = computed(() => (point.value ? nearby(features.value, point.value) : []));
  const address = computed(() => {
    const place = draft.value?.place;
    if (place?.address) return place.address;
    const nearest = around.value[0];
    if (!nearest || nearest.metres > 80) return "";
    return nearest.metres < 12 ? nearest.name : t("beside", { name: nearest.name });
  });
  return { ground, features, point, grid, whether, around, address };
}

export type Place = ReturnType<typeof usePlace>;
