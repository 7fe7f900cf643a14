/** To come. */
import { h } from "./dom.js";
export const agreementScreen = () => h("div", { class: "screen", key: "agreement" });
