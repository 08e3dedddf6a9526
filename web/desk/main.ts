import "@wangge/kit/kit.css";
import { createApp } from "vue";
import { showSurroundings } from "@wangge/kit/words";
import App from "./App.vue";

showSurroundings();
createApp(App).mount("#app");
