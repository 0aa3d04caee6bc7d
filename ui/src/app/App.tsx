import { QueryClientProvider } from "@tanstack/react-query";
import { type RouterHistory, RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { HostProvider } from "../host/context";
import type { Host } from "../host/host";
import { HeardProvider } from "./heard";
import { newQueryClient } from "./queries";
import { newRouter } from "./router";

/** The whole window over a host. */
export function App({ host, history }: { host: Host; history?: RouterHistory }) {
  const [client] = useState(newQueryClient);
  const [router] = useState(() => newRouter({ host, client }, history));
  return (
    <HostProvider host={host}>
      <QueryClientProvider client={client}>
        <HeardProvider>
          <RouterProvider router={router} />
        </HeardProvider>
      </QueryClientProvider>
    </HostProvider>
  );
}
