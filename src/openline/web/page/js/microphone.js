/** Whether this page may use the microphone, asked before a call comes. */

import { openMicrophone } from "../voice/microphone.js";
import { refresh } from "./state.js";

/** "unknown": this browser does not tell. @type {"unknown" | "granted" | "prompt" | "denied"} */
let state = "unknown";

/** What the browser says of the microphone. */
export const microphone = () => state;

/** Follow what the browser allows. */
export async function followMicrophone() {
  try {
    const name = /** @type {PermissionName} */ ("microphone");
    const status = await navigator.permissions.query({ name });
    const read = () => {
      state = status.state;
      refresh();
    };
    status.onchange = read;
    read();
  } catch {
    state = "unknown";
  }
}

/** Ask for it now, and let it go again. */
export async function allowMicrophone() {
  try {
    const stream = await openMicrophone();
    for (const track of stream.getTracks()) track.stop();
  } catch {
    // The browser has told its user; what it says now stands in the warning.
  }
  await followMicrophone();
}
