/** What must be said of the page itself, and the table of its keys. */

import { local, refusal } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { lasting, t } from "./language.js";
import { allowMicrophone, microphone } from "./microphone.js";
import { now, refresh, sound, speaks, station, ui } from "./state.js";
import { vigilance } from "./vigilance.js";

/** What must be said above everything else about this page itself. */
export function warnings() {
  const said = [];
  if (station.state === "shut") {
    said.push(
      h(
        "div",
        { class: "warning alarm", role: "alert", key: "shut" },
        icon("alarm"),
        h("div", null, h("b", null, t("session-over")), h("p", null, t("session-over-below"))),
      ),
    );
  } else if (station.state === "lost") {
    said.push(
      h(
        "div",
        { class: "warning alarm", role: "alert", key: "lost" },
        icon("alarm"),
        h(
          "div",
          null,
          h("b", null, t("not-connected")),
          h("p", null, t("not-connected-below", { t: lasting(station.age()) })),
        ),
      ),
    );
  }
  if (!sound.ready && station.state !== "shut") {
    said.push(
      h(
        "div",
        { class: "warning att", key: "mute-page" },
        icon("belloff"),
        h("div", null, h("b", null, t("no-bell")), h("p", null, t("no-bell-below"))),
        local(
          t("let-sound"),
          () => {
            void sound.unlock();
            if ("Notification" in globalThis && Notification.permission === "default")
              void Notification.requestPermission();
          },
          { symbol: "bell", id: "let-sound" },
        ),
      ),
    );
  }
  if (station.state !== "shut") said.push(vigilance());
  if (speaks() && ["prompt", "denied"].includes(microphone()) && station.state !== "shut") {
    const denied = microphone() === "denied";
    said.push(
      h(
        "div",
        { class: "warning att", key: "microphone" },
        icon("micoff"),
        h(
          "div",
          null,
          h("b", null, t(denied ? "microphone-denied" : "no-microphone")),
          h("p", null, t(denied ? "microphone-denied-below" : "no-microphone-below")),
        ),
        !denied &&
          local(t("allow-microphone"), () => void allowMicrophone(), {
            symbol: "mic",
            id: "allow-microphone",
          }),
      ),
    );
  }
  const refused =
    refusal("hang-up") ??
    (now().rings.length === 0 ? refusal("answer") : null) ??
    refusal("prefer") ??
    refusal([...ui.refused.keys()].find((each) => /^(acknowledge|settle) /.test(each)) ?? "");
  if (refused) said.push(h("div", { class: "warning", key: "refused" }, refused));
  if (ui.hang_up_at && performance.now() - ui.hang_up_at < 2000) {
    said.push(
      h(
        "div",
        { class: "warning", role: "status", key: "f9" },
        icon("hangup"),
        h("b", null, t("f9-again")),
      ),
    );
  }
  return h("div", { class: "warnings", key: "warnings" }, said);
}

/** The table of keys. */
export function keysPanel() {
  if (ui.panel !== "keys") return null;
  const rows = [
    ["F2", "key-answer"],
    ["Shift+F2", "key-decline"],
    ["F3", "key-speak"],
    ["F4", "key-mute"],
    ["F6", "key-coming"],
    ["F7", "key-confirm"],
    ["F8", "key-silence"],
    ["Shift+F8", "key-acknowledge"],
    ["F9 F9", "key-hang-up"],
    ["Ctrl+Enter", "key-send"],
    ["g l", "key-lines"],
    ["g w", "key-watch"],
    ["g 1 … g 9", "key-line"],
    ["j  k  Enter", "key-list"],
    ["Esc", "key-close"],
    ["?", "key-keys"],
  ];
  return h(
    "div",
    { class: "modal", key: "keys" },
    h(
      "div",
      { class: "panel", role: "dialog", "aria-modal": "true", "aria-label": t("keys") },
      h("h2", null, t("keys")),
      h(
        "dl",
        { class: "keys" },
        rows.map(([key, id]) =>
          h(
            "div",
            { key: id },
            h("dt", null, h("kbd", null, key ?? "")),
            h("dd", null, t(id ?? "")),
          ),
        ),
      ),
      h("p", { class: "small muted" }, t("keys-below")),
      local(
        t("close"),
        () => {
          ui.panel = "";
          refresh();
        },
        { id: "close-keys", look: "inv" },
      ),
    ),
  );
}
