/** Where the keyboard is when what held it goes away: never nowhere. */

/** What had the keyboard last. @type {HTMLElement | null} */
let held = null;
/** Whether it is off until what it asked for is done, and so cannot keep the keyboard. */
let off = false;
/** What had it last of the page below what takes it over. @type {HTMLElement | null} */
let below = null;

/** Follow the keyboard from now on. */
export function followFocus() {
  addEventListener("focusin", ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    held = target;
    off = false;
    if (!target.closest("[role=alertdialog], [role=dialog]")) below = target;
  });
}

/**
 * After the page was drawn: if what held the keyboard is gone, the keyboard goes to what has
 * taken the page over, or else back to where it was before, or else to the page's main part; if
 * it was off for a while, back to it. What was merely clicked away stays so.
 */
export function keepFocus() {
  if (!held) return;
  if (held.isConnected && held.matches(":disabled")) {
    off = true;
    return;
  }
  if (document.activeElement !== document.body || (held.isConnected && !off)) return;
  off = false;
  const before = below?.isConnected ? below : document.getElementById("main");
  // What lies hidden below would be pressed unseen.
  const over = /** @type {HTMLElement | null} */ (document.querySelector("[aria-modal=true]"));
  (held.isConnected ? held : (over ?? before))?.focus({ preventScroll: true });
}
