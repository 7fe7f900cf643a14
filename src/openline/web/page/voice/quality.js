/**
 * What a person is shown about a leg in use: levels, loss, delay.
 * docs/spec/14-voice.md, 8.
 */

/** @import { Connection } from "./connection.js" */

/** Loss is taken over this many readings. */
const READINGS = 10;
/** One frame is spoken before it can be sent. */
const FRAME_MS = 20;
const SILENCE_DB = -100;

/**
 * @typedef {{ levelIn: number, levelOut: number, lossPercent: number, delayMs: number,
 *   rttMs: number, jitterMs: number }} Stats
 *   Levels in dB of full scale, -100 to 0: "in" is heard, "out" is spoken here. Loss is of
 *   what should have arrived in the last five seconds. The delay is an estimate, mouth to
 *   ear without the sound devices.
 * @typedef {{ sent: number, received: number }} Packets since the leg began
 */

export class Quality {
  #connection;
  /** @type {AnalyserNode} */ #heard;
  /** @type {AnalyserNode | null} */ #spoken = null;
  /** @type {{ lost: number, received: number }[]} */ #readings = [];
  #buffered = { seconds: 0, samples: 0 };

  /** @param {Connection} connection with its voice attached */
  constructor(connection) {
    this.#connection = connection;
    this.#heard = this.#analyse(connection.heard);
    if (connection.spoken) this.#spoken = this.#analyse(connection.spoken);
  }

  /** @returns {Promise<{ stats: Stats, packets: Packets }>} */
  async read() {
    let inbound = /** @type {any} */ ({});
    let sent = 0;
    let roundTrip = 0;
    for (const entry of (await this.#connection.statistics()).values()) {
      if (entry.type === "inbound-rtp") inbound = entry;
      if (entry.type === "outbound-rtp") sent = entry.packetsSent;
      if (entry.type === "candidate-pair" && entry.nominated) {
        roundTrip = entry.currentRoundTripTime ?? roundTrip;
      }
    }
    const received = inbound.packetsReceived ?? 0;
    const stats = {
      levelIn: level(this.#heard),
      levelOut: this.#spoken ? level(this.#spoken) : SILENCE_DB,
      lossPercent: this.#loss(inbound.packetsLost ?? 0, received),
      delayMs: Math.round((1000 * roundTrip) / 2 + FRAME_MS + this.#buffer(inbound)),
      rttMs: Math.round(1000 * roundTrip),
      jitterMs: Math.round(1000 * (inbound.jitter ?? 0)),
    };
    return { stats, packets: { sent, received } };
  }

  /** @param {number} lost @param {number} received since the beginning */
  #loss(lost, received) {
    this.#readings.push({ lost, received });
    if (this.#readings.length > READINGS) this.#readings.shift();
    const [oldest] = this.#readings;
    const missing = Math.max(0, lost - (oldest?.lost ?? 0));
    const expected = missing + received - (oldest?.received ?? 0);
    return expected > 0 ? Math.round((1000 * missing) / expected) / 10 : 0;
  }

  /** Milliseconds that frames waited in the jitter buffer since the last reading.
   * @param {{ jitterBufferDelay?: number, jitterBufferEmittedCount?: number }} inbound */
  #buffer({ jitterBufferDelay: seconds = 0, jitterBufferEmittedCount: samples = 0 }) {
    const waited = seconds - this.#buffered.seconds;
    const emitted = samples - this.#buffered.samples;
    this.#buffered = { seconds, samples };
    return emitted > 0 ? (1000 * waited) / emitted : 0;
  }

  /** @param {MediaStreamTrack} track */
  #analyse(track) {
    const { context } = this.#connection;
    const analyser = new AnalyserNode(context, { fftSize: 2048 });
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    return analyser;
  }
}

/** @param {AnalyserNode} analyser @returns {number} dB of full scale */
function level(analyser) {
  const samples = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(samples);
  const power = samples.reduce((sum, x) => sum + x * x, 0) / samples.length;
  return Math.round(Math.max(SILENCE_DB, 10 * Math.log10(power + 1e-12)));
}
