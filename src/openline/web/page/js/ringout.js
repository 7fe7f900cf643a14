/** A ring of ours: its stages as signed, its fate, and what one can do about it. */

import { agreedOn, callBackActs, proposalText, standingText } from "./attempts.js";
import {
  button,
  deskName,
  due,
  foreign,
  local,
  ltr,
  meaning,
  place,
  precedence,
  refusal,
  time,
} from "./controls.js";
import { h } from "./dom.js";
import { causeText, pathName } from "./evidence.js";
import { ringing, stageOf } from "./fate.js";
import { comingThere, nextStep } from "./ladder.js";
import { brief, lasting, own, t, zuluMillis, zuluShort } from "./language.js";
import { act, books, refresh, station, to, ui } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").LineDoc} LineDoc */
/** @typedef {import("./types").Ring} Ring */

/**
 * A ring going out: only what the far station signed.
 * @param {Ring} ring
 * @param {LineBrief} line
 */
export function ringOut(ring, line) {
  const signer = (/** @type {number} */ party) => place(line.id, party);
  const alerting = stageOf(ring, "alerting");
  const reached = stageOf(ring, "reached");
  const answered = stageOf(ring, "answered");
  const ended = !ringing(ring) && !answered ? (stageOf(ring, ring.stage) ?? null) : null;
  const within = station.docs[`line:${line.id}`]?.answer_within_s[ring.precedence];
  /**
   * @type {[string, import("./types").Stage | {at_ms: number, party: number, firm: boolean} |
   *   undefined, string, any][]}
   */
  const steps = [
    [
      "sent",
      stageOf(ring, "sent") ?? { at_ms: ring.at_ms, party: ring.from.party, firm: true },
      t("step-signed-here"),
      null,
    ],
    [
      "reached",
      reached,
      t("step-reached"),
      reached && t("after-ringing", { t: brief(reached.at_ms - ring.at_ms) }),
    ],
    [
      "alerting",
      alerting,
      ring.ladder
        ? t("step-alerting-n", { step: ring.ladder.step, of: ring.ladder.steps })
        : t("step-alerting"),
      alerting && [
        ring.bells !== null && h("span", { key: "bells" }, t("bells", { n: ring.bells })),
        ringing(ring) && nextStep(ring.ladder) && h("span", { key: "next" }, nextStep(ring.ladder)),
        comingThere(ring),
      ],
    ],
    ended
      ? ["answered", ended, t(`step-${ring.stage}`), null]
      : [
          "answered",
          answered,
          t("step-answered"),
          !answered && within
            ? [t("agreed-within", { t: lasting(within * 1000) }), " · ", due(ring.answer_by_ms)]
            : null,
        ],
  ];
  const last = steps.reduce((at, step, n) => (step[1] ? n : at), 0);
  return h(
    "section",
    { class: "stack", key: `ring ${ring.ref}` },
    h(
      "p",
      { class: "ring-what" },
      precedence(ring.precedence),
      h(
        "span",
        null,
        t("desk-to-desk", { from: own(ring.from.names), to: deskName(line.id, ring.to) }),
      ),
    ),
    h(
      "ol",
      { class: "stage" },
      steps.map(([id, stage, name, more], n) =>
        h(
          "li",
          {
            key: id,
            class: [
              stage && "done",
              n === last && ringing(ring) && "cur",
              id === "answered" && ended && "ended",
            ]
              .filter(Boolean)
              .join(" "),
          },
          h("b", null, name),
          h("span", null, stage ? ltr(zuluMillis(stage.at_ms)) : t("not-yet")),
          stage &&
            h(
              "span",
              null,
              t(stage.firm ? "signed-by" : "signed-by-provisional", {
                place: signer(stage.party),
              }),
            ),
          more && h("span", null, more),
        ),
      ),
    ),
    fateDetail(ring, line),
  );
}

/** @param {Ring} ring @param {LineBrief} line */
function fateDetail(ring, line) {
  if (ring.decline) {
    const { code, text, language, condition } = ring.decline;
    const theirs = ring.proposals.find((each) => !each.mine);
    return h(
      "dl",
      { class: "facts", key: "decline" },
      fact(t("reason"), meaning(books.get(ring.line)?.decline_codes, code, `decline-${code}`)),
      text && fact(t("their-words-in"), foreign(text, language, "span")),
      condition && fact(t("condition"), foreign(condition, language, "span")),
      theirs && fact(t("their-proposal"), proposalText(theirs)),
      agreedOn(ring) && fact(t("agreed"), standingText(ring)),
    );
  }
  if (ring.unreached) {
    return h(
      "dl",
      { class: "facts", key: "unreached" },
      ring.unreached.tries.map((each) =>
        fact(
          t("path-named", { name: pathName(each.path) }),
          t("tried", {
            from: zuluShort(each.first_ms, station.now()),
            to: zuluMillis(each.last_ms),
            cause: causeText(each.error),
          }),
        ),
      ),
      fact(
        t("last-heard"),
        ring.unreached.last_echo_ms === null
          ? t("never-heard")
          : time(ring.unreached.last_echo_ms),
      ),
    );
  }
  if (ringing(ring)) {
    return h(
      "p",
      { class: "far", key: "tone" },
      t("tone-follows", { capital: place(line.id, ring.to.party) }),
    );
  }
  return null;
}

/** @param {string} name @param {any} said */
const fact = (name, said) => h("div", { key: name }, h("dt", null, name), h("dd", null, said));

/** What one can do about a ring of ours. @param {Ring} ring @param {LineBrief} line */
export function ringActs(ring, line) {
  const away = () => {
    ui.put_away.add(ring.ref);
    refresh();
  };
  if (ringing(ring)) {
    return h(
      "div",
      { class: "acts", key: "ring-acts" },
      button(
        t("cancel-ring"),
        () => void act("cancel", line.id, "cancel", { ring: ring.ref }),
        { look: "big", id: "cancel-ring", acting: true, off: ui.busy.has("cancel") },
      ),
      refusal("cancel"),
      local(
        t("write-meanwhile"),
        () => {
          location.hash = to(line.id, "messages");
        },
        { id: "write" },
      ),
      h("p", { class: "hint" }, t("cancel-means", { capital: place(line.id, ring.to.party) })),
    );
  }
  return h(
    "div",
    { class: "acts", key: "ended-acts" },
    ring.stage !== "withdrawn" && callBackActs(ring),
    local(
      t("ring-again"),
      () => {
        ui.drafts.set(`ring ${line.id}`, {
          pair: `${ring.to.party}.${ring.to.code}`,
          precedence: ring.precedence === "FLASH" ? "ROUTINE" : ring.precedence,
          subject: ring.subject ?? "",
          purpose: ring.purpose,
        });
        away();
      },
      { id: "ring-again", look: "inv big" },
    ),
    local(
      t("write-a-message"),
      () => {
        location.hash = to(line.id, "messages");
      },
      { id: "write" },
    ),
    local(t("put-away"), away, { id: "put-away" }),
    h("p", { class: "hint" }, t("both-records")),
  );
}
