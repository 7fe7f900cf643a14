/**
 * The microphone, or what a test puts in its place. docs/spec/14-voice.md, 9.
 */

import { VoiceFailure } from "./failure.js";

/** What the browser calls the trouble, and what we call it. */
const CAUSES = new Map([
  ["NotAllowedError", "microphone-refused"],
  ["SecurityError", "microphone-refused"],
  ["NotFoundError", "microphone-missing"],
  ["OverconstrainedError", "microphone-missing"],
  ["NotReadableError", "microphone-busy"],
  ["AbortError", "microphone-busy"],
]);

function fromDevice() {
  return navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
  });
}

/**
 * @param {() => Promise<MediaStream>} source
 * @returns {Promise<MediaStream>}
 * @throws {VoiceFailure} microphone-refused, -missing or -busy
 */
export async function openMicrophone(source = fromDevice) {
  try {
    return await source();
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    const code = CAUSES.get(name);
    if (!code) throw error;
    throw new VoiceFailure(code, `the browser says ${name}`);
  }
}
