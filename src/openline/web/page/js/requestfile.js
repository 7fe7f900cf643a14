/** Calendar files: an event of one becomes a draft, never an act. */

import { local } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { refresh, refuse, ui } from "./state.js";
import { askStation } from "./station.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").CalendarDraft} CalendarDraft */

/** Events of the file opened last, by line. @type {Map<string, CalendarDraft[]>} */
const opened = new Map();

/** @param {LineBrief} line */
export const putAway = (line) => void opened.delete(line.id);

/** @param {LineBrief} line @param {(event: CalendarDraft) => void} use */
export const importButton = (line, use) => [
  h("input", {
    type: "file",
    id: "calendar-file",
    key: "calendar-file",
    class: "vh",
    tabindex: "-1",
    "aria-hidden": "true",
    accept: ".ics,text/calendar",
    onchange: (/** @type {any} */ event) => {
      const [file] = event.target.files;
      if (file) void read(line, file, use);
      event.target.value = "";
    },
  }),
  local(t("req-import"), () => document.getElementById("calendar-file")?.click(), {
    id: "import",
    look: "small",
  }),
];

/** @param {LineBrief} line @param {File} file @param {(event: CalendarDraft) => void} use */
async function read(line, file, use) {
  ui.refused.delete("import");
  try {
    const found = await askStation(`${line.id}/calendar`, { method: "POST", body: file });
    opened.set(line.id, found.drafts);
    use(found.drafts[0]);
  } catch (error) {
    refuse("import", error);
  }
  refresh();
}

/** The events of a file, each with what could not be taken over. @param {LineBrief} line @param {(event: CalendarDraft) => void} use */
export function fromFile(line, use) {
  const events = opened.get(line.id);
  if (!events) return null;
  return h(
    "div",
    { class: "from-file", key: "file", role: "status" },
    h("p", null, t("req-from-file", { n: events.length })),
    h(
      "ul",
      null,
      events.map((event, n) =>
        h(
          "li",
          { key: n },
          h("b", { dir: "auto" }, event.purpose.slice(0, 80) || t("req-untitled")),
          event.notes.map((note) =>
            h(
              "p",
              { class: "err c-att", key: note },
              icon("attention", "sm"),
              t(`req-note-${note}`),
            ),
          ),
          events.length > 1 &&
            local(t("req-use"), () => use(event), {
              name: t("req-use-what", { n: n + 1 }),
              look: "small",
              id: `use ${n}`,
            }),
        ),
      ),
    ),
  );
}
