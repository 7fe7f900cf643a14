/**
 * The bells and the caller's tones, made here: each is one buffer that loops by itself, so a
 * page behind another tab rings on time although its timers are slowed down.
 */

const RATE = 24_000;
/** An exercise sounds a fourth lower. */
const FOURTH = 3 / 4;

/**
 * @typedef {[hz: number, ms: number][]} Notes hz 0 is a pause; negative: both neighbours in
 *   turn
 */

/**
 * @type {Record<string, {notes: Notes, from?: number, rise_s?: number, once?: boolean, soft?:
 *   boolean}>}
 */
const SOUNDS = {
  FLASH: {
    notes: [
      [980, 100],
      [1310, 100],
    ],
  },
  IMMEDIATE: {
    notes: [
      [880, 150],
      [0, 120],
      [880, 150],
      [0, 120],
      [880, 150],
      [0, 700],
    ],
  },
  PRIORITY: {
    notes: [
      [660, 400],
      [0, 200],
      [660, 400],
      [0, 2000],
    ],
    from: 0.6,
    rise_s: 10,
  },
  ROUTINE: { notes: [...warble(550, 605, 20, 50), [0, 3000]], from: 0.4, rise_s: 15 },
  alarm: {
    notes: [
      [784, 220],
      [523, 320],
      [0, 9460],
    ],
  },
  attention: { notes: [[523, 320]], once: true },
  pulse: { notes: [[523, 180]], once: true, soft: true },
  knock: {
    notes: [
      [740, 90],
      [0, 90],
      [740, 90],
    ],
    once: true,
  },
  reached: {
    notes: [
      [1200, 30],
      [0, 120],
      [1200, 30],
    ],
    once: true,
    soft: true,
  },
  alerting: {
    notes: [
      [520, 1000],
      [0, 3000],
    ],
    soft: true,
  },
  answered: {
    notes: [
      [660, 120],
      [880, 180],
    ],
    once: true,
    soft: true,
  },
  declined: {
    notes: [
      [880, 160],
      [587, 240],
    ],
    once: true,
    soft: true,
  },
  exhausted: {
    notes: [
      [523, 220],
      [0, 120],
      [523, 220],
      [0, 120],
      [523, 220],
    ],
    once: true,
    soft: true,
  },
};

/**
 * @param {number} a
 * @param {number} b
 * @param {number} times
 * @param {number} ms
 * @returns {Notes}
 */
function warble(a, b, times, ms) {
  return Array.from(
    { length: times },
    (_, n) => /** @type {[number, number]} */ ([n % 2 ? b : a, ms]),
  );
}

/** @param {BaseAudioContext} context @param {Notes} notes @param {number} pitch */
function paint(context, notes, pitch) {
  const total = notes.reduce((sum, note) => sum + note[1], 0);
  const buffer = context.createBuffer(1, Math.round((total * RATE) / 1000), RATE);
  const data = buffer.getChannelData(0);
  const edge = RATE / 250;
  let at = 0;
  for (const [hz, ms] of notes) {
    const length = Math.round((ms * RATE) / 1000);
    for (let n = 0; hz && n < length && at + n < data.length; n++) {
      const turn = (2 * Math.PI * hz * pitch * n) / RATE;
      const shape = Math.min(1, n / edge, (length - n) / edge);
      data[at + n] =
        shape * (0.62 * Math.sin(turn) + 0.22 * Math.sin(2 * turn) + 0.12 * Math.sin(3 * turn));
    }
    at += length;
  }
  return buffer;
}

/** What the page lets sound. At most one bell and one tone at a time. */
export class Sound extends EventTarget {
  /** @type {Map<Notes, {pitch: number, buffer: AudioBuffer}>} */
  #buffers = new Map();

  constructor() {
    super();
    /** @type {AudioContext | null} */
    this.context = null;
    /** @type {Map<string, {name: string, source: AudioBufferSourceNode, gain: GainNode}>} */
    this.playing = new Map();
    this.pitch = 1;
    this.#make();
  }

  #make() {
    try {
      this.context = new AudioContext({ latencyHint: "interactive" });
      this.context.onstatechange = () => this.dispatchEvent(new Event("change"));
    } catch {
      this.context = null;
    }
  }

  /** Whether a bell can be heard now. */
  get ready() {
    return this.context?.state === "running";
  }

  /** Called from a press: browsers let a page sound only then. */
  async unlock() {
    if (!this.context) this.#make();
    await this.context?.resume();
    this.dispatchEvent(new Event("change"));
  }

  /**
   * Let `name` sound on a channel, and nothing else there. The same again changes nothing.
   * @param {"bell" | "alarm" | "tone" | "test"} channel
   * @param {string | null} name
   * @param {string} [cause] a new cause starts a sound that is played once anew
   */
  set(channel, name, cause = "") {
    const label = name ? `${name} ${cause}` : "";
    const former = this.playing.get(channel);
    if ((former?.name ?? "") === label) return;
    former?.source.stop();
    this.playing.delete(channel);
    const sound = name ? SOUNDS[name] : undefined;
    if (!sound || !this.context) return;
    this.playing.set(channel, { name: label, ...this.#play(sound) });
  }

  /** Play a sound that is played once. @param {string} name */
  once(name) {
    const sound = SOUNDS[name];
    if (sound && this.context) this.#play(sound);
  }

  /** Read a file of speech. @param {ArrayBuffer} file */
  async decode(file) {
    if (!this.context) this.#make();
    return /** @type {AudioContext} */ (this.context).decodeAudioData(file);
  }

  /** Play speech. @param {AudioBuffer} buffer @returns {{stop: () => void, over: Promise<unknown>}} */
  speech(buffer) {
    const context = /** @type {AudioContext} */ (this.context);
    const source = new AudioBufferSourceNode(context, { buffer });
    const over = new Promise((done) => (source.onended = done));
    source.connect(context.destination);
    source.start();
    return { stop: () => source.stop(), over };
  }

  /**
   * @param {{notes: Notes, from?: number, rise_s?: number, once?: boolean, soft?: boolean}}
   *   sound
   */
  #play(sound) {
    const context = /** @type {AudioContext} */ (this.context);
    const gain = context.createGain();
    const full = sound.soft ? 0.25 : 1;
    gain.gain.setValueAtTime((sound.from ?? 1) * full, context.currentTime);
    if (sound.rise_s)
      gain.gain.linearRampToValueAtTime(full, context.currentTime + sound.rise_s);
    const source = context.createBufferSource();
    source.buffer = this.#painted(context, sound.notes);
    source.loop = !sound.once;
    source.connect(gain).connect(context.destination);
    source.start();
    return { source, gain };
  }

  /**
   * A sound's buffer, made once: a bell must not wait for it each time.
   * @param {BaseAudioContext} context
   * @param {Notes} notes
   */
  #painted(context, notes) {
    let kept = this.#buffers.get(notes);
    if (!kept || kept.pitch !== this.pitch) {
      kept = { pitch: this.pitch, buffer: paint(context, notes, this.pitch) };
      this.#buffers.set(notes, kept);
    }
    return kept.buffer;
  }
}

export { FOURTH };
