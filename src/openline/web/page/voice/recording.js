/**
 * Speech of some seconds from the microphone, as samples for the station's codec: one channel,
 * 16 bits, 8,000 a second, little-endian. docs/spec/08-messages.md, 7.
 */

import { openMicrophone } from "./microphone.js";

const RATE = 8_000;
/** The codec hears nothing above; what is above would come back lower, as noise. */
const BAND_HZ = 3_400;
/** Three filters in a row that together are as flat as six poles can be. */
const STEEPNESS = [-5.7, -3, 5.7];

export class Recording {
  /** @type {Float32Array[]} */
  #pieces = [];
  /** @type {MediaStream} */
  #stream;
  /** @type {AudioContext} */
  #context;

  /** @param {MediaStream} stream @param {AudioContext} context */
  constructor(stream, context) {
    this.#stream = stream;
    this.#context = context;
  }

  /**
   * Open the microphone and listen.
   * @returns {Promise<Recording>}
   * @throws {import("./failure.js").VoiceFailure} the microphone cannot be had
   */
  static async begin() {
    const stream = await openMicrophone();
    const context = new AudioContext();
    const recording = new Recording(stream, context);
    try {
      await context.audioWorklet.addModule("/page/voice/capture.js");
      await context.resume();
      recording.#listen();
    } catch (error) {
      recording.#close();
      throw error;
    }
    return recording;
  }

  #listen() {
    const context = this.#context;
    const one = /** @type {const} */ ({ channelCount: 1, channelCountMode: "explicit" });
    const capture = new AudioWorkletNode(context, "capture", one);
    capture.port.onmessage = (event) => this.#pieces.push(event.data);
    /** @type {AudioNode} */
    let last = context.createMediaStreamSource(this.#stream);
    for (const Q of STEEPNESS) {
      const filter = { type: /** @type {const} */ ("lowpass"), frequency: BAND_HZ, Q };
      last = last.connect(new BiquadFilterNode(context, filter));
    }
    // A node that leads nowhere is not run.
    last.connect(capture).connect(context.destination);
  }

  /** Samples that were heard, at the microphone's rate. */
  get #length() {
    return this.#pieces.reduce((sum, piece) => sum + piece.length, 0);
  }

  /** Milliseconds that were heard. */
  get ms() {
    return (1000 * this.#length) / this.#context.sampleRate;
  }

  /**
   * Close the microphone, and give what it heard.
   * @param {number} most_ms what comes after is left out
   * @returns {Promise<{samples: ArrayBuffer, ms: number, loudest: number}>} loudest: 0 to 1
   */
  async end(most_ms) {
    const { sampleRate } = this.#context;
    const length = Math.floor((Math.min(this.ms, most_ms) * sampleRate) / 1000);
    this.#close();
    const count = Math.floor((length * RATE) / sampleRate);
    if (count === 0) return { samples: new ArrayBuffer(0), ms: 0, loudest: 0 };
    const heard = new Float32Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      heard.set(piece, at);
      at += piece.length;
    }
    const offline = new OfflineAudioContext(1, count, RATE);
    const buffer = offline.createBuffer(1, length, sampleRate);
    buffer.copyToChannel(heard.subarray(0, length), 0);
    const source = new AudioBufferSourceNode(offline, { buffer });
    source.connect(offline.destination);
    source.start();
    const speech = (await offline.startRendering()).getChannelData(0);
    const samples = new DataView(new ArrayBuffer(2 * count));
    let loudest = 0;
    speech.forEach((value, n) => {
      const kept = Math.max(-1, Math.min(1, value));
      loudest = Math.max(loudest, Math.abs(kept));
      samples.setInt16(2 * n, Math.round(kept * 32_767), true);
    });
    return { samples: samples.buffer, ms: (1000 * count) / RATE, loudest };
  }

  #close() {
    for (const track of this.#stream.getTracks()) track.stop();
    void this.#context.close();
  }
}
