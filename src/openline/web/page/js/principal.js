/** The principal's own page: nothing, a call that is held, or the call; two or three controls. */

import { voice } from "./call.js";
import { bars, button, deskName, local, ltr, place, precedence, refusal, VERDICTS } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { dateIn, own, stopwatch, t, timeIn, zulu, zuluShort } from "./language.js";
import { stateWord } from "./rail.js";
import { act, books, kindWord, lineOf, now, station, ui } from "./state.js";

/** @typedef {import("./types").Call} Call */
/** @typedef {import("./types").LineBrief} LineBrief */

const RANK = { FLASH: 4, IMMEDIATE: 3, PRIORITY: 2, ROUTINE: 1 };

export function principalScreen() {
  const { call, held = [] } = now();
  const talking = call && call.here && call.stage === "answered" ? call : null;
  const waiting = held[0];
  return h(
    "main",
    { class: "pp", id: "main", tabindex: "-1", key: "principal" },
    h(
      "header",
      { key: "head" },
      h("b", null, own(station.me?.desk_names)),
      h("span", { class: "kind", id: "kind" }, kindWord()),
    ),
    talking ? inCall(talking) : waiting ? join(waiting) : idle(),
  );
}

/** @param {Call} call */
const peerOf = (call) => {
  const theirs = call.principals.theirs;
  return theirs?.desk ?? (call.mine ? call.to : call.from);
};

/** @param {Call} call */
function join(call) {
  const { theirs, words, handed } = call.principals;
  const mine = handed.find((each) => each.desk.code === station.me?.desk);
  const place_ = `principals ${call.ref}`;
  return [
    h(
      "div",
      { class: `band ${call.precedence.toLowerCase()}`, key: "band" },
      bars(RANK[call.precedence]),
      h("strong", null, t(`precedence-${call.precedence.toLowerCase()}`)),
      h("span", { class: "grow" }),
      mine && ltr(stopwatch(station.now() - mine.at_ms)),
    ),
    h(
      "div",
      { class: "body", key: "body", role: "alert" },
      h("p", { class: "muted" }, t("call-held")),
      h("h1", null, deskName(call.line, peerOf(call))),
      call.purpose && h("p", { dir: "auto" }, call.purpose),
      h(
        "ul",
        { class: "facts-list" },
        fact("phone", t("watch-holds", { by: mine?.by ?? "" })),
        words && fact("ready", t("words-compared")),
        theirs?.ready &&
          fact("ready", t("their-principal-ready", { place: place(call.line, theirs.desk.party), time: zuluShort(theirs.at_ms, station.now()) })),
      ),
    ),
    h(
      "div",
      { class: "pp-foot", key: "join" },
      refusal("take-over"),
      refusal(place_),
      button(t("join-call"), () => void voice.takeOver(call), {
        symbol: "phone",
        key: "F2",
        look: "go huge",
        id: "join",
        acting: true,
      }),
      button(
        t("not-now"),
        () =>
          void act(place_, call.line, "ready", {
            ring: call.ref,
            desk: station.me?.desk ?? "",
            ready: false,
          }),
        { look: "tall", id: "not-now", acting: true },
      ),
    ),
  ];
}

/** @param {Call} call */
function inCall(call) {
  const open = voice.state === "open";
  return [
    h(
      "div",
      { class: "body", key: "body" },
      h(
        "p",
        { class: open ? "c-live" : "c-att", role: "status" },
        icon(open ? "live" : "clock"),
        " ",
        voice.state.startsWith("over") ? voice.causeText() : voice.stateText(),
      ),
      h("h1", null, deskName(call.line, peerOf(call))),
      ltr(stopwatch(station.now() - (call.open_since_ms ?? call.at_ms)), "elapsed"),
      precedence(call.precedence),
      voice.blocked &&
        local(t("listen"), () => void voice.listen(), { id: "listen", look: "inv tall" }),
      voice.state.startsWith("over") &&
        button(t("voice-again"), () => voice.again(), { id: "again", look: "inv tall" }),
    ),
    h(
      "div",
      { class: "pp-foot", key: "call" },
      refusal("hang-up"),
      local(t("mute"), () => voice.toggleMute(), {
        symbol: voice.muted ? "micoff" : "mic",
        key: "F4",
        pressed: voice.muted,
        off: voice.elsewhere,
        look: "huge",
        id: "mute",
      }),
      local(t("leave-call"), () => voice.hangUp(call, "principal"), {
        symbol: "hangup",
        key: "F9",
        look: "tall",
        id: "leave-call",
        acting: true,
      }),
    ),
  ];
}

function idle() {
  const { lines, asked = [] } = now();
  const zone = station.me?.party.zone ?? "UTC";
  return [
    h(
      "div",
      { class: "body", key: "body" },
      h(
        "p",
        { class: "muted" },
        t("place-day", { place: own(station.me?.party.places), day: dateIn(station.now(), zone) }),
        " ",
        ltr(timeIn(station.now(), zone)),
      ),
      h("h1", null, t("no-call-for-you")),
      h("ul", { class: "facts-list" }, lines.map(lineFact)),
      asked.map((ask) =>
        h(
          "p",
          { key: `asked ${ask.line}`, role: "status" },
          t("you-asked", { who: deskName(ask.line, ask.to), time: zulu(ask.at_ms) }),
          " ",
          ask.seen ? t("watch-saw", { by: ask.seen.by, time: zulu(ask.seen.at_ms) }) : t("watch-not-seen"),
        ),
      ),
    ),
    h(
      "div",
      { class: "pp-foot", key: "idle" },
      lines.map((line) => askButton(line, lines.length > 1)),
      h("p", { class: "hint" }, t("ask-means")),
    ),
  ];
}

/** @param {string} symbol @param {any} said */
const fact = (symbol, said) => h("li", { key: String(said) }, icon(symbol), h("span", null, said));

/** @param {LineBrief} line */
const lineFact = (line) => {
  const [symbol, colour] = VERDICTS[line.verdict];
  return h(
    "li",
    { key: line.id, class: colour },
    icon(symbol),
    h("span", null, h("b", null, own(line.names)), " \u00b7 ", stateWord(line)),
  );
};

/** @param {LineBrief} line @param {boolean} several */
function askButton(line, several) {
  const pair = books
    .get(line.id)
    ?.counterparts.find((each) => each.mine.code === station.me?.desk);
  if (!pair) return null;
  const face = several ? t("ask-for-call-with", { who: deskName(line.id, pair.theirs) }) : t("ask-for-call");
  return [
    refusal(`ask ${line.id}`),
    button(
      face,
      () =>
        void act(`ask ${line.id}`, line.id, "ask", {
          to: { party: pair.peer, desk: pair.theirs.code },
        }),
      { symbol: "phone", look: "inv huge", id: `ask ${line.id}`, off: ui.busy.has(`ask ${line.id}`) },
    ),
  ];
}

/** Whether this console is a principal's. */
export const isPrincipal = () => station.me?.role === "principal";

/** The call that is held for this console, if one waits. */
export const heldCall = () => (lineOf(now().held?.[0]?.line ?? "") ? (now().held?.[0] ?? null) : null);
