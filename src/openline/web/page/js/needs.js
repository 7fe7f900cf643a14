/** What needs a person now: alarms, rings missed, urgent messages; gravest first. */

import { deskName } from "./controls.js";
import { lasting, own, t, zulu } from "./language.js";
import { lineOf, now, station, to } from "./state.js";

/**
 * @typedef {object} Need
 * @property {string} id
 * @property {"alarm" | "attention" | "missed" | "message"} sort
 * @property {string} headline
 * @property {string} below
 * @property {number} since_ms
 * @property {string} href
 * @property {string} line
 * @property {{alarm: string} | {ring: string} | null} acknowledge what can be acknowledged
 * @property {{by: string, at_ms: number} | null} acknowledged
 */

/** @returns {Need[]} */
export function needs() {
  const { alarms, missed, urgent = [] } = now();
  /** @type {Need[]} */
  const all = [];
  for (const alarm of alarms) all.push(fromAlarm(alarm));
  for (const ring of missed) {
    const line = lineOf(ring.line);
    all.push({
      id: ring.ref,
      sort: "missed",
      headline: t(ring.stage === "withdrawn" ? "cancelled-ring" : "missed-ring", {
        who: deskName(ring.line, ring.from),
        precedence: t(`precedence-${ring.precedence.toLowerCase()}`),
      }),
      below: t("missed-below", {
        line: own(line?.names),
        desk: own(ring.to.names),
        fate: t(`fate-word-${ring.stage}`),
      }),
      since_ms: ring.arrived_ms ?? ring.at_ms,
      href: to(ring.line),
      line: ring.line,
      acknowledge: { ring: ring.ref },
      acknowledged: null,
    });
  }
  for (const message of urgent) {
    all.push({
      id: message.ref,
      sort: "message",
      headline: t("urgent-message", {
        who: deskName(message.line, message.from),
        precedence: t(`precedence-${message.precedence.toLowerCase()}`),
      }),
      below: t("urgent-below", { line: own(lineOf(message.line)?.names) }),
      since_ms: message.at_ms,
      href: to(message.line, "messages", message.ref),
      line: message.line,
      acknowledge: null,
      acknowledged: null,
    });
  }
  const rank = (/** @type {Need} */ need) =>
    (need.acknowledged ? 10 : 0) +
    ["alarm", "message", "missed", "attention"].indexOf(need.sort);
  return all.sort((a, b) => rank(a) - rank(b) || a.since_ms - b.since_ms);
}

/** @param {import("./types").Alarm} alarm @returns {Need} */
function fromAlarm(alarm) {
  const line = alarm.line ? lineOf(alarm.line) : undefined;
  const party = line?.peers.find((peer) => peer.number === alarm.facts.party) ?? line?.peers[0];
  const facts = {
    ...alarm.facts,
    line: own(line?.names),
    capital: own(party?.places),
    t: lasting(station.now() - alarm.since_ms),
    time: zulu(alarm.since_ms),
  };
  return {
    id: alarm.id,
    sort: alarm.grave === "alarm" ? "alarm" : "attention",
    headline: t(`alarm-${alarm.code}`, facts),
    below: alarm.ack
      ? t("acknowledged-by", { by: alarm.ack.by, time: zulu(alarm.ack.at_ms) })
      : t(`alarm-${alarm.code}-below`, facts),
    since_ms: alarm.since_ms,
    href: alarm.line ? to(alarm.line, alarm.code === "two-histories" ? "record" : "") : "#/",
    line: alarm.line ?? "",
    acknowledge: alarm.ack ? null : { alarm: alarm.id },
    acknowledged: alarm.ack,
  };
}
