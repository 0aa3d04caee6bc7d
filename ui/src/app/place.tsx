// Where the person is: what the title bar says.

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

export interface Place {
  title: string;
  /** What of it: a count, a recording's title. */
  detail?: string;
}

const PlaceContext = createContext<Place>({ title: "" });
const SetPlaceContext = createContext<(place: Place) => void>(() => {});

export function PlaceProvider({ children }: { children: ReactNode }) {
  const [place, setPlace] = useState<Place>({ title: "" });
  return (
    <SetPlaceContext value={setPlace}>
      <PlaceContext value={place}>{children}</PlaceContext>
    </SetPlaceContext>
  );
}

/** A screen says which place it is, and what of it. */
export function usePlace(title: string, detail?: string): void {
  const setPlace = useContext(SetPlaceContext);
  useEffect(() => {
    setPlace({ title, detail });
    document.title = detail ? `${title}: ${detail} · Hindsight` : `${title} · Hindsight`;
  }, [setPlace, title, detail]);
}

export const useCurrentPlace = () => useContext(PlaceContext);
