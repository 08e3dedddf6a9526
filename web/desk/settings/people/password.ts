/** A first password that can be read aloud: no signs that look alike, four groups. */
const SIGNS = "abcdefghjkmnpqrstuvwxyz23456789";

export function firstPassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(64));
  // Only bytes below a multiple of the number of signs, so that each sign is as likely as the others.
  const most = 256 - (256 % SIGNS.length);
  const signs = [...bytes].filter((byte) => byte < most).slice(0, 16).map((byte) => SIGNS[byte % SIGNS.length]);
  return [0, 4, 8, 12].map((at) => signs.slice(at, at + 4).join("")).join("-");
}
