/**
 * One peer connection with the frame layer in it, silent in both directions until told.
 * docs/spec/14-voice.md, 1, 3 and 8.
 */

import { hashHex } from "./binding.js";
import {
  ownNumbers,
  readCandidate,
  readNumbers,
  readTransport,
  remoteDescription,
} from "./description.js";
import { VoiceFailure } from "./failure.js";

/** @import { FrameKeys, Role } from "./binding.js" */
/** @import { Numbers, Transport } from "./description.js" */

/** After the first usable candidate: how long to wait for more. */
const MORE_CANDIDATES_MS = 1000;
/** Without any usable candidate: when to give up. */
const FIRST_CANDIDATE_MS = 8000;
const CERTIFICATE_LIFE_MS = 24 * 3600 * 1000;

/**
 * @typedef {{ turn?: RTCIceServer[], policy?: "relay" | "all" }} Reach
 *   TURN servers of the own party, and whether only they may be offered.
 * @typedef {{ sealed: number, arrived: number, opened: number, refused: number,
 *   repeated: number, early: number, empty: number }} FrameCounts
 * @typedef {"sealed" | "opened" | "cannot-decrypt" | "no-sound" | "sound"} FrameNews
 *   The first frame sealed, the first decrypted, none that decrypts, a gap, and its end.
 * @typedef {{ fpSeen: string, tlsVersion: string }} Seen
 *   What the handshake really used: SHA-256 of the peer's certificate in hex, and the DTLS
 *   version as four hex digits; "" when this browser does not tell.
 */

/** Fails if this browser cannot carry a leg. */
function requireBrowser() {
  if (!globalThis.isSecureContext) {
    throw new VoiceFailure("insecure-origin", "voice needs HTTPS or the loopback address");
  }
  if (!globalThis.RTCPeerConnection) {
    throw new VoiceFailure("browser-lacks-webrtc", "this browser has no RTCPeerConnection");
  }
  if (!globalThis.RTCRtpScriptTransform) {
    throw new VoiceFailure("browser-lacks-transform", "no RTCRtpScriptTransform");
  }
}

/** The frame layer's worker, once it listens.
 * @returns {Promise<Worker>} */
function startFrames() {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./frames.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", () => resolve(worker), { once: true });
    worker.addEventListener("error", () =>
      reject(new VoiceFailure("frames-not-loaded", "the frame layer did not start")),
    );
  });
}

export class Connection {
  /** @type {Worker} */ #worker;
  /** @type {RTCPeerConnection} */ #peer;
  /** @type {RTCRtpTransceiver} */ #transceiver;
  #ear = new Audio();
  #context = new AudioContext({ latencyHint: "interactive" });
  /** @type {MediaStream | null} */ #voice = null;
  /** @type {Transport | null} */ #own = null;
  /** @type {Transport | null} */ #other = null;
  #numbers = ownNumbers();
  #agreed = { opus: 0, red: 0 };

  /**
   * Everything that can be done before a person presses a key: certificate, frame layer,
   * and the addresses. The microphone is not touched.
   *
   * @param {Role} role
   * @param {Reach} reach
   */
  static async prepare(role, reach) {
    const { turn = [], policy = "relay" } = reach;
    requireBrowser();
    const [worker, certificate] = await Promise.all([
      startFrames(),
      RTCPeerConnection.generateCertificate(
        /** @type {EcKeyGenParams} */ ({
          name: "ECDSA",
          namedCurve: "P-256",
          expires: CERTIFICATE_LIFE_MS,
        }),
      ),
    ]);
    const connection = new Connection(role, reach, worker, {
      certificates: [certificate],
      iceServers: turn,
      iceTransportPolicy: policy,
      bundlePolicy: "max-bundle",
      rtcpMuxPolicy: "require",
      // An acceptor gathers ahead of the offer; an offerer gathers for its own description.
      iceCandidatePoolSize: role === "acceptor" ? 1 : 0,
    });
    if (role === "offerer") {
      await connection.#describe();
    }
    return connection;
  }

  /**
   * Use Connection.prepare.
   * @param {Role} role @param {Reach} reach @param {Worker} worker from startFrames
   * @param {RTCConfiguration} configuration
   */
  constructor(role, reach, worker, configuration) {
    /** @readonly */
    this.role = role;
    /** @readonly */
    this.reach = reach;
    this.#worker = worker;
    this.#peer = new RTCPeerConnection(configuration);
    const silence = this.#context.createMediaStreamDestination().stream;
    this.#peer.addTrack(/** @type {MediaStreamTrack} */ (silence.getAudioTracks()[0]), silence);
    [this.#transceiver] = /** @type {[RTCRtpTransceiver]} */ (this.#peer.getTransceivers());
    // At once: set later, frames may go round the transform without an error.
    const { sender, receiver } = this.#transceiver;
    sender.transform = new RTCRtpScriptTransform(this.#worker, { side: "sending" });
    receiver.transform = new RTCRtpScriptTransform(this.#worker, { side: "receiving" });
    receiver.track.enabled = false;
    this.#ear.muted = true;
    this.#ear.autoplay = true;
    this.#ear.srcObject = new MediaStream([receiver.track]);
  }

  /** The own transport fields. */
  get transport() {
    if (!this.#own) throw new Error("not described yet");
    return this.#own;
  }

  /** The own payload numbers. */
  get numbers() {
    return this.#numbers;
  }

  get context() {
    return this.#context;
  }

  /** What the peer's decoder gives, whether or not it may be heard. */
  get heard() {
    return this.#transceiver.receiver.track;
  }

  /** What goes to the peer. */
  get spoken() {
    return this.#voice?.getAudioTracks()[0] ?? null;
  }

  /**
   * @param {{ state: (state: RTCPeerConnectionState) => void,
   *   frames: (said: FrameNews) => void }} listeners
   */
  listen({ state, frames }) {
    this.#peer.addEventListener("connectionstatechange", () => state(this.#peer.connectionState));
    this.#worker.addEventListener("message", ({ data }) => {
      if (data.say !== "counts") frames(data.say);
    });
  }

  /** Send this voice, still disabled. From here on the stream is the connection's to stop.
   * @param {MediaStream} voice */
  async attach(voice) {
    this.#voice = voice;
    const [track] = voice.getAudioTracks();
    if (!track) throw new VoiceFailure("microphone-missing", "the microphone gave no sound");
    track.enabled = false;
    await this.#transceiver.sender.replaceTrack(track);
  }

  /** @param {Transport} peer the other end's fields, already checked */
  async connect(peer) {
    this.#other = peer;
    await this.#negotiate(this.numbers);
  }

  /** What the peer can do, once it is known. Agreed with the own browser alone: nothing of
   * the transport changes.
   * @param {Numbers} peer */
  async adapt(peer) {
    const { opus, red } = this.role === "offerer" ? this.numbers : peer;
    const both = { opus, red: peer.red && this.numbers.red ? red : 0 };
    if (both.opus === this.#agreed.opus && both.red === this.#agreed.red) return;
    if (this.role === "offerer") await this.#describe();
    await this.#negotiate(both);
  }

  /** @param {FrameKeys} keys */
  unlock(keys) {
    this.#worker.postMessage({ keys });
  }

  /** @returns {Promise<FrameCounts>} */
  counts() {
    return new Promise((resolve) => {
      /** @param {MessageEvent} event */
      const take = ({ data }) => {
        if (data.say !== "counts") return;
        this.#worker.removeEventListener("message", take);
        resolve(data.counts);
      };
      this.#worker.addEventListener("message", take);
      this.#worker.postMessage({ say: "counts" });
    });
  }

  statistics() {
    return this.#peer.getStats();
  }

  /** @returns {Promise<Seen | null>} null as long as the browser does not show it yet */
  async seen() {
    const [der] = this.#transceiver.sender.transport?.getRemoteCertificates() ?? [];
    if (!der) return null;
    let tlsVersion = "";
    for (const entry of (await this.statistics()).values()) {
      if (entry.type === "transport") tlsVersion = entry.tlsVersion ?? "";
    }
    return { fpSeen: await hashHex(der), tlsVersion: tlsVersion.toUpperCase() };
  }

  /** Whether the peer may be heard here.
   * @param {boolean} open */
  async hear(open) {
    this.heard.enabled = open;
    this.#ear.muted = !open;
    if (!open) return;
    await this.#ear.play();
    await this.#context.resume();
  }

  /** Whether the voice here goes to the peer; if not, silence does.
   * @param {boolean} open */
  speak(open) {
    if (this.spoken) this.spoken.enabled = open;
  }

  close() {
    this.#ear.muted = true;
    this.#ear.srcObject = null;
    this.#peer.close();
    this.#worker.terminate();
    for (const track of this.#voice?.getTracks() ?? []) track.stop();
    if (this.#context.state !== "closed") void this.#context.close();
  }

  /** @param {Numbers} numbers */
  async #negotiate(numbers) {
    if (!this.#other) throw new Error("not connected yet");
    this.#agreed = numbers;
    const type = this.role === "acceptor" ? "offer" : "answer";
    try {
      await this.#peer.setRemoteDescription(remoteDescription(type, this.#other, numbers));
    } catch (error) {
      throw new VoiceFailure("bad-field", `the browser takes no such description: ${error}`);
    }
    if (type === "offer") await this.#describe();
  }

  /** Set the own description and wait for its addresses. */
  async #describe() {
    const gathered = this.#gathered();
    await this.#peer.setLocalDescription();
    await gathered;
    const { type, sdp } = /** @type {RTCSessionDescription} */ (this.#peer.localDescription);
    this.#own = readTransport(sdp);
    if (type === "offer") this.#numbers = readNumbers(sdp);
  }

  /** @returns {Promise<void>} */
  #gathered() {
    const peer = this.#peer;
    return new Promise((resolve) => {
      if (peer.iceGatheringState === "complete") return resolve();
      let timer = setTimeout(done, FIRST_CANDIDATE_MS);
      let first = true;
      function done() {
        clearTimeout(timer);
        peer.removeEventListener("icecandidate", take);
        peer.removeEventListener("icegatheringstatechange", changed);
        resolve();
      }
      function changed() {
        if (peer.iceGatheringState === "complete") done();
      }
      /** @param {RTCPeerConnectionIceEvent} event */
      function take({ candidate }) {
        if (!first || !candidate || !readCandidate(candidate.candidate)) return;
        first = false;
        clearTimeout(timer);
        timer = setTimeout(done, MORE_CANDIDATES_MS);
      }
      peer.addEventListener("icecandidate", take);
      peer.addEventListener("icegatheringstatechange", changed);
    });
  }
}
