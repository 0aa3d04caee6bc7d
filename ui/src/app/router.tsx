import type { QueryClient } from "@tanstack/react-query";
import {
  createHashHistory,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
  redirect,
} from "@tanstack/react-router";
import { Skeleton } from "../components";
import { readNumbersSearch } from "../features/analytics/place";
import { readHeatmapSearch } from "../features/heatmap/ask";
import { listingOf, readSearch } from "../features/library/filter";
import { LibraryScreen } from "../features/library/LibraryScreen";
import { pageQuery } from "../features/library/usePages";
import type { Host } from "../host/host";
import { listed, queries } from "./queries";
import { Root } from "./Root";
import { NoSuchPlace, ScreenFailed } from "./ScreenFailed";

interface Context {
  host: Host;
  client: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Root, notFoundComponent: NoSuchPlace });

const queue = createRoute({
  getParentRoute: () => root,
  path: "/queue",
  component: lazyRouteComponent(() => import("../features/queue/QueueScreen"), "QueueScreen"),
});

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: "/",
    beforeLoad: () => {
      throw redirect({ to: "/library" });
    },
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/library",
    validateSearch: readSearch,
    loaderDeps: ({ search }) => search,
    // The first page is on its way while the window still learns how the vault stands.
    loader: ({ deps, context: { host, client } }) => {
      void client.prefetchQuery(pageQuery(host, listingOf(deps, new Date()), 0));
    },
    // What a start shows comes with the first script.
    component: LibraryScreen,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/search",
    validateSearch: (raw: Record<string, unknown>): { q?: string } => ({ q: wordOf(raw.q) }),
    component: lazyRouteComponent(() => import("../features/search/SearchScreen"), "SearchScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/recordings/$id",
    validateSearch: (raw: Record<string, unknown>): { at?: number; find?: string } => ({
      at: offsetOf(raw.at),
      find: wordOf(raw.find),
    }),
    // All that its screen asks for is asked for at once, not one after the other.
    loader: ({ params: { id }, context: { host, client } }) => {
      void client.prefetchQuery(queries.recording(host, id));
      const row = listed(client, id);
      if (row?.kind === "agent") void client.prefetchQuery(queries.outline(host, row));
      if (row) void client.prefetchQuery(queries.track(host, row));
      void client.prefetchQuery(queries.insight(host, id));
    },
    component: lazyRouteComponent(() => import("../features/replay/ReplayScreen"), "ReplayScreen"),
  }),
  // One screen for all reviews: it must not begin anew, and forget which part it shows, when one of them is opened.
  queue.addChildren([createRoute({ getParentRoute: () => queue, path: "$id" })]),
  createRoute({
    getParentRoute: () => root,
    path: "/analytics",
    validateSearch: readNumbersSearch,
    component: lazyRouteComponent(() => import("../features/analytics/AnalyticsScreen"), "AnalyticsScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/outbox",
    component: lazyRouteComponent(() => import("../features/outbox/OutboxScreen"), "OutboxScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/heatmap",
    validateSearch: readHeatmapSearch,
    component: lazyRouteComponent(() => import("../features/heatmap/HeatmapScreen"), "HeatmapScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings",
    component: lazyRouteComponent(() => import("../features/settings/SettingsScreen"), "SettingsScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/about",
    component: lazyRouteComponent(() => import("../features/about/AboutScreen"), "AboutScreen"),
  }),
] as const;

// The router reads `?q=42` as a number and `?q=true` as a truth; the person meant the words.
function wordOf(value: unknown): string | undefined {
  const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  return typeof text === "string" && text !== "" ? text : undefined;
}

function offsetOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? Math.max(0, Math.round(value)) : undefined;
}

/** The place stands behind a `#`, so that it works from whatever address the window was loaded. */
export function newRouter(context: Context, history: RouterHistory = createHashHistory()) {
  return createRouter({
    routeTree: root.addChildren([...routes]),
    history,
    context,
    defaultErrorComponent: ScreenFailed,
    defaultPendingComponent: () => <Skeleton />,
    defaultPendingMs: 150,
    defaultPreload: "intent",
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
