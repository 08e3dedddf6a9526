import "@wangge/kit/kit.css";
import "./desk.css";
import { createApp } from "vue";
import { createRouter, createWebHistory } from "vue-router";
import { showSurroundings } from "@wangge/kit/words";
import App from "./App.vue";
import Desk from "./Desk.vue";

const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/desk", component: Desk },
    { path: "/desk/q/:list", component: Desk },
    { path: "/desk/q/:list/:id", component: Desk },
    { path: "/desk/cases/:id", component: Desk },
    { path: "/desk/cases/:id/deadline", component: () => import("./deadline/Deadline.vue") },
    { path: "/desk/cases/:id/release", component: () => import("./release/Release.vue") },
    { path: "/desk/twins", component: () => import("./twins/Twins.vue") },
    { path: "/desk/calls", component: () => import("./solved/Calls.vue") },
    { path: "/desk/solved", component: () => import("./solved/Solved.vue") },
    { path: "/desk/late", component: () => import("./late/Late.vue") },
    { path: "/desk/settings/:page*", component: () => import("./settings/Settings.vue") },
    { path: "/:rest(.*)*", redirect: "/desk" },
  ],
});

showSurroundings();
createApp(App).use(router).mount("#app");
