/** To come. */
import { h } from "./dom.js";
export const messagesScreen = () => h("div", { class: "screen", key: "messages" });
