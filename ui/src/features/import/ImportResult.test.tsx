import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openAt } from "../../../tests/window";
import type { Failure } from "../../contract";
import { IMPORTED } from "../../host/fake/imported";

async function imported(failure: Failure) {
  const { host } = openAt("/library");
  await screen.findByRole("main");
  act(() => host.emit({ what: "job_ended", id: "i", kind: "import", failure, imported: IMPORTED }));
  return within(await screen.findByRole("alert"));
}

describe("what an import made", () => {
  it("says that one bad file is not here, without claiming that it ended there", async () => {
    const note = await imported({ code: "import_format", message: "notes.txt is no recording" });
    note.getByText("Not everything was imported: this is what was taken");
    note.getByText(/notes\.txt is no recording/);
    expect(screen.queryByText(/early/)).toBeNull();
    expect(screen.getByText("Imported 2 recordings")).toBeDefined();
  });

  it("says that a cancel ended it", async () => {
    const note = await imported({ code: "cancelled", message: "the import was cancelled" });
    note.getByText("The import was cancelled: this is what was taken before");
  });
});
