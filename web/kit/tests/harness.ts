/** The outbox as the apps have it, laid open on `window.wangge` for tests that cut its network and kill its page. */
import { followServer } from "../sync/clock";
import { newId, Outbox } from "../sync/outbox";
import { openStore } from "../sync/store";

followServer();
Object.assign(window, { wangge: { newId, Outbox, openStore } });
