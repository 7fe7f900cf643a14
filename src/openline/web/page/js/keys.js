/** The keyboard: function keys for voice always; letters only where no text is being typed. */

import { voice } from "./call.js";
import { decline, silence } from "./incoming.js";
import { mayCome, sayComing } from "./ladder.js";
import { needs } from "./needs.js";
import { heldCall, isPrincipal } from "./principal.js";
import { pressKey, release } from "./spoken.js";
import { act, go, live, now, refresh, speaks, to, ui } from "./state.js";
import { confirmIfAsked } from "./vigilance.js";

const TWICE_MS = 2_000;
let goes = -TWICE_MS;

export function listen() {
  addEventListener("keydown", (event) => {
    if (event.key === "F3") event.preventDefault(); // the browser's own, while it is held too
    if (event.isComposing || event.repeat) return;
    if (event.key === "Tab") stayInside();
    const done = functionKey(event) || other(event);
    if (done) event.preventDefault();
  });
  addEventListener("keyup", (event) => {
    if (event.key === "F3") release();
  });
  addEventListener("blur", release);
}

/**
 * What takes the whole page keeps the focus once Tab is pressed; a field being typed in keeps
 * it until then.
 */
function stayInside() {
  const over = /** @type {HTMLElement | null} */ (document.querySelector("[aria-modal=true]"));
  if (over && !over.contains(document.activeElement)) over.focus();
}

/** @param {KeyboardEvent} event */
function functionKey(event) {
  const { rings, call } = now();
  const calling = call && call.here && call.stage === "answered" ? call : null;
  const held = heldCall();
  const ready = rings[0]?.ahead ? undefined : rings[0];
  switch (event.key) {
    case "F2":
      if (event.shiftKey) {
        if (ready && speaks()) decline(ready.ref);
      } else if (ready && live() && speaks()) void voice.answer(ready);
      else if (held && !calling && live()) void voice.takeOver(held);
      return true;
    case "F3":
      pressKey();
      return true;
    case "F4":
      if (event.altKey) return false;
      if (calling && !voice.elsewhere) voice.toggleMute();
      return true;
    case "F6":
      if (rings[0] && live() && speaks() && mayCome(rings[0])) sayComing(rings[0]);
      return true;
    case "F7":
      if (live()) confirmIfAsked();
      return true;
    case "F8":
      if (event.shiftKey) acknowledge();
      else silence();
      return true;
    case "F9":
      // When the key was pressed, not when a busy page came to it.
      if (calling && event.timeStamp - ui.hang_up_at < TWICE_MS && ui.hang_up_at) {
        ui.hang_up_at = 0;
        void voice.hangUp(calling, isPrincipal() ? "principal" : "done");
      } else if (calling) {
        ui.hang_up_at = event.timeStamp;
        setTimeout(refresh, TWICE_MS);
      }
      refresh();
      return true;
  }
  return false;
}

function acknowledge() {
  const need = needs().find((each) => each.acknowledge);
  if (need?.acknowledge && live())
    void act(
      `acknowledge ${need.id}`,
      need.line || (now().lines[0]?.id ?? ""),
      "acknowledge",
      need.acknowledge,
    );
}

/** @param {KeyboardEvent} event */
function other(event) {
  if (event.key === "Escape") return escape();
  if (event.ctrlKey && event.key === "Enter") return press("[data-main]");
  const typing =
    event.target instanceof Element &&
    event.target.matches("input:not([type=radio]), textarea, select");
  if (typing || event.ctrlKey || event.altKey || event.metaKey) return false;
  if (event.key === "?") {
    ui.panel = ui.panel === "keys" ? "" : "keys";
    refresh();
    return true;
  }
  if (event.key === "g") {
    goes = event.timeStamp;
    return true;
  }
  if (event.timeStamp - goes < TWICE_MS) {
    goes = -TWICE_MS;
    const line = now().lines[Number(event.key) - 1];
    if (event.key === "l") go("/");
    else if (event.key === "w") go("/watch");
    else if (line) go(to(line.id).slice(1));
    return true;
  }
  if (event.key === "j" || event.key === "k") return step(event.key === "j" ? 1 : -1);
  return false;
}

function escape() {
  if (ui.panel) ui.panel = "";
  else if (ui.declining) ui.declining = "";
  else return false;
  refresh();
  return true;
}

/** What takes the whole page hides the forms below it: none of them is sent. @param {string} selector */
function press(selector) {
  const over = document.querySelector("[aria-modal=true]") ?? document;
  const found = /** @type {HTMLElement | null} */ (over.querySelector(selector));
  found?.click();
  return found !== null;
}

/** Next or previous in a list. @param {number} by */
function step(by) {
  const all = /** @type {HTMLElement[]} */ (
    [...document.querySelectorAll("[data-list] > *, .board tbody a, .rail .key")].filter(
      (each) =>
        each.matches("[data-list] > *, .board tbody a") ||
        !document.querySelector("[data-list], .board"),
    )
  );
  const targets = all.map(
    (each) =>
      /** @type {HTMLElement} */ (
        each.matches("a, button") ? each : (each.querySelector("a, button") ?? each)
      ),
  );
  if (targets.length === 0) return false;
  const at = targets.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  targets[Math.max(0, Math.min(targets.length - 1, at + by))]?.focus();
  return true;
}
