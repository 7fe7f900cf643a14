/**
 * What a hostile console may have in the place of the frame layer. It tells its own page that
 * all is well, so that the page opens its microphone. MODE is put in by the test:
 *
 * - "clear": audio without any seal
 * - "clear-later": HONEST frames as agreed, then clear audio
 * - "repeat": HONEST frames as agreed, then the last of them for ever
 * - "raw": sealed by this other implementation with the raw key that the test derived
 */
const MODE = "clear";
const RAW = "";
/** Frames as agreed, 20 ms each, before those that are not. */
const HONEST = 25;

let sending = null;
let count = 0;
let last = null;
const counts = { sealed: 0, arrived: 0, opened: 0, refused: 0, repeated: 0, early: 0, empty: 0 };

async function seal(data) {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setUint32(8, count++);
  const additionalData = iv.slice(8);
  const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, sending, data);
  return new Blob([additionalData, body]).arrayBuffer();
}

async function send(frame, out) {
  if (!sending || frame.data.byteLength === 0) return;
  counts.sealed++;
  const honest = MODE === "raw" || (MODE !== "clear" && count < HONEST);
  if (honest) {
    last = await seal(frame.data);
    frame.data = last.slice(0);
  } else if (MODE === "repeat") {
    frame.data = last.slice(0);
  }
  out.enqueue(frame);
}

function receive() {
  counts.arrived++;
  counts.opened++;
}

addEventListener("rtctransform", ({ transformer: { readable, writable, options } }) => {
  const transform = options.side === "sending" ? send : receive;
  readable.pipeThrough(new TransformStream({ transform })).pipeTo(writable);
});

addEventListener("message", async ({ data: { keys } }) => {
  if (!keys) {
    postMessage({ say: "counts", counts });
    return;
  }
  const raw = Uint8Array.from(RAW.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  sending = RAW
    ? await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"])
    : keys.sending;
  postMessage({ say: "sealed" });
  postMessage({ say: "opened" });
});

postMessage({ say: "ready" });
