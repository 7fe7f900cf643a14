/**
 * Spoken words: hold to speak, and what came is played, by itself within the quota and by a
 * press as often as wanted. The station encodes and decodes; sound never goes further than it.
 */

import { VoiceFailure } from "../voice/failure.js";
import { Recording } from "../voice/recording.js";
import {
  button,
  field,
  foreign,
  place,
  PRECEDENCES,
  reason,
  refusal,
  select,
} from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { brief, own, t, zulu } from "./language.js";
import { act, draft, live, now, refresh, refuse, sound, speaks, station, to, ui } from "./state.js";
import { askStation, fetchFrom, Refused } from "./station.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").LineDoc} LineDoc */
/** @typedef {import("./types").Message} Message */
/** @typedef {import("./types").Urgent} Urgent */

const LIMIT_MS = 8_000;
/** A shorter press was none. */
const LEAST_MS = 300;
/** Less than this is a microphone that is switched off. */
const SILENCE = 0.002;
/** From the sound that calls, a third of a second long, to the word. */
const PAUSE_MS = 450;
const KEPT = 8;

/**
 * What is being said.
 * @typedef {object} Held
 * @property {string} line
 * @property {Record<string, unknown>} said whom it is for, and how urgent
 * @property {"opening" | "speaking" | "sending"} stage
 * @property {boolean} released before the microphone was open
 * @property {Recording | null} recording
 * @property {ReturnType<typeof setInterval>} timer
 */
/** @type {Held | null} */
let held = null;
/** What came of the last word, by line. @type {Map<string, {text: string, ref?: string}>} */
const outcomes = new Map();

/** Words that were played by a press: an officer has heard them. @type {Set<string>} */
export const played = new Set();
/** Words that were announced. @type {Set<string>} */
const announced = new Set();
/** @type {Urgent[]} */
const queue = [];
/** @type {Map<string, AudioBuffer>} */
const buffers = new Map();
/** @type {{ref: string, stop: () => void} | null} */
let playing = null;
let first = true;

/** @param {LineBrief} line @param {LineDoc} doc */
function chosen(line, doc) {
  const pairs = doc.pairs.filter((pair) => pair.mine.code === station.me?.desk);
  const values = draft(`speak ${line.id}`, { pair: "", precedence: "ROUTINE" });
  const pair = pairs.find((each) => pairId(each) === values.pair) ?? pairs[0];
  if (pair) values.pair = pairId(pair);
  return { values, pairs, pair };
}

/** @param {LineDoc["pairs"][0]} pair */
const pairId = (pair) => `${pair.peer}.${pair.theirs.code}`;

/** From which one speaks, on the page of a line. @param {LineBrief} line @param {LineDoc} doc */
export function speakPanel(line, doc) {
  const { values, pairs, pair } = chosen(line, doc);
  if (!speaks() || !pair) return null;
  const head = h("h2", null, t("speak-to", { capital: place(line.id, pair.peer) }));
  if (doc.speech_rate === null)
    return h(
      "section",
      { class: "panel speak-panel", key: "speak-panel" },
      head,
      h("p", { class: "muted" }, reason(new Refused({ code: "no-codec" }))),
    );
  const here = held?.line === line.id ? held : null;
  return h(
    "section",
    { class: "panel speak-panel", key: "speak-panel" },
    head,
    h(
      "p",
      { class: "hint" },
      t(doc.speech_rate === 700 ? "speak-narrow" : "speak-wide"),
      " ",
      t("speak-recorded"),
    ),
    h(
      "div",
      { class: "row" },
      pairs.length > 1 &&
        field(
          t("to"),
          select(
            "speak-pair",
            values,
            "pair",
            pairs.map((each) => [pairId(each), own(each.theirs.names)]),
          ),
          { id: "speak-pair" },
        ),
      field(
        t("precedence"),
        select(
          "speak-precedence",
          values,
          "precedence",
          PRECEDENCES.map((each) => [each, t(`precedence-${each.toLowerCase()}`)]),
        ),
        { id: "speak-precedence" },
      ),
    ),
    holdButton(line, doc, here),
    h("p", { class: "hint", role: "status", key: "speak-status" }, status(line, here)),
    refusal("speak", t("not-sent-headline")),
  );
}

/** @param {LineBrief} line @param {LineDoc} doc @param {Held | null} here */
function holdButton(line, doc, here) {
  const speaking = here?.stage === "speaking";
  const isHold = (/** @type {KeyboardEvent} */ event) => event.key === " " || event.key === "Enter";
  return h(
    "button",
    {
      key: "hold",
      id: "hold-to-speak",
      type: "button",
      class: `btn inv big hold${speaking ? " open" : ""}`,
      disabled: !live() || line.verdict === "closed" || (held !== null && !here),
      "aria-pressed": String(speaking),
      "aria-keyshortcuts": "F3",
      "aria-describedby": "kind",
      onpointerdown: (/** @type {PointerEvent} */ event) => {
        if (event.button !== 0) return;
        // What is let go beside the button is let go too.
        /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
        press(line, doc);
      },
      onpointerup: release,
      onpointercancel: release,
      oncontextmenu: (/** @type {Event} */ event) => event.preventDefault(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (!isHold(event) || event.ctrlKey) return;
        event.preventDefault();
        if (!event.repeat) press(line, doc);
      },
      onkeyup: (/** @type {KeyboardEvent} */ event) => {
        if (!isHold(event)) return;
        event.preventDefault();
        release();
      },
      // What presses without a finger or a key cannot hold: it begins and ends.
      onclick: (/** @type {MouseEvent} */ event) => {
        if (event.detail > 0) return;
        if (held) release();
        else press(line, doc);
      },
      onblur: release,
    },
    icon("mic"),
    h("span", null, t(speaking ? "let-go-to-send" : "hold-to-speak")),
    h("kbd", { "aria-hidden": "true" }, "F3"),
  );
}

/** @param {LineBrief} line @param {Held | null} here */
function status(line, here) {
  switch (here?.stage) {
    case "opening":
      return t("speak-opening");
    case "speaking":
      return t("speak-now", {
        t: brief(Math.floor((here.recording?.ms ?? 0) / 100) * 100),
        limit: brief(LIMIT_MS),
      });
    case "sending":
      return t("speak-sending");
  }
  const last = outcomes.get(line.id);
  if (!last) return "";
  if (!last.ref) return last.text;
  return [last.text, " ", h("a", { href: to(line.id, "messages", last.ref) }, t("see-receipts"))];
}

/** Whether this console carries a call. */
const inCall = () => now().call?.here && now().call?.stage === "answered";

/** The key went down on the page of a line, and nothing hides it. */
export function pressKey() {
  const { screen, line: id } = ui.route;
  const doc = station.docs[`line:${id}`];
  const line = now().lines.find((each) => each.id === id);
  const face = document.getElementById("hold-to-speak");
  const hidden = document.querySelector("[aria-modal=true]");
  if (screen !== "line" || !line || !doc || !face || hidden) return;
  face.scrollIntoView({ block: "nearest" });
  if (chosen(line, doc).values.precedence === "FLASH") {
    outcomes.set(id, { text: t("speak-flash-key") });
    refresh();
  } else press(line, doc);
}

/** @param {LineBrief} line @param {LineDoc} doc */
function press(line, doc) {
  const { values, pair } = chosen(line, doc);
  if (held || !pair || !live() || inCall() || !doc.speech_rate) return;
  const said = {
    from: pair.mine.code,
    to: { party: pair.peer, desk: pair.theirs.code },
    precedence: values.precedence,
  };
  held = {
    line: line.id,
    said,
    stage: "opening",
    released: false,
    recording: null,
    timer: setInterval(follow, 100),
  };
  outcomes.delete(line.id);
  ui.refused.delete("speak");
  stop();
  // The codec makes itself ready while one speaks.
  void askStation(`${line.id}/speech`, { method: "POST" }).catch(() => {});
  void open(held);
  refresh();
}

/** @param {Held} one */
async function open(one) {
  try {
    one.recording = await Recording.begin();
    one.stage = "speaking";
    if (one.released) void send(one);
  } catch (error) {
    refuse("speak", error instanceof VoiceFailure ? new Refused({ code: error.code }) : error);
    letGo(one);
  }
  refresh();
}

function follow() {
  if ((held?.recording?.ms ?? 0) >= LIMIT_MS) release();
  refresh();
}

/** The key or button was let go: what was said is sent. */
export function release() {
  if (!held || held.stage === "sending") return;
  if (held.stage === "opening") held.released = true;
  else void send(held);
}

/** @param {Held} one */
async function send(one) {
  one.stage = "sending";
  refresh();
  try {
    const heard = await /** @type {Recording} */ (one.recording).end(LIMIT_MS);
    if (heard.ms < LEAST_MS) outcomes.set(one.line, { text: t("speak-short") });
    else if (heard.loudest < SILENCE) outcomes.set(one.line, { text: t("speak-silent") });
    else await say(one, heard.samples);
  } catch (error) {
    refuse("speak", error);
  }
  letGo(one);
}

/** @param {Held} one @param {ArrayBuffer} samples */
async function say(one, samples) {
  const given = { method: "POST", body: samples };
  const { rate, frames, ms } = await askStation(`${one.line}/speech`, given);
  const done = await act("speak", one.line, "speak", { ...one.said, rate, frames });
  if (!done) return;
  const text = t("speak-sent", { time: zulu(station.now()), t: brief(ms) });
  outcomes.set(one.line, { text, ref: done.ref });
}

/** @param {Held} one */
function letGo(one) {
  clearInterval(one.timer);
  if (held === one) held = null;
  refresh();
}

/** A message's title: what is spoken has none of its own. @param {Message} message */
export const titleOf = (message) =>
  message.spoken ? t("spoken-word-of", { t: brief(message.spoken.ms) }) : message.subject;

/** The title as an element, in its language. @param {string} tag @param {Message} message */
export const titled = (tag, message) =>
  message.spoken
    ? h(tag, null, titleOf(message))
    : foreign(message.subject, message.language, tag);

/** What plays a word, in place of a text. @param {LineBrief} line @param {Message} message */
export function player(line, message) {
  const sounds = playing?.ref === message.ref;
  return h(
    "div",
    { class: "player", key: "player" },
    button(
      t(sounds ? "stop-word" : "play-word"),
      () => {
        if (sounds) stop();
        else void playFor(line, message.ref);
      },
      { symbol: sounds ? "cross" : "play", look: "inv", id: "play-word" },
    ),
    h("p", { class: "hint" }, t(message.spoken?.rate === 700 ? "spoken-narrow" : "spoken-wide")),
    refusal(`play ${message.ref}`),
  );
}

/** An officer asked to hear it. @param {LineBrief} line @param {string} ref */
async function playFor(line, ref) {
  if (await play(line.id, ref)) played.add(ref);
  refresh();
}

/** Announce and play what came for this desk since the page was opened. */
export function announce() {
  for (const word of now().urgent ?? []) {
    if (!word.spoken || announced.has(word.ref)) continue;
    announced.add(word.ref);
    if (!first && word.plays) queue.push(word);
  }
  first = first && !station.docs.now;
  if (queue.length > 0 && !playing) void next();
}

async function next() {
  const word = queue.shift();
  // A bell or a voice is not spoken into; the word waits among what needs somebody.
  if (!word || !sound.ready || now().rings.length > 0 || held || inCall()) return;
  const called = { ref: word.ref, stop: () => {} };
  playing = called;
  sound.once("attention");
  // It is fetched meanwhile; if that fails, playing it tells why.
  const fetching = fetched(word.line, word.ref).catch(() => {});
  await Promise.all([fetching, new Promise((resume) => setTimeout(resume, PAUSE_MS))]);
  if (playing === called) await play(word.line, word.ref);
}

/**
 * Play a word; true once it sounds.
 * @param {string} line
 * @param {string} ref
 */
async function play(line, ref) {
  stop();
  const mine = { ref, stop: () => {} };
  playing = mine;
  refresh();
  try {
    const buffer = buffers.get(ref) ?? (await fetched(line, ref));
    await sound.unlock();
    if (playing !== mine) return false;
    const ended = sound.speech(buffer);
    mine.stop = ended.stop;
    void ended.over.then(() => {
      if (playing === mine) playing = null;
      refresh();
      announce();
    });
    ui.refused.delete(`play ${ref}`);
    return true;
  } catch (error) {
    if (playing === mine) playing = null;
    refuse(`play ${ref}`, error);
    return false;
  }
}

/** @param {string} line @param {string} ref */
async function fetched(line, ref) {
  const answer = await fetchFrom(`${line}/sound?ref=${encodeURIComponent(ref)}`);
  const buffer = await sound.decode(await answer.arrayBuffer());
  buffers.set(ref, buffer);
  for (const old of [...buffers.keys()].slice(0, -KEPT)) buffers.delete(old);
  return buffer;
}

function stop() {
  playing?.stop();
  playing = null;
}
