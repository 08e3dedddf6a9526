import "@wangge/kit/kit.css";
import "./worker.css";
import { createApp } from "vue";
import { showSurroundings } from "@wangge/kit/words";
import App from "./App.vue";
import { router } from "./router";
import { follow } from "./updates";

showSurroundings();
createApp(App).use(router).mount("#app");
void follow();
