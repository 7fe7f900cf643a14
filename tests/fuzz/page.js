/**
 * The page's readers of what a peer sends, under node: `node tests/fuzz/page.js NAME SECONDS SEED MOST`
 * prints how many inputs the reader took, and seconds of processor time. Exit status 1: a finding,
 * told on standard error, with the input as JSON where it is one value; the seed gives the same
 * inputs again.
 * `python -m tests.fuzz` calls it.
 *
 * Only a VoiceFailure may leave a reader; the frame layer throws nothing and lets through what
 * the peer sealed, each frame once.
 */

import { readFileSync } from "node:fs";

import { Binding } from "../../src/openline/web/page/voice/binding.js";
import {
  parseCandidate,
  parseTransport,
  remoteDescription,
} from "../../src/openline/web/page/voice/description.js";
import { VoiceFailure } from "../../src/openline/web/page/voice/failure.js";

const FRAMES = new URL("../../src/openline/web/page/voice/frames.js", import.meta.url);
const LOOK_EVERY = 1024;

/** Dice that fall the same way again: mulberry32.
 * @param {number} seed */
function diceOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  /** @param {number} end */
  const below = (end) => Math.floor((next() / 0x100000000) * end);
  return { below, /** @template T @param {T[]} among @returns {T} */ pick: (among) => among[below(among.length)] };
}

/** @typedef {ReturnType<typeof diceOf>} Dice */
/** @typedef {(count: number) => boolean} GoesOn */

const ODD = [
  ...["", " ", "\n", "\r\na=fingerprint:sha-256 00", "\0", "\u2028", "é", "x".repeat(300), "udp", "::1"],
  ...["0", "00", "-1", "4294967296", "1e3", "127.1", "0x7f000001", "[::1]", "a=", "relay", "65536"],
];
const OTHER = [null, undefined, 0, -1, NaN, true, [], ["x"], {}, { length: 64 }];

/** @param {Dice} dice @param {string} text */
function changedText(dice, text) {
  const at = dice.below(text.length + 1);
  switch (dice.below(6)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + dice.below(4));
    case 1:
      return text.slice(0, at) + dice.pick(ODD) + text.slice(at);
    case 2:
      return text.slice(0, at) + String.fromCharCode(dice.below(dice.pick([128, 0x10000]))) + text.slice(at + 1);
    case 3:
      return text.slice(0, at);
    case 4: {
      const parts = text.split(" ");
      parts[dice.below(parts.length)] = dice.pick([...ODD, dice.pick(parts)]);
      return parts.join(" ");
    }
    default:
      return dice.pick([text.toUpperCase(), text + text, ` ${text}`, `${text}\n`]);
  }
}

/** @param {Dice} dice @param {unknown} value @returns {unknown} */
function changed(dice, value) {
  if (dice.below(8) === 0) return dice.pick(OTHER);
  if (typeof value === "string") return changedText(dice, value);
  if (Array.isArray(value) && value.length > 0) {
    const others = [...value];
    const at = dice.below(value.length);
    if (dice.below(6) === 0) others.splice(at, dice.below(3), ...value);
    else others[at] = changed(dice, value[at]);
    return others;
  }
  return dice.pick(OTHER);
}

/** @param {unknown} error */
function documented(error) {
  if (!(error instanceof VoiceFailure) || !error.code || !error.message) throw error;
}

/** @param {boolean} holds @param {string} what */
function need(holds, what) {
  if (!holds) throw new Error(what);
}

// --- the transport fields of a leg -----------------------------------------------------------

const TRANSPORTS = [
  {
    fp: "0123456789abcdef".repeat(4),
    ufrag: "abcd",
    pwd: "x".repeat(22),
    candidates: ["udp 2130706431 192.0.2.1 5000 host", "udp 1 2001:db8::1 65535 relay"],
  },
  { fp: "f".repeat(64), ufrag: "A+/9".repeat(16), pwd: "+".repeat(128), candidates: ["udp 5 10.0.0.1 1 srflx"] },
];
const LINE = /^[a-z]=[ -~]+$/;

/** @param {Dice} dice */
function transportInput(dice) {
  /** @type {Record<string, unknown>} */
  const fields = { ...dice.pick(TRANSPORTS) };
  for (let times = 1 + dice.below(2); times > 0; times--) {
    const name = dice.pick([...Object.keys(fields), "candidates", "candidates"]);
    fields[name] = changed(dice, fields[name]);
  }
  return fields;
}

/** @param {Record<string, unknown>} fields */
function transport(fields) {
  let taken;
  try {
    taken = parseTransport(fields);
  } catch (error) {
    documented(error);
    return;
  }
  need(JSON.stringify(parseTransport(taken)) === JSON.stringify(taken), "read again, it says something else");
  const { sdp = "" } = remoteDescription("offer", taken, { opus: 111, red: 63 });
  const lines = sdp.split("\r\n").slice(0, -1);
  need(lines.length === 21 + taken.candidates.length, `${lines.length} lines`);
  need(lines.every((line) => LINE.test(line)), "a line of another form");
  need(lines.filter((line) => line.startsWith("a=fingerprint")).length === 1, "fingerprints");
  taken.candidates.forEach(parseCandidate);
}

// --- nonces, promises and signals ------------------------------------------------------------

const HEX = "0123456789abcdef".repeat(4);
const SIGNALS = [`${HEX}6f3f`, `${HEX}6f00`, `${HEX}607f`];

/** @param {Dice} dice */
function bindingInput(dice) {
  const value = dice.pick([HEX, ...SIGNALS, ...SIGNALS]);
  const way = dice.pick(["signal", "signal", "offer", "accept", "reveal", "transcript"]);
  return { role: dice.pick(["offerer", "acceptor"]), way, value: changed(dice, value), other: dice.pick([HEX, value, 5]) };
}

/** @param {{ role: string, way: string, value: any, other: any }} input */
async function binding({ role, way, value, other }) {
  const end = new Binding(/** @type {import("../../src/openline/web/page/voice/binding.js").Role} */ (role));
  try {
    if (way === "signal") await end.takeSignal(value);
    if (way === "offer") end.takeOffer({ commit: value, fsh: other });
    if (way === "accept") await end.takeAccept({ nonce: other, fsh: value });
    if (way === "reveal") await end.takeReveal(value);
    if (way === "transcript") end.takeTranscript(value);
  } catch (error) {
    documented(error);
  }
  const numbers = end.peerNumbers;
  need(numbers === null || (numbers.opus !== numbers.red && numbers.opus >= 35), "payload numbers");
  // Nobody promised anything that this end could check: no keys and no words.
  need((await end.frameKeys()) === null && (await end.words()) === null, "keys or words from nothing");
}

// --- sealed frames ---------------------------------------------------------------------------

/** @param {number} counter */
function parametersOf(counter) {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setUint32(8, counter);
  return { name: "AES-GCM", iv, additionalData: iv.subarray(8), tagLength: 128 };
}

/** Frames as a peer with the key makes them, for counters that go up with gaps. */
async function sealedFrames() {
  const key = await crypto.subtle.importKey("raw", new Uint8Array(32), "AES-GCM", false, ["encrypt", "decrypt"]);
  const frames = [];
  for (let number = 0; number < 512; number++) {
    const counter = number < 500 ? number * (number % 7 === 0 ? 3 : 1) : 0xffffffff - (511 - number);
    const how = parametersOf(counter);
    const audio = Uint8Array.of(...how.additionalData, ...new Uint8Array(number % 90));
    const sealed = new Uint8Array(await crypto.subtle.encrypt(how, key, audio));
    frames.push(Uint8Array.of(...how.additionalData, ...sealed));
  }
  return { key, frames };
}

/** A frame layer of its own with a key, as the browser starts it.
 * @param {CryptoKey} key */
function frameLayer(key) {
  /** @type {Record<string, Function>} */
  const heard = {};
  /** @type {any[]} */
  const said = [];
  const source = readFileSync(FRAMES, "utf-8");
  const start = new Function("addEventListener", "postMessage", source);
  start((/** @type {string} */ name, /** @type {Function} */ take) => (heard[name] = take), (/** @type {any} */ one) => said.push(one));
  heard.message({ data: { keys: { sending: key, receiving: key } } });
  const coming = new TransformStream();
  const going = new TransformStream();
  heard.rtctransform({
    transformer: { readable: coming.readable, writable: going.writable, options: { side: "receiving" } },
  });
  const counts = () => {
    heard.message({ data: {} });
    return said.pop().counts;
  };
  return { writer: coming.writable.getWriter(), reader: going.readable.getReader(), counts };
}

/** @param {Dice} dice @param {Uint8Array[]} frames @param {number} near */
function frameInput(dice, frames, near) {
  const good = frames[Math.min(frames.length - 1, Math.max(0, near + dice.below(90) - 70))];
  const bytes = Uint8Array.from(good);
  switch (dice.below(8)) {
    case 0:
      return bytes;
    case 1:
      return bytes.slice(0, dice.below(bytes.length + 1));
    case 2:
      bytes.set(dice.pick(frames).subarray(0, 4));
      return bytes;
    case 3:
      return Uint8Array.of(...bytes, dice.below(256));
    case 4:
      return bytes.slice(0, dice.below(24));
    default:
      bytes[dice.below(bytes.length)] ^= 1 << dice.below(8);
      return bytes;
  }
}

/** Each round is a leg of its own: 512 frames, most of them altered on their way.
 * @param {Dice} dice @param {GoesOn} goesOn */
async function frames(dice, goesOn) {
  const { key, frames } = await sealedFrames();
  const sealed = new Set(frames.map((one) => Buffer.from(one).toString("hex")));
  let count = 0;
  while (goesOn(count)) {
    const layer = frameLayer(key);
    const given = [];
    const passed = new Set();
    const reading = (async () => {
      for (;;) {
        const { done, value } = await layer.reader.read();
        if (done) return;
        const counter = new DataView(value.data).getUint32(0);
        need(!passed.has(counter), `frame ${counter} came through twice`);
        passed.add(counter);
      }
    })();
    for (let number = 0; number < 512; number++) {
      const bytes = frameInput(dice, frames, number);
      given.push(Buffer.from(bytes).toString("hex"));
      await layer.writer.write({ data: bytes.buffer });
    }
    await layer.writer.close();
    await reading;
    const { arrived, opened, refused, repeated, early, empty } = layer.counts();
    need(arrived === 512 && opened + refused + repeated + early + empty === 512, "frames are miscounted");
    const honest = new Set(given.filter((one) => sealed.has(one)).map((one) => parseInt(one.slice(0, 8), 16)));
    need(passed.size === opened && [...passed].every((one) => honest.has(one)), "a frame of nobody came through");
    count += 512;
  }
  return count;
}

// --- the command -----------------------------------------------------------------------------

/** @template T
 * @param {(dice: Dice) => T} make @param {(input: T) => void | Promise<void>} run */
function each(make, run) {
  return async (/** @type {Dice} */ dice, /** @type {GoesOn} */ goesOn) => {
    let count = 0;
    while (goesOn(count)) {
      for (let times = 0; times < LOOK_EVERY; times++) {
        const input = make(dice);
        try {
          const done = run(input);
          if (done) await done;
        } catch (error) {
          console.error(JSON.stringify(input).replace(/[^ -~]/g, escape));
          throw error;
        }
      }
      count += LOOK_EVERY;
    }
    return count;
  };
}

const READERS = {
  "page-transport": each(transportInput, transport),
  "page-binding": each(bindingInput, binding),
  "page-frames": frames,
};

const [name = "", seconds = "10", seed = "1", most = "Infinity"] = process.argv.slice(2);
const reader = READERS[/** @type {keyof typeof READERS} */ (name)];
const end = performance.now() + Number(seconds) * 1000;
const goesOn = (/** @type {number} */ count) => count < Number(most) && performance.now() < end;
const count = await reader(diceOf(Number(seed)), goesOn);
const { user, system } = process.cpuUsage();
console.log(count, (user + system) / 1e6);
// What the streams and keys of thousands of frame layers leave behind has kept node from ending.
process.exit(0);
