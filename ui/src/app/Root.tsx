import { useEffect, useState } from "react";
import { listenToKeys } from "../components";
import type { DeskState } from "../contract";
import { DropSheet } from "../features/import/DropSheet";
import { DropTarget } from "../features/import/DropTarget";
import { SignInScreen } from "../features/sign-in/SignInScreen";
import { OpeningScreen, VaultClosedScreen } from "../features/vault/VaultScreens";
import { asFailure } from "../host/failure";
import { Frame } from "./Frame";
import { PlaceProvider } from "./place";
import { useDeskState } from "./queries";

/** What a person meets first, and what is heard of files wherever they are. */
export function Root() {
  const { data: state, error } = useDeskState();
  const [alone, setAlone] = useState(false);
  useEffect(() => listenToKeys(window), []);
  const canImport = state?.vault.state === "open";
  return (
    <>
      <Met state={state} error={error} alone={alone} onAlone={() => setAlone(true)} />
      {/* What was imported is to be seen: the way to a server can wait. */}
      <DropSheet canImport={canImport} onImport={() => setAlone(true)} />
      <DropTarget canImport={canImport} />
    </>
  );
}

interface MetProps {
  state: DeskState | undefined;
  error: unknown;
  /** Without a server, since a person wants it so. */
  alone: boolean;
  onAlone: () => void;
}

/** Decides: the vault's door, the way to a server, or the window itself. */
function Met({ state, error, alone, onAlone }: MetProps) {
  if (!state) return error ? <VaultClosedScreen failure={asFailure(error)} /> : <OpeningScreen />;
  if (state.vault.state === "closed") {
    return <VaultClosedScreen failure={state.vault.failure} folder={state.storage.folder} />;
  }
  if (!state.account && state.storage.recordings === 0 && !alone) {
    return <SignInScreen onAlone={onAlone} />;
  }
  return (
    <PlaceProvider>
      <Frame state={state} unread={error ? asFailure(error) : state.vault.failure} />
    </PlaceProvider>
  );
}
