/** Asks for the words of the page while the rest of it is still on its way. */

import { speak } from "./language.js";

void speak(localStorage.getItem("language") ?? navigator.language);
