import { useEffect, useState } from "react";
import { listenToKeys } from "../components";
import { SignInScreen } from "../features/sign-in/SignInScreen";
import { OpeningScreen, VaultClosedScreen } from "../features/vault/VaultScreens";
import { asFailure } from "../host/failure";
import { Frame } from "./Frame";
import { PlaceProvider } from "./place";
import { useDeskState } from "./queries";

/** Decides what a person meets first: the vault's door, the way to a server, or the window itself. */
export function Root() {
  const { data: state, error } = useDeskState();
  const [alone, setAlone] = useState(false);
  useEffect(() => listenToKeys(window), []);

  if (!state) return error ? <VaultClosedScreen failure={asFailure(error)} /> : <OpeningScreen />;
  if (state.vault.state === "closed") return <VaultClosedScreen failure={state.vault.failure} />;
  if (!state.account && state.storage.recordings === 0 && !alone) {
    return <SignInScreen onAlone={() => setAlone(true)} />;
  }
  return (
    <PlaceProvider>
      <Frame state={state} unread={error ? asFailure(error) : state.vault.failure} />
    </PlaceProvider>
  );
}
