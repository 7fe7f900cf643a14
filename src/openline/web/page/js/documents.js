/**
 * Documents that go with messages: chosen and sent in pieces, listed, saved.
 *
 * The bytes of a document are a stranger's. They are only ever saved, or, if they are a picture,
 * decoded and drawn: what stands on the page is pixels of a canvas, never the file.
 */

import { button, local, place, refusal } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { size, t, zulu } from "./language.js";
import { act, refresh, refuse, station, ui } from "./state.js";
import { askStation, hex, Refused } from "./station.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").Message} Message */
/** @typedef {import("./types").Document_} Document_ */

const AT_MOST = 16;
const PIECE_BYTES = 1 << 20;
const PICTURE_BYTES = 32 << 20;
const PICTURES = new Set(["image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"]);
const MEDIA_TYPE = /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,60}$/;

/** Files chosen for the message that is being written, by line. @type {Map<string, File[]>} */
const chosen = new Map();
/** How far the file that is being added has come, by line. @type {Map<string, string>} */
const adding = new Map();
/** Pictures that are shown, by the document that they are. @type {Map<string, ImageBitmap>} */
const shown = new Map();

/** @param {string} line */
const filesOf = (line) => chosen.get(line) ?? [];

/** Largest document that the agreement allows. @param {string} line */
const limitOf = (line) => station.docs[`line:${line}`]?.document_bytes ?? 0;

/**
 * What is wrong with the files, as what to do; empty if nothing.
 * @param {string} line
 */
export function filesWrong(line) {
  const files = filesOf(line);
  if (files.length > AT_MOST) return t("documents-too-many", { n: AT_MOST });
  const limit = limitOf(line);
  const large = files.find((file) => file.size > limit);
  if (large)
    return t("document-too-large", {
      name: large.name,
      size: size(large.size),
      limit: size(limit),
    });
  const empty = files.find((file) => file.size === 0);
  return empty ? t("document-empty", { name: empty.name }) : "";
}

/** Files to go with the message, and what adds one. @param {LineBrief} line */
export function picker(line) {
  if (!limitOf(line.id)) return null;
  const files = filesOf(line.id);
  const under_way = adding.get(line.id);
  return h(
    "div",
    { class: "documents", key: "documents" },
    files.map((file, n) =>
      h(
        "span",
        { class: "chip", key: `${n} ${file.name}` },
        h("bdi", null, file.name),
        h("span", { class: "muted" }, size(file.size)),
        local("", () => remove(line.id, file), {
          name: t("remove-document", { name: file.name }),
          symbol: "cross",
          look: "icon small",
        }),
      ),
    ),
    local(t("add-document-choose"), () => document.getElementById("document-file")?.click(), {
      name: t("add-document"),
      look: "small quiet",
      id: "add-document",
    }),
    h("input", {
      id: "document-file",
      type: "file",
      multiple: "",
      hidden: true,
      onchange: (/** @type {any} */ event) => add(line.id, event.target),
    }),
    under_way && h("p", { class: "hint", role: "status" }, under_way),
    refusal("add-document", t("not-sent-headline")),
  );
}

/** @param {string} line @param {HTMLInputElement} field */
function add(line, field) {
  chosen.set(line, [...filesOf(line), ...(field.files ?? [])]);
  field.value = "";
  refresh();
}

/** @param {string} line @param {File} file */
function remove(line, file) {
  chosen.set(
    line,
    filesOf(line).filter((each) => each !== file),
  );
  ui.refused.delete("add-document");
  refresh();
}

/**
 * Give the chosen files to the station, before the message names them.
 * @param {string} line
 * @returns {Promise<Record<string, unknown>[] | null>} what names them; null: one was refused
 */
export async function addAll(line) {
  const named = [];
  ui.busy.add("message");
  try {
    for (const file of filesOf(line)) named.push(await addOne(line, file));
    ui.refused.delete("add-document");
    return named;
  } catch (error) {
    refuse("add-document", error);
    return null;
  } finally {
    adding.delete(line);
    ui.busy.delete("message");
    refresh();
  }
}

/** @param {string} line @param {File} file */
async function addOne(line, file) {
  const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const digest = hex(new Uint8Array(hash));
  // An empty piece asks how much is here: after a cut it goes on where it was.
  let { held, whole } = await put(line, digest, file, 0, 0);
  while (!whole) {
    adding.set(
      line,
      t("document-adding", { name: file.name, size: size(held), limit: size(file.size) }),
    );
    refresh();
    ({ held, whole } = await put(line, digest, file, held, held + PIECE_BYTES));
  }
  const media_type = MEDIA_TYPE.test(file.type) ? file.type : "application/octet-stream";
  const name = file.name.slice(0, 120);
  return { digest, size: file.size, name, media_type };
}

/**
 * @param {string} line
 * @param {string} digest
 * @param {File} file
 * @param {number} start
 * @param {number} end
 */
async function put(line, digest, file, start, end) {
  const query = new URLSearchParams({
    digest,
    size: String(file.size),
    offset: String(start),
  });
  const body = file.slice(start, end);
  return askStation(`${line}/document?${query}`, { method: "PUT", body });
}

/**
 * Name the documents that were added, once the message is said.
 * @param {string} line
 * @param {string} message
 * @param {Record<string, unknown>[]} named
 */
export async function nameAll(line, message, named) {
  chosen.delete(line);
  for (const each of named) await act(`document ${message}`, line, "document", { message, ...each });
}

/** The documents of a message. @param {LineBrief} line @param {Message} message */
export function documents(line, message) {
  const found = message.documents ?? [];
  const refused = refusal(`document ${message.ref}`);
  if (found.length === 0) return refused;
  return h(
    "section",
    { class: "documents", "aria-labelledby": "documents-head", key: "documents" },
    h("h3", { id: "documents-head" }, t("documents")),
    h(
      "ul",
      { class: "document-list" },
      found.map((each) => row(line, message, each)),
    ),
    refused,
    !message.mine && h("p", { class: "hint" }, t("document-means")),
  );
}

/** @param {LineBrief} line @param {Message} message @param {Document_} document_ */
function row(line, message, document_) {
  const { ref, name, whole } = document_;
  const address = `/api/lines/${line.id}/document?ref=${encodeURIComponent(ref)}`;
  const picture = PICTURES.has(document_.media_type) && document_.size <= PICTURE_BYTES;
  return h(
    "li",
    { key: ref },
    icon("document"),
    h(
      "div",
      { class: "two" },
      h("b", null, h("bdi", null, name)),
      h("span", { class: "sub" }, [size(document_.size), " · ", standing(line, message, document_)]),
    ),
    whole &&
      picture &&
      button(shown.has(ref) ? t("hide-picture") : t("show-picture"), () => show(ref, address), {
        look: "small quiet",
        id: `show-${ref}`,
      }),
    whole &&
      h(
        "a",
        {
          class: "btn small",
          href: address,
          download: name,
          "aria-label": t("save-document", { name }),
        },
        t("save"),
      ),
    shown.has(ref) && h("canvas", { class: "picture", ref: paint(ref), role: "img", "aria-label": name }),
    refusal(`picture ${ref}`),
  );
}

/** @param {LineBrief} line @param {Message} message @param {Document_} document_ */
function standing(line, message, document_) {
  if (message.mine) {
    const other = message.to?.party ?? line.peers[0]?.number ?? 0;
    const there = document_.there.find((each) => each.party === other);
    return there
      ? t("document-held-by", { place: place(line.id, other), time: zulu(there.at_ms) })
      : t("document-not-there", { place: place(line.id, other) });
  }
  if (document_.whole) return t("document-here");
  return t("document-coming", { size: size(document_.held), limit: size(document_.size) });
}

/** Show a picture, or put it away. @param {string} ref @param {string} address */
async function show(ref, address) {
  if (shown.has(ref)) {
    shown.get(ref)?.close();
    shown.delete(ref);
    refresh();
    return;
  }
  try {
    const answer = await fetch(address);
    shown.set(ref, await createImageBitmap(await answer.blob()));
    ui.refused.delete(`picture ${ref}`);
    refresh();
  } catch {
    refuse(`picture ${ref}`, new Refused({ code: "no-picture" }));
  }
}

/** @param {string} ref */
const paint = (ref) => (/** @type {HTMLCanvasElement} */ canvas) => {
  const picture = shown.get(ref);
  if (!picture) return;
  const shrink = Math.min(1, 1600 / Math.max(picture.width, picture.height));
  canvas.width = Math.max(1, Math.round(picture.width * shrink));
  canvas.height = Math.max(1, Math.round(picture.height * shrink));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
};
