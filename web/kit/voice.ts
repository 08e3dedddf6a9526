/** Recording what somebody says, as the phone can: webm or ogg with opus, or mp4 with aac. */

/** `refused`: the person or the phone says no. `none`: there is no microphone, or the browser cannot record. */
export class NoVoice extends Error {
  constructor(readonly why: "refused" | "none") {
    super(why);
  }
}

const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus", "audio/webm"];
/** Speech is understood at this rate, and a minute of it is some 240 KB (bits a second). */
const RATE = 32_000;

export interface Recording {
  blob: Blob;
  /** Without parameters: `audio/webm`. */
  type: string;
  seconds: number;
}

/** A recording that runs. */
export interface Running {
  startedAt: number;
  /** Ends it. Null when nothing was heard: too short. */
  stop(): Promise<Recording | null>;
}

/** Whether this browser can record at all. */
export function canRecord(): boolean {
  return "MediaRecorder" in window && !!navigator.mediaDevices?.getUserMedia;
}

/** Begins to record; it ends by itself after `most` seconds, and `ended` hears of that. Raises `NoVoice`. */
export async function record(most: number, ended: () => void): Promise<Running> {
  if (!canRecord()) throw new NoVoice("none");
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  } catch (trouble) {
    throw new NoVoice(trouble instanceof DOMException && /NotAllowed|Security/.test(trouble.name) ? "refused" : "none");
  }
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, { ...(mimeType ? { mimeType } : {}), audioBitsPerSecond: RATE });
  const parts: Blob[] = [];
  const startedAt = Date.now();
  recorder.ondataavailable = (event) => {
    if (event.data.size) parts.push(event.data);
  };
  const whole = new Promise<Recording | null>((resolve) => {
    recorder.onstop = () => {
      clearTimeout(limit);
      for (const track of stream.getTracks()) track.stop();
      const type = (recorder.mimeType || mimeType || "audio/webm").split(";")[0]!.trim();
      const seconds = Math.round((Date.now() - startedAt) / 1000);
      const blob = new Blob(parts, { type });
      resolve(blob.size && seconds ? { blob, type, seconds: Math.min(seconds, most) } : null);
    };
  });
  const limit = setTimeout(ended, most * 1000);
  recorder.start();
  return {
    startedAt,
    stop: () => {
      if (recorder.state !== "inactive") recorder.stop();
      return whole;
    },
  };
}
