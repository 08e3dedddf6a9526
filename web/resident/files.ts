/** Photos and recordings: made small, shown, sent while the person still writes, taken back or replaced. */
import { Refusal } from "@wangge/kit/api/client";
import { newId } from "@wangge/kit/ids";
import { photoOfFile, Unreadable } from "@wangge/kit/photo";
import type { LocalFile } from "@wangge/kit/sync/store";
import { PUBLIC, upload } from "@wangge/kit/sync/upload";
import { el } from "./dom";
import type { Drafts } from "./draft";
import { t } from "./texts";

/** Pauses before a try after one without network (milliseconds); the last one is repeated. */
const PAUSES = [1_000, 3_000, 8_000, 20_000];

interface Shot {
  /** Null while a photo is being made small. */
  file: LocalFile | null;
  /** The server's id once every byte is there. */
  id: string;
  /** What stands in its way for good: the server's sentence, or the phone's. */
  trouble: string;
  seconds: number;
  row: HTMLLIElement;
  said: HTMLElement;
}

/** The list below the two buttons. `changed` hears of every file that came or went. */
export class Files {
  readonly list = el("ul", { class: "shots" });
  /** What is there, in words; read out when it changes. */
  readonly sum = el("p", { role: "status", class: "note good", hidden: true });
  private readonly shots: Shot[] = [];
  private sending: Promise<void> | null = null;
  private making = 0;
  private retrying: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly drafts: Drafts,
    private readonly most: number,
    private readonly changed: () => void,
  ) {}

  get files(): LocalFile[] {
    return this.shots.flatMap((shot) => shot.file ?? []);
  }

  get isEmpty(): boolean {
    return !this.shots.length;
  }

  /** Photos or sounds chosen; with `instead` the first takes its place. */
  async take(chosen: readonly File[], instead?: Shot): Promise<void> {
    const room = this.most - this.shots.length + (instead ? 1 : 0);
    for (const file of chosen.slice(0, instead ? 1 : room)) {
      const shot = this.show(null, 0, instead);
      this.making += 1;
      try {
        const sound = file.type.startsWith("audio/");
        shot.file = sound ? { id: newId(), blob: file, type: file.type, madeAt: Date.now(), upload: null } : await photoOfFile(file, null);
        if (instead?.file) await this.drafts.forget(instead.file);
        await this.drafts.put("files", shot.file);
        this.fill(shot);
      } catch (trouble) {
        if (!(trouble instanceof Unreadable)) throw trouble;
        shot.trouble = shot.said.textContent = trouble.message;
        this.buttons(shot);
      } finally {
        this.making -= 1;
      }
      this.tell();
    }
    if (chosen.length > room && !instead) this.sum.textContent = t("most", { count: this.most });
    void this.send();
  }

  /** A recording, or a file of an earlier visit. */
  async add(file: LocalFile, seconds = 0): Promise<void> {
    if (this.shots.length >= this.most) {
      this.sum.hidden = false;
      this.sum.textContent = t("most", { count: this.most });
      return;
    }
    await this.drafts.put("files", file);
    this.fill(Object.assign(this.show(null, seconds), { file }));
    this.tell();
    void this.send();
  }

  /** Whether one of them cannot be sent as it is. */
  get troubled(): boolean {
    return this.shots.some((shot) => shot.trouble);
  }

  /** Waits until every file is there. Returns the server's ids. Raises `Unreachable`, or `Refusal` for what must wait. */
  async ids(): Promise<string[]> {
    while (this.making) await new Promise((done) => setTimeout(done, 50));
    await this.once().catch(() => undefined);
    await this.once();
    return this.shots.flatMap((shot) => (shot.id ? [shot.id] : []));
  }

  /** The server has none of them any more (they lay too long): from the beginning. */
  forgetIds(): void {
    for (const shot of this.shots) {
      shot.id = "";
      if (shot.file) shot.file.upload = null;
    }
  }

  /** Sends what is missing, and tries again by itself while there is no network. */
  private async send(tries = 0): Promise<void> {
    try {
      await this.once();
    } catch (trouble) {
      clearTimeout(this.retrying);
      const asked = trouble instanceof Refusal ? Number(trouble.facts.retry_after) : 0;
      const wait = asked ? asked * 1000 : PAUSES[Math.min(tries, PAUSES.length - 1)]!;
      this.retrying = setTimeout(() => void this.send(tries + 1), wait);
    }
  }

  /** One file after another, never two at once, whoever asks. */
  private once(): Promise<void> {
    this.sending ??= this.sendAll().finally(() => (this.sending = null));
    return this.sending;
  }

  private async sendAll(): Promise<void> {
    for (;;) {
      const shot = this.shots.find((one) => one.file && !one.id && !one.trouble);
      if (!shot?.file) return;
      const { file } = shot;
      try {
        const told = (bytes: number) => (shot.said.textContent = t("sending", { percent: Math.floor((bytes * 100) / file.blob.size) }));
        const id = await upload(this.drafts, file, told, { where: PUBLIC });
        shot.id = id;
        shot.said.textContent = t("there");
        this.tell();
      } catch (trouble) {
        const waits = !(trouble instanceof Refusal) || trouble.status === 429 || trouble.status >= 500;
        shot.said.textContent = trouble instanceof Refusal ? trouble.message : t("waits");
        if (waits) throw trouble;
        shot.trouble = shot.said.textContent;
      }
    }
  }

  private show(file: LocalFile | null, seconds: number, instead?: Shot): Shot {
    const said = el("p", { class: "s soft" }, t("shrinking"));
    const shot: Shot = { file, id: "", trouble: "", seconds, row: el("li", {}, said), said };
    if (instead) {
      this.shots.splice(this.shots.indexOf(instead), 1, shot);
      instead.row.replaceWith(shot.row);
      instead.file = null;
    } else {
      this.shots.push(shot);
      this.list.append(shot.row);
    }
    return shot;
  }

  private fill(shot: Shot): void {
    const file = shot.file!;
    const address = URL.createObjectURL(file.blob);
    if (file.type.startsWith("image/")) {
      const picture = el("img", { src: address, alt: t("photo", { number: this.shots.indexOf(shot) + 1 }) });
      shot.row.prepend(picture);
    } else {
      const name = shot.seconds ? t("voice", { seconds: shot.seconds }) : t("sound");
      shot.row.classList.add("sound");
      shot.row.prepend(el("b", {}, name), el("audio", { src: address, controls: true, "aria-label": name }));
    }
    this.buttons(shot);
  }

  private buttons(shot: Shot): void {
    const sound = shot.row.classList.contains("sound");
    const row = el("div", { class: "two" });
    if (!sound) {
      const input = el("input", { type: "file", accept: "image/*", class: "over", "aria-label": `${t("other")} ${t("photo", { number: this.shots.indexOf(shot) + 1 })}` });
      input.addEventListener("change", () => void this.take([...(input.files ?? [])], shot));
      row.append(el("div", { class: "btn quiet" }, t("other"), input));
    }
    row.append(el("button", { type: "button", class: "btn quiet", onclick: () => void this.drop(shot) }, t(sound ? "drop_sound" : "drop")));
    shot.row.append(row);
  }

  private async drop(shot: Shot): Promise<void> {
    this.shots.splice(this.shots.indexOf(shot), 1);
    shot.row.remove();
    if (shot.file) await this.drafts.forget(shot.file);
    shot.file = null;
    this.tell();
  }

  private tell(): void {
    const there = this.shots.filter((shot) => shot.id).length;
    this.sum.hidden = !there;
    this.sum.textContent = t("all_there", { count: there });
    this.changed();
  }
}
