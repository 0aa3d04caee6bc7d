import type { Failure } from "../contract";

/** Whatever a call was rejected with, as a failure that can be shown. */
export function asFailure(error: unknown): Failure {
  if (isFailure(error)) return error;
  if (error instanceof Error) return { code: "window", message: error.message };
  return { code: "window", message: String(error) };
}

function isFailure(error: unknown): error is Failure {
  return (
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    typeof error.code === "string" &&
    "message" in error &&
    typeof error.message === "string"
  );
}
