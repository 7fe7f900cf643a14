/**
 * The one error of this folder. Its code is stable; the page shows the sentence of its own
 * catalogue for it. docs/spec/14-voice.md, 9.
 */

export class VoiceFailure extends Error {
  /**
   * @param {string} code one of the causes in docs/spec/14-voice.md, 9
   * @param {string} what what was wrong, for the log; never a secret
   */
  constructor(code, what) {
    super(what);
    this.name = "VoiceFailure";
    this.code = code;
  }
}
