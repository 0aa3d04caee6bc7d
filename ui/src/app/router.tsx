import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
  redirect,
} from "@tanstack/react-router";
import { Skeleton } from "../components";
import { readNumbersSearch } from "../features/analytics/place";
import { readSearch } from "../features/library/filter";
import { Root } from "./Root";
import { NoSuchPlace, ScreenFailed } from "./ScreenFailed";

const root = createRootRoute({ component: Root, notFoundComponent: NoSuchPlace });

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
    component: lazyRouteComponent(() => import("../features/library/LibraryScreen"), "LibraryScreen"),
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
export function newRouter(history: RouterHistory = createHashHistory()) {
  return createRouter({
    routeTree: root.addChildren([...routes]),
    history,
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
