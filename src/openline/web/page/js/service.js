/** To come. */
import { h } from "./dom.js";
export const serviceScreen = () => h("div", { class: "screen", key: "service" });
