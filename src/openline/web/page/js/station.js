/**
 * The page's link to its station: one WebSocket, documents by topic, acts with answers.
 * docs/console.md, 2. What was not answered when the link broke is sent again with the same id,
 * which makes it the same act.
 */

/** @typedef {import("./types").Topics} Topics */
/** @typedef {import("./types").Me} Me */

/** The station closes with this when the session is over. */
const SESSION_OVER = 4401;
/** Without a tick for so long the page no longer knows anything. */
const STALE_MS = 3_000;
/** A link that is silent for so long is given up and opened anew. */
const SILENT_MS = 5_000;
const RETRY_MS = 1_000;
/** These must not be done late: if the answer is lost for longer, a person decides anew. */
const PROMPT = new Set(["ring", "answer", "leg-offer", "leg-accept", "leg-reveal"]);
const PROMPT_MS = 10_000;

/** The station refused an act, or it is not known whether it was done. */
export class Refused extends Error {
  /**
   * @param {{code: string, what?: string, advice?: string, facts?: Record<string, any>}}
   *   answer
   */
  constructor(answer) {
    super(answer.code);
    this.code = answer.code;
    this.what = answer.what ?? "";
    this.advice = answer.advice ?? "";
    this.facts = answer.facts ?? {};
  }
}

/**
 * Sends: "change" when anything to be shown changed, "hello" after each opening,
 * "signal" (detail: {leg, data}).
 */
export class Station extends EventTarget {
  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    this.version = "";
    /** @type {"opening" | "live" | "lost" | "shut"} shut: the session is over */
    this.state = "opening";
    /** @type {Partial<Topics>} */
    this.docs = {};
    /** Topics that the station does not show. @type {Map<string, Refused>} */
    this.withheld = new Map();
    /** When the last tick came, by the page's own clock. */
    this.heard = performance.now();
    this.ahead = 0;
    /** @type {string[]} */
    this.topics = ["now"];
    /**
     * @type {Map<string, {send: string, act: string, at: number, done: (r: any) => void,
     *   failed: (e: Refused) => void}>}
     */
    this.waiting = new Map();
    /** @type {WebSocket | null} */
    this.socket = null;
    setInterval(() => this.#mind(), 250);
    addEventListener("online", () => this.open());
  }

  /** Station time in milliseconds; runs on by the page's clock between ticks. */
  now() {
    return Date.now() + this.ahead;
  }

  /** How old what the page shows is, in milliseconds. */
  age() {
    return performance.now() - this.heard;
  }

  open() {
    if (this.socket) return;
    const socket = new WebSocket(
      `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`,
    );
    this.socket = socket;
    this.opened = performance.now();
    socket.onmessage = (event) => this.#take(JSON.parse(event.data));
    socket.onclose = (event) => this.#closed(socket, event.code);
  }

  /** @param {WebSocket} socket @param {number} code */
  #closed(socket, code) {
    if (this.socket !== socket) return;
    this.socket = null;
    if (code === SESSION_OVER) {
      this.state = "shut";
      this.dispatchEvent(new Event("change"));
    }
    if (this.state === "shut") return;
    setTimeout(() => this.#again(), RETRY_MS);
  }

  async #again() {
    if (this.socket) return;
    try {
      const answer = await fetch("/api/me", { cache: "no-store" });
      if (answer.status === 401) {
        this.state = "shut";
        this.dispatchEvent(new Event("change"));
        return;
      }
    } catch {
      // The station does not answer: go on trying.
    }
    this.open();
  }

  #mind() {
    const silent = this.age();
    if (this.state === "live" && silent > STALE_MS) {
      this.state = "lost";
      this.dispatchEvent(new Event("change"));
    }
    const socket = this.socket;
    if (socket && silent > SILENT_MS && performance.now() - (this.opened ?? 0) > SILENT_MS) {
      socket.onclose = null;
      socket.onmessage = null;
      socket.close();
      this.#closed(socket, 0);
    }
    for (const [id, one] of this.waiting) {
      if (!PROMPT.has(one.act) || performance.now() - one.at < PROMPT_MS) continue;
      this.waiting.delete(id);
      one.failed(new Refused({ code: "not-known" }));
    }
  }

  /** @param {any} message */
  #take(message) {
    this.heard = performance.now();
    if (this.state !== "live" && message.t !== "hello") {
      this.state = "live";
      this.dispatchEvent(new Event("change"));
    }
    switch (message.t) {
      case "tick":
        this.#clock(message.time_ms);
        break;
      case "hello":
        this.#hello(message);
        break;
      case "view":
        /** @type {any} */ (this.docs)[message.topic] = message.doc;
        this.withheld.delete(message.topic);
        this.dispatchEvent(new Event("change"));
        break;
      case "done":
        this.#done(message);
        break;
      case "error":
        if (message.topic) this.withheld.set(message.topic, new Refused(message));
        this.dispatchEvent(new Event("change"));
        break;
      case "signal":
        this.dispatchEvent(
          new CustomEvent("signal", { detail: { leg: message.leg, data: message.data } }),
        );
        break;
    }
  }

  /** @param {any} message */
  #hello(message) {
    this.me = message.me;
    this.version = message.station.version;
    this.ahead = message.station.time_ms - Date.now();
    this.state = "live";
    this.#send({ t: "watch", topics: this.topics });
    for (const one of this.waiting.values()) this.socket?.send(one.send);
    this.dispatchEvent(new Event("hello"));
    this.dispatchEvent(new Event("change"));
  }

  /** @param {number} time_ms */
  #clock(time_ms) {
    const ahead = time_ms - Date.now();
    // Small changes are the delay of the message; the clock shown must not jitter.
    if (Math.abs(ahead - this.ahead) > 150) this.ahead = ahead;
  }

  /** @param {any} message */
  #done(message) {
    const one = this.waiting.get(message.id);
    if (!one) return;
    this.waiting.delete(message.id);
    if (message.ok) one.done(message.result ?? {});
    else one.failed(new Refused(message));
  }

  /** @param {any} message */
  #send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** Ask for these topics instead of the former ones. @param {string[]} topics */
  watch(topics) {
    if (topics.join() === this.topics.join()) return;
    for (const old of this.topics) {
      if (!topics.includes(old)) delete (/** @type {any} */ (this.docs)[old]);
    }
    this.topics = topics;
    this.#send({ t: "watch", topics });
  }

  /**
   * Do one act. The id is made here, once a press.
   * @param {string} line
   * @param {string} act
   * @param {Record<string, unknown>} body
   * @returns {Promise<any>} the result; rejects with `Refused`
   */
  do(line, act, body) {
    const id = hex(crypto.getRandomValues(new Uint8Array(16)));
    const send = JSON.stringify({ t: "do", id, line, act, body });
    return new Promise((done, failed) => {
      this.waiting.set(id, { send, act, at: performance.now(), done, failed });
      if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(send);
    });
  }

  /** Send the far console a transient. @param {string} leg @param {string} data hex */
  signal(leg, data) {
    this.#send({ t: "signal", leg, data });
  }
}

/**
 * Fetch something from the station, beside the live link.
 * @param {string} path below `/api/lines/`
 * @param {RequestInit} [options]
 * @returns {Promise<Response>} rejects with `Refused`, also if the station was not reached
 */
export async function fetchFrom(path, options) {
  const answer = await fetch(`/api/lines/${path}`, options).catch(() => {
    throw new Refused({ code: "not-reached" });
  });
  if (!answer.ok) throw new Refused(await answer.json());
  return answer;
}

/**
 * Ask the station for what it says in JSON; as `fetchFrom`.
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<any>}
 */
export const askStation = async (path, options) => (await fetchFrom(path, options)).json();

/** @param {Uint8Array} bytes */
export const hex = (bytes) =>
  Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
