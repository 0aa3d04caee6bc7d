import type { AccountView } from "../../contract";
import { later, NOW } from "./chance";
import type { FakeOptions } from "./options";
import { ME } from "./world";

/** How it stands with the server in a world of these options. */
export function accountOf({
  connection = "online",
  role = "reviewer",
  recordings,
  trouble,
}: FakeOptions): AccountView | undefined {
  if (connection === "none") return undefined;
  const account: AccountView = {
    server_url: "https://review.acme.example",
    user: ME,
    role,
    signed_in: connection !== "signed out",
    ...(recordings === 0 ? {} : { last_sync_at: later(NOW, -79 * 60_000) }),
  };
  if (connection === "signed out")
    return { ...account, trouble: { code: "signed_out", message: "the server ended the session" } };
  if (connection === "online") return trouble === undefined ? account : { ...account, trouble };
  return {
    ...account,
    offline_since: later(NOW, -78 * 60_000),
    trouble: trouble ?? {
      code: "offline",
      message: "review.acme.example cannot be reached: connection timed out",
    },
    clock_skew_ms: 7_200,
  };
}
