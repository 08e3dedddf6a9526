/** Addresses of the worker app. Pages come when they are asked for; going back finds the place where one was. */
import { nextTick } from "vue";
import { createRouter, createWebHistory } from "vue-router";
import { startAnew, whenIdle } from "./updates";

declare module "vue-router" {
  interface RouteMeta {
    /** Which entry of the bar at the foot is marked. */
    tab?: "home" | "tasks" | "messages" | "me";
    /** Without the bar: pages with a bar of their own. */
    bare?: boolean;
  }
}

const BASE = "/worker/";

export const router = createRouter({
  history: createWebHistory(BASE),
  routes: [
    { path: "/", name: "home", component: () => import("./home/HomePage.vue"), meta: { tab: "home" } },
    { path: "/tasks", name: "tasks", component: () => import("./tasks/TasksPage.vue"), meta: { tab: "tasks" } },
    { path: "/cases/:id", name: "case", component: () => import("./tasks/CasePage.vue"), meta: { tab: "tasks", bare: true }, props: true },
    { path: "/rechecks/:id", name: "recheck", component: () => import("./tasks/RecheckPage.vue"), meta: { tab: "tasks", bare: true }, props: true },
    { path: "/outbox", name: "outbox", component: () => import("./outbox/OutboxPage.vue"), meta: { bare: true } },
    { path: "/messages", name: "messages", component: () => import("./messages/MessagesPage.vue"), meta: { tab: "messages" } },
    { path: "/me", name: "me", component: () => import("./me/MePage.vue"), meta: { tab: "me" } },
    { path: "/report", name: "report", component: () => import("./report/ReportPage.vue"), meta: { bare: true } },
    { path: "/:rest(.*)*", redirect: "/" },
  ],
  scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
});

let moved = false;

router.beforeEach((to) => {
  // Between two pages nothing is half done: the best moment for a new version, at the address that was asked for.
  if (moved && whenIdle()) history.replaceState(history.state, "", BASE.slice(0, -1) + to.fullPath);
});
router.afterEach((to, from, failure) => {
  if (failure || !moved) {
    moved = true;
    return;
  }
  if (to.path !== from.path) void nextTick(() => document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true }));
});
router.onError((_trouble, to) => startAnew(BASE.slice(0, -1) + to.fullPath));
