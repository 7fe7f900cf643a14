/** The fate of a ring of ours, in the exact words: only what the far station has signed. */

import { capital, deskName, VERDICTS } from "./controls.js";
import { brief, lasting, own, t, zulu, zuluShort } from "./language.js";
import { myNumber, now, station, ui } from "./state.js";

/** @typedef {import("./types").Ring} Ring */
/** @typedef {import("./types").LineBrief} LineBrief */

const UNDER_WAY = new Set(["sent", "reached", "alerting"]);

/** @param {Ring} ring */
export const ringing = (ring) => UNDER_WAY.has(ring.stage);

/**
 * The ring of this console on a line that is to be shown: under way, or over and not put away.
 * @param {string} line
 */
export function outgoing(line) {
  const rings = now().outgoing.filter(
    (ring) => ring.line === line && !ui.put_away.has(ring.ref),
  );
  return (
    rings.find(ringing) ??
    rings
      .filter(
        (ring) =>
          ring.stage !== "answered" && ring.stage !== "merged" && ring.stage !== "ended",
      )
      .sort((a, b) => b.at_ms - a.at_ms)[0] ??
    null
  );
}

/** When a stage was signed. @param {Ring} ring @param {string} stage */
export const stageOf = (ring, stage) => ring.stages.find((each) => each.stage === stage);

/** @type {Record<string, [symbol: string, colour: string]>} */
const LOOKS = {
  sent: ["clock", ""],
  reached: ["path", ""],
  alerting: ["bell", ""],
  silent: ["quiet", "c-att"],
  answered: ["live", "c-live"],
  declined: ["cross", "c-att"],
  exhausted: ["absent", "c-att"],
  unreachable: ["down", "c-alarm"],
  withdrawn: ["cross", "c-2"],
  crossed: ["cross", "c-2"],
  late: ["clock", "c-att"],
};

/**
 * @param {Ring} ring
 * @param {LineBrief} line
 */
export function fateHeadline(ring, line) {
  const silent = ring.stage === "alerting" && line.lamp.state !== "up";
  const key = silent ? "silent" : ring.stage;
  const [symbol, colour] = LOOKS[key] ?? VERDICTS.unknown;
  const reached = stageOf(ring, "reached");
  const ended = stageOf(ring, ring.stage) ?? ring.end;
  const facts = {
    capital: capital(line),
    time: zulu(ended?.at_ms ?? ring.at_ms),
    signed: zulu(ring.at_ms),
    after: lasting((ended?.at_ms ?? ring.at_ms) - ring.at_ms),
    reached: reached ? brief(reached.at_ms - ring.at_ms) : "",
    step: ring.step ?? 0,
    of: ring.ladder?.steps ?? 0,
    bells: ring.bells ?? 0,
    by: ring.answered_by?.by || ring.decline?.by || deskName(ring.line, ring.to),
    desk: own(ring.to.names),
    t: line.lamp.last_echo_ms === null ? "" : lasting(station.now() - line.lamp.last_echo_ms),
    last:
      line.lamp.last_echo_ms === null ? "" : zuluShort(line.lamp.last_echo_ms, station.now()),
    paths: line.lamp.paths.filter((path) => path.up).length,
    tries: ring.unreached?.tries.length ?? 0,
  };
  return {
    key,
    symbol,
    colour,
    headline: t(`fate-${key}`, facts),
    below: t(`fate-${key}-below`, facts),
  };
}

/** Number of our own party on the line of a ring. @param {Ring} ring */
export const ownNumber = (ring) => myNumber(now().lines.find((line) => line.id === ring.line));
