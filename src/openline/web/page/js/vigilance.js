/** The vigilance prompt: calm, with one key, and early enough to walk to the desk. */

import { button } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t, zulu } from "./language.js";
import { act, now, speaks, station } from "./state.js";

/** @typedef {import("./types").PostDoc} PostDoc */

/** Whether the watch is to be confirmed: asked for in the last sixth of the interval. */
export function dueSoon(/** @type {PostDoc} */ post) {
  if (post.phase !== "manned" || post.due_ms === null) return false;
  return station.now() >= post.due_ms - (post.vigilance_s * 1000) / 6;
}

/** Whether the time has come: the page says so once by a sound. */
export function overdue() {
  const post = now().watch;
  return Boolean(post?.mine && post.due_ms !== null && station.now() >= post.due_ms);
}

/** Who is asked: the post that has the watch, wherever it sits. */
function asked() {
  const post = now().watch;
  if (!post || !speaks()) return null;
  if (!post.mine) return null;
  return post.phase === "lapsed" || dueSoon(post) ? post : null;
}

/** Confirm the watch if that is asked for; returns whether it was. */
export function confirmIfAsked() {
  if (!asked()) return false;
  confirmWatch();
  return true;
}

export function confirmWatch() {
  void act("watch", "", "confirm", {});
}

export function vigilance() {
  const post = asked();
  if (!post) return null;
  const lapsed = post.phase === "lapsed";
  return h(
    "div",
    { class: "warning att", role: "status", key: "vigilance" },
    icon(lapsed ? "absent" : "person"),
    h(
      "div",
      null,
      h("b", null, lapsed ? t("vigilance-lapsed") : t("vigilance-asked")),
      h(
        "p",
        null,
        lapsed
          ? t("vigilance-lapsed-below", { time: zulu(post.ended_ms ?? 0) })
          : t("vigilance-asked-below", { time: zulu(post.until_ms ?? 0) }),
      ),
    ),
    button(t("confirm-watch"), confirmWatch, { key: "F7", id: "vigilance" }),
  );
}
