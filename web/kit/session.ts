/** Who is signed in, on every app in the same way. */
import { reactive } from "vue";
import { ask, Refusal, type Schema } from "./api/client";

export type Me = Schema["Me"];

export const session = reactive<{ me: Me | null; asked: boolean }>({ me: null, asked: false });

/** Asks who we are. Null when nobody is signed in. Raises `Unreachable`. */
export async function whoAmI(): Promise<Me | null> {
  try {
    session.me = await ask("get", "/api/v1/me");
  } catch (trouble) {
    if (!(trouble instanceof Refusal) || trouble.status !== 401) throw trouble;
    session.me = null;
  }
  session.asked = true;
  return session.me;
}

/** Signs in; true when the password must be changed first. Raises `Refusal` with its sentence. */
export async function signIn(username: string, password: string): Promise<boolean> {
  const { must_change_password } = await ask("post", "/api/v1/session", { body: { username, password } });
  if (!must_change_password) await whoAmI();
  return must_change_password;
}

/** Signs out on the server as well, where it can be reached. */
export async function signOut(): Promise<void> {
  await ask("delete", "/api/v1/session");
  session.me = null;
}

/** Whether one of the posts in force carries the verb. */
export function may(verb: string): boolean {
  return session.me?.verbs.includes(verb) ?? false;
}
