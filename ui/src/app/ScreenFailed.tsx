import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { Button, EmptyState, ErrorNote } from "../components";
import { asFailure } from "../host/failure";
import { usePlace } from "./place";

/** In place of a screen that broke; the rest of the window lives on. */
export function ScreenFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <EmptyState
      icon="warning"
      title="This screen stopped working"
      action={
        <Button look="accent" onClick={again}>
          Try again
        </Button>
      }
    >
      <p>Nothing that was saved is lost. The other screens go on working.</p>
      <ErrorNote failure={asFailure(error)} />
    </EmptyState>
  );
}

export function NoSuchPlace() {
  const router = useRouter();
  usePlace("Nothing here");
  return (
    <EmptyState
      icon="search"
      title="There is nothing at this place"
      action={
        <Button look="accent" onClick={() => void router.navigate({ to: "/library" })}>
          Go to the library
        </Button>
      }
    >
      The link may be from another version of Hindsight.
    </EmptyState>
  );
}
