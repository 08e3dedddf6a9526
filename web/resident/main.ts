import { showSurroundings } from "@wangge/kit/words";

showSurroundings();
