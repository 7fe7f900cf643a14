/** The watch: who has it here, whose bell is proven, what is handed over, how the others stand. */

import { bellTest } from "./belltest.js";
import { ago, button, capital, empty, field, input, refusal, time } from "./controls.js";
import { h } from "./dom.js";
import { watchLook, watchWords } from "./farwatch.js";
import { icon } from "./icons.js";
import { own, t, zulu, zuluShort } from "./language.js";
import { awaited } from "./line.js";
import { rota } from "./rota.js";
import { act, draft, lineOf, now, refresh, speaks, station, to, ui } from "./state.js";
import { confirmWatch, dueSoon } from "./vigilance.js";

/** @typedef {import("./types").WatchDoc} WatchDoc */
/** @typedef {import("./types").FarWatch} FarWatch */

/** In any script below the 4,000 bytes that the station takes. */
const NOTE_CHARACTERS = 1300;

export function watchScreen() {
  const doc = station.docs.watch;
  return h(
    "div",
    { class: "screen watch", key: "watch" },
    heading(),
    refusal("watch"),
    doc
      ? h(
          "div",
          { class: "cols" },
          h("div", { class: "stack" }, ourDesks(doc), rota(doc.rota), theirDesks(doc)),
          h(
            "div",
            { class: "stack" },
            speaks() && bellTest(doc),
            speaks() && handOver(doc),
            book(doc),
          ),
        )
      : awaited("watch"),
  );
}

function heading() {
  const post = now().watch;
  const me = station.me;
  if (!post || !me) return h("h1", null, t("watch"));
  const said = {
    free: [t("watch-free", { desk: own(me.desk_names) }), t("watch-free-below")],
    manned: [
      t("watch-manned", { by: post.by ?? "", time: zulu(post.taken_ms ?? 0) }),
      t("watch-manned-below", { time: zulu(post.due_ms ?? 0) }),
    ],
    lapsed: [t("watch-lapsed", { time: zulu(post.ended_ms ?? 0) }), t("watch-lapsed-below")],
  }[post.phase];
  return h(
    "div",
    { class: "page-head" },
    h(
      "div",
      { class: "grow" },
      h("div", { role: "status" }, h("h1", null, said[0] ?? "")),
      h("p", null, said[1] ?? ""),
    ),
  );
}

/** Signing on and off, in the row of this desk: below what a ring that comes in may cover. */
function acts() {
  const post = now().watch;
  if (!post || !speaks()) return null;
  return h(
    "span",
    { class: "row acts" },
    !post.here &&
      button(t("sign-on"), () => void signOn(), {
        look: "inv",
        symbol: "person",
        id: "sign-on",
        main: true,
      }),
    post.mine &&
      dueSoon(post) &&
      button(t("confirm-watch"), confirmWatch, { look: "inv", id: "confirm", key: "F7" }),
    post.phase === "manned" &&
      post.mine &&
      button(t("sign-off"), () => void signOff(), { id: "sign-off" }),
  );
}

async function signOn() {
  await act("watch", "", "sign-on", {});
}

/** What was typed for the next watch goes with it. */
async function signOff() {
  const values = draft("hand-over", { text: "" });
  const text = values.text ?? "";
  if (await act("watch", "", "sign-off", { text: text.trim() })) values.text = "";
  refresh();
}

/** This desk first, then the others of this house. @param {WatchDoc} doc */
function ourDesks(doc) {
  const here = (/** @type {import("./types").OwnDesk} */ desk) => desk.code === station.me?.desk;
  const desks = [...doc.desks].sort((a, b) => Number(here(b)) - Number(here(a)));
  return h(
    "section",
    { class: "sect", "aria-labelledby": "ours-h" },
    h("h2", { id: "ours-h" }, t("our-desks"), h("span", null, t("posts-never-names"))),
    h(
      "ul",
      { class: "items" },
      desks.map((desk) =>
        h(
          "li",
          { key: desk.code },
          icon(desk.phase === "manned" ? "person" : "absent"),
          h(
            "div",
            null,
            h("b", null, own(desk.names)),
            h(
              "span",
              { class: "sub" },
              desk.phase === "manned"
                ? t("has-the-watch", { by: desk.by ?? "", time: zuluOf(desk.since_ms) })
                : desk.ended_ms
                  ? t("unmanned-since", { time: zuluOf(desk.ended_ms) })
                  : t("nobody-signed-on"),
            ),
          ),
          h("span", { class: "when" }, desk.phase === "manned" && bellWords(desk.bell_ms)),
          here(desk) && acts(),
        ),
      ),
    ),
  );
}

/** @param {number | null} ms */
const zuluOf = (ms) => zuluShort(ms ?? 0, station.now());

/** @param {number | null} ms */
const bellWords = (ms) => (ms ? t("bell-proven", { t: ago(ms) }) : t("bell-not-proven"));

/** @param {WatchDoc} doc */
function theirDesks(doc) {
  return h(
    "section",
    { class: "sect", "aria-labelledby": "theirs-h" },
    h("h2", { id: "theirs-h" }, t("their-watch"), h("span", null, t("as-signed"))),
    doc.theirs.length === 0 && empty(t("watch-not-shown"), t("watch-not-shown-below")),
    h(
      "ul",
      { class: "items" },
      doc.theirs.map((far) =>
        h(
          "li",
          { key: `${far.line} ${far.desk.party} ${far.desk.code}` },
          icon(watchLook(far)[0]),
          h(
            "div",
            null,
            h("a", { href: to(far.line) }, h("b", null, farDesk(far))),
            h("span", { class: `sub ${watchLook(far)[1]}` }, watchWords(far, lampOf(far))),
          ),
          h(
            "span",
            { class: "when" },
            (far.bell_ms || far.state === "bell-old") && bellWords(far.bell_ms),
          ),
        ),
      ),
    ),
  );
}

/** @param {FarWatch & {line: string}} far */
const lampOf = (far) => lineOf(far.line)?.lamp.state ?? "unknown";

/** @param {FarWatch & {line: string}} far */
const farDesk = (far) =>
  t("place-desk", { place: capital(lineOf(far.line)), desk: own(far.desk.names) });

/** @param {WatchDoc} doc */
function handOver(doc) {
  const values = draft("hand-over", { text: "" });
  const send = async () => {
    const text = values.text?.trim();
    if (!text || ui.busy.has("hand-over")) return;
    if (await act("hand-over", "", "hand-over", { text })) values.text = "";
    refresh();
  };
  return h(
    "form",
    {
      class: "panel stack",
      key: "hand-over",
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        void send();
      },
    },
    h("h2", null, t("hand-over")),
    field(
      t("note-for-next"),
      input("note", values, "text", {
        rows: 3,
        dir: "auto",
        maxlength: NOTE_CHARACTERS,
        "aria-describedby": "note-hint",
      }),
      { id: "note", hint: t("stays-here") },
    ),
    refusal("hand-over"),
    h(
      "div",
      { class: "row" },
      button(t("add-note"), () => void send(), { id: "add-note", off: ui.busy.has("hand-over") }),
    ),
  );
}

/** The watch book of this desk, newest first: who had the watch, and what was handed over. */
function book(/** @type {WatchDoc} */ doc) {
  return h(
    "section",
    { class: "sect", "aria-labelledby": "book-h" },
    h("h2", { id: "book-h" }, t("watch-book")),
    doc.book.length === 0 && h("p", { class: "muted pad" }, t("book-empty")),
    h(
      "ol",
      { class: "timeline" },
      doc.book.map((line) =>
        h(
          "li",
          { key: `${line.at_ms} ${line.what}`, class: line.text ? "ours" : null },
          h("b", null, t(`book-${line.what}`, { by: line.by })),
          h("span", { class: "sub" }, time(line.at_ms, zuluOf(line.at_ms))),
          line.text && h("p", { class: "note", dir: "auto" }, line.text),
        ),
      ),
    ),
  );
}
