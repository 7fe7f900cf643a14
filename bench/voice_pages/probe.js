/**
 * The measuring end of a page, put in before the page's own scripts run: it takes the place
 * of the microphone, and records whatever any <audio> element of the page is given to play.
 * The page under test knows nothing of it.
 */
(() => {
  const RATE = 48000;
  const recorder = `
    registerProcessor("recorder", class extends AudioWorkletProcessor {
      process([input]) {
        const samples = input[0] ? input[0].slice() : new Float32Array(128);
        this.port.postMessage([currentFrame, Date.now(), samples]);
        return true;
      }
    });`;

  class Probe {
    constructor() {
      this.context = new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
      this.mouth = this.context.createMediaStreamDestination();
      // A microphone is never without samples; this one would be, with nothing connected.
      const silence = new ConstantSourceNode(this.context, { offset: 0 });
      silence.connect(this.mouth);
      silence.start();
      // The clock of the samples against the clock of the machine: the earliest seen counts.
      this.epoch = Infinity;
      this.sounds = [];
      this.ears = new GainNode(this.context);
      this.ready = this.context.audioWorklet
        .addModule(URL.createObjectURL(new Blob([recorder], { type: "text/javascript" })))
        .then(() => {
          const node = new AudioWorkletNode(this.context, "recorder", { channelCount: 1, channelCountMode: "explicit" });
          node.port.onmessage = ({ data }) => this.take(data);
          this.ears.connect(node);
          // A node that leads nowhere is not always run.
          node.connect(new GainNode(this.context, { gain: 0 })).connect(this.context.destination);
        });
    }

    microphone() {
      return this.mouth.stream.clone();
    }

    listen(stream) {
      if (!stream?.getAudioTracks().length) return;
      this.context.createMediaStreamSource(stream).connect(this.ears);
    }

    take([frame, now, samples]) {
      this.epoch = Math.min(this.epoch, now - (1000 * frame) / RATE);
      if (this.recording) this.sounds.push([frame, samples, now]);
    }

    /** @returns the number of samples played, and when (epoch ms) the first of them */
    async say(base64, after = 0.1) {
      await this.ready;
      await this.context.resume();
      const pcm = new Int16Array(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer);
      const buffer = this.context.createBuffer(1, pcm.length, RATE);
      buffer.copyToChannel(Float32Array.from(pcm, (x) => x / 32768), 0);
      const source = new AudioBufferSourceNode(this.context, { buffer });
      source.connect(this.mouth);
      const at = Math.ceil((this.context.currentTime + after) * RATE) / RATE;
      source.start(at);
      return at;
    }

    /** A tone into the microphone from now on. */
    hum() {
      const tone = new OscillatorNode(this.context, { frequency: 440 });
      tone.connect(new GainNode(this.context, { gain: 0.3 })).connect(this.mouth);
      tone.start();
    }

    async record() {
      await this.ready;
      await this.context.resume();
      this.sounds = [];
      this.recording = true;
    }

    /** When the sample clock said `at` seconds, as epoch ms. */
    when(at) {
      return this.epoch + 1000 * at;
    }

    /** Epoch ms of the first sample louder than the threshold since record(), or null. */
    firstSound(threshold = 0.01) {
      for (const [frame, samples] of this.sounds) {
        const i = samples.findIndex((x) => Math.abs(x) > threshold);
        if (i >= 0) return this.when((frame + i) / RATE);
      }
      return null;
    }

    /**
     * Epoch ms at which each silent twentieth of a second since record() ended. By the clock of
     * the machine: that of the samples stands still while a busy machine plays nothing.
     */
    silences(threshold = 0.015) {
      const ends = [];
      const step = 18;
      for (let at = 0; at + step <= this.sounds.length; at += step) {
        const part = this.sounds.slice(at, at + step);
        const peak = Math.max(...part.map(([, samples]) => Math.max(...samples)));
        if (peak < threshold) ends.push(part[step - 1][2]);
      }
      return ends;
    }

    /** @returns {{ start_ms: number, pcm: string }} epoch of the first sample; 16 bit base64 */
    heard() {
      this.recording = false;
      const first = this.sounds[0]?.[0] ?? 0;
      const size = this.sounds.length ? this.sounds.at(-1)[0] + 128 - first : 0;
      const pcm = new Int16Array(size);
      for (const [frame, samples] of this.sounds) {
        pcm.set(Int16Array.from(samples, (x) => Math.max(-1, Math.min(1, x)) * 32767), frame - first);
      }
      const bytes = new Uint8Array(pcm.buffer);
      let text = "";
      for (let i = 0; i < bytes.length; i += 32768) {
        text += String.fromCharCode(...bytes.subarray(i, i + 32768));
      }
      return { start_ms: this.when(first / RATE), pcm: btoa(text) };
    }
  }

  let made = null;
  Object.defineProperty(window, "probe", { get: () => (made ??= new Probe()) });
  if (navigator.mediaDevices) {
    navigator.mediaDevices.getUserMedia = async () => {
      await window.probe.ready;
      await window.probe.context.resume();
      return window.probe.microphone();
    };
  }
  const own = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "srcObject");
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", {
    get: own.get,
    set(stream) {
      own.set.call(this, stream);
      if (stream) window.probe.listen(stream);
    },
  });
})();
