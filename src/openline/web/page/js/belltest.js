/** The bell test: one of three sounds is played; who names it has heard the bell. */

import { ago, button, local, refusal } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { act, refresh, sound, ui } from "./state.js";

/** @typedef {import("./types").WatchDoc} WatchDoc */
/** @typedef {"page" | "room"} Bell */

const SOUNDS = ["FLASH", "IMMEDIATE", "ROUTINE"];
const SOUNDS_MS = 4_000;
/** After so long the station no longer takes an answer. */
const ANSWER_MS = 60_000;

/** @type {{bell: Bell, at: number} | null} */
let going = null;
let test = 0;

/** @param {Bell} bell */
async function begin(bell) {
  going = null;
  if (bell === "page" && !sound.ready) await sound.unlock();
  const said = await act("bell", "", "bell-test", { bell });
  if (!said) return;
  going = { bell, at: performance.now() };
  test += 1;
  if (bell === "page") {
    sound.set("test", said.sound, String(test));
    setTimeout(() => sound.set("test", null), SOUNDS_MS);
  }
  refresh();
}

/** @param {Element | null} group */
const first = (group) => /** @type {HTMLElement | null} */ (group?.querySelector("button") ?? null);

/** @param {string} named */
async function name(named) {
  if (!going) return;
  const { bell } = going;
  going = null;
  sound.set("test", null);
  await act("bell", "", "bell-heard", { bell, sound: named });
  first(document.querySelector(".bell-test"))?.focus();
}

function nothingHeard() {
  going = null;
  sound.set("test", null);
  refresh();
}

/** @param {WatchDoc} doc */
export function bellTest(doc) {
  if (going && performance.now() - going.at > ANSWER_MS) going = null;
  return h(
    "section",
    { class: "panel stack bell-test", key: "bell-test", "aria-labelledby": "bell-h" },
    h("h2", { id: "bell-h" }, t("bell-test")),
    h("ul", { class: "items" }, [
      bellRow("page", t("bell-page"), doc.bells.page_ms, true),
      bellRow("room", t("bell-room"), doc.bells.room_ms, doc.bells.room),
    ]),
    refusal("bell"),
    going && choices(going.bell),
  );
}

/** @param {Bell} bell @param {string} name @param {number | null} ms @param {boolean} fitted */
function bellRow(bell, name, ms, fitted) {
  return h(
    "li",
    { key: bell },
    icon(ms ? "bell" : "belloff"),
    h(
      "div",
      null,
      h("b", null, name),
      h(
        "span",
        { class: "sub" },
        !fitted
          ? t("bell-not-fitted")
          : ms
            ? t("bell-proven", { t: ago(ms) })
            : t("bell-not-proven"),
      ),
    ),
    fitted &&
      button(t("bell-test"), () => void begin(bell), {
        name: t("bell-test-of", { bell: name }),
        look: "small",
        id: `test-${bell}`,
        off: ui.busy.has("bell"),
      }),
  );
}

/** @param {Bell} bell */
function choices(bell) {
  return h(
    "div",
    {
      class: "choice",
      role: "group",
      "aria-labelledby": "which-h",
      key: `which ${test}`,
      ref: (/** @type {Element} */ group) => queueMicrotask(() => first(group)?.focus()),
    },
    h("h3", { id: "which-h" }, t(bell === "page" ? "bell-which" : "bell-which-room")),
    SOUNDS.map((each) => button(t(`bell-sound-${each.toLowerCase()}`), () => void name(each))),
    local(t("bell-nothing"), nothingHeard, { look: "quiet" }),
  );
}
