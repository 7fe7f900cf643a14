/** Which sound belongs to what the page shows; each sound has its visible twin. */

import { ringing } from "./fate.js";
import { t } from "./language.js";
import { isPrincipal } from "./principal.js";
import { ourTurn } from "./requestwords.js";
import { FOURTH } from "./sound.js";
import { announce } from "./spoken.js";
import { lineOf, now, sound, station, ui } from "./state.js";
import { overdue } from "./vigilance.js";

const ENDS = new Set(["answered", "declined", "exhausted", "reached"]);
const KNOCK_AGAIN_MS = 60_000;
/** An answer that is due within so long needs somebody now. */
const NEAR_MS = 900_000;

/** @type {Map<string, string>} */
const toned = new Map();
/** @type {Map<string, Notification>} */
const told = new Map();
/** Attentions that have sounded. @type {Set<string>} */
const heard = new Set();
/** @type {Map<string, number>} */
const knocked = new Map();
/** The confirmation that was asked for by a sound, by when it was due. */
let asked_for = 0;
let first = true;

/** Let sound what should sound now, and nothing else. */
export function sounds() {
  const doc = now();
  sound.pitch = doc.kind === "EXERCISE" ? FOURTH : 1;
  bell(doc);
  // A principal's page shows none: what sounds has its visible twin.
  if (!isPrincipal()) {
    alarm(doc);
    announce();
  }
  tone(doc);
  knock(doc);
  vigil(doc);
  answers(doc);
  notify(doc);
  first = false;
}

/** @param {import("./types").Now} doc */
function bell(doc) {
  const held = isPrincipal() ? (doc.held ?? []) : [];
  const ring = [...doc.rings, ...held].find((each) => !ui.silenced.has(each.ref) && !each.joins);
  const calling = doc.call?.here && doc.call.stage === "answered";
  const soft = ring && calling && ring.precedence !== "FLASH";
  const name = !ring ? null : soft || doc.kind === "TEST" ? "pulse" : ring.precedence;
  if (ring && document.documentElement.dataset.bell !== ring.precedence)
    performance.mark("ring-sounding");
  if (ring) document.documentElement.dataset.bell = ring.precedence;
  else delete document.documentElement.dataset.bell;
  sound.set("bell", name, ring?.ref);
}

/** @param {import("./types").Now} doc */
function alarm(doc) {
  const loud = doc.alarms.find((each) => each.grave === "alarm" && !each.ack);
  sound.set("alarm", loud && doc.rings.length === 0 ? "alarm" : null, loud?.id);
  for (const each of doc.alarms) {
    if (each.grave !== "attention" || heard.has(each.id)) continue;
    heard.add(each.id);
    if (!each.ack && !first) sound.once("attention");
  }
}

/**
 * The caller's tone follows signatures: no ringback while their station is not heard.
 * @param {import("./types").Now} doc
 */
function tone(doc) {
  const ring = doc.outgoing.find(ringing);
  const heard_now = ring && lineOf(ring.line)?.lamp.state === "up";
  sound.set(
    "tone",
    ring && ring.stage === "alerting" && heard_now ? "alerting" : null,
    ring?.ref,
  );
  for (const each of doc.outgoing) {
    const before = toned.get(each.ref);
    toned.set(each.ref, each.stage);
    if (!first && before !== each.stage && ENDS.has(each.stage)) sound.once(each.stage);
  }
}

/** @param {import("./types").Now} doc */
function knock(doc) {
  const waiting = (doc.urgent ?? []).filter((each) => each.knocks);
  for (const { ref } of waiting) {
    if (performance.now() - (knocked.get(ref) ?? -KNOCK_AGAIN_MS) < KNOCK_AGAIN_MS) continue;
    knocked.set(ref, performance.now());
    sound.once("knock");
  }
}

/** When the watch is to be confirmed: once. @param {import("./types").Now} doc */
function vigil(doc) {
  const due = doc.watch?.due_ms ?? 0;
  if (!overdue() || asked_for === due) return;
  asked_for = due;
  sound.once("attention");
}

/** When an answer of ours is due within minutes: once. @param {import("./types").Now} doc */
function answers(doc) {
  for (const each of doc.requests ?? []) {
    const due = ourTurn(each)?.overdue_ms ?? Infinity;
    const id = `${each.ref} ${due}`;
    if (due - station.now() > NEAR_MS || heard.has(id)) continue;
    heard.add(id);
    sound.once("attention");
  }
}

/** Whether this page may show notifications. To ask it makes the page wait for the browser. */
const mayNotify = () => "Notification" in globalThis && Notification.permission === "granted";

/**
 * A notification says that there is a ring and nothing else.
 * @param {import("./types").Now} doc
 */
function notify(doc) {
  for (const ring of doc.rings) {
    if (told.has(ring.ref) || !document.hidden || !mayNotify()) continue;
    const note = new Notification("Openline", {
      body: t("incoming-ring"),
      tag: ring.ref,
      requireInteraction: true,
    });
    note.onclick = () => {
      focus();
      note.close();
    };
    told.set(ring.ref, note);
  }
  for (const [ref, note] of told) {
    if (doc.rings.some((ring) => ring.ref === ref)) continue;
    note.close();
    told.delete(ref);
  }
}
