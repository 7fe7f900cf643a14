/** What the desks of others signed of their watch, in words. */

import { t, zuluShort } from "./language.js";
import { station } from "./state.js";

/** @typedef {import("./types").FarWatch} FarWatch */

/** @param {FarWatch} far @returns {[symbol: string, colour: string]} */
export const watchLook = (far) =>
  far.state === "unmanned" ? ["absent", far.must ? "c-att" : ""] : ["person", ""];

/**
 * What a desk signed of its watch; without a path only what it signed last.
 * @param {FarWatch} far
 * @param {string} lamp
 */
export function watchWords(far, lamp) {
  if (far.said_ms === null) return lamp === "up" ? t("nobody-signed-on") : t("not-known");
  if (lamp !== "up" && far.since_ms !== null)
    return t("manned-as-of", { time: clock(far.said_ms) });
  if (far.state !== "unmanned") return t("manned-since", { time: clock(far.since_ms) });
  return t("unmanned-since", { time: clock(far.ended_ms) });
}

/** @param {number | null} ms */
const clock = (ms) => zuluShort(ms ?? 0, station.now());
