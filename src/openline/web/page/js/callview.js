/** The call: whether voice is open and why not, the check words, who is heard, and how well. */

import { voice } from "./call.js";
import { check, results } from "./checkwords.js";
import { principals } from "./connect.js";
import { button, deskName, local, ltr, place, precedence } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { brief, own, t, timeIn } from "./language.js";
import { quality } from "./quality.js";
import { partyOf, refresh, station } from "./state.js";
import { loadWords } from "./words.js";

/** @typedef {import("./types").Call} Call */
/** @typedef {import("./types").LegDoc} LegDoc */
/** @typedef {import("./types").LineBrief} LineBrief */

/** Heard or spoken, louder than a quiet room. In dB of full scale. */
const SPEECH_DB = -48;

const LONG_DELAY_MS = 400;

/** Voice was open, and nothing arrives; in the first another leg is on its way. */
const SILENT = new Set(["interrupted", "no-sound"]);

/** @param {Call} call */
export const peerDesk = (call) => (call.mine ? call.to : call.from);

/** @param {Call} call */
const ourDesk = (call) => (call.mine ? call.from : call.to);

/**
 * The leg that counts: the newest that is not over.
 * @param {Call} call
 * @returns {LegDoc | undefined}
 */
export const legOf = (call) =>
  call.legs.filter((leg) => leg.state !== "superseded" && leg.state !== "failed").at(-1);

/** @param {Call} call @param {LineBrief} line */
export function callHeadline(call, line) {
  const { mine, theirs } = results(call);
  const differ = mine?.result === "mismatch" || theirs?.result === "mismatch";
  const who = deskName(line.id, peerDesk(call));
  if (differ)
    return {
      symbol: "alarm",
      colour: "c-alarm",
      headline: t("words-differ"),
      below: t("words-differ-below"),
    };
  if (voice.elsewhere)
    return { symbol: "live", colour: "", headline: who, below: t("call-other-page") };
  const open = voice.state === "open";
  const broken = voice.state.startsWith("over") || voice.state === "cannot-decrypt";
  return {
    symbol: open ? "live" : broken ? "alarm" : "phone",
    colour: open ? "c-live" : broken ? "c-alarm" : SILENT.has(voice.state) ? "c-att" : "",
    headline: who,
    below: broken ? t("voice-not-open", { cause: voice.causeText() }) : voice.stateText(),
  };
}

/** @param {Call} call @param {LineBrief} line */
export function callScreen(call, line) {
  void loadWords().then((fresh) => fresh && refresh());
  return h(
    "div",
    { class: "screen cols call", key: `call ${call.ref}` },
    h(
      "div",
      { class: "stack" },
      h(
        "p",
        { class: "ring-what" },
        precedence(call.precedence),
        h(
          "span",
          null,
          t("desk-to-desk", {
            from: deskName(line.id, call.from),
            to: deskName(line.id, call.to),
          }),
        ),
      ),
      trouble(call, line),
      check(call, line),
      sides(call, line),
    ),
    h("div", { class: "stack" }, principals(call, line), quality(call, line), meanwhile(line)),
  );
}

/** What keeps people from hearing each other. @param {Call} call @param {LineBrief} line */
function trouble(call, line) {
  const there = place(line.id, peerDesk(call).party);
  if (voice.elsewhere) {
    return notice(
      "att",
      "phone",
      t("call-other-page"),
      t("call-other-page-below"),
      local(t("take-call-here"), () => voice.take(), { id: "take" }),
    );
  }
  if (voice.state.startsWith("over")) {
    return notice(
      "alarm",
      "alarm",
      t("voice-closed"),
      voice.causeText(),
      button(t("voice-again"), () => voice.again(), { id: "again", look: "inv" }),
    );
  }
  if (voice.blocked) {
    return notice(
      "att",
      "belloff",
      t("voice-blocked"),
      t("voice-blocked-below"),
      local(t("listen"), () => void voice.listen(), { id: "listen", look: "inv" }),
    );
  }
  if (voice.state === "interrupted") {
    return notice(
      "att",
      "attention",
      t("interrupted", { place: there }),
      t("interrupted-below"),
      null,
    );
  }
  if (voice.state === "no-sound") {
    return notice(
      "att",
      "attention",
      t("no-sound", { place: there }),
      t("no-sound-below"),
      null,
    );
  }
  if (voice.state === "open" && (voice.stats?.delayMs ?? 0) > LONG_DELAY_MS) {
    return notice(
      "att",
      "clock",
      t("long-delay", { t: brief(voice.stats?.delayMs ?? 0) }),
      t("long-delay-below"),
      null,
    );
  }
  if (voice.state !== "open") {
    return notice("", "clock", voice.stateText(), t("voice-opening-below"), null);
  }
  return null;
}

/**
 * @param {string} look
 * @param {string} symbol
 * @param {string} headline
 * @param {string} below
 * @param {any} offer
 */
export const notice = (look, symbol, headline, below, offer) =>
  h(
    "div",
    { class: `notice ${look}`, role: look === "alarm" ? "alert" : "status", key: "trouble" },
    icon(symbol),
    h("div", null, h("b", null, headline), h("p", null, below)),
    offer,
  );

/** Both sides with their microphones. @param {Call} call @param {LineBrief} line */
function sides(call, line) {
  const heard = voice.stats?.levelIn ?? -100;
  const spoken = voice.muted ? -100 : (voice.stats?.levelOut ?? -100);
  const far = partyOf(line, peerDesk(call).party);
  const near = station.me?.party;
  const open = voice.state === "open";
  const silent = SILENT.has(voice.state);
  const by = call.answered_by?.by;
  return h(
    "div",
    { class: "sides", key: "sides" },
    side(
      own(far?.places),
      far?.zone ?? "UTC",
      own(peerDesk(call).names),
      call.mine && by ? by : "",
      silent
        ? t("heard-no-more")
        : !open
          ? t("not-heard")
          : heard > SPEECH_DB
            ? t("speaking")
            : t("quiet-now"),
      heard,
      open && heard > SPEECH_DB,
      "live",
    ),
    side(
      own(near?.places),
      near?.zone ?? "UTC",
      own(ourDesk(call).names),
      station.me?.person ?? "",
      // What falls silent here may well arrive there: the microphone is open.
      !open && !silent
        ? t("not-sent")
        : voice.muted
          ? t("muted")
          : spoken > SPEECH_DB
            ? t("speaking")
            : t("microphone-open"),
      spoken,
      (open || silent) && spoken > SPEECH_DB,
      voice.muted ? "micoff" : "mic",
    ),
  );
}

/**
 * @param {string} name
 * @param {string} zone
 * @param {string} desk
 * @param {string} by
 * @param {string} state
 * @param {number} level
 * @param {boolean} speaks
 * @param {string} symbol
 */
const side = (name, zone, desk, by, state, level, speaks, symbol) =>
  h(
    "section",
    { class: "side", key: `${symbol === "live" ? "far" : "near"}` },
    h("header", null, h("h3", null, name), ltr(timeIn(station.now(), zone), "muted")),
    h(
      "div",
      { class: `who${speaks ? " speaks" : ""}` },
      icon(symbol),
      h("div", null, h("b", null, desk), h("span", { class: "sub" }, by && `${by} · `, state)),
      meter(level),
    ),
  );

/** @param {number} level dB of full scale */
const meter = (level) =>
  h(
    "span",
    { class: "meter", role: "img", "aria-label": t("level", { n: bar(level) }) },
    [1, 2, 3, 4, 5].map((n) => h("i", { class: n <= bar(level) ? "on" : null })),
  );

/** @param {number} level */
const bar = (level) => Math.max(0, Math.min(5, Math.ceil((level - SPEECH_DB) / 8)));

/** @param {LineBrief} line */
const meanwhile = (line) =>
  h(
    "div",
    { class: "acts", key: "meanwhile" },
    h(
      "a",
      { class: "btn", href: `#/line/${line.id}/messages` },
      icon("message"),
      t("write-meanwhile"),
    ),
    h("a", { class: "btn", href: `#/line/${line.id}/service` }, t("service-channel")),
  );
