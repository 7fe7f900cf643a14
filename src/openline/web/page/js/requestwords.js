/** What is said of requests, in words: times in both zones, whose turn, what came of it. */

import { deskName, foreign, ltr, place, time } from "./controls.js";
import { h } from "./dom.js";
import { dateIn, dayOf, languageName, lasting, own, t, timeIn } from "./language.js";
import { lineOf, myNumber, now, partyOf, station } from "./state.js";

/** @typedef {import("./types").Request} Request */
/** @typedef {import("./types").RequestsDoc} RequestsDoc */
/** @typedef {import("./types").Plan} Plan */
/** @typedef {import("./types").Version} Version */
/** @typedef {import("./types").Turn} Turn */

/** @param {string} line */
export const meOn = (line) => myNumber(lineOf(line));

/** The other of the two parties, seen from ours. @param {Request} request */
export const farParty = (request) => (request.mine ? request.to.party : request.from.party);

/** The newest version of a party, or of both. @param {Request} request @param {number} [party] */
export const newest = (request, party) =>
  request.versions
    .filter((each) => party === undefined || each.party === party)
    .reduce(
      (best, each) => (best === null || each.sequence >= best.sequence ? each : best),
      /** @type {Version | null} */ (null),
    );

/** @param {Request} request */
export function whatFor(request) {
  const plan = newest(request)?.plan;
  const desk = own((request.mine ? request.to : request.from).names);
  return plan ? t("req-what", { form: t(`req-form-${plan.form}`), desk }) : desk;
}

/** @param {{turns: Turn[], line: string}} request */
export const ourTurn = (request) =>
  request.turns.find((turn) => turn.party === meOn(request.line)) ?? null;

/** Open requests of a line that wait for our desk. @param {string} line */
export const toAnswer = (line) =>
  (now().requests ?? []).filter((each) => each.line === line && ourTurn(each));

/** Who is to answer whom, or what is agreed. @param {import("./types").RequestBrief} brief */
export function briefly(brief) {
  const id = brief.agreed
    ? "req-agreed-at"
    : ourTurn(brief)
      ? "req-answer-them"
      : "req-they-answer";
  return t(id, {
    place: place(brief.line, brief.mine ? brief.to.party : brief.from.party),
    form: t(`req-form-${brief.form}`),
    desk: own((brief.mine ? brief.to : brief.from).names),
  });
}

/** Requests of a line that are open, or agreed for a time that is not over. @param {string} line */
export const onBoard = (line) =>
  (now().requests ?? []).filter(
    (each) => each.line === line && (!each.agreed || each.agreed.end_ms > station.now()),
  );

/**
 * What is due next: an answer, ours or theirs, or what is agreed.
 * @returns {{brief: import("./types").RequestBrief, at_ms: number} | null}
 */
export function nextDue() {
  const all = (now().requests ?? []).flatMap((brief) => [
    ...brief.turns.map((turn) => ({ brief, at_ms: turn.overdue_ms ?? Infinity })),
    ...(brief.agreed && brief.agreed.start_ms > station.now()
      ? [{ brief, at_ms: brief.agreed.start_ms }]
      : []),
  ]);
  const first = all.sort((a, b) => a.at_ms - b.at_ms)[0];
  return first && first.at_ms < Infinity ? first : null;
}

/** Whose turn it is, or what came of it. @param {Request} request */
export function stateOf(request) {
  if (request.stage !== "open") return t(`req-stage-${request.stage}`);
  if (request.turns.length > 1) return t("req-turn-both");
  return t(ourTurn(request) ? "req-turn-ours" : "req-turn-theirs");
}

/** By when an answer is due. @param {Turn} turn @param {string} line */
export function dueIn(turn, line) {
  if (turn.overdue_ms === null)
    return h(
      "span",
      { class: "muted" },
      t("req-not-there", { place: place(line, turn.party) }),
    );
  const left = turn.overdue_ms - station.now();
  const mine = turn.party === meOn(line);
  return h(
    "span",
    { class: left < 0 ? "c-alarm" : mine ? "c-att" : null },
    h(
      "b",
      null,
      left < 0
        ? t("req-overdue", { t: lasting(-left) })
        : t("req-due-in", { t: lasting(left) }),
    ),
    h("span", { class: "sub" }, at(turn.overdue_ms)),
  );
}

const short = (/** @type {number} */ ms, /** @type {string} */ zone) =>
  timeIn(ms, zone).slice(0, 5);

/** A window: in UTC, and in both zones below it. @param {string} line @param {Request["versions"][0]["plan"]["windows"][0]} one @param {number} peer */
export function windowDoc(line, one, peer) {
  const both = [partyOf(lineOf(line), peer), station.me?.party];
  return [
    dayOf(one.start_ms),
    " ",
    span(one),
    both.map(
      (party, n) =>
        party &&
        h(
          "span",
          { class: "sub", key: n },
          t("place-day", { place: own(party.places), day: dateIn(one.start_ms, party.zone) }),
          " ",
          ltr(`${short(one.start_ms, party.zone)} – ${short(one.end_ms, party.zone)}`),
        ),
    ),
  ];
}

/** @param {{start_ms: number, end_ms: number}} one */
const span = ({ start_ms, end_ms }) =>
  dayOf(start_ms) === dayOf(end_ms)
    ? ltr(`${short(start_ms, "UTC")}Z – ${short(end_ms, "UTC")}Z`)
    : [
        ltr(`${short(start_ms, "UTC")}Z`),
        ` – ${dayOf(end_ms)} `,
        ltr(`${short(end_ms, "UTC")}Z`),
      ];

/** A time, with its day if that is not today; the day stands outside what is left to right. @param {number} ms */
export const at = (ms) => [
  dayOf(ms) === dayOf(station.now()) ? "" : `${dayOf(ms)} `,
  time(ms, `${short(ms, "UTC")}Z`),
];

/**
 * A version as a list of facts.
 * @param {Request} request
 * @param {Version} version
 * @param {RequestsDoc} doc
 */
export function planFacts(request, version, doc) {
  const { plan } = version;
  const { line } = request;
  const desk = (/** @type {number} */ party, /** @type {string} */ code) =>
    deskName(
      line,
      doc.desks.find((each) => each.party === party && each.code === code) ?? null,
    );
  const asker = request.from.party;
  const asked = request.to.party;
  /** @type {[string, any][]} */
  const rows = [
    [
      t("req-times"),
      [
        plan.windows.map((one, n) =>
          h("div", { key: `w${n}` }, windowDoc(line, one, farParty(request))),
        ),
        plan.minutes > 0 && h("span", { class: "sub" }, t("req-minutes", { n: plan.minutes })),
      ],
    ],
    [t("req-principals"), [desk(asker, plan.asker), h("br", null), desk(asked, plan.asked)]],
    [
      t("req-medium"),
      [
        t(`req-medium-${plan.medium}`),
        plan.place && [" · ", foreign(plan.place, plan.language, "span")],
      ],
    ],
    [
      t("req-languages"),
      [
        plan.languages.map(languageName).join(", "),
        h("span", { class: "sub" }, interpreters(request, plan)),
      ],
    ],
  ];
  if (plan.event) rows.push([t("req-event"), foreign(plan.event, plan.language, "span")]);
  if (plan.trigger)
    rows.push([
      t("req-trigger"),
      own(doc.triggers.find((each) => each.code === plan.trigger)?.text) || plan.trigger,
    ]);
  return h(
    "dl",
    { class: "facts" },
    rows.map(([name, value]) =>
      h("div", { key: name }, h("dt", null, name), h("dd", null, value)),
    ),
  );
}

/** @param {Request} request @param {Plan} plan */
function interpreters(request, plan) {
  const asks = plan.interpreters === "asker";
  if (plan.interpreters === "each" || plan.interpreters === "none")
    return t(`req-interpreters-${plan.interpreters}`);
  const party = asks ? request.from.party : request.to.party;
  return t("req-interpreters-of", { place: place(request.line, party) });
}
