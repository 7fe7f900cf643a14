/** Calendar files: one that is chosen becomes a draft, never an act. */

import { local } from "./controls.js";
import { h } from "./dom.js";
import { t } from "./language.js";
import { fillFrom } from "./requestform.js";
import { go, refresh, refuse, to, ui } from "./state.js";
import { Refused } from "./station.js";

/** @typedef {import("./types").LineBrief} LineBrief */

/** @param {LineBrief} line */
export function importButton(line) {
  const pick = () => document.getElementById("calendar-file")?.click();
  return [
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
        if (file) void read(line, file);
        event.target.value = "";
      },
    }),
    local(t("req-import"), pick, { id: "import" }),
  ];
}

/** @param {LineBrief} line @param {File} file */
async function read(line, file) {
  ui.refused.delete("import");
  try {
    const answer = await fetch(`/api/lines/${line.id}/calendar`, { method: "POST", body: file });
    const found = await answer.json();
    if (!answer.ok) throw new Refused(found);
    fillFrom(line, found);
    go(to(line.id, "requests", "new").slice(1));
  } catch (error) {
    refuse("import", error);
  }
  refresh();
}
