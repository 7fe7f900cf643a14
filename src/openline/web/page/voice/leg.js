/**
 * One leg of a call: voice between two consoles, from fields to open ears.
 * docs/spec/14-voice.md.
 *
 * The page carries fields between this module and its station; this module knows neither.
 * Nobody hears or is heard before certificate, DTLS version, frame keys and check words
 * stand. A leg is used once: a reload, another console or a lost connection is a new leg.
 *
 * States: gathering, waiting (for the peer's accept), connecting, checking, open, no-sound
 * (open, but for 0.6 s nothing has arrived), and for good: cannot-decrypt, failed (with a cause), closed.
 */

import { Binding } from "./binding.js";
import { Connection } from "./connection.js";
import { parseTransport } from "./description.js";
import { VoiceFailure } from "./failure.js";
import { openMicrophone } from "./microphone.js";
import { Quality } from "./quality.js";

/** @import { Role } from "./binding.js" */
/** @import { FrameCounts, FrameNews, Reach } from "./connection.js" */
/** @import { Transport } from "./description.js" */
/** @import { Packets } from "./quality.js" */

const OFFER_LIFE_MS = 30_000;
const CONNECT_LIMIT_MS = 15_000;
const CHECK_LIMIT_MS = 10_000;
const VERIFY_AGAIN_MS = 20;
const STATS_EVERY_MS = 500;
/** So many readings, each with an answer of the frame layer's worker, in which it saw no frame
 * although so many packets went by, prove that frames go round it. */
const BYPASS_READINGS = 4;
const BYPASS_PACKETS = 50;
const DTLS_NAMES = new Map([["FEFC", "1.3"], ["FEFD", "1.2"], ["FEFF", "1.0"]]);

/** What must stand before anybody hears or is heard.
 * @type {Gate[]} */
const GATES = ["certificate", "dtls", "sealed", "opened", "words"];

/**
 * @typedef {"gathering" | "waiting" | "connecting" | "checking" | "open" | "no-sound"
 *   | "cannot-decrypt" | "failed" | "closed"} State
 * @typedef {"certificate" | "dtls" | "sealed" | "opened" | "words"} Gate
 * @typedef {Reach & { microphone?: () => Promise<MediaStream>, prepared?: Connection,
 *   requireDtls13?: boolean }} Options
 *   microphone: where the voice comes from; the leg stops that stream when it ends.
 *   prepared: from Leg.prepare of the same role; used once.
 * @typedef {{ tls: string, fp_seen: string, frames_ok: boolean }} Report
 */

export class Leg extends EventTarget {
  /** @type {State} */ #state = "gathering";
  /** @type {Set<Gate>} */ #closedGates = new Set(GATES);
  /** @type {number[] | null} */ #words = null;
  /** @type {Transport | null} */ #peer = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #limit;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #ticker;
  #seen = { fpSeen: "", tlsVersion: "" };
  #muted = false;
  #unlocked = false;
  /** @type {(FrameCounts & Packets)[]} */ #readings = [];
  #silent = false;
  #connection;
  #binding;
  #quality;
  #requireDtls13;
  #expires = 0;

  /**
   * Do ahead of time what needs no person: certificate, addresses, frame layer.
   * @param {Role} role
   * @param {Reach} reach
   * @returns {Promise<Connection>} for `prepared`; close() it if it is not used
   */
  static prepare(role, reach) {
    return Connection.prepare(role, reach);
  }

  /**
   * @param {Options} options
   * @returns {Promise<Leg>} waiting
   * @throws {VoiceFailure}
   */
  static async offer(options) {
    const leg = await Leg.#begin("offerer", options);
    leg.#expires = Date.now() + OFFER_LIFE_MS;
    leg.#enter("waiting");
    leg.#within(OFFER_LIFE_MS, "offer-expired");
    return leg;
  }

  /**
   * @param {Record<string, unknown>} offer the peer's offer fields, unchecked
   * @param {Options} options
   * @returns {Promise<Leg>} connecting
   * @throws {VoiceFailure} also if the fields are wrong
   */
  static async accept(offer, options) {
    const peer = parseTransport(offer);
    if (typeof offer.expires_ms !== "number") {
      throw new VoiceFailure("bad-field", "expires_ms is not a number");
    }
    const leg = await Leg.#begin("acceptor", options);
    try {
      leg.#binding.takeOffer({ commit: offer.commit, fsh: offer.fsh });
      await leg.#connect(peer);
    } catch (error) {
      leg.close();
      const blind = error instanceof VoiceFailure && error.code === "no-candidate";
      if (!blind || !options.prepared) throw error;
      // Prepared before the microphone was allowed: the browser hid its machine's addresses.
      return Leg.accept(offer, { ...options, ...options.prepared.reach, prepared: undefined });
    }
    return leg;
  }

  /** @param {Role} role @param {Options} options */
  static async #begin(role, { microphone, prepared, requireDtls13 = true, ...reach }) {
    // The microphone first: until it is allowed, a browser hides its machine's addresses.
    const opening = openMicrophone(microphone);
    let connection = prepared;
    try {
      const [binding, voice] = await Promise.all([Binding.draw(role), opening]);
      connection ??= await Connection.prepare(role, reach);
      if (connection.role !== role) throw new Error(`prepared for the ${connection.role}`);
      await connection.attach(voice);
      return new Leg(connection, binding, requireDtls13);
    } catch (error) {
      void opening.then((voice) => voice.getTracks().forEach((track) => track.stop()), () => {});
      connection?.close();
      throw error;
    }
  }

  /**
   * Use Leg.offer or Leg.accept.
   * @param {Connection} connection @param {Binding} binding @param {boolean} requireDtls13
   */
  constructor(connection, binding, requireDtls13) {
    super();
    this.#connection = connection;
    this.#binding = binding;
    this.#requireDtls13 = requireDtls13;
    this.#quality = new Quality(connection);
    connection.listen({
      state: (state) => this.#moved(state),
      frames: (said) => this.#told(said),
    });
  }

  get state() {
    return this.#state;
  }

  get over() {
    return ["cannot-decrypt", "failed", "closed"].includes(this.#state);
  }

  /** The fields of the act leg.offer. */
  offerFields() {
    this.#requireRole("offerer");
    const { commit, fsh } = this.#binding;
    return { ...this.#connection.transport, commit, fsh, expires_ms: this.#expires };
  }

  /** The fields of the act leg.accept. */
  acceptFields() {
    this.#requireRole("acceptor");
    const { nonce, fsh } = this.#binding;
    return { ...this.#connection.transport, nonce, fsh };
  }

  /** Offerer: the peer has accepted.
   * @param {Record<string, unknown>} accept its fields, unchecked */
  async accepted(accept) {
    this.#requireRole("offerer");
    if (this.#state !== "waiting") return;
    await this.#take(async () => {
      const peer = parseTransport(accept);
      await this.#binding.takeAccept({ nonce: accept.nonce, fsh: accept.fsh });
      await this.#connect(peer);
    });
  }

  /** Offerer: the nonce, once the accept is here; before that it would be ground against. */
  reveal() {
    this.#requireRole("offerer");
    if (!this.#peer) throw new Error("no reveal before the accept");
    return this.#binding.nonce;
  }

  /** Acceptor: the offerer's nonce.
   * @param {unknown} nonce */
  async revealed(nonce) {
    this.#requireRole("acceptor");
    await this.#take(() => this.#binding.takeReveal(nonce));
  }

  /** What goes to the peer alone: frame secret and payload numbers, 34 bytes in hex. */
  secret() {
    return this.#binding.signal(this.#connection.numbers);
  }

  /** @param {unknown} signal what the peer's leg.secret() gave */
  async peerSecret(signal) {
    await this.#take(() => this.#binding.takeSignal(signal));
  }

  /** @param {{ transcript: unknown }} bond T, from the own station */
  async bind({ transcript }) {
    await this.#take(async () => this.#binding.takeTranscript(transcript));
  }

  /** Four numbers 0..1023, or null as long as they are not known. */
  words() {
    return this.#words;
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.#muted = muted;
    if (this.#state === "open" || this.#state === "no-sound") this.#connection.speak(!muted);
  }

  /** End the leg, in any state. */
  close() {
    this.#end("closed");
  }

  /** @param {Transport} peer */
  async #connect(peer) {
    this.#peer = peer;
    this.#enter("connecting");
    this.#within(CONNECT_LIMIT_MS, "unreachable");
    await this.#connection.connect(peer);
  }

  /** Take something of the peer's; what is wrong with it ends the leg.
   * @param {() => Promise<void>} work */
  async #take(work) {
    if (this.over) return;
    try {
      await work();
      await this.#advance();
    } catch (error) {
      if (!(error instanceof VoiceFailure)) throw error;
      this.#fail(error.code, error.message);
    }
  }

  /** Whatever has become possible by what was taken. */
  async #advance() {
    const keys = await this.#binding.frameKeys();
    const words = await this.#binding.words();
    if (this.over) return;
    if (keys && !this.#unlocked) {
      this.#unlocked = true;
      if (this.#binding.peerNumbers) await this.#connection.adapt(this.#binding.peerNumbers);
      this.#connection.unlock(keys);
    }
    if (words) {
      this.#words = words;
      this.#pass("words");
    }
  }

  /** @param {RTCPeerConnectionState} state */
  #moved(state) {
    if (this.over) return;
    if (state === "connected" && this.#state === "connecting") {
      this.#enter("checking");
      this.#within(CHECK_LIMIT_MS, "checks-incomplete");
      this.#ticker = setTimeout(() => void this.#tick(), STATS_EVERY_MS);
      void this.#verify();
    } else if (state === "failed") {
      const before = this.#state === "connecting";
      this.#fail(before ? "handshake-failed" : "connection-lost", "the connection failed");
    }
  }

  /** The certificate and the protocol that were really used, not those announced. */
  async #verify() {
    const seen = await this.#connection.seen();
    if (this.over) return;
    if (!seen) {
      // The connection may say "connected" before it can show by what. The limit stands.
      setTimeout(() => void this.#verify(), VERIFY_AGAIN_MS);
      return;
    }
    this.#seen = seen;
    const { fpSeen, tlsVersion } = seen;
    if (fpSeen !== this.#peer?.fp) {
      this.#fail("certificate-mismatch", `saw ${fpSeen}`);
    } else if (this.#requireDtls13 && tlsVersion !== "FEFC") {
      this.#fail(tlsVersion ? "dtls-too-old" : "dtls-unknown", `saw ${tlsVersion}`);
    } else {
      this.#pass("certificate");
      this.#pass("dtls");
    }
  }

  /** @param {Gate} gate */
  #pass(gate) {
    this.#closedGates.delete(gate);
    if (this.#closedGates.size > 0 || this.#state !== "checking") return;
    clearTimeout(this.#limit);
    this.#connection.speak(!this.#muted);
    this.#connection.hear(true).catch(() => this.#tell("blocked", null));
    this.#enter("open");
    this.#report(true);
    if (this.#silent) this.#enter("no-sound");
  }

  /** @param {FrameNews} said */
  #told(said) {
    if (said === "cannot-decrypt") this.#cannotDecrypt();
    else if (said === "no-sound" || said === "sound") this.#sounds(said === "sound");
    else this.#pass(said);
  }

  /** @param {boolean} sounds whether frames arrive */
  #sounds(sounds) {
    this.#silent = !sounds;
    if (this.#state === "open" && !sounds) this.#enter("no-sound");
    else if (this.#state === "no-sound" && sounds) this.#enter("open");
  }

  /** The microphone for the next leg: as long as this one has it, nobody is asked again.
   * @returns {Promise<MediaStream>} the caller's to stop */
  async microphone() {
    const { spoken } = this.#connection;
    return spoken?.readyState === "live" ? new MediaStream([spoken.clone()]) : openMicrophone();
  }

  /** After "blocked": a person has pressed something, so the browser may play now. */
  async listen() {
    if (this.#state === "open" || this.#state === "no-sound") await this.#connection.hear(true);
  }

  async #tick() {
    const [{ stats, packets }, counts] = await Promise.all([
      this.#quality.read(),
      this.#connection.counts(),
    ]);
    if (this.over) return;
    if (this.#bypassed({ ...counts, ...packets })) {
      this.#fail("frames-bypassed", "packets go round the frame layer");
      return;
    }
    this.#tell("stats", stats);
    this.#ticker = setTimeout(() => void this.#tick(), STATS_EVERY_MS);
  }

  /** @param {FrameCounts & Packets} reading */
  #bypassed(reading) {
    this.#readings.push(reading);
    if (this.#readings.length <= BYPASS_READINGS) return false;
    const before = /** @type {FrameCounts & Packets} */ (this.#readings.shift());
    const past = BYPASS_PACKETS;
    return (
      (reading.arrived === before.arrived && reading.received - before.received >= past) ||
      (reading.sealed === before.sealed && reading.sent - before.sent >= past)
    );
  }

  #cannotDecrypt() {
    if (this.over) return;
    this.#end("cannot-decrypt");
    this.#report(false);
  }

  /** @param {string} code @param {string} what */
  #fail(code, what) {
    if (this.over) return;
    const checked = this.#state === "checking";
    this.#end("failed", { cause: code, what });
    if (checked) this.#report(false);
  }

  /** @param {State} state @param {{ cause?: string, what?: string }} [why] */
  #end(state, why) {
    if (this.over) return;
    clearTimeout(this.#limit);
    clearTimeout(this.#ticker);
    this.#connection.close();
    this.#enter(state, why);
  }

  /** @param {number} ms @param {string} cause */
  #within(ms, cause) {
    clearTimeout(this.#limit);
    this.#limit = setTimeout(() => {
      const missing = [...this.#closedGates].join(", ");
      this.#fail(cause, `still missing: ${missing}`);
    }, ms);
  }

  /** @param {State} state @param {{ cause?: string, what?: string }} [why] */
  #enter(state, why = {}) {
    this.#state = state;
    this.#tell("state", { state, ...why });
  }

  /** @param {boolean} framesOk */
  #report(framesOk) {
    const { fpSeen, tlsVersion } = this.#seen;
    const tls = DTLS_NAMES.get(tlsVersion) ?? "unknown";
    this.#tell("report", { tls, fp_seen: fpSeen, frames_ok: framesOk });
  }

  /** @param {string} type @param {unknown} detail */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** @param {Role} role */
  #requireRole(role) {
    if (this.#binding.role !== role) throw new Error(`only for the ${role}`);
  }
}
