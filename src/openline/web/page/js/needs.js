/** What needs a person now: alarms, rings that came to nothing, urgent messages; gravest first. */

import { agreedOn, callBackDue, standingText } from "./attempts.js";
import { deskName } from "./controls.js";
import { lasting, own, t, term, zulu, zuluShort } from "./language.js";
import { briefly, ourTurn } from "./requestwords.js";
import { lineOf, now, station, to } from "./state.js";

/**
 * @typedef {object} Need
 * @property {string} id
 * @property {"alarm" | "attention" | "attempt" | "message" | "request"} sort
 * @property {string} headline
 * @property {string} below
 * @property {number} since_ms
 * @property {string} href
 * @property {string} line
 * @property {{alarm: string} | {asked: string} | null} acknowledge what can be acknowledged
 * @property {import("./types").Ring | null} ring what can be settled
 * @property {{by: string, at_ms: number} | null} acknowledged
 */

/** Messages that need somebody before their time is over. */
const URGENT = new Set(["FLASH", "IMMEDIATE"]);

/** @param {import("./types").Urgent} message */
function belowOf({ ahead, spoken }) {
  if (ahead) return "urgent-word-ahead";
  return spoken ? "urgent-word-below" : "urgent-below";
}

/** @returns {Need[]} */
export function needs() {
  const { alarms, asked = [], attempts, urgent = [], requests = [] } = now();
  /** @type {Need[]} */
  const all = [];
  for (const alarm of alarms) all.push(fromAlarm(alarm));
  for (const ring of attempts) all.push(fromAttempt(ring));
  for (const ask of asked) if (ask.desk.code !== station.me?.desk) all.push(fromAsk(ask));
  for (const message of urgent) {
    const overdue = station.now() > message.open_by_ms;
    if (!overdue && !URGENT.has(message.precedence) && !message.spoken) continue;
    all.push({
      id: message.ref,
      sort: "message",
      headline: t(message.spoken ? "urgent-word" : "urgent-message", {
        who: deskName(message.line, message.from),
        precedence: t(`precedence-${message.precedence.toLowerCase()}`),
      }),
      below: [
        t(belowOf(message), { line: own(lineOf(message.line)?.names) }),
        overdue
          ? t("overdue-by", { t: lasting(station.now() - message.open_by_ms) })
          : t("due-in", { t: lasting(message.open_by_ms - station.now()) }),
      ].join(" "),
      since_ms: message.at_ms,
      href: message.ahead ? to(message.line) : to(message.line, "messages", message.ref),
      line: message.line,
      acknowledge: null,
      acknowledged: null,
      ring: null,
    });
  }
  for (const request of requests) {
    const turn = ourTurn(request);
    if (turn) all.push(fromRequest(request, turn));
  }
  const rank = (/** @type {Need} */ need) =>
    (need.acknowledged ? 10 : 0) +
    ["alarm", "message", "attempt", "request", "attention"].indexOf(need.sort);
  return all.sort((a, b) => rank(a) - rank(b) || a.since_ms - b.since_ms);
}

/** @param {import("./types").Asked} ask @returns {Need} */
function fromAsk(ask) {
  const facts = { desk: own(ask.desk.names), who: deskName(ask.line, ask.to) };
  return {
    id: `asked ${ask.line} ${ask.desk.code}`,
    sort: "attention",
    headline: t("asks-for-call", facts),
    below: ask.seen
      ? t("acknowledged-by", { by: ask.seen.by, time: zulu(ask.seen.at_ms) })
      : t("asks-for-call-below"),
    since_ms: ask.at_ms,
    href: to(ask.line),
    line: ask.line,
    acknowledge: ask.seen ? null : { asked: ask.desk.code },
    acknowledged: ask.seen,
    ring: null,
  };
}

/** @param {import("./types").RequestBrief} request @param {import("./types").Turn} turn @returns {Need} */
function fromRequest(request, turn) {
  const left = (turn.overdue_ms ?? 0) - station.now();
  return {
    id: request.ref,
    sort: "request",
    headline: briefly(request),
    below: t(left < 0 ? "req-overdue" : "req-due-in", { t: lasting(Math.abs(left)) }),
    since_ms: turn.since_ms,
    href: to(request.line, "requests", request.ref),
    line: request.line,
    acknowledge: null,
    acknowledged: null,
    ring: null,
  };
}

/** @type {Record<string, string>} */
const OURS = {
  declined: "our-declined",
  exhausted: "our-exhausted",
  unreachable: "our-unreachable",
  late: "our-late",
};
/** @type {Record<string, string>} */
const THEIRS = { declined: "declined-ring", withdrawn: "withdrawn-ring" };

/** @param {import("./types").Ring} ring @returns {Need} */
function fromAttempt(ring) {
  const peer = ring.mine ? ring.to : ring.from;
  const due = callBackDue(ring);
  const id = due
    ? "call-back-now"
    : ring.mine
      ? (OURS[ring.stage] ?? "our-exhausted")
      : (THEIRS[ring.stage] ?? "missed-ring");
  const at_ms = agreedOn(ring)?.at_ms ?? 0;
  const facts = {
    who: deskName(ring.line, peer),
    precedence: t(`precedence-${ring.precedence.toLowerCase()}`),
    time: zulu(at_ms).replace(/:00Z$/, "Z"),
  };
  const below = t(ring.mine ? "our-attempt-below" : "missed-below", {
    line: own(lineOf(ring.line)?.names),
    desk: own(ring.mine ? ring.from.names : ring.to.names),
    fate: t(`fate-word-${ring.stage}`),
  });
  return {
    id: ring.ref,
    sort: "attempt",
    headline: t(id, facts),
    below: [below, standingText(ring)].filter(Boolean).join(" "),
    since_ms: ring.arrived_ms ?? ring.at_ms,
    href: to(ring.line),
    line: ring.line,
    acknowledge: null,
    acknowledged: null,
    ring,
  };
}

/** @param {import("./types").Alarm} alarm @returns {Need} */
function fromAlarm(alarm) {
  const line = alarm.line ? lineOf(alarm.line) : undefined;
  const party = line?.peers.find((peer) => peer.number === alarm.facts.party) ?? line?.peers[0];
  const { names, ours, limit_s, ...plain } = alarm.facts;
  const facts = {
    ...plain,
    desk: own(names),
    whose: ours ? "ours" : "theirs",
    limit: term(limit_s ?? 0),
    line: own(line?.names),
    capital: own(party?.places),
    t: lasting(station.now() - alarm.since_ms),
    time: zulu(alarm.since_ms),
    from: alarm.facts.from_ms ? zuluShort(Number(alarm.facts.from_ms), station.now()) : "",
    until: alarm.facts.until_ms ? zuluShort(Number(alarm.facts.until_ms), station.now()) : "",
  };
  return {
    id: alarm.id,
    sort: alarm.grave === "alarm" ? "alarm" : "attention",
    headline: t(`alarm-${alarm.code}`, facts),
    below: alarm.ack
      ? t("acknowledged-by", { by: alarm.ack.by, time: zulu(alarm.ack.at_ms) })
      : t(`alarm-${alarm.code}-below`, facts),
    since_ms: alarm.since_ms,
    href: ours
      ? "#/watch"
      : alarm.line
        ? to(alarm.line, alarm.code === "two-histories" ? "record" : "")
        : "#/",
    line: alarm.line ?? "",
    acknowledge: alarm.ack ? null : { alarm: alarm.id },
    acknowledged: alarm.ack,
    ring: null,
  };
}
