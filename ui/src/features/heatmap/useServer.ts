import { useCallback, useState } from "react";
import { reachOf } from "../../app/connection";
import { useDeskState, useFacets } from "../../app/queries";

/**
 * Whether the server is asked: as the person chose, or else where it can be reached and has recordings that are not here.
 * One that does not answer is not asked again until the person says so.
 */
export function useServer(chosen: boolean | undefined) {
  const { data: state } = useDeskState();
  const { data: facets } = useFacets();
  const [silent, setSilent] = useState(false);
  const account = state?.account;
  const canAsk = account?.signed_in === true;
  const hasMore = facets !== undefined && facets.cached < facets.total;
  const byItself = canAsk && reachOf(account) === "online" && hasMore && !silent;
  const onSilent = useCallback(() => setSilent(true), []);
  return { canAsk, asks: canAsk && (chosen ?? byItself), silent, onSilent };
}
