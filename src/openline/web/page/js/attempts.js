/** Rings that came to nothing: what was proposed instead, answers to it, and settling them. */

import { button, field, input, local, refusal, select } from "./controls.js";
import { h } from "./dom.js";
import { lasting, own, t, typed, zuluShort } from "./language.js";
import { act, draft, refresh, speaks, station, ui } from "./state.js";

/** @typedef {import("./types").Ring} Ring */
/** @typedef {import("./types").Proposal} Proposal */

export const MEDIA = ["any", "voice", "message", "meeting"];
/** From so long before the agreed time on, people are told to call. */
const SOON_MS = 300_000;

/**
 * "20:30" is the next such time in UTC, "+45" so many minutes from now; empty is none; undefined
 * is wrong.
 * @param {string} text
 * @returns {number | null | undefined}
 */
export function timeOf(text) {
  const plain = typed(text);
  if (plain === "") return null;
  const now_ms = station.now();
  const after = /^\+\s*(\d{1,4})$/.exec(plain);
  if (after && Number(after[1]) > 0) {
    // On a whole minute, as people name times.
    return Math.ceil((now_ms + Number(after[1]) * 60_000) / 60_000) * 60_000;
  }
  const found = /^([01]?\d|2[0-3])[:.]?([0-5]\d)Z?$/i.exec(plain);
  if (!found) return undefined;
  const day = Math.floor(now_ms / 86_400_000) * 86_400_000;
  const at = day + (Number(found[1]) * 60 + Number(found[2])) * 60_000;
  return at > now_ms ? at : at + 86_400_000;
}

/** A time to the minute. @param {number} ms */
export const minute = (ms) => zuluShort(ms, station.now());

/**
 * The field for a time, with what it means.
 * @param {string} id
 * @param {Record<string, string>} values
 * @param {string} label
 * @param {number | null} [otherwise] what an empty field means
 */
export function timeField(id, values, label, otherwise = null) {
  const said = timeOf(values.at ?? "");
  const when = said === null ? otherwise : said;
  return field(
    label,
    input(id, values, "at", {
      dir: "ltr",
      placeholder: "20:30",
      maxlength: 6,
      changed: refresh,
    }),
    {
      id,
      hint: when
        ? t("proposal-is", { time: minute(when), t: lasting(when - station.now()) })
        : t("proposal-hint"),
      error: said === undefined ? t("proposal-wrong") : "",
    },
  );
}

/** By what means to speak instead. @param {string} id @param {Record<string, string>} values */
export const mediumField = (id, values) =>
  field(
    t("medium"),
    select(
      id,
      values,
      "medium",
      MEDIA.map((each) => [each, t(`medium-${each}`)]),
    ),
    { id },
  );

/** Time, desk and means of a proposal, as far as it names them. @param {Proposal} proposal */
export const proposalText = ({ at_ms, level, medium }) =>
  [
    at_ms === null ? "" : minute(at_ms),
    level ? own(level.names) || level.code : "",
    medium === "any" ? "" : t(`medium-${medium}`),
  ]
    .filter(Boolean)
    .join(" · ");

/** The call-back that both sides agreed on. @param {Ring} ring */
export const agreedOn = (ring) => ring.proposals.find((each) => each.agreed) ?? null;

/** Whether the time of the agreed call-back has come, or nearly so. @param {Ring} ring */
export function callBackDue(ring) {
  const at_ms = agreedOn(ring)?.at_ms ?? null;
  return at_ms !== null && station.now() > at_ms - SOON_MS;
}

/** What stands about another time, in one line; empty: nothing. @param {Ring} ring */
export function standingText(ring) {
  const agreed = agreedOn(ring);
  if (agreed) return t("agreed-on", { what: proposalText(agreed) });
  const theirs = ring.proposals.find((each) => !each.mine);
  const ours = ring.proposals.find((each) => each.mine);
  if (theirs) return t("they-propose", { what: proposalText(theirs) });
  return ours ? t("we-proposed", { what: proposalText(ours) }) : "";
}

/** @param {Ring} ring */
export function settleButton(ring, headline = "") {
  return button(
    t("settle"),
    () => void act(`settle ${ring.ref}`, ring.line, "settle", { ring: ring.ref }),
    {
      name: headline ? t("settle-what", { what: headline }) : t("settle"),
      look: "small",
      id: `settle ${ring.ref}`,
      off: ui.busy.has(`settle ${ring.ref}`),
      acting: true,
    },
  );
}

/** Accept what they propose, or propose another time. @param {Ring} ring */
export function callBackActs(ring) {
  if (!speaks()) return null;
  const theirs = ring.proposals.find((each) => !each.mine && !each.agreed);
  const values = draft(`propose ${ring.ref}`, { open: "", at: "", medium: "any" });
  const place = `propose ${ring.ref}`;
  if (values.open) return proposeForm(ring, values);
  return h(
    "div",
    { class: "row wrap", key: `call-back ${ring.ref}` },
    theirs &&
      button(
        theirs.at_ms === null
          ? t("accept-proposal")
          : t("accept-time", { time: minute(theirs.at_ms) }),
        () => void act(place, ring.line, "agree", { ring: ring.ref, proposal: theirs.ref }),
        { look: "inv", id: `agree ${ring.ref}`, off: ui.busy.has(place), acting: true },
      ),
    local(
      t("propose-other"),
      () => {
        values.open = "1";
        refresh();
        queueMicrotask(() => document.getElementById(`at-${ring.ref}`)?.focus());
      },
      { id: `open ${ring.ref}` },
    ),
    refusal(place),
  );
}

/** @param {Ring} ring @param {Record<string, string>} values */
function proposeForm(ring, values) {
  const place = `propose ${ring.ref}`;
  const when = timeOf(values.at ?? "");
  const close = () => {
    ui.drafts.delete(place);
    refresh();
  };
  return h(
    "form",
    {
      class: "propose",
      key: place,
      onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
    },
    h(
      "div",
      { class: "pair" },
      timeField(`at-${ring.ref}`, values, t("our-proposal")),
      mediumField(`medium-${ring.ref}`, values),
    ),
    refusal(place),
    h(
      "div",
      { class: "row" },
      button(
        t("send-proposal"),
        () =>
          void act(place, ring.line, "propose", {
            ring: ring.ref,
            at_ms: when,
            level: "",
            medium: values.medium,
          }).then((done) => done && close()),
        { look: "inv", main: true, off: !when || ui.busy.has(place), acting: true },
      ),
      local(t("close"), close, { id: `close ${ring.ref}` }),
    ),
  );
}
