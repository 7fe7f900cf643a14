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

Object.assign(window, {
  told,
  prepare: async (role, reach) => {
    window.prepared = await Leg.prepare(role, reach);
  },
  offer: (options) =>
    attempt(async () => {
      follow(await Leg.offer({ ...options, prepared: window.prepared }));
      return window.leg.offerFields();
    }),
  accept: (fields, options) =>
    attempt(async () => {
      follow(await Leg.accept(fields, { ...options, prepared: window.prepared }));
      return window.leg.acceptFields();
    }),
  ready: true,
});
