import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openAt } from "../../../tests/window";

const FIRST = { connection: "none", recordings: 0 } as const;

describe("the first start", () => {
  it("signs in with a token, and sends nothing else", async () => {
    const { user, calls } = openAt("/about", FIRST);
    await user.type(await screen.findByLabelText("Server"), "review.acme.example");
    await user.type(screen.getByLabelText("Token", { selector: "input[type=password]" }), " hs_123 ");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByText("What it never does")).toBeDefined();
    expect(calls("signIn")).toEqual([
      [{ url: "https://review.acme.example", allow_plain_http: false, token: "hs_123" }],
    ]);
  });

  it("signs in with a user and a password as it was typed", async () => {
    const { user, calls } = openAt("/about", FIRST);
    await user.type(await screen.findByLabelText("Server"), "https://review.acme.example");
    await user.click(screen.getByLabelText("User and password"));
    await user.type(screen.getByLabelText("User"), "a.okafor");
    await user.type(screen.getByLabelText("Password"), " s3cret ");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByText("What it never does")).toBeDefined();
    expect(calls("signIn")[0]?.[0]).toMatchObject({ user: "a.okafor", password: " s3cret " });
  });

  it("goes on without a server", async () => {
    const { user } = openAt("/about", FIRST);
    await user.click(await screen.findByRole("button", { name: "Work without a server" }));
    expect(await screen.findByText("What it never does")).toBeDefined();
    expect(screen.getAllByText("No server").length).toBeGreaterThan(0);
  });

  it("says why the server did not take it", async () => {
    const { user } = openAt("/about", FIRST);
    await user.type(await screen.findByLabelText("Server"), "https://review.acme.example");
    await user.type(screen.getByLabelText("Token", { selector: "input[type=password]" }), "wrong");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByText("You are not signed in")).toBeDefined();
    expect(screen.getByText(/does not know this user/)).toBeDefined();
  });

  it("says that a token is not known, not that a session has ended", async () => {
    const message =
      "https://review.acme.example does not accept your sign-in any more (unknown). Nothing is lost";
    const fail = { signIn: { code: "signed_out", message, hint: "Sign in again." } };
    const { user } = openAt("/about", { ...FIRST, fail });
    await user.type(await screen.findByLabelText("Server"), "https://review.acme.example");
    await user.type(screen.getByLabelText("Token", { selector: "input[type=password]" }), "hs_123");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByText("The server does not know this token.")).toBeDefined();
    expect(screen.queryByText(/any more/)).toBeNull();
    await user.click(screen.getByLabelText("User and password"));
    await user.type(screen.getByLabelText("User"), "a.okafor");
    await user.type(screen.getByLabelText("Password"), "s3cret");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByText("The server does not know this user with this password.")).toBeDefined();
  });

  it("sends nothing in the clear before a person has agreed, for this address only", async () => {
    const { user, calls } = openAt("/about", FIRST);
    const server = await screen.findByLabelText("Server");
    await user.type(server, "http://10.0.0.7:8080");
    await user.type(screen.getByLabelText("Token", { selector: "input[type=password]" }), "hs_123");
    const go = screen.getByRole("button", { name: "Sign in" });
    await user.click(go);
    expect(await screen.findByText("This server does not encrypt")).toBeDefined();
    expect(go.hasAttribute("disabled")).toBe(true);
    await user.click(screen.getByRole("checkbox"));
    expect(go.hasAttribute("disabled")).toBe(false);
    await user.type(server, "1");
    expect(screen.queryByText("This server does not encrypt")).toBeNull();
    await user.click(go);
    await user.click(await screen.findByRole("checkbox"));
    await user.click(go);
    expect(await screen.findByText("What it never does")).toBeDefined();
    expect(calls("signIn").map(([ask]) => (ask as { allow_plain_http: boolean }).allow_plain_http)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it("is over once there are recordings, server or not", async () => {
    openAt("/about", { connection: "none" });
    expect(await screen.findByText("What it never does")).toBeDefined();
  });
});

it("signs in again where the session has ended, with the address filled in", async () => {
  const { user } = openAt("/about", { connection: "signed out", outbox: "empty" });
  await user.click(await screen.findByRole("button", { name: "Signed out" }));
  expect(screen.getByLabelText("Server")).toHaveProperty("value", "https://review.acme.example");
});
