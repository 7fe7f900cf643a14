/** One line: evidence that it can be rung, the ring panel, and a ring of ours going out. */

import { h } from "./dom.js";
import { ago, bars, button, capital, choice, deskName, empty, field, foreign, input, local, ltr, place, meaning, precedence, PRECEDENCES, reason, refusal, select, time } from "./controls.js";
import { callScreen } from "./callview.js";
import { voice } from "./call.js";
import { outgoing, ringing, stageOf } from "./fate.js";
import { actName } from "./frame.js";
import { icon } from "./icons.js";
import { brief, count, has, lasting, own, t, term, zuluMillis, zuluShort } from "./language.js";
import { needs } from "./needs.js";
import { act, books, draft, lineOf, now, refresh, speaks, station, to, ui } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").LineDoc} LineDoc */
/** @typedef {import("./types").Ring} Ring */
/** @typedef {import("./types").Item} Item */

const PURPOSE_BYTES = 1_000;

export function lineScreen() {
  const line = lineOf(ui.route.line);
  if (!line) return missing();
  const doc = station.docs[`line:${line.id}`];
  const latest = doc?.today.filter((item) => item.type !== "seen").slice(0, 12) ?? [];
  const call = now().call;
  if (call && call.line === line.id && call.stage === "answered" && call.here) return callScreen(call, line);
  const ring = outgoing(line.id);
  return h(
    "div",
    { class: "screen cols", key: `line ${line.id}` },
    h("div", { class: "stack" },
      ring ? ringOut(ring, line) : doc ? evidence(line, doc) : awaited(`line:${line.id}`),
      !ring && open(line)),
    h("div", { class: "stack" }, ring ? ringActs(ring, line) : doc && ringPanel(line, doc)),
    doc && h("section", { class: "sect today", "aria-labelledby": "today-h" },
      h("h2", { id: "today-h" }, t("latest-on-line")),
      latest.length ? timeline(line, latest) : h("p", { class: "muted pad" }, t("nothing-yet"))),
  );
}

export const missing = () =>
  h("div", { class: "screen", key: "missing" },
    station.docs.now ? empty(t("no-such-line"), t("no-such-line-below")) : bones());

/** While a document is on its way: its shape; if the station does not show it: why. @param {string} topic */
export function awaited(topic) {
  const error = station.withheld.get(topic);
  return error ? empty(t("not-shown"), reason(error)) : bones();
}

const bones = () => h("div", { class: "bones", key: "bones", "aria-hidden": "true" }, [1, 2, 3, 4].map((n) => h("i", { key: n })));

/** @param {LineBrief} line @param {LineDoc} doc */
function evidence(line, doc) {
  const { lamp } = doc;
  const up = lamp.paths.filter((path) => path.up);
  /** @type {[string, string, any, any][]} */
  const rows = [
    ["station", t("ev-station"),
      lamp.last_echo_ms === null ? t("ev-station-none") : t("ev-station-echo"),
      lamp.last_echo_ms === null ? "" : ago(lamp.last_echo_ms)],
    ["path", t("ev-paths"), paths(doc), t("paths-up", { up: up.length, all: lamp.paths.length })],
    ["clock", t("ev-clock"), clockText(doc), t("ev-clock-limit", { t: brief(doc.warn_clock_ms) })],
    ["seal", t("ev-receipts"),
      doc.waiting.entries ? t("waiting", { n: doc.waiting.entries, t: lasting(station.now() - (doc.waiting.oldest_ms ?? station.now())) }) : t("waiting-none"),
      doc.figures.receipt_ms_p50 === null ? "" : t("receipt-half", { t: brief(doc.figures.receipt_ms_p50) })],
    ["document", t("ev-agreed"), t("ev-answer", { flash: term(doc.answer_within_s.FLASH ?? 0), routine: term(doc.answer_within_s.ROUTINE ?? 0) }),
      h("a", { href: to(line.id, "agreement") }, t("tab-agreement"))],
  ];
  return h(
    "dl",
    { class: "evidence", key: "evidence" },
    rows.map(([symbol, name, said, age]) =>
      h("div", { key: name }, icon(symbol), h("dt", null, name), h("dd", null, said), h("dd", { class: "age" }, age))),
  );
}

/** @param {LineDoc} doc */
function paths(doc) {
  if (doc.lamp.paths.length === 0) return t("no-path");
  return doc.lamp.paths.map((path) =>
    h("span", { class: "block", key: path.name },
      path.up
        ? t("path-up", { name: path.name, t: doc.lamp.round_trip_ms === null ? "" : brief(doc.lamp.round_trip_ms) })
        : t("path-down", { name: path.name, t: lasting(station.now() - path.since_ms), cause: causeText(path.cause) })));
}

/** @param {string | null} cause */
const causeText = (cause) => (cause && has(`cause-${cause}`) ? t(`cause-${cause}`) : (cause ?? ""));

/** @param {LineDoc} doc */
function clockText(doc) {
  const ahead = doc.lamp.clock_ahead_ms;
  if (ahead === null) return t("clock-unknown");
  if (Math.abs(ahead) < 50) return t("clock-equal");
  const over = Math.abs(ahead) > doc.warn_clock_ms;
  return h("span", { class: over ? "c-att" : null }, over && icon("attention", "sm"),
    t(ahead > 0 ? "clock-ahead" : "clock-behind", { t: brief(Math.abs(ahead)) }));
}

/** What waits for a person on this line. @param {LineBrief} line */
function open(line) {
  const mine = needs().filter((need) => need.line === line.id);
  const messages = line.unopened;
  return h(
    "section",
    { class: "sect", key: "open" },
    h("h2", null, t("open-on-line"), mine.length + (messages ? 1 : 0) > 0 && h("span", null, count(mine.length + (messages ? 1 : 0)))),
    mine.length === 0 && messages === 0 && h("p", { class: "muted pad" }, t("nothing-open", { capital: capital(line) })),
    h("ul", { class: "items" },
      mine.map((need) =>
        h("li", { key: need.id },
          icon(need.sort === "alarm" ? "alarm" : need.sort === "missed" ? "bell" : need.sort === "message" ? "message" : "attention"),
          h("div", null, h("b", null, need.headline), h("span", { class: "sub" }, need.below)),
          h("span", { class: "when" }, need.since_ms > 0 && time(need.since_ms, zuluShort(need.since_ms, station.now()))),
          need.acknowledge && button(t("acknowledge"), () => void act("acknowledge", line.id, "acknowledge", need.acknowledge ?? {}),
            { name: t("acknowledge-what", { what: need.headline }), look: "small" }))),
      messages > 0 && h("li", { key: "messages" }, icon("message"),
        h("div", null, h("b", null, t("n-messages", { n: messages })), h("span", { class: "sub" }, t("not-opened-here"))),
        h("span", { class: "when" }), h("a", { class: "btn small", href: to(line.id, "messages") }, t("open")))),
  );
}

/** @param {LineBrief} line @param {Item[]} items */
export function timeline(line, items) {
  return h(
    "ol",
    { class: "timeline" },
    items.map((item) =>
      h("li", { key: item.ref, class: item.mine ? "ours" : null },
        h("b", null, actName(item.type)),
        h("span", { class: "sub" }, time(item.at_ms, zuluShort(item.at_ms, station.now())), " · ",
          item.from ? deskName(line.id, item.from) : place(line.id, item.party)))),
  );
}

/** @param {LineBrief} line @param {LineDoc} doc */
function ringPanel(line, doc) {
  const me = station.me;
  const pairs = doc.pairs.filter((pair) => pair.mine.code === me?.desk);
  const first = pairs[0];
  if (!speaks()) return panelNote(t("role-cannot-ring"));
  if (!first) return panelNote(t("no-counterpart"));
  const pairId = (/** @type {LineDoc["pairs"][0]} */ pair) => `${pair.peer}.${pair.theirs.code}`;
  const values = draft(`ring ${line.id}`, { pair: pairId(first), precedence: "ROUTINE", subject: "", purpose: "" });
  const chosen = pairs.find((pair) => pairId(pair) === values.pair) ?? first;
  values.pair = pairId(chosen);
  const busy = now().call !== null && now().call?.stage === "answered";
  const theirs = () => now().rings.find((each) => each.line === line.id && each.from.party === chosen.peer &&
    each.from.code === chosen.theirs.code);
  const ring = () => {
    const coming = theirs();
    if (coming) {
      void voice.answer(coming);
      return;
    }
    voice.prepare("acceptor", line.id);
    voice.take();
    void act("ring", line.id, "ring", {
      from: chosen.mine.code,
      to: { party: chosen.peer, desk: chosen.theirs.code },
      precedence: values.precedence,
      subject: values.subject,
      purpose: values.purpose ?? "",
    }).then((done) => {
      if (done) ui.drafts.delete(`ring ${line.id}`);
      const late = ui.refused.get("ring")?.code === "they-ring" && theirs();
      if (!late) return;
      ui.refused.delete("ring");
      void voice.answer(late);
    });
  };
  return h(
    "form",
    {
      class: "panel ring-panel",
      key: "ring-panel",
      "aria-label": t("ring-capital", { capital: place(line.id, chosen.peer) }),
      onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
    },
    h("h2", null, t("ring-capital", { capital: place(line.id, chosen.peer) })),
    field(t("desks"), select("ring-pair", values, "pair",
      pairs.map((pair) => [pairId(pair), `${own(pair.mine.names)} ↔ ${line.peers.length > 1 ? deskName(line.id, pair.theirs) : own(pair.theirs.names)}`])), { id: "ring-pair" }),
    h("div", { class: "field" },
      h("span", { class: "label", id: "precedence-label" }, t("precedence")),
      choice("precedence", values, "precedence",
        PRECEDENCES.map((each, n) => ({
          value: each,
          label: t(`precedence-${each.toLowerCase()}`),
          face: [bars(4 - n), h("b", { class: `prec-${each.toLowerCase()}` }, t(`precedence-${each.toLowerCase()}`))],
          hint: doc.answer_within_s[each] ? t("answer-within", { t: lasting((doc.answer_within_s[each] ?? 0) * 1000) }) : "",
        })), "ladder")),
    field(t("subject"), select("ring-subject", values, "subject",
      [["", t("subject-none")], ...doc.subjects.map((each) => /** @type {[string, string]} */ ([each.code, own(each.text)]))]), { id: "ring-subject" }),
    field(t("own-words"), input("ring-purpose", values, "purpose", { lang: me?.language, dir: "auto", maxlength: PURPOSE_BYTES }), { id: "ring-purpose" }),
    refusal("ring", t("not-rung")),
    button(t("ring"), ring, { symbol: "phone", look: "inv big", off: ui.busy.has("ring") || busy || line.verdict === "closed", acting: true, id: "ring" }),
    busy && h("p", { class: "hint" }, t("ring-busy")),
    line.verdict === "down" && h("p", { class: "hint" }, t("ring-down")),
  );
}

/** @param {string} text */
const panelNote = (text) => h("div", { class: "panel", key: "panel-note" }, h("p", { class: "muted" }, text));

/** A ring going out: only what the far station signed. @param {Ring} ring @param {LineBrief} line */
function ringOut(ring, line) {
  const signer = (/** @type {number} */ party) => place(line.id, party);
  const alerting = stageOf(ring, "alerting");
  const reached = stageOf(ring, "reached");
  const answered = stageOf(ring, "answered");
  const ended = !ringing(ring) && !answered ? (stageOf(ring, ring.stage) ?? null) : null;
  const within = station.docs[`line:${line.id}`]?.answer_within_s[ring.precedence];
  /** @type {[string, import("./types").Stage | {at_ms: number, party: number, firm: boolean} | undefined, string, any][]} */
  const steps = [
    ["sent", stageOf(ring, "sent") ?? { at_ms: ring.at_ms, party: ring.from.party, firm: true }, t("step-signed-here"), null],
    ["reached", reached, t("step-reached"), reached && t("after-ringing", { t: brief(reached.at_ms - ring.at_ms) })],
    ["alerting", alerting, ring.step ? t("step-alerting-n", { step: ring.step }) : t("step-alerting"),
      ring.bells !== null && alerting && t("bells", { n: ring.bells })],
    ended
      ? ["answered", ended, t(`step-${ring.stage}`), null]
      : ["answered", answered, t("step-answered"), !answered && within ? t("agreed-within", { t: lasting(within * 1000) }) : null],
  ];
  const last = steps.reduce((at, step, n) => (step[1] ? n : at), 0);
  return h(
    "section",
    { class: "stack", key: `ring ${ring.ref}` },
    h("p", { class: "ring-what" }, precedence(ring.precedence), h("span", null,
      t("desk-to-desk", { from: own(ring.from.names), to: deskName(line.id, ring.to) }))),
    h("ol", { class: "stage" },
      steps.map(([id, stage, name, more], n) =>
        h("li", { key: id, class: `${stage ? "done" : ""}${n === last && ringing(ring) ? " cur" : ""}${id === "answered" && ended ? " ended" : ""}` },
          h("b", null, name),
          h("span", null, stage ? ltr(zuluMillis(stage.at_ms)) : t("not-yet")),
          stage && h("span", null, t(stage.firm ? "signed-by" : "signed-by-provisional", { place: signer(stage.party) })),
          more && h("span", null, more)))),
    fateDetail(ring, line),
  );
}

/** @param {Ring} ring @param {LineBrief} line */
function fateDetail(ring, line) {
  if (ring.decline) {
    const { code, text, language, condition, call_back_ms } = ring.decline;
    return h("dl", { class: "facts", key: "decline" },
      fact(t("reason"), meaning(books.get(ring.line)?.decline_codes, code, `decline-${code}`)),
      text && fact(t("their-words-in"), foreign(text, language, "span")),
      condition && fact(t("condition"), foreign(condition, language, "span")),
      call_back_ms !== null && fact(t("their-proposal"), time(call_back_ms, zuluShort(call_back_ms, station.now()))));
  }
  if (ring.unreached) {
    return h("dl", { class: "facts", key: "unreached" },
      ring.unreached.tries.map((each) =>
        fact(t("path-named", { name: each.path }), t("tried", { from: zuluShort(each.first_ms, station.now()), to: zuluMillis(each.last_ms), cause: causeText(each.error) }))),
      fact(t("last-heard"), ring.unreached.last_echo_ms === null ? t("never-heard") : time(ring.unreached.last_echo_ms)));
  }
  if (ringing(ring)) {
    return h("p", { class: "far", key: "tone" }, t("tone-follows", { capital: place(line.id, ring.to.party) }));
  }
  return null;
}

/** @param {string} name @param {any} said */
const fact = (name, said) => h("div", { key: name }, h("dt", null, name), h("dd", null, said));

/** What one can do about a ring of ours. @param {Ring} ring @param {LineBrief} line */
function ringActs(ring, line) {
  const away = () => {
    ui.put_away.add(ring.ref);
    refresh();
  };
  if (ringing(ring)) {
    return h(
      "div",
      { class: "acts", key: "ring-acts" },
      button(t("cancel-ring"), () => void act("cancel", line.id, "cancel", { ring: ring.ref }),
        { look: "big", id: "cancel-ring", acting: true, off: ui.busy.has("cancel") }),
      refusal("cancel"),
      local(t("write-meanwhile"), () => {
        location.hash = to(line.id, "messages");
      }, { id: "write" }),
      h("p", { class: "hint" }, t("cancel-means", { capital: place(line.id, ring.to.party) })),
    );
  }
  return h(
    "div",
    { class: "acts", key: "ended-acts" },
    local(t("ring-again"), () => {
      ui.drafts.set(`ring ${line.id}`, {
        pair: `${ring.to.party}.${ring.to.code}`,
        precedence: ring.precedence === "FLASH" ? "ROUTINE" : ring.precedence,
        subject: ring.subject ?? "",
        purpose: ring.purpose,
      });
      away();
    }, { id: "ring-again", look: "inv big" }),
    local(t("write-a-message"), () => {
      location.hash = to(line.id, "messages");
    }, { id: "write" }),
    local(t("put-away"), away, { id: "put-away" }),
    h("p", { class: "hint" }, t("both-records")),
  );
}

