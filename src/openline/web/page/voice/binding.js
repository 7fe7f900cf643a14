/**
 * What ties a leg to its two parties: commitment, frame secrets, frame keys, check words.
 * docs/spec/14-voice.md, 2, 5 and 7; 07-calls.md, 8. All byte strings that leave or enter are lower-case hex.
 *
 * Nothing here is a primitive: SHA-256, HKDF and randomness are the browser's own.
 */

import { parseNumbers } from "./description.js";
import { VoiceFailure } from "./failure.js";

/** @import { Numbers } from "./description.js" */

const HEX_32 = /^[0-9a-f]{64}$/;
const SIGNAL = /^[0-9a-f]{68}$/;

/** L(x): the label that keeps one use of a hash or key apart from every other.
 * @param {string} name */
function label(name) {
  return new TextEncoder().encode(`openline/v1/${name}\0`);
}

/** @param {Uint8Array[]} parts */
function join(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** SHA-256 of the parts, one after the other.
 * @param {Uint8Array[]} parts */
async function hash(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
}

/** @param {Uint8Array} bytes */
function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** 32 bytes from exactly 64 lower-case hex digits.
 * @param {unknown} text
 * @param {string} name what the value is, for the failure
 * @returns {Uint8Array<ArrayBuffer>} */
function parse32(text, name) {
  if (typeof text !== "string" || !HEX_32.test(text)) {
    throw new VoiceFailure("bad-field", `${name} is not 64 lower-case hex digits`);
  }
  return Uint8Array.from({ length: 32 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/** SHA-256 as lower-case hex, of a certificate for instance.
 * @param {ArrayBuffer} bytes */
export async function hashHex(bytes) {
  return toHex(await hash(new Uint8Array(bytes)));
}

/**
 * The secrets and promises of one end of one leg.
 *
 * @typedef {"offerer" | "acceptor"} Role
 * @typedef {{ sending: CryptoKey, receiving: CryptoKey }} FrameKeys non-extractable AES-256-GCM
 */
export class Binding {
  #nonce = crypto.getRandomValues(new Uint8Array(32));
  #secret = crypto.getRandomValues(new Uint8Array(32));
  /** @type {Uint8Array | null} */
  #peerNonce = null;
  /** The peer's frame secret as it came, which may be before the act that announces it.
   * @type {Uint8Array | null} */
  #shown = null;
  /** @type {Numbers | null} */
  #numbers = null;
  /** @type {Uint8Array | null} */
  #peerSecret = null;
  /** @type {Uint8Array<ArrayBuffer> | null} */
  #transcript = null;
  /** What the peer has promised in its act, before it showed anything. */
  #promised = { commit: "", fsh: "" };

  /** The hash of the frame secret, and the offerer's commitment to its nonce. */
  fsh = "";
  commit = "";

  /** @param {Role} role */
  static async draw(role) {
    const binding = new Binding(role);
    binding.fsh = toHex(await hash(label("frame-secret"), binding.#secret));
    binding.commit = toHex(await hash(label("commit"), binding.#nonce));
    return binding;
  }

  /** @param {Role} role use Binding.draw */
  constructor(role) {
    /** @readonly */
    this.role = role;
  }

  /** The nonce: the acceptor's goes into its act at once, the offerer's only into the reveal. */
  get nonce() {
    return toHex(this.#nonce);
  }

  /** The frame secret and the own payload numbers: for the peer alone, by a parcel, never
   * into the record.
   * @param {Numbers} numbers */
  signal({ opus, red }) {
    return toHex(join(this.#secret, Uint8Array.of(opus, red)));
  }

  /** The peer's payload numbers; null until its signal is here. */
  get peerNumbers() {
    return this.#numbers;
  }

  /** Offerer: keep what the acceptor's act says.
   * @param {{ nonce: unknown, fsh: unknown }} accept */
  async takeAccept({ nonce, fsh }) {
    this.#peerNonce = parse32(nonce, "nonce");
    this.#promised.fsh = toHex(parse32(fsh, "fsh"));
    await this.#checkSecret();
  }

  /** Acceptor: keep what the offerer's act promises.
   * @param {{ commit: unknown, fsh: unknown }} offer */
  takeOffer({ commit, fsh }) {
    this.#promised.commit = toHex(parse32(commit, "commit"));
    this.#promised.fsh = toHex(parse32(fsh, "fsh"));
  }

  /** Acceptor: the offerer's nonce, which must be the one it committed to.
   * @param {unknown} nonce */
  async takeReveal(nonce) {
    const revealed = parse32(nonce, "nonce");
    if (toHex(await hash(label("commit"), revealed)) !== this.#promised.commit) {
      throw new VoiceFailure("commitment-broken", "the nonce is not the one committed to");
    }
    this.#peerNonce = revealed;
  }

  /** @param {unknown} signal of the peer, as it came by the parcel; the first one counts */
  async takeSignal(signal) {
    if (typeof signal !== "string" || !SIGNAL.test(signal)) {
      throw new VoiceFailure("bad-field", "the signal is not 34 bytes in lower-case hex");
    }
    const numbers = parseNumbers({
      opus: parseInt(signal.slice(64, 66), 16),
      red: parseInt(signal.slice(66), 16),
    });
    this.#shown ??= parse32(signal.slice(0, 64), "frame secret");
    this.#numbers ??= numbers;
    await this.#checkSecret();
  }

  async #checkSecret() {
    if (!this.#shown || !this.#promised.fsh) return;
    if (toHex(await hash(label("frame-secret"), this.#shown)) !== this.#promised.fsh) {
      throw new VoiceFailure("secret-mismatch", "the frame secret is not the one announced");
    }
    this.#peerSecret = this.#shown;
  }

  /** @param {unknown} transcript T, computed by the own station over both acts */
  takeTranscript(transcript) {
    const bytes = parse32(transcript, "transcript");
    if (this.#transcript && toHex(this.#transcript) !== toHex(bytes)) {
      throw new VoiceFailure("bad-field", "the leg was bound to another transcript before");
    }
    this.#transcript = bytes;
  }

  /** @returns {Promise<FrameKeys | null>} null until both secrets and T are known */
  async frameKeys() {
    if (!this.#transcript || !this.#peerSecret) return null;
    const salt = this.#transcript;
    const secrets = this.#inOrder(this.#secret, this.#peerSecret);
    const source = await crypto.subtle.importKey("raw", secrets, "HKDF", false, ["deriveKey"]);
    /** @param {number} direction @param {KeyUsage} use */
    const derive = (direction, use) =>
      crypto.subtle.deriveKey(
        {
          name: "HKDF",
          hash: "SHA-256",
          salt,
          info: join(label("frame"), Uint8Array.of(direction)),
        },
        source,
        { name: "AES-GCM", length: 256 },
        false,
        [use],
      );
    const [own, other] = this.role === "offerer" ? [0, 1] : [1, 0];
    const [sending, receiving] = await Promise.all([
      derive(own, "encrypt"),
      derive(other, "decrypt"),
    ]);
    return { sending, receiving };
  }

  /** @returns {Promise<number[] | null>} four numbers 0..1023; null until all is known */
  async words() {
    if (!this.#transcript || !this.#peerNonce) return null;
    const nonces = this.#inOrder(this.#nonce, this.#peerNonce);
    const digest = await hash(label("words"), this.#transcript, nonces);
    const bits = digest.slice(0, 5).reduce((sum, byte) => sum * 256 + byte, 0);
    return [3, 2, 1, 0].map((place) => Math.floor(bits / 1024 ** place) % 1024);
  }

  /** The offerer's value always comes first.
   * @param {Uint8Array} own @param {Uint8Array} peer */
  #inOrder(own, peer) {
    return this.role === "offerer" ? join(own, peer) : join(peer, own);
  }
}
