import { Button, Dialog } from "../../components";
import type { AccountView } from "../../contract";
import { SignInForm } from "./SignInForm";

export function SignInDialog({ account, onClose }: { account?: AccountView; onClose: () => void }) {
  return (
    <Dialog title={account ? "Sign in again" : "Sign in"} onClose={onClose}>
      <SignInForm
        account={account}
        onDone={onClose}
        beside={
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
        }
      />
    </Dialog>
  );
}
