/**
 * What voice needs and no person decides, done before it is asked for: certificate, addresses,
 * frame layer. The caller prepares to accept when Ring is pressed, the callee to offer when a
 * ring appears; in a call each end prepares for the leg that a lost path would call for.
 */

import { Leg } from "../voice/leg.js";

/** @typedef {"offerer" | "acceptor"} Role */

/** A document follows the answer to an act within this time; so long nothing is thrown away. */
export const DOCUMENT_MS = 5_000;
/** Addresses and the relay's credential grow old. */
const FRESH_MS = 600_000;

/** @type {Map<Role, {line: string, at: number, made: Promise<any>}>} */
const prepared = new Map();

/** @param {Role} role @param {string} line */
export function prepare(role, line) {
  if (prepared.has(role)) return;
  start(role, line, Promise.all([reach(line), allowed()]));
}

/** @param {Role} role @param {string} line @param {Promise<[any, ...unknown[]]>} ways */
function start(role, line, ways) {
  const made = ways.then(([way]) => Leg.prepare(role, way));
  made.catch(() => prepared.delete(role));
  prepared.set(role, { line, at: performance.now(), made });
}

/**
 * In a call, so that the microphone is allowed: have something prepared, and never old.
 * @param {Role} role @param {string} line
 */
export function keep(role, line) {
  const one = prepared.get(role);
  const stale = one && (one.line !== line || performance.now() - one.at > FRESH_MS);
  if (stale) void discard(role);
  if (!prepared.has(role)) start(role, line, reach(line).then((way) => [way]));
}

/**
 * Do something once what is drawn now stands on the screen. A hidden page paints nothing, and does
 * not wait.
 * @param {() => void} then
 */
export function afterPaint(then) {
  if (document.hidden) then();
  else requestAnimationFrame(() => setTimeout(then));
}

/** Throw away what will not be used. @param {Role} role */
export async function discard(role) {
  const one = prepared.get(role);
  if (!one || performance.now() - one.at < DOCUMENT_MS) return;
  prepared.delete(role);
  try {
    (await one.made).close();
  } catch {
    // It was never made.
  }
}

/**
 * Options of a leg: what was prepared for this line, else the way that it may take.
 * @param {Role} role
 * @param {string} line
 */
export async function options(role, line) {
  const one = prepared.get(role);
  prepared.delete(role);
  if (one && one.line === line) {
    try {
      return { prepared: await one.made };
    } catch {
      // What could not be done ahead may succeed now; if not, it tells why itself.
    }
  }
  return reach(line);
}

/** Fails as long as the microphone is not allowed: until then a browser hides its addresses. */
async function allowed() {
  const name = /** @type {PermissionName} */ ("microphone");
  // A browser that does not tell is taken to allow it.
  const asked = await navigator.permissions?.query({ name }).catch(() => null);
  if (asked && asked.state !== "granted") throw new Error("the microphone is not allowed yet");
}

/** @param {string} line */
async function reach(line) {
  const answer = await fetch(`/api/lines/${line}/turn`, { cache: "no-store" });
  if (!answer.ok) return {};
  const { policy, servers } = await answer.json();
  return { policy, turn: servers };
}
