/** How well one hears and is heard, and what was checked before. */

import { voice } from "./call.js";
import { legOf, peerDesk } from "./callview.js";
import { place, time } from "./controls.js";
import { h } from "./dom.js";
import { ownNumber } from "./fate.js";
import { brief, count, t } from "./language.js";

/** @typedef {import("./types").Call} Call */
/** @typedef {import("./types").LineBrief} LineBrief */

/** @param {Call} call @param {LineBrief} line */
export function quality(call, line) {
  const leg = legOf(call);
  const { stats } = voice;
  const there = place(line.id, peerDesk(call).party);
  const known = (
    /** @type {number | undefined} */ n,
    /** @type {(n: number) => string} */ show,
  ) => (n === undefined || !Number.isFinite(n) || n < 0 ? t("not-known") : show(n));
  const mine = leg?.up.find((each) => each.party === ownNumber(call));
  const theirs = leg?.up.find((each) => each.party !== ownNumber(call));
  const checked = (/** @type {typeof mine} */ up) =>
    !up ? t("not-yet") : up.frames_ok ? t("as-agreed") : t("not-as-agreed");
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
    h(
      "dl",
      { class: "readout" },
      rows.map(([name, said]) =>
        h("div", { key: name }, h("dt", null, name ?? ""), h("dd", null, said ?? "")),
      ),
    ),
    call.open_since_ms !== null &&
      h("p", { class: "hint" }, t("open-since"), " ", time(call.open_since_ms)),
  );
}
