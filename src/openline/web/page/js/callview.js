/** The call: whether voice is open and why not, the check words, who is heard, and how well. */

import { h } from "./dom.js";
import { button, deskName, field, input, local, ltr, place, precedence, refusal, time } from "./controls.js";
import { voice } from "./call.js";
import { ownNumber } from "./fate.js";
import { icon } from "./icons.js";
import { brief, count, current, direction, own, t, timeIn } from "./language.js";
import { act, draft, partyOf, refresh, station, ui } from "./state.js";
import { decoys, loadWords, word } from "./words.js";

/** @typedef {import("./types").Call} Call */
/** @typedef {import("./types").LegDoc} LegDoc */
/** @typedef {import("./types").LineBrief} LineBrief */

/** Heard or spoken, louder than a quiet room. In dB of full scale. */
const SPEECH_DB = -48;
const LONG_DELAY_MS = 400;
const DECOYS = 3;

/** The words to pick among, drawn once a leg. @type {Map<string, number[][]>} */
const menus = new Map();

/** @param {Call} call */
const peerDesk = (call) => (call.mine ? call.to : call.from);
/** @param {Call} call */
const ourDesk = (call) => (call.mine ? call.from : call.to);

/** The leg that counts: the newest that is not over. @param {Call} call @returns {LegDoc | undefined} */
export const legOf = (call) => call.legs.filter((leg) => leg.state !== "superseded" && leg.state !== "failed").at(-1);

/** @param {Call} call */
function results(call) {
  const mine = ownNumber(call);
  const words = legOf(call)?.words ?? [];
  return { mine: words.find((each) => each.party === mine), theirs: words.find((each) => each.party !== mine) };
}

/** @param {Call} call @param {LineBrief} line */
export function callHeadline(call, line) {
  const { mine, theirs } = results(call);
  const differ = mine?.result === "mismatch" || theirs?.result === "mismatch";
  const who = deskName(line.id, peerDesk(call));
  if (differ) return { symbol: "alarm", colour: "c-alarm", headline: t("words-differ"), below: t("words-differ-below") };
  if (voice.elsewhere) return { symbol: "live", colour: "", headline: who, below: t("call-other-page") };
  const open = voice.state === "open";
  const broken = voice.state.startsWith("over") || voice.state === "cannot-decrypt";
  return {
    symbol: open ? "live" : broken ? "alarm" : "phone",
    colour: open ? "c-live" : broken ? "c-alarm" : voice.state === "no-sound" ? "c-att" : "",
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
    h("div", { class: "stack" },
      h("p", { class: "ring-what" }, precedence(call.precedence), h("span", null,
        t("desk-to-desk", { from: deskName(line.id, call.from), to: deskName(line.id, call.to) }))),
      trouble(call, line),
      check(call, line),
      sides(call, line)),
    h("div", { class: "stack" }, quality(call, line), meanwhile(line)),
  );
}

/** What keeps people from hearing each other. @param {Call} call @param {LineBrief} line */
function trouble(call, line) {
  const there = place(line.id, peerDesk(call).party);
  if (voice.elsewhere) {
    return notice("att", "phone", t("call-other-page"), t("call-other-page-below"), local(t("take-call-here"), () => voice.take(), { id: "take" }));
  }
  if (voice.state.startsWith("over")) {
    return notice("alarm", "alarm", t("voice-closed"), voice.causeText(), button(t("voice-again"), () => voice.again(), { id: "again", look: "inv" }));
  }
  if (voice.blocked) {
    return notice("att", "belloff", t("voice-blocked"), t("voice-blocked-below"), local(t("listen"), () => void voice.listen(), { id: "listen", look: "inv" }));
  }
  if (voice.state === "no-sound") {
    return notice("att", "attention", t("no-sound", { place: there }), t("no-sound-below"), null);
  }
  if (voice.state === "open" && (voice.stats?.delayMs ?? 0) > LONG_DELAY_MS) {
    return notice("att", "clock", t("long-delay", { t: brief(voice.stats?.delayMs ?? 0) }), t("long-delay-below"), null);
  }
  if (voice.state !== "open") {
    return notice("", "clock", voice.stateText(), t("voice-opening-below"), null);
  }
  return null;
}

/** @param {string} look @param {string} symbol @param {string} headline @param {string} below @param {any} offer */
const notice = (look, symbol, headline, below, offer) =>
  h("div", { class: `notice ${look}`, role: look === "alarm" ? "alert" : "status", key: "trouble" },
    icon(symbol), h("div", null, h("b", null, headline), h("p", null, below)), offer);

/** @param {Call} call @param {LineBrief} line */
function check(call, line) {
  const leg = legOf(call);
  const { mine, theirs } = results(call);
  if (mine || theirs?.result === "mismatch") return recorded(call, line, mine, theirs);
  const numbers = voice.words;
  if (!leg?.ref || !numbers || !["open", "no-sound"].includes(voice.state)) return null;
  return compare(leg, numbers, line, place(line.id, peerDesk(call).party));
}

/** @param {number} number @param {string} tag */
function wordIn(number, tag) {
  const { text, reading } = word(number, tag);
  return [h("span", { lang: tag, dir: direction(tag) }, text), reading && [" ", h("span", { class: "spoken" }, reading)]];
}

/** The language of the counterpart, or English if it is ours too. @param {LineBrief} line */
function otherTongue(line) {
  const theirs = line.peers[0]?.language ?? "en";
  return theirs.split("-")[0] === current() ? (station.me?.party.language ?? "en") : theirs;
}

/** @param {LegDoc} leg @param {number[]} numbers @param {LineBrief} line @param {string} there */
function compare(leg, numbers, line, there) {
  const ref = leg.ref ?? "";
  const first = leg.mine === "offerer";
  const [say, hear] = first ? [[0, 1], [2, 3]] : [[2, 3], [0, 1]];
  const other = otherTongue(line);
  let menu = menus.get(ref);
  if (!menu) {
    const strange = decoys(numbers, DECOYS * 2);
    menu = (hear ?? []).map((at, n) =>
      [numbers[at] ?? 0, ...strange.slice(n * DECOYS, (n + 1) * DECOYS)].sort(() => (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) - 128));
    menus.set(ref, menu);
  }
  const picks = draft(`words ${ref}`, { 0: "", 1: "", reason: "", skip: "" });
  const record = (/** @type {string} */ result, reason = "") => {
    void act("words", line.id, "leg-words", { leg: ref, result, reason });
    if (result === "mismatch" && !voice.muted) voice.toggleMute();
  };
  const both = picks[0] !== "" && picks[1] !== "";
  const right = (hear ?? []).every((at, n) => picks[n] === String(numbers[at]));
  return h(
    "section",
    { class: "check", key: `check ${ref}`, "aria-labelledby": "check-h" },
    h("h2", { id: "check-h" }, t("compare-words")),
    h("p", { class: "muted" }, t("compare-words-below")),
    h("div", { class: "check-cols" },
      h("div", { class: "say" },
        h("h3", null, t("you-say")),
        (say ?? []).map((at) =>
          h("div", { class: "bigword", key: at }, h("span", { class: "no" }, String(at + 1)),
            h("div", null, h("b", null, word(numbers[at] ?? 0, current()).text), h("span", { class: "muted" }, wordIn(numbers[at] ?? 0, other))))),
        h("p", { class: "hint" }, t("they-pick", { place: there }))),
      h("div", { class: "hear" },
        h("h3", null, t("you-hear")),
        menu.map((group, n) =>
          h("div", { class: "pick", role: "group", "aria-label": t("word-n", { n: (hear?.[n] ?? 0) + 1 }), key: n },
            h("span", { class: "no" }, String((hear?.[n] ?? 0) + 1)),
            group.map((number) =>
              h("button", {
                type: "button",
                key: number,
                "aria-pressed": String(picks[n] === String(number)),
                onclick: () => {
                  picks[n] = String(number);
                  refresh();
                },
              }, h("b", null, word(number, current()).text), h("small", null, wordIn(number, other)))))))),
    picks.skip
      ? h("form", { class: "row end", key: "skip", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
          field(t("skip-why"), input("skip-reason", picks, "reason", { dir: "auto", maxlength: 200, changed: refresh }), { id: "skip-reason" }),
          button(t("skip-record"), () => record("skipped", picks.reason), { id: "skip-record", off: !picks.reason?.trim(), acting: true }),
          local(t("close"), () => {
            picks.skip = "";
            refresh();
          }, { id: "skip-close" }))
      : h("div", { class: "row wrap", key: "record" },
          button(t("record-check"), () => record(right ? "match" : "mismatch"), { look: "inv tall", id: "record-check", off: !both || ui.busy.has("words"), acting: true }),
          button(t("none-of-these"), () => record("mismatch"), { look: "tall", id: "none-of-these", off: ui.busy.has("words"), acting: true }),
          local(t("skip-check"), () => {
            picks.skip = "1";
            refresh();
          }, { look: "quiet", id: "skip-check" })),
    h("p", { class: "hint" }, t("check-recorded-means")),
    refusal("words"),
  );
}

/**
 * @param {Call} call @param {LineBrief} line
 * @param {LegDoc["words"][0] | undefined} mine @param {LegDoc["words"][0] | undefined} theirs
 */
function recorded(call, line, mine, theirs) {
  const there = place(line.id, peerDesk(call).party);
  const differ = mine?.result === "mismatch" || theirs?.result === "mismatch";
  if (differ) {
    return notice("alarm", "alarm", t("words-differ"), t("words-differ-long"), null);
  }
  const result = (/** @type {LegDoc["words"][0] | undefined} */ each, /** @type {string} */ who) =>
    !each ? t("check-waiting", { who })
    : each.result === "skipped" ? t("check-skipped", { who, reason: each.reason })
    : t("check-matched", { who });
  const other = otherTongue(line);
  return h(
    "section",
    { class: "words", key: "words", "aria-label": t("check-words") },
    (voice.words ?? []).map((number) =>
      h("div", { key: number }, h("b", null, word(number, current()).text), h("span", { class: "muted", lang: other }, word(number, other).text))),
    h("div", { class: "grow end" },
      h("b", null, icon(mine?.result === "match" ? "ready" : "attention"), " ", mine?.result === "match" ? t("words-matched") : t("words-skipped")),
      h("span", { class: "sub" }, result(mine, t("here"))),
      h("span", { class: "sub" }, result(theirs, there))),
  );
}

/** Both sides with their microphones. @param {Call} call @param {LineBrief} line */
function sides(call, line) {
  const heard = voice.stats?.levelIn ?? -100;
  const spoken = voice.muted ? -100 : (voice.stats?.levelOut ?? -100);
  const far = partyOf(line, peerDesk(call).party);
  const near = station.me?.party;
  const open = voice.state === "open";
  const by = call.answered_by?.by;
  return h(
    "div",
    { class: "sides", key: "sides" },
    side(own(far?.places), far?.zone ?? "UTC", own(peerDesk(call).names), call.mine && by ? by : "",
      open ? (heard > SPEECH_DB ? t("speaking") : t("quiet-now")) : t("not-heard"), heard, open && heard > SPEECH_DB, "live"),
    side(own(near?.places), near?.zone ?? "UTC", own(ourDesk(call).names), station.me?.person ?? "",
      !open ? t("not-sent") : voice.muted ? t("muted") : spoken > SPEECH_DB ? t("speaking") : t("microphone-open"), spoken, open && spoken > SPEECH_DB, voice.muted ? "micoff" : "mic"),
  );
}

/** @param {string} name @param {string} zone @param {string} desk @param {string} by @param {string} state @param {number} level @param {boolean} speaks @param {string} symbol */
const side = (name, zone, desk, by, state, level, speaks, symbol) =>
  h("section", { class: "side", key: `${symbol === "live" ? "far" : "near"}` },
    h("header", null, h("h3", null, name), ltr(timeIn(station.now(), zone), "muted")),
    h("div", { class: `who${speaks ? " speaks" : ""}` }, icon(symbol),
      h("div", null, h("b", null, desk), h("span", { class: "sub" }, by && `${by} · `, state)),
      meter(level)));

/** @param {number} level dB of full scale */
const meter = (level) =>
  h("span", { class: "meter", role: "img", "aria-label": t("level", { n: bar(level) }) },
    [1, 2, 3, 4, 5].map((n) => h("i", { class: n <= bar(level) ? "on" : null })));

/** @param {number} level */
const bar = (level) => Math.max(0, Math.min(5, Math.ceil((level - SPEECH_DB) / 8)));

/** @param {Call} call @param {LineBrief} line */
function quality(call, line) {
  const leg = legOf(call);
  const { stats } = voice;
  const there = place(line.id, peerDesk(call).party);
  const known = (/** @type {number | undefined} */ n, /** @type {(n: number) => string} */ show) =>
    n === undefined || !Number.isFinite(n) || n < 0 ? t("not-known") : show(n);
  const mine = leg?.up.find((each) => each.party === ownNumber(call));
  const theirs = leg?.up.find((each) => each.party !== ownNumber(call));
  const checked = (/** @type {typeof mine} */ up) => (!up ? t("not-yet") : up.frames_ok ? t("as-agreed") : t("not-as-agreed"));
  const rows = [
    [t("q-state"), voice.stateText()],
    [t("q-delay"), known(stats?.delayMs, brief)],
    [t("q-lost"), known(stats?.lossPercent, (n) => t("percent", { n }))],
    [t("q-round-trip"), known(stats?.rttMs, brief)],
    [t("q-jitter"), known(stats?.jitterMs, brief)],
    [t("q-certificate"), mine ? t("as-signed-by", { place: there }) : t("not-yet")],
    [t("q-encryption"), mine ? t("dtls-and-frames", { tls: mine.tls }) : t("not-yet")],
    [t("q-checked-here"), checked(mine)],
    [t("q-checked-there", { place: there }), checked(theirs)],
    [t("q-leg"), leg ? count(leg.no + 1) : t("not-yet")],
  ];
  return h(
    "section",
    { class: "sect", key: "quality" },
    h("h2", null, t("voice")),
    h("dl", { class: "readout" }, rows.map(([name, said]) => h("div", { key: name }, h("dt", null, name ?? ""), h("dd", null, said ?? "")))),
    call.open_since_ms !== null && h("p", { class: "hint" }, t("open-since"), " ", time(call.open_since_ms)),
  );
}

/** @param {LineBrief} line */
const meanwhile = (line) =>
  h("div", { class: "acts", key: "meanwhile" },
    h("a", { class: "btn", href: `#/line/${line.id}/messages` }, icon("message"), t("write-meanwhile")),
    h("a", { class: "btn", href: `#/line/${line.id}/service` }, t("service-channel")));

