/** The check words: two to say, two to hear among others, and what became of it on both sides. */

import { voice } from "./call.js";
import { legOf, notice, peerDesk } from "./callview.js";
import { button, field, input, local, place, refusal } from "./controls.js";
import { h } from "./dom.js";
import { ownNumber } from "./fate.js";
import { icon } from "./icons.js";
import { current, direction, t } from "./language.js";
import { act, draft, refresh, station, ui } from "./state.js";
import { decoys, word } from "./words.js";

/** @typedef {import("./types").Call} Call */
/** @typedef {import("./types").LegDoc} LegDoc */
/** @typedef {import("./types").LineBrief} LineBrief */

const DECOYS = 3;

/** The words to pick among, drawn once a leg. @type {Map<string, number[][]>} */
const menus = new Map();

/** @param {Call} call */
export function results(call) {
  const mine = ownNumber(call);
  const words = legOf(call)?.words ?? [];
  return {
    mine: words.find((each) => each.party === mine),
    theirs: words.find((each) => each.party !== mine),
  };
}

/** @param {Call} call @param {LineBrief} line */
export function check(call, line) {
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
  return [
    h("span", { lang: tag, dir: direction(tag) }, text),
    reading && [" ", h("span", { class: "spoken" }, reading)],
  ];
}

/** The language of the counterpart, or English if it is ours too. @param {LineBrief} line */
function otherTongue(line) {
  const theirs = line.peers[0]?.language ?? "en";
  return theirs.split("-")[0] === current() ? (station.me?.party.language ?? "en") : theirs;
}

/**
 * @param {LegDoc} leg
 * @param {number[]} numbers
 * @param {LineBrief} line
 * @param {string} there
 */
function compare(leg, numbers, line, there) {
  const ref = leg.ref ?? "";
  const first = leg.mine === "offerer";
  const [say, hear] = first
    ? [
        [0, 1],
        [2, 3],
      ]
    : [
        [2, 3],
        [0, 1],
      ];
  const other = otherTongue(line);
  let menu = menus.get(ref);
  if (!menu) {
    const strange = decoys(numbers, DECOYS * 2);
    menu = (hear ?? []).map((at, n) =>
      [numbers[at] ?? 0, ...strange.slice(n * DECOYS, (n + 1) * DECOYS)].sort(
        () => (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) - 128,
      ),
    );
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
    h(
      "div",
      { class: "check-cols" },
      h(
        "div",
        { class: "say" },
        h("h3", null, t("you-say")),
        (say ?? []).map((at) =>
          h(
            "div",
            { class: "bigword", key: at },
            h("span", { class: "no" }, String(at + 1)),
            h(
              "div",
              null,
              h("b", null, word(numbers[at] ?? 0, current()).text),
              h("span", { class: "muted" }, wordIn(numbers[at] ?? 0, other)),
            ),
          ),
        ),
        h("p", { class: "hint" }, t("they-pick", { place: there })),
      ),
      h(
        "div",
        { class: "hear" },
        h("h3", null, t("you-hear")),
        menu.map((group, n) =>
          h(
            "div",
            {
              class: "pick",
              role: "group",
              "aria-label": t("word-n", { n: (hear?.[n] ?? 0) + 1 }),
              key: n,
            },
            h("span", { class: "no" }, String((hear?.[n] ?? 0) + 1)),
            group.map((number) =>
              h(
                "button",
                {
                  type: "button",
                  key: number,
                  "aria-pressed": String(picks[n] === String(number)),
                  onclick: () => {
                    picks[n] = String(number);
                    refresh();
                  },
                },
                h("b", null, word(number, current()).text),
                h("small", null, wordIn(number, other)),
              ),
            ),
          ),
        ),
      ),
    ),
    picks.skip
      ? h(
          "form",
          {
            class: "row end",
            key: "skip",
            onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
          },
          field(
            t("skip-why"),
            input("skip-reason", picks, "reason", {
              dir: "auto",
              maxlength: 200,
              changed: refresh,
            }),
            { id: "skip-reason" },
          ),
          button(t("skip-record"), () => record("skipped", picks.reason), {
            id: "skip-record",
            off: !picks.reason?.trim(),
            acting: true,
          }),
          local(
            t("close"),
            () => {
              picks.skip = "";
              refresh();
            },
            { id: "skip-close" },
          ),
        )
      : h(
          "div",
          { class: "row wrap", key: "record" },
          button(t("record-check"), () => record(right ? "match" : "mismatch"), {
            look: "inv tall",
            id: "record-check",
            off: !both || ui.busy.has("words"),
            acting: true,
          }),
          button(t("none-of-these"), () => record("mismatch"), {
            look: "tall",
            id: "none-of-these",
            off: ui.busy.has("words"),
            acting: true,
          }),
          local(
            t("skip-check"),
            () => {
              picks.skip = "1";
              refresh();
            },
            { look: "quiet", id: "skip-check" },
          ),
        ),
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
  const result = (
    /** @type {LegDoc["words"][0] | undefined} */ each,
    /** @type {string} */ who,
  ) =>
    !each
      ? t("check-waiting", { who })
      : each.result === "skipped"
        ? t("check-skipped", { who, reason: each.reason })
        : t("check-matched", { who });
  const other = otherTongue(line);
  return h(
    "section",
    { class: "words", key: "words", "aria-label": t("check-words") },
    (voice.words ?? []).map((number) =>
      h(
        "div",
        { key: number },
        h("b", null, word(number, current()).text),
        h("span", { class: "muted", lang: other }, word(number, other).text),
      ),
    ),
    h(
      "div",
      { class: "grow end" },
      h(
        "b",
        null,
        icon(mine?.result === "match" ? "ready" : "attention"),
        " ",
        mine?.result === "match" ? t("words-matched") : t("words-skipped"),
      ),
      h("span", { class: "sub" }, result(mine, t("here"))),
      h("span", { class: "sub" }, result(theirs, there)),
    ),
  );
}
