/** A page that is only a Leg: whoever drives it carries the fields to the other page. */
import { Leg } from "/page/voice/leg.js";

const told = { states: [], stats: [], reports: [] };

function follow(leg) {
  leg.addEventListener("state", ({ detail }) => told.states.push({ ...detail, at: Date.now() }));
  leg.addEventListener("stats", ({ detail }) => told.stats.push(detail));
  leg.addEventListener("report", ({ detail }) => told.reports.push(detail));
  Object.assign(window, { leg });
}

/** @returns what the driver can show: a failure has a code, anything else is a defect */
async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (error.name !== "VoiceFailure") throw error;
    return { failed: error.code };
  }
}

/** Any 32 bytes that both ends have: here no station makes it of their acts. */
const TRANSCRIPT = "5a".repeat(32);

const post = (name, letter) =>
  fetch(`/letters/${name}`, { method: "POST", body: JSON.stringify(letter) });
const wait = async (name) => (await fetch(`/letters/${name}`)).json();

Object.assign(window, {
  told,
  prepare: async (role, reach) => {
    window.prepared = await Leg.prepare(role, reach);
  },
  offer: (options) =>
    attempt(async () => {
      follow(await Leg.offer(window.prepared ? { prepared: window.prepared } : options));
      return window.leg.offerFields();
    }),
  accept: (fields, options) =>
    attempt(async () => {
      const given = window.prepared ? { prepared: window.prepared } : options;
      follow(await Leg.accept(fields, given));
      return window.leg.acceptFields();
    }),
  /** Called end, as in bare.js; the other end is there as soon as the letters are. */
  press: async (name, options) => {
    const at = Date.now();
    void post(`${name}-offer`, await window.offer(options));
    const { accept, secret } = await wait(`${name}-accept`);
    void window.leg.bind({ transcript: TRANSCRIPT });
    await window.leg.accepted(accept);
    const reveal = { nonce: window.leg.reveal(), secret: window.leg.secret() };
    void post(`${name}-reveal`, reveal);
    await window.leg.peerSecret(secret);
    return at;
  },
  waitFor: async (name, options) => {
    const accept = await window.accept(await wait(`${name}-offer`), options);
    void post(`${name}-accept`, { accept, secret: window.leg.secret() });
    void window.leg.bind({ transcript: TRANSCRIPT });
    const { nonce, secret } = await wait(`${name}-reveal`);
    await window.leg.peerSecret(secret);
    await window.leg.revealed(nonce);
  },
  ready: true,
});
