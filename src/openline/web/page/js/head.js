/** The head of a line, its tabs, and the verdict on it: in one place on each of its pages. */

import { callHeadline } from "./callview.js";
import { age, button, capital, VERDICTS } from "./controls.js";
import { h } from "./dom.js";
import { fateHeadline, outgoing, ringing } from "./fate.js";
import { icon } from "./icons.js";
import {
  count,
  dateIn,
  lasting,
  own,
  stopwatch,
  t,
  timeIn,
  zulu,
  zuluShort,
} from "./language.js";
import { toAnswer } from "./requestwords.js";
import { lineOf, now, speaks, station, to, ui, unsure } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */

/** The head of a line: the same place on each of its pages for what can be said of it now. */
export function head() {
  const line = lineOf(ui.route.line);
  if (!line) return null;
  const doc = station.docs[`line:${line.id}`];
  const me = station.me;
  const call = now().call;
  const calling =
    call && call.line === line.id && call.stage === "answered" && call.here ? call : null;
  const ring = calling ? null : outgoing(line.id);
  const said = calling
    ? callHeadline(calling, line)
    : ring
      ? fateHeadline(ring, line)
      : verdict(line);
  const since = calling
    ? (calling.open_since_ms ?? null)
    : ring && ringing(ring)
      ? ring.at_ms
      : null;
  const clocked = calling !== null || (ring !== null && ringing(ring));
  return h(
    "div",
    { class: `head ${said.colour}`, key: "head" },
    icon(said.symbol, "lg"),
    h(
      "div",
      { class: "said" },
      h(
        "p",
        { class: "crumb" },
        h("b", null, own(line.names)),
        doc && h("span", null, own(doc.titles)),
      ),
      h("div", { role: "status" }, h("h1", null, said.headline)),
      h("p", { class: "below" }, said.below),
    ),
    h("span", { class: "grow" }),
    clocked
      ? h(
          "div",
          { class: "since" },
          h("span", null, calling ? t("call-time") : t("since-you-rang")),
          h(
            "b",
            { class: "n", dir: "ltr" },
            since === null ? "–:–" : stopwatch(station.now() - since),
          ),
        )
      : [
          line.peers.slice(0, 2).map((peer) => clock(own(peer.places), peer.zone)),
          me && clock(own(me.party.places), me.party.zone),
        ],
    !clocked &&
      ui.route.screen !== "line" &&
      speaks() &&
      button(
        t("ring-choose"),
        () => {
          location.hash = to(line.id);
        },
        {
          name: t("ring-line", { line: own(line.names) }),
          symbol: "phone",
          look: "inv",
          id: "head-ring",
        },
      ),
  );
}

/** @param {string} name @param {string} zone */
const clock = (name, zone) =>
  h(
    "div",
    { class: "clock", key: `clock ${name}` },
    h("b", { class: "n", dir: "ltr" }, timeIn(station.now(), zone)),
    h("span", null, t("place-day", { place: name, day: dateIn(station.now(), zone) })),
  );

/** What can be said of a line, with its proof and age. @param {LineBrief} line */
export function verdict(line) {
  if (unsure()) {
    const [symbol, colour] = VERDICTS.unknown;
    return { symbol, colour, headline: t("verdict-lost"), below: t("verdict-lost-below") };
  }
  const [symbol, colour] = VERDICTS[line.verdict];
  const { lamp } = line;
  const up = lamp.paths.filter((path) => path.up);
  const facts = {
    capital: capital(line),
    t: lasting(station.now() - lamp.since_ms),
    time: zulu(lamp.since_ms),
    paths: up.length,
    echo: lamp.last_echo_ms === null ? "" : age(lamp.last_echo_ms),
    last: lamp.last_echo_ms === null ? "" : zulu(lamp.last_echo_ms),
  };
  const below =
    line.verdict === "down" && lamp.last_echo_ms === null
      ? t("verdict-down-never", facts)
      : line.verdict === "unmanned" || line.verdict === "bell-old"
        ? aboutWatch(line)
        : line.verdict === "ready" && line.watch?.length
          ? manned(line.watch, facts)
        : t(`verdict-${line.verdict}-below`, facts);
  return { symbol, colour, headline: t(`verdict-${line.verdict}`, facts), below };
}

/**
 * Of several desks, since when the first was manned, and when a bell was heard last.
 * @param {import("./types").FarWatch[]} desks
 * @param {Record<string, string | number>} facts
 */
function manned(desks, facts) {
  const since = Math.min(
    ...desks.filter((desk) => desk.state !== "unmanned").map((desk) => desk.since_ms ?? 0),
  );
  const bell = Math.max(0, ...desks.map((desk) => desk.bell_ms ?? 0));
  const told = { ...facts, since: zuluShort(since, station.now()) };
  return bell
    ? t("verdict-ready-bell", { ...told, bell: age(bell) })
    : t("verdict-ready-manned", told);
}

/**
 * Since when the room is empty or its bell not heard; of several desks, by what was last.
 * @param {LineBrief} line
 */
function aboutWatch(line) {
  const desks = line.watch ?? [];
  if (line.verdict === "unmanned") {
    const ended = Math.max(0, ...desks.map((desk) => desk.ended_ms ?? 0));
    return ended
      ? t("verdict-unmanned-since", { time: zuluShort(ended, station.now()) })
      : t("verdict-unmanned-never");
  }
  const bell = Math.max(0, ...desks.map((desk) => desk.bell_ms ?? 0));
  return bell ? t("verdict-bell-old-since", { t: age(bell) }) : t("verdict-bell-old-never");
}

const TABS = ["line", "messages", "requests", "record", "agreement"];

export function tabs() {
  const line = lineOf(ui.route.line);
  if (!line) return null;
  const requests = toAnswer(line.id).length;
  const shown = ui.route.screen === "service" ? "messages" : ui.route.screen;
  return h(
    "nav",
    { class: "tabs", key: "tabs", "aria-label": own(line.names) },
    TABS.map((tab) =>
      h(
        "a",
        {
          href: to(line.id, tab === "line" ? "" : tab),
          key: `tab ${tab}`,
          "aria-current": shown === tab ? "page" : null,
        },
        t(`tab-${tab}`),
        tab === "messages" &&
          line.unopened > 0 &&
          h("span", { class: "count" }, count(line.unopened)),
        tab === "requests" && requests > 0 && h("span", { class: "count" }, count(requests)),
      ),
    ),
  );
}
