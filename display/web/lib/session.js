/** Who is signed in at this page. */

import { get, press } from "./api.js";

/** {user, role, name}, or null after having gone to the sign-in page. */
export async function signedIn() {
  try {
    return await get("/session");
  } catch (problem) {
    if (problem.status) toSignIn();
    return null;
  }
}

export function toSignIn() {
  location.assign(`/signin?next=${encodeURIComponent(location.pathname)}`);
}

export async function signOut() {
  await press("/session", undefined, { method: "DELETE" }).catch(() => null); // Gone or unreachable: sign in again anyway.
  location.assign("/signin");
}
