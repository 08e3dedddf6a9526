/** Photos as they are kept and sent: small, without what a camera writes into them, with facts of our own beside. */
import { newId } from "./ids";
import type { LocalFile, PhotoFacts } from "./sync/store";
import { words } from "./words";

const t = words({
  unreadable: [
    "这张照片手机自己也读不出来。请用这里的取景器再拍一张，或换一张 JPEG 照片。",
    "The phone itself cannot read this photo. Take one with the viewfinder here, or choose a JPEG.",
  ],
  huge: ["这个文件太大，手机处理不了。请用这里的取景器再拍一张。", "This file is too large for the phone. Take one with the viewfinder here."],
});

/** Longest side in pixels. */
export const LONGEST = 1600;
/** What a photo should weigh at most (bytes); quality goes down in steps until it does, never below the last one. */
export const AIM = 350 * 1024;
const QUALITIES = [0.75, 0.65, 0.55, 0.45];
/** More than this is no photo of a phone (bytes). */
const MOST = 60 * 1024 * 1024;

/** A photo that cannot be used; the message is a sentence for the person. */
export class Unreadable extends Error {}

/** Where the phone was, as it says itself; WGS-84. */
export interface Position {
  lng: number;
  lat: number;
  /** Metres. */
  accuracy: number;
  /** Phone's clock, milliseconds. */
  at: number;
}

type Drawable = HTMLVideoElement | HTMLImageElement | ImageBitmap;

/** Width and height of a picture made to fit. Pure. */
export function fitted(width: number, height: number, longest = LONGEST): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return [Math.max(Math.round(width * scale), 1), Math.max(Math.round(height * scale), 1)];
}

/** What the viewfinder shows, as a file to keep. Raises `Unreadable`. */
export function photoOfFrame(video: HTMLVideoElement, position: Position | null): Promise<LocalFile> {
  return made(video, video.videoWidth, video.videoHeight, position, "camera");
}

/** A chosen or taken file, as a file to keep. Raises `Unreadable` for what no browser here can read (HEIC on most). */
export async function photoOfFile(file: Blob, position: Position | null): Promise<LocalFile> {
  if (file.size > MOST) throw new Unreadable(t("huge"));
  const [picture, width, height, release] = await decoded(file);
  try {
    return await made(picture, width, height, position, "gallery");
  } finally {
    release();
  }
}

async function decoded(file: Blob): Promise<[Drawable, number, number, () => void]> {
  try {
    // Raises a TypeError where the browser does not know the word, and those turn pictures upright by themselves in <img>.
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    return [bitmap, bitmap.width, bitmap.height, () => bitmap.close()];
  } catch {
    const address = URL.createObjectURL(file);
    const picture = new Image();
    picture.src = address;
    try {
      await picture.decode();
    } catch {
      URL.revokeObjectURL(address);
      throw new Unreadable(t("unreadable"));
    }
    return [picture, picture.naturalWidth, picture.naturalHeight, () => URL.revokeObjectURL(address)];
  }
}

/** Drawing anew leaves everything behind that is no picture: place, time, name of the phone. */
async function made(
  picture: Drawable,
  width: number,
  height: number,
  position: Position | null,
  source: PhotoFacts["source"],
): Promise<LocalFile> {
  if (!width || !height) throw new Unreadable(t("unreadable"));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = fitted(width, height);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Unreadable(t("unreadable"));
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  let blob: Blob | null = null;
  for (const quality of QUALITIES) {
    blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob && blob.size <= AIM) break;
  }
  if (!blob) throw new Unreadable(t("unreadable"));
  const facts: PhotoFacts = { width: canvas.width, height: canvas.height, sha256: await sha256(blob), source, position };
  // Gives the pixels back at once: phones with little memory keep only a few canvases.
  canvas.width = canvas.height = 0;
  return { id: newId(), blob, type: "image/jpeg", madeAt: Date.now(), upload: null, facts };
}

/** The checksum of bytes in hex; empty where the browser gives none (addresses without TLS). */
export async function sha256(blob: Blob): Promise<string> {
  if (!crypto.subtle) return "";
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
