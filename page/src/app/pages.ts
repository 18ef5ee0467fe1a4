// The pages by their routes. All but the first are loaded when they are opened. A room registers its page here: a module
// whose default export is a component that takes the route.

import type { ComponentType } from "preact";
import { Overview } from "../overview/overview.tsx";
import type { Route, RouteName } from "./route.ts";

export type PageComponent = ComponentType<{ route: Route }>;

export const PAGES: Record<RouteName, PageComponent | (() => Promise<{ default: PageComponent }>)> = {
  views: Overview,
  view: () => import("../view/page.tsx"),
  doctor: () => import("../doctor/page.tsx"),
  alerts: () => import("../alerts/page.tsx"),
  runs: () => import("../ledger/page.tsx"),
};

/** The pages that are loaded later. */
export const isLoadedLater = (name: RouteName): boolean => name !== "views";
