/**
 * Between the fields of a leg and the browser's session descriptions.
 * docs/spec/14-voice.md, 2 and 4.
 *
 * The peer is hostile. Its fields are matched whole against narrow patterns, taken apart,
 * and written anew into a fixed template; no text of the peer is ever pasted, and the
 * template has one fingerprint line (a browser goes by the last of several).
 */

import { VoiceFailure } from "./failure.js";

/** Most candidates in a field, and the most that are taken from a peer. */
export const CANDIDATES_MAX = 8;

/** The payload numbers that an acceptor assumes until the offerer's signal tells. */
const USUAL = { opus: 111, red: 63 };

const FINGERPRINT = /^[0-9a-f]{64}$/;
const UFRAG = /^[A-Za-z0-9+/]{4,64}$/;
const PASSWORD = /^[A-Za-z0-9+/]{22,128}$/;
const CANDIDATE =
  /^udp ([1-9][0-9]{0,9}) ([0-9.]{7,15}|[0-9a-f:]{2,39}) ([1-9][0-9]{0,4}) (host|srflx|relay)$/;
const GATHERED =
  /^(?:a=)?candidate:\S+ 1 udp ([0-9]+) (\S+) ([0-9]+) typ (host|srflx|relay)(?: .*)?$/i;

/**
 * @typedef {{ fp: string, ufrag: string, pwd: string, candidates: string[] }} Transport
 *   The transport fields of a leg's offer or accept. A candidate is
 *   "udp PRIORITY ADDRESS PORT host|srflx|relay", single spaces, lower case.
 * @typedef {{ opus: number, red: number }} Numbers
 *   Payload numbers, of Opus and of its repetition (RFC 2198); red 0: cannot be done.
 * @typedef {{ priority: number, address: string, port: number, type: string }} Candidate
 */

/** An address in the form in which the browser itself writes it, or null.
 * @param {string} text */
function canonicalAddress(text) {
  try {
    const host = new URL(text.includes(":") ? `http://[${text}]/` : `http://${text}/`).hostname;
    return host.replace(/^\[|\]$/g, "");
  } catch {
    return null;
  }
}

/** @param {unknown} text @returns {Candidate} */
export function parseCandidate(text) {
  const found = typeof text === "string" ? CANDIDATE.exec(text) : null;
  if (!found) throw new VoiceFailure("bad-field", "a candidate has the wrong form");
  const [, priority, address, port, type] = /** @type {string[]} */ (/** @type {unknown} */ (found));
  const candidate = {
    priority: Number(priority),
    address: String(address),
    port: Number(port),
    type: String(type),
  };
  if (
    candidate.priority > 0x7fffffff ||
    candidate.port > 65535 ||
    canonicalAddress(candidate.address) !== candidate.address
  ) {
    throw new VoiceFailure("bad-field", "a candidate's number or address is out of range");
  }
  return candidate;
}

/** @param {Candidate} candidate */
function encodeCandidate({ priority, address, port, type }) {
  return `udp ${priority} ${address} ${port} ${type}`;
}

/**
 * The peer's transport fields, checked.
 * @param {Record<string, unknown>} fields
 * @returns {Transport}
 */
export function parseTransport(fields) {
  const { fp, ufrag, pwd, candidates } = fields;
  if (typeof fp !== "string" || !FINGERPRINT.test(fp)) {
    throw new VoiceFailure("bad-field", "fp is not one SHA-256 in lower-case hex");
  }
  if (typeof ufrag !== "string" || !UFRAG.test(ufrag)) {
    throw new VoiceFailure("bad-field", "ufrag has the wrong form");
  }
  if (typeof pwd !== "string" || !PASSWORD.test(pwd)) {
    throw new VoiceFailure("bad-field", "pwd has the wrong form");
  }
  if (!Array.isArray(candidates) || candidates.length < 1 || candidates.length > CANDIDATES_MAX) {
    throw new VoiceFailure("bad-field", `candidates are not 1 to ${CANDIDATES_MAX}`);
  }
  return { fp, ufrag, pwd, candidates: candidates.map((c) => encodeCandidate(parseCandidate(c))) };
}

/**
 * The own fields, from a local description that has its candidates.
 * Names that hide an address (".local"), TCP and what has another form are left out;
 * relays come first, then by priority.
 * @param {string} sdp
 * @returns {Transport}
 */
export function readTransport(sdp) {
  const lines = sdp.split(/\r?\n/);
  /** @param {string} start */
  const value = (start) => lines.find((line) => line.startsWith(start))?.slice(start.length) ?? "";
  const candidates = lines
    .flatMap((line) => readCandidate(line) ?? [])
    .sort((a, b) => Number(b.type === "relay") - Number(a.type === "relay") || b.priority - a.priority)
    .slice(0, CANDIDATES_MAX)
    .map(encodeCandidate);
  if (candidates.length === 0) {
    throw new VoiceFailure("no-candidate", "the browser found no address to offer");
  }
  return parseTransport({
    fp: value("a=fingerprint:sha-256 ").replaceAll(":", "").toLowerCase(),
    ufrag: value("a=ice-ufrag:"),
    pwd: value("a=ice-pwd:"),
    candidates,
  });
}

/** @param {string} line a candidate as the browser writes it @returns {Candidate | null} */
export function readCandidate(line) {
  const found = GATHERED.exec(line);
  if (!found) return null;
  const address = canonicalAddress(String(found[2]));
  const text = `udp ${found[1]} ${address} ${found[3]} ${String(found[4]).toLowerCase()}`;
  return CANDIDATE.test(text) ? parseCandidate(text) : null;
}

/** What this browser can do before it has made an offer.
 * @returns {Numbers} */
export function ownNumbers() {
  const codecs = RTCRtpReceiver.getCapabilities("audio")?.codecs ?? [];
  const repeats = codecs.some(({ mimeType }) => mimeType.toLowerCase() === "audio/red");
  return { opus: USUAL.opus, red: repeats ? USUAL.red : 0 };
}

/** The numbers of the own offer: they are what this end receives by.
 * @param {string} sdp @returns {Numbers} */
export function readNumbers(sdp) {
  /** @param {string} codec */
  const number = (codec) => Number(new RegExp(`^a=rtpmap:([0-9]+) ${codec}`, "im").exec(sdp)?.[1] ?? 0);
  const numbers = { opus: number("opus/48000/2"), red: number("red/48000/2") };
  if (!numbers.opus) throw new VoiceFailure("browser-lacks-webrtc", "the browser has no Opus");
  return numbers;
}

/** The numbers of a peer, checked.
 * @param {Numbers} numbers */
export function parseNumbers({ opus, red }) {
  if (!isDynamic(opus) || (red !== 0 && !isDynamic(red)) || opus === red) {
    throw new VoiceFailure("bad-field", "a payload number is out of range");
  }
  return { opus, red };
}

/** @param {number} number a payload number that stands for no codec by itself: RFC 5761, 4 */
function isDynamic(number) {
  return (number >= 35 && number <= 63) || (number >= 96 && number <= 127);
}

/**
 * The remote description: the template and these fields, nothing else.
 *
 * With repetition a lost packet's frame comes again in the next one, whole; without it Opus
 * spends part of its rate on a coarser copy of its own. Both together sound worse than the
 * first alone.
 * @param {"offer" | "answer"} type
 * @param {Transport} transport of the peer, from parseTransport
 * @param {Numbers} numbers the offerer's; red 0: send each frame once
 * @returns {RTCSessionDescriptionInit}
 */
export function remoteDescription(type, transport, { opus, red }) {
  const pairs = transport.fp.toUpperCase().match(/../g) ?? [];
  const lines = [
    "v=0",
    "o=- 1 1 IN IP4 0.0.0.0",
    "s=-",
    "t=0 0",
    "a=group:BUNDLE 0",
    `m=audio 9 UDP/TLS/RTP/SAVPF ${red ? `${red} ` : ""}${opus}`,
    "c=IN IP4 0.0.0.0",
    "a=mid:0",
    "a=sendrecv",
    "a=rtcp-mux",
    `a=ice-ufrag:${transport.ufrag}`,
    `a=ice-pwd:${transport.pwd}`,
    `a=fingerprint:sha-256 ${pairs.join(":")}`,
    // The offerer waits for the handshake, the acceptor begins it.
    `a=setup:${type === "offer" ? "passive" : "active"}`,
    `a=rtpmap:${opus} opus/48000/2`,
    // Constant rate, no silence suppression: sizes say nothing about the speech.
    `a=fmtp:${opus} minptime=20;maxaveragebitrate=32000;stereo=0;cbr=1;usedtx=0;` +
      `useinbandfec=${red ? 0 : 1}`,
    ...(red ? [`a=rtpmap:${red} red/48000/2`, `a=fmtp:${red} ${opus}/${opus}`] : []),
    "a=ptime:20",
    "a=maxptime:20",
    ...transport.candidates.map((text, n) => candidateLine(parseCandidate(text), n)),
    "a=end-of-candidates",
  ];
  return { type, sdp: lines.map((line) => `${line}\r\n`).join("") };
}

/** @param {Candidate} candidate @param {number} n */
function candidateLine({ priority, address, port, type }, n) {
  const none = address.includes(":") ? "::" : "0.0.0.0";
  const related = type === "host" ? "" : ` raddr ${none} rport 0`;
  return `a=candidate:${n + 1} 1 udp ${priority} ${address} ${port} typ ${type}${related}`;
}
