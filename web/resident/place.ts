/** Where it is, as the form has it. */

/** A place as the server takes it. */
export type Place = Record<string, string>;

const DOOR = /^\d{15}-[\d-]+$/;

/** The most exact place of what the form holds: the door unless it is elsewhere, the position taken, else the words. Pure. */
export function placeOf(given: { building: string; elsewhere: boolean; lat: string; lng: string; address: string }): Place | null {
  const address = given.address.trim();
  if (given.building && !given.elsewhere) return { building: given.building };
  if (given.lat && given.lng) return { lat: given.lat, lng: given.lng, datum: "wgs84", address };
  if (DOOR.test(address)) return { building: address };
  return address ? { address } : null;
}
