/**
 * Carries the voice of this console's call: turns documents into calls of `Leg` and what `Leg`
 * says into acts. docs/spec/07-calls.md; docs/console.md, 4 and 5.
 *
 * One page of a browser carries voice: the one that holds the lock. The life of a leg is one story
 * and is kept in one place, long as it is.
 */

import { afterPaint, discard, DOCUMENT_MS, keep, options, prepare } from "./ahead.js";
import { has, t } from "./language.js";
import { Pace } from "./pace.js";
import { act, live, now, refresh, refuse, station, ui } from "./state.js";
import { Refused } from "./station.js";
import { VoiceFailure } from "../voice/failure.js";
import { Leg } from "../voice/leg.js";

/** @typedef {import("./types").Call} Call */
/** @typedef {import("./types").LegDoc} LegDoc */
/** @typedef {import("./types").Ring} Ring */
/** @typedef {"offerer" | "acceptor"} Role */
/**
 * @typedef {{levelIn: number, levelOut: number, lossPercent: number, delayMs: number, rttMs:
 *   number, jitterMs: number}} Stats
 */

const LOCK = "openline-voice";
/** After these a new leg may well stand; the offerer tries again by itself. */
const PASSING = new Set([
  "connection-lost",
  "handshake-failed",
  "unreachable",
  "offer-expired",
  "checks-incomplete",
]);
/** People heard each other by a leg in one of these. */
const CARRYING = new Set(["open", "no-sound"]);
/** What an acceptor says that hears nothing, and so long it first waits for a new offer. */
const INTERRUPTED = "interrupted";
const COMPLAIN_MS = 400;
const TRIES = 3;
const AGAIN_MS = 1_000;
/** An open leg is left alone for so long before the next one is prepared. */
const SETTLED_MS = 1_000;
const SECRET_EVERY_MS = 1_500;

/**
 * Whether our own ring was merged into this one: then the officer who rang has the call. A ring
 * that came after the merging is another one, and a person answers it; else whoever was rung once
 * could be listened to.
 * @param {Ring} mine
 * @param {Ring} ring
 */
function carriedBy(mine, ring) {
  const merging = mine.stages.find((each) => each.stage === "withdrawn");
  return (
    mine.stage === "merged" &&
    merging !== undefined &&
    ring.arrived_ms !== null &&
    ring.arrived_ms <= merging.at_ms &&
    mine.line === ring.line &&
    mine.from.code === ring.to.code &&
    mine.to.code === ring.from.code &&
    mine.to.party === ring.from.party
  );
}

class Voice {
  /** The leg that this page carries. @type {Leg | null} */
  #leg = null;
  /**
   * The leg before it, by which people heard each other: kept until the new one is open, since
   * what fell silent may come back.
   * @type {Leg | null}
   */
  #former = null;
  /** @type {Role} */
  #role = "offerer";
  /** Its reference, once the act is in the record. */
  #ref = "";
  /** The offer that this page could not take up. */
  #declined = "";
  /** What tells the leg apart in the documents: its own fingerprint. */
  #fp = "";
  /** The call of the leg, and of the former one. */
  #ring = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #line = "";
  #accepted = false;
  #revealed = false;
  #bound = false;
  /** Whether a document has shown the call of this leg, and since when the leg is carried. */
  #shown = false;
  #carried = 0;
  #tries = 0;
  #pace = new Pace();
  /** Since when nothing is heard. */
  #silentSince = 0;
  /** The leg of which this page said that it hears nothing. */
  #complained = "";
  #busy = false;
  /** Documents changed while one was being followed. */
  #changed = false;
  #held = false;
  /** Signals that came before their leg. @type {Map<string, string>} */
  #early = new Map();
  /**
   * Rings that were answered by this page, so that a merged ring is answered once.
   * @type {Set<string>}
   */
  #answered = new Set();
  /** @type {Set<string>} */
  #seen = new Set();

  /** Of the leg, or of what became of it. */
  #state = "none";
  cause = "";
  muted = false;
  blocked = false;
  /** @type {Stats | null} */
  stats = null;
  /** Four numbers, 0 to 1023. @type {number[] | null} */
  words = null;

  start() {
    station.addEventListener("signal", (event) => {
      const { leg, data } = /** @type {CustomEvent} */ (event).detail;
      if (leg === this.#ref && this.#leg) void this.#hear(data);
      else this.#early.set(leg, data);
      if (this.#early.size > 8) this.#early.delete(this.#early.keys().next().value ?? "");
    });
    this.#hold(false);
    setInterval(() => {
      this.#resend();
      this.#prepareNext();
    }, SECRET_EVERY_MS);
  }

  /** What people are told: of two legs, that by which they heard each other until now. */
  get state() {
    const state = this.#former?.state ?? this.#state;
    return state === "no-sound" && live() && !differ(now().call) ? "interrupted" : state;
  }

  /** Whether another page of this browser carries voice. */
  get elsewhere() {
    return !this.#held;
  }

  /** @param {boolean} steal */
  #hold(steal) {
    if (!navigator.locks) {
      this.#held = true;
      return;
    }
    navigator.locks
      .request(LOCK, { steal }, () => {
        this.#held = true;
        void this.follow();
        return new Promise(() => {});
      })
      .catch(() => {
        this.#held = false;
        this.#drop();
        refresh();
        this.#hold(false);
      });
  }

  /** Make this page the one that carries voice. */
  take() {
    if (!this.#held) this.#hold(true);
  }

  /** Answer a ring with the first offer. @param {Ring} ring */
  async answer(ring) {
    if (this.#busy || ui.busy.has("answer")) return;
    this.#busy = true;
    this.take();
    ui.refused.delete("answer");
    this.#answered.add(ring.ref);
    try {
      const current = now().call;
      if (current && current.ref !== ring.ref && current.stage === "answered" && !ring.preempts)
        await this.hangUp(current);
      const leg = await Leg.offer(await options("offerer", ring.line));
      this.#carry(leg, "offerer", ring.line, ring.ref, leg.offerFields().fp);
      await station.do(ring.line, "answer", { ring: ring.ref, offer: leg.offerFields() });
      location.hash = `#/line/${ring.line}`;
    } catch (error) {
      this.#drop();
      refuse("answer", plain(error));
    } finally {
      this.#busy = false;
      void this.follow();
    }
  }

  /**
   * Hang up. Voice ends here at once, whatever the station says.
   * @param {Call} call
   * @param {string} [reason]
   */
  async hangUp(call, reason = "done") {
    this.#drop();
    refresh();
    await act("hang-up", call.line, "hang-up", { ring: call.ref, reason });
  }

  toggleMute() {
    this.muted = !this.muted;
    this.#leg?.mute(this.muted);
    this.#former?.mute(this.muted);
    refresh();
  }

  /** After the browser refused to play without a press. */
  async listen() {
    this.blocked = false;
    await this.#leg?.listen();
    refresh();
  }

  /** Take up the call again with a new leg. */
  again() {
    this.#tries = 0;
    this.take();
    const call = now().call;
    if (call) this.#offerAnew(call).catch((error) => this.#fail(error));
  }

  /**
   * Take a call of this desk over from another console, with a new leg.
   * @param {{ref: string, line: string}} call
   */
  async takeOver(call) {
    if (this.#busy) return;
    this.#busy = true;
    this.#tries = 0;
    this.take();
    ui.refused.delete("take-over");
    try {
      await this.#offerAnew(call);
    } catch (error) {
      this.#drop();
      refuse("take-over", plain(error));
    } finally {
      this.#busy = false;
      void this.follow();
    }
  }

  /** Follow the documents. Called after each change; does nothing twice. */
  async follow() {
    const doc = now();
    this.#followRings(doc);
    const call = doc.call;
    if (!call || call.stage !== "answered" || !call.here) {
      // The answer may be done before the document shows the call.
      const early = !this.#shown && performance.now() - this.#carried < DOCUMENT_MS;
      if ((this.#leg || this.#former) && !this.#busy && !early) this.#drop();
      this.#tries = 0;
      this.#pace = new Pace();
      return;
    }
    this.#shown = true;
    if (this.#busy) this.#changed = true;
    if (!this.#held || this.#busy || !live()) return;
    this.#busy = true;
    try {
      do {
        this.#changed = false;
        const latest = now().call;
        if (latest?.ref === call.ref) await this.#followCall(latest);
      } while (this.#changed);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#busy = false;
    }
  }

  /** @param {import("./types").Now} doc */
  #followRings(doc) {
    for (const ring of doc.rings) {
      if (!this.#seen.has(ring.ref)) {
        this.#seen.add(ring.ref);
        afterPaint(() => this.#prepareFor(ring));
      }
      const merged = doc.outgoing.find((mine) => carriedBy(mine, ring));
      if (merged && this.#held && !this.#answered.has(ring.ref)) void this.answer(ring);
    }
    const calling = doc.outgoing.some((ring) =>
      ["sent", "reached", "alerting"].includes(ring.stage),
    );
    if (doc.rings.length === 0 && !doc.call && !this.#busy) void discard("offerer");
    if (!calling && !doc.call && ui.busy.size === 0) void discard("acceptor");
  }

  /** The ring shows and sounds first. @param {Ring} ring */
  #prepareFor({ ref, line }) {
    const rings = now().rings.some((each) => each.ref === ref);
    if (rings && this.#held && !this.#leg && !this.#busy) prepare("offerer", line);
  }

  /** @param {Call} call */
  async #followCall(call) {
    const leg = call.legs.find(
      (each) => each.offer.fp === this.#fp || each.accept?.fp === this.#fp,
    );
    const open = offered(call);
    if (
      open &&
      open !== leg &&
      open.ref !== this.#declined &&
      !(this.#role === "offerer" && this.#leg && leg?.state === "offered")
    ) {
      await this.#accept(call, open);
      return;
    }
    if (!this.#leg && !this.#state.startsWith("over")) {
      await this.#offerInTime(call);
      return;
    }
    if (!this.#leg || !leg || leg.ref === null) return;
    if (leg.state === "superseded") {
      this.#drop();
      return;
    }
    const interrupted = leg.fail?.code === INTERRUPTED && CARRYING.has(this.#leg.state);
    if (leg.state === "failed" && !interrupted) {
      this.#leg.close();
      this.#over("failed", causeOf(leg.fail));
      return;
    }
    this.#ref = leg.ref;
    const early = this.#early.get(leg.ref);
    this.#early.delete(leg.ref);
    await this.#feed(this.#leg, leg, call.line);
    if (early) await this.#hear(early);
    if (interrupted || this.#leg?.state === "no-sound") await this.#renew(call, interrupted);
  }

  /**
   * Voice no longer arrives. A new leg finds the ways that are left, whichever was lost; one end
   * offers it, so that offers do not cross: the one that offered before. An acceptor that alone
   * hears nothing says so. After a mismatch nothing is renewed: its alarm must stand.
   * @param {Call} call
   * @param {boolean} said the other end, or we, said that nothing arrives
   */
  async #renew(call, said) {
    if (differ(call)) return;
    if (this.#role === "offerer") {
      await this.#offerInTime(call);
      return;
    }
    const left = this.#silentSince + COMPLAIN_MS - performance.now();
    if (said || this.#complained === this.#ref) return;
    if (left > 0) {
      this.#wake(left);
      return;
    }
    this.#complained = this.#ref;
    const complaint = { leg: this.#ref, code: INTERRUPTED };
    await station.do(call.line, "leg-fail", complaint).catch(() => {});
  }

  /** Follow once more, later. @param {number} after_ms */
  #wake(after_ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.follow(), after_ms);
  }

  /**
   * Give the leg what the record now holds of it.
   * @param {Leg} leg
   * @param {LegDoc} doc
   * @param {string} line
   */
  async #feed(leg, doc, line) {
    if (this.#role === "offerer" && doc.accept && !this.#accepted) {
      this.#accepted = true;
      station.signal(this.#ref, leg.secret());
      await leg.accepted({ ...doc.accept });
      if (leg.over) return;
      station
        .do(line, "leg-reveal", { leg: this.#ref, nonce: leg.reveal() })
        .catch((error) => this.#fail(error));
    }
    if (doc.transcript && !this.#bound) {
      this.#bound = true;
      await leg.bind({ transcript: doc.transcript });
    }
    if (this.#role === "acceptor" && doc.reveal && !this.#revealed) {
      this.#revealed = true;
      await leg.revealed(doc.reveal);
    }
  }

  /** @param {Call} call @param {LegDoc} doc */
  async #accept(call, doc) {
    this.#makeRoom(call.ref);
    this.#state = "connecting";
    refresh();
    const leg = await this.#taken(call, doc);
    const fields = leg.acceptFields();
    this.#carry(leg, "acceptor", call.line, call.ref, fields.fp);
    this.#ref = doc.ref ?? "";
    await station.do(call.line, "leg-accept", { leg: this.#ref, accept: fields });
    station.signal(this.#ref, leg.secret());
    const early = this.#early.get(this.#ref);
    this.#early.delete(this.#ref);
    if (early) await this.#hear(early);
  }

  /**
   * The leg that takes an offer up. If that fails here, the other side learns it at once, and the
   * offer is not taken up again: a browser would ask its user for the microphone each time.
   * @param {Call} call @param {LegDoc} doc
   */
  async #taken(call, doc) {
    try {
      return await Leg.accept({ ...doc.offer }, await this.#options("acceptor", call.line));
    } catch (error) {
      this.#declined = doc.ref ?? "";
      if (error instanceof VoiceFailure) {
        const said = { leg: this.#declined, code: error.code };
        void station.do(call.line, "leg-fail", said).catch(() => {});
      }
      throw error;
    }
  }

  /** Offer a new leg as soon as the pace allows. @param {{ref: string, line: string}} call */
  async #offerInTime(call) {
    const wait = this.#pace.wait(performance.now());
    if (wait > 0) this.#wake(wait);
    else await this.#offerAnew(call);
  }

  /** @param {Role} role @param {string} line */
  async #options(role, line) {
    const how = await options(role, line);
    const now = this.#former ?? this.#leg;
    return now ? { ...how, microphone: () => now.microphone() } : how;
  }

  /** @param {{ref: string, line: string}} call */
  async #offerAnew(call) {
    if (this.#tries >= TRIES) return;
    const leg = await Leg.offer(await this.#options("offerer", call.line));
    if (offered(now().call)) {
      // Theirs came meanwhile: ours would only supersede it.
      leg.close();
      this.#changed = true;
      return;
    }
    this.#tries++;
    this.#carry(leg, "offerer", call.line, call.ref, leg.offerFields().fp);
    await station.do(call.line, "leg-offer", { ring: call.ref, offer: leg.offerFields() });
  }

  /**
   * @param {Leg} leg
   * @param {Role} role
   * @param {string} line
   * @param {string} ring
   * @param {string} fp
   */
  #carry(leg, role, line, ring, fp) {
    this.#makeRoom(ring);
    this.blocked = false;
    this.#state = leg.state;
    this.#leg = leg;
    if (role === "offerer") this.#pace.note(performance.now());
    this.#shown = false;
    this.#carried = performance.now();
    this.#role = role;
    this.#line = line;
    this.#fp = fp;
    leg.mute(this.muted);
    const ours =
      (/** @type {(detail: any) => void} */ take) => (/** @type {Event} */ event) => {
        if (this.#leg === leg) take(/** @type {CustomEvent} */ (event).detail);
        else if (this.#former === leg && leg.over) this.#former = null;
        refresh();
      };
    leg.addEventListener(
      "state",
      ours((detail) => this.#moved(detail.state, detail.cause ?? "")),
    );
    leg.addEventListener("stats", (event) => {
      if ((this.#former ?? this.#leg) !== leg) return;
      this.stats = /** @type {CustomEvent} */ (event).detail;
      refresh();
    });
    leg.addEventListener(
      "blocked",
      ours(() => (this.blocked = true)),
    );
    leg.addEventListener(
      "report",
      ours((report) => this.#report(report)),
    );
    refresh();
  }

  /** @param {string} state @param {string} cause */
  #moved(state, cause) {
    this.#state = state;
    this.cause = cause;
    this.words = this.#leg?.words() ?? null;
    if (state === "open") {
      this.#tries = 0;
      this.#former?.close();
      this.#former = null;
    }
    if (state === "no-sound") {
      this.#silentSince = performance.now();
      void this.follow();
    }
    if (state !== "failed" && state !== "cannot-decrypt") return;
    if (this.#ref && live()) {
      void station
        .do(this.#line, "leg-fail", { leg: this.#ref, code: cause || state })
        .catch(() => {});
    }
    this.#over(state, cause);
  }

  /**
   * The leg is over: its offerer tries again if that may help.
   * @param {string} state
   * @param {string} cause
   */
  #over(state, cause) {
    const again =
      PASSING.has(cause) && this.#role === "offerer" && this.#tries < TRIES;
    this.cause = cause;
    this.#leg = null;
    this.#ref = "";
    this.#fp = "";
    this.#state = again ? "connecting" : `over-${state}`;
    if (again) this.#wake(AGAIN_MS);
    else if (this.#role === "offerer") this.#giveUp();
  }

  /** No further leg is opened by itself. What is heard goes on. */
  #giveUp() {
    if (this.#former?.state === "open") return;
    this.#former?.close();
    this.#former = null;
  }

  /** @param {{tls: string, fp_seen: string, frames_ok: boolean}} report */
  #report(report) {
    if (!this.#ref || !/^[0-9a-f]{64}$/.test(report.fp_seen)) return;
    station.do(this.#line, "leg-up", { leg: this.#ref, ...report }).catch(() => {});
  }

  /** @param {string} secret */
  async #hear(secret) {
    await this.#leg?.peerSecret(secret);
  }

  /** A signal is not kept by anybody: say it again until voice is open. */
  #resend() {
    const leg = this.#leg;
    if (!leg || !this.#ref || !live() || !["connecting", "checking"].includes(leg.state))
      return;
    if (this.#role === "offerer" && !this.#accepted) return;
    station.signal(this.#ref, leg.secret());
  }

  /** In a call: the ends that a new leg would need, while the old one's ways still stand. */
  #prepareNext() {
    const settled = performance.now() - this.#carried > SETTLED_MS;
    if (this.#leg?.state === "open" && settled && !this.#busy && live())
      keep(this.#role, this.#line);
  }

  /** Before a leg of a call: another call is not listened to any more. @param {string} ring */
  #makeRoom(ring) {
    if (ring === this.#ring) this.#release();
    else this.#drop();
    this.#ring = ring;
  }

  #drop() {
    this.#release();
    this.#former?.close();
    this.#former = null;
    this.stats = null;
  }

  /** Let go of the leg. One by which people hear each other goes on until the next is open. */
  #release() {
    const leg = this.#leg;
    this.#leg = null;
    this.#ref = this.#fp = "";
    this.#accepted = this.#revealed = this.#bound = false;
    this.#state = "none";
    this.cause = "";
    this.words = null;
    if (leg && CARRYING.has(leg.state)) {
      this.#former?.close();
      this.#former = leg;
    } else leg?.close();
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#release();
    this.#giveUp();
    this.#state = "over-failed";
    const shown = plain(error);
    this.cause = shown instanceof Refused ? shown.code : "page";
    refresh();
  }

  /** The state of voice in words. */
  stateText() {
    return has(`voice-${this.state}`) ? t(`voice-${this.state}`) : t("voice-opening");
  }

  /** Why voice is not open, in words. */
  causeText() {
    if (this.state === "over-cannot-decrypt") return t("voice-cause-cannot-decrypt");
    if (!this.cause) return "";
    for (const id of [`voice-cause-${this.cause}`, `error-${this.cause}`])
      if (has(id)) return t(id);
    return t("error-unknown", { code: this.cause });
  }
}

/** Why a leg failed, as seen from here. @param {LegDoc["fail"]} fail */
function causeOf(fail) {
  // We would know of a microphone of our own that failed: the leg would be over already.
  return fail?.code.startsWith("microphone-") ? "no-microphone-there" : (fail?.code ?? "");
}

/** The other end's offer that waits for us. @param {Call | null | undefined} call */
const offered = (call) =>
  call?.legs.find(
    (each) => each.state === "offered" && each.mine === "acceptor" && each.ref !== null,
  );

/** Whether either side recorded that the words differ. @param {Call | null | undefined} call */
const differ = (call) =>
  call?.legs.some((leg) => leg.words.some(({ result }) => result === "mismatch")) ?? false;

/** An error as the page shows it. @param {unknown} error */
function plain(error) {
  if (error instanceof VoiceFailure)
    return new Refused({ code: error.code, what: error.message });
  return error;
}

export const voice = new Voice();
