import type { Failure, SignInAsk } from "../../contract";

export type Way = "token" | "password";

export interface Form {
  url: string;
  way: Way;
  token: string;
  user: string;
  password: string;
  plainHttp: boolean;
}

/** What is still to be filled in, in words; nothing when it can be sent. */
export function missing(form: Form): string | undefined {
  if (form.url.trim() === "") return "The server's address is missing.";
  if (form.way === "token") return form.token.trim() === "" ? "The token is missing." : undefined;
  if (form.user.trim() === "") return "The user is missing.";
  return form.password === "" ? "The password is missing." : undefined;
}

/** What the host is asked: only what belongs to the chosen way. A password is sent as it was typed. */
export function askOf(form: Form): SignInAsk {
  const to = { url: addressOf(form.url), allow_plain_http: form.plainHttp };
  if (form.way === "token") return { ...to, token: form.token.trim() };
  return { ...to, user: form.user.trim(), password: form.password };
}

/** An address without a scheme means the safe one. */
function addressOf(url: string): string {
  const given = url.trim();
  return given.includes("://") ? given : `https://${given}`;
}

/** A failure as it is said at the sign-in: `signed_out` has words for a session that stood before, and none stood yet. */
export function refused(failure: Failure, ask: SignInAsk | undefined): Failure {
  if (failure.code !== "signed_out") return failure;
  const { code } = failure;
  return ask?.token === undefined
    ? { code, message: "The server does not know this user with this password." }
    : {
        code,
        message: "The server does not know this token.",
        hint: "It may have expired, been revoked, or not been copied whole. An administrator can make another one.",
      };
}
