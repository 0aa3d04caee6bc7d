// Hits by recording.

import type { SearchHit } from "../../contract";

export interface HitGroup {
  recordingId: string;
  hits: SearchHit[];
}

/** The host gives a recording's hits one after the other; pages may cut between them. */
export function groupHits(hits: readonly SearchHit[]): HitGroup[] {
  const groups = new Map<string, SearchHit[]>();
  for (const hit of hits) {
    const group = groups.get(hit.recording_id);
    if (group) group.push(hit);
    else groups.set(hit.recording_id, [hit]);
  }
  return [...groups].map(([recordingId, found]) => ({ recordingId, hits: found }));
}

/** Names of fields as a person reads them; what the index adds later is shown as it is. */
const FIELDS: Record<string, string> = {
  text: "Text on the page",
  input: "Typed text",
  url: "Address",
  console: "Console",
  custom: "Custom event",
  payload: "Event data",
  note: "Note",
  title: "Title",
};

export const fieldName = (field: string): string => FIELDS[field] ?? field;
