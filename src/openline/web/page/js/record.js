/** To come. */
import { h } from "./dom.js";
export const recordScreen = () => h("div", { class: "screen", key: "record" });
