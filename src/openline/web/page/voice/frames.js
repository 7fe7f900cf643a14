/**
 * The frame layer: every encoded audio frame is sealed once more with a key that only the
 * two consoles have. A worker of its own. docs/spec/14-voice.md, 6.
 *
 *     frame = ctr u32 || AES-256-GCM(key, nonce = 8 zero bytes || ctr, ad = ctr, audio)
 *
 * Without a key nothing passes in either direction. A frame that does not decrypt, was seen
 * before or is too old is dropped here and never reaches a decoder.
 */

const COUNTER = 4;
const TAG = 16;
const WINDOW = 64;
const COUNTER_MAX = 0xffffffff;
/** How long frames may fail to decrypt, without one that does, before it is an alarm. */
const ALARM_AFTER_MS = 2000;
/** An honest peer sends a frame every 20 ms, of speech, silence or a muted microphone alike.
 * So many looks in a row at which none had come are a gap. Looks are counted and not time: a
 * machine that stood still has not listened. */
const LOOK_EVERY_MS = 100;
const GAP_LOOKS = 6;

/** @type {CryptoKey | null} */
let sending = null;
/** @type {CryptoKey | null} */
let receiving = null;

/** Frames since the start, by what became of them. */
const counts = { sealed: 0, arrived: 0, opened: 0, refused: 0, repeated: 0, early: 0, empty: 0 };

let next = 0;
let highest = -1;
/** The counter last accepted at each place of the window. */
const seen = new Float64Array(WINDOW).fill(-1);
/** When the present run of frames that do not decrypt began; null: no such run.
 * @type {number | null} */
let failingSince = null;
let alarmed = false;
/** Looks in a row without a frame, and what had decrypted at the last one. */
let idle = 0;
let looked = 0;

/** @param {number} counter */
function nonce(counter) {
  const bytes = new Uint8Array(12);
  new DataView(bytes.buffer).setUint32(8, counter);
  return bytes;
}

/** @param {number} counter */
function parameters(counter) {
  const iv = nonce(counter);
  return { name: "AES-GCM", iv, additionalData: iv.subarray(8), tagLength: 8 * TAG };
}

/** @param {RTCEncodedAudioFrame} frame
 *  @param {TransformStreamDefaultController<RTCEncodedAudioFrame>} out */
async function seal(frame, out) {
  if (!sending || frame.data.byteLength === 0 || next >= COUNTER_MAX) return;
  const counter = next++;
  const how = parameters(counter);
  const sealed = await crypto.subtle.encrypt(how, sending, frame.data);
  const whole = new Uint8Array(COUNTER + sealed.byteLength);
  whole.set(how.additionalData);
  whole.set(new Uint8Array(sealed), COUNTER);
  frame.data = whole.buffer;
  out.enqueue(frame);
  if (counts.sealed++ === 0) postMessage({ say: "sealed" });
}

/** @param {RTCEncodedAudioFrame} frame
 *  @param {TransformStreamDefaultController<RTCEncodedAudioFrame>} out */
async function open(frame, out) {
  counts.arrived++;
  if (frame.data.byteLength === 0) {
    counts.empty++;
  } else if (!receiving) {
    counts.early++;
  } else if (frame.data.byteLength <= COUNTER + TAG) {
    refuse();
  } else {
    await openWhole(frame, receiving, out);
  }
}

/** @param {RTCEncodedAudioFrame} frame @param {CryptoKey} key
 *  @param {TransformStreamDefaultController<RTCEncodedAudioFrame>} out */
async function openWhole(frame, key, out) {
  const counter = new DataView(frame.data).getUint32(0);
  if (counter <= highest - WINDOW || seen[counter % WINDOW] === counter) {
    counts.repeated++;
    return;
  }
  let audio;
  try {
    audio = await crypto.subtle.decrypt(parameters(counter), key, frame.data.slice(COUNTER));
  } catch {
    refuse();
    return;
  }
  highest = Math.max(highest, counter);
  seen[counter % WINDOW] = counter;
  failingSince = null;
  frame.data = audio;
  out.enqueue(frame);
  if (counts.opened++ === 0) postMessage({ say: "opened" });
}

function refuse() {
  counts.refused++;
  const now = performance.now();
  failingSince ??= now;
  if (!alarmed && now - failingSince >= ALARM_AFTER_MS) {
    alarmed = true;
    postMessage({ say: "cannot-decrypt" });
  }
}

function look() {
  const came = counts.opened > looked;
  looked = counts.opened;
  if (looked === 0) return;
  if (came && idle >= GAP_LOOKS) postMessage({ say: "sound" });
  idle = came ? 0 : idle + 1;
  if (idle === GAP_LOOKS) postMessage({ say: "no-sound" });
}

// Here and not in the page: a page behind another tab is woken once a second.
setInterval(look, LOOK_EVERY_MS);

addEventListener("rtctransform", (event) => {
  const { readable, writable, options } = /** @type {RTCTransformEvent} */ (event).transformer;
  const transform = options.side === "sending" ? seal : open;
  void readable.pipeThrough(new TransformStream({ transform })).pipeTo(writable);
});

addEventListener("message", (event) => {
  const { keys } = /** @type {MessageEvent} */ (event).data;
  if (keys) {
    sending ??= keys.sending;
    receiving ??= keys.receiving;
  } else {
    postMessage({ say: "counts", counts });
  }
});

// A transform made before this line ran would find nobody listening.
postMessage({ say: "ready" });
