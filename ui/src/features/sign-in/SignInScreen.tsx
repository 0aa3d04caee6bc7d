import { Button } from "../../components";
import { Door } from "../vault/Door";
import { SignInForm } from "./SignInForm";

/** The first start: an open vault with nothing in it and no server. */
export function SignInScreen({ onAlone }: { onAlone: () => void }) {
  return (
    <Door
      title="Sign in to your server"
      words={
        <p>
          Recordings and reviews come from there, and verdicts go back. Everything is kept in this computer's
          encrypted vault and works without a network.
        </p>
      }
    >
      <SignInForm onDone={() => {}} beside={<Button onClick={onAlone}>Work without a server</Button>} />
    </Door>
  );
}
