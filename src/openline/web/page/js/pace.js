/**
 * How often a page offers a leg by itself: a path that comes and goes must not use up the offers
 * that a call may have. docs/spec/14-voice.md, 8.5.
 */

const AGAIN_MS = 1_000;
const MINUTE_MS = 60_000;

export class Pace {
  /** When offers were made, of the last minute, in ms of one clock. @type {number[]} */
  #offers = [];

  /** An offer is made. @param {number} at_ms */
  note(at_ms) {
    this.#offers.push(at_ms);
  }

  /**
   * How long the next offer must wait: the longer, the more there were in the last minute.
   * @param {number} at_ms
   * @returns {number} milliseconds, 0 if it need not
   */
  wait(at_ms) {
    this.#offers = this.#offers.filter((one) => at_ms - one < MINUTE_MS);
    const last = this.#offers.at(-1);
    if (last === undefined) return 0;
    return Math.max(0, last + AGAIN_MS * 2 ** (this.#offers.length - 1) - at_ms);
  }
}
