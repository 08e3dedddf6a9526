/** The cases of the list as signs on the map; those that lie close together are one sign with a number. */
import { h, render } from "vue";
import { Marker, type Map as Drawing } from "maplibre-gl";
import { said } from "@wangge/kit/words";
import Quarter from "@wangge/kit/parts/Quarter.vue";
import type { Listed } from "../shapes";
import { kindOf, toneOf } from "../speak";

/** Signs closer than this are put together, in pixels. */
const CLOSE = 34;

export interface Sign {
  lat: number;
  lng: number;
  cases: Listed[];
}

type Placed = Listed & { point: NonNullable<Listed["point"]> };

/** Puts cases together by where they fall on the screen; the open one always stands alone. */
export function together(drawing: Drawing, cases: readonly Listed[], open: string): Sign[] {
  const found: (Sign & { x: number; y: number })[] = [];
  for (const one of cases.filter((each): each is Placed => each.point !== null)) {
    const { x, y } = drawing.project([one.point.lng, one.point.lat]);
    const near = one.id === open ? undefined : found.find((sign) => sign.cases[0]!.id !== open && Math.abs(sign.x - x) < CLOSE && Math.abs(sign.y - y) < CLOSE);
    if (near) near.cases.push(one);
    else found.push({ x, y, lat: one.point.lat, lng: one.point.lng, cases: [one] });
  }
  return found;
}

/** Keeps the markers of a map: those that stay are not made anew. */
export class Signs {
  private readonly shown = new Map<string, { marker: Marker; element: HTMLElement }>();

  constructor(
    private readonly drawing: Drawing,
    private readonly chosen: (sign: Sign) => void,
  ) {}

  show(signs: readonly Sign[], open: string): void {
    const wanted = new Map(signs.map((sign) => [`${sign.cases.map((one) => `${one.id}${one.quarter}${toneOf(one)}`).join()}${sign.cases[0]!.id === open}`, sign]));
    for (const [name, { marker, element }] of this.shown) {
      if (wanted.has(name)) continue;
      render(null, element);
      marker.remove();
      this.shown.delete(name);
    }
    for (const [name, sign] of wanted) if (!this.shown.has(name)) this.shown.set(name, this.make(sign, open));
  }

  clear(): void {
    this.show([], "");
  }

  /** For the mouse; by keyboard the same cases are reached in the list beside the map. */
  private make(sign: Sign, open: string): { marker: Marker; element: HTMLElement } {
    const one = sign.cases[0]!;
    const late = sign.cases.some((each) => toneOf(each) === "late");
    const element = document.createElement("div");
    element.className = `pin${one.id === open ? " open" : ""}${late ? " late" : ""}${sign.cases.length > 1 ? " many" : ""}`;
    const body = sign.cases.length > 1 ? h("b", String(sign.cases.length)) : h(Quarter, { filled: one.quarter, tone: toneOf(one), label: said(one.state_label), size: one.id === open ? "" : "sm" });
    render(h("span", { title: sign.cases.map(kindOf).slice(0, 5).join("\n") }, [body, late ? h("i", "!") : null]), element);
    element.addEventListener("click", () => this.chosen(sign));
    const marker = new Marker({ element, anchor: "bottom" }).setLngLat([sign.lng, sign.lat]).addTo(this.drawing);
    element.removeAttribute("role");
    element.removeAttribute("tabindex");
    element.setAttribute("aria-hidden", "true");
    return { marker, element };
  }
}
