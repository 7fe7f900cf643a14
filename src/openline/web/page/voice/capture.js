/** Gives what it hears to the page, piece by piece, and sounds nothing. A worklet of its own. */

const scope = /** @type {any} */ (globalThis);

scope.registerProcessor(
  "capture",
  class extends scope.AudioWorkletProcessor {
    /** @param {Float32Array[][]} inputs */
    process(inputs) {
      const heard = inputs[0]?.[0];
      if (heard) this.port.postMessage(heard.slice());
      return true;
    }
  },
);
