/** The top of every page: who sits where, the kind, the time, language and appearance. */

import { local } from "./controls.js";
import { h } from "./dom.js";
import { logo } from "./icons.js";
import {
  current,
  direction,
  LANGUAGES,
  own,
  speak,
  t,
  utcDate,
  zuluShort,
} from "./language.js";
import { act, kindWord, live, now, refresh, speaks, station, ui } from "./state.js";

const THEMES = ["auto", "light", "dark"];

/**
 * Put the person's theme on the page; remembered so that the next start shows it at once.
 * @param {string} theme
 */
export function wear(theme) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
}

/** @param {string} language @param {string} theme */
async function prefer(language, theme) {
  wear(theme);
  localStorage.setItem("language", language);
  await speak(language);
  if (station.me) Object.assign(station.me, { language, theme });
  refresh();
  const line = now().lines[0]?.id ?? "";
  if (live()) await act("prefer", line, "prefer", { language, theme });
}

export function top() {
  const me = station.me;
  const theme = document.documentElement.dataset.theme ?? "auto";
  return h(
    "header",
    { class: "top", key: "top" },
    h("a", { class: "brand", href: "#/" }, logo(), h("span", null, "Openline")),
    me &&
      h(
        "div",
        { class: "two room" },
        h("b", null, own(me.desk_names)),
        h("span", null, own(me.party.places)),
      ),
    h("span", { class: "kind", id: "kind" }, kindWord()),
    h("span", { class: "grow" }),
    me &&
      h(
        "div",
        { class: "two who-on" },
        h("b", null, me.person),
        h("span", null, speaks() ? onWatch() : t("role", { role: me.role })),
      ),
    h(
      "div",
      { class: "utc" },
      h("b", { class: "n", dir: "ltr" }, new Date(station.now()).toISOString().slice(11, 19)),
      h("span", null, "UTC", h("br", null), utcDate(station.now())),
    ),
    h(
      "div",
      { class: "tools" },
      local(
        "",
        () => void prefer(current(), THEMES[(THEMES.indexOf(theme) + 1) % 3] ?? "auto"),
        {
          name: t("theme", { theme }),
          symbol: "theme",
          look: "icon",
          id: "theme",
        },
      ),
      local(
        "",
        () => {
          ui.panel = ui.panel === "preferences" ? "" : "preferences";
          refresh();
        },
        { name: t("language-and-more"), symbol: "globe", look: "icon", id: "preferences" },
      ),
    ),
    ui.panel === "preferences" && preferences(theme),
  );
}

/** Who has the watch at this desk, since when, and whether its bell is proven. */
function onWatch() {
  const post = now().watch;
  if (!post) return "";
  if (post.phase !== "manned") return t("nobody-on-watch");
  const since = zuluShort(post.taken_ms ?? 0, station.now());
  return [
    post.mine ? t("on-watch-since", { time: since }) : t("has-the-watch-short", { by: post.by ?? "" }),
    post.bell_ms ? t("bell-proven-at", { time: zuluShort(post.bell_ms, station.now()) }) : t("bell-not-proven"),
  ].join(" · ");
}

/** @param {string} theme */
function preferences(theme) {
  return h(
    "div",
    { class: "sheet", role: "dialog", "aria-label": t("language-and-more"), key: "sheet" },
    h(
      "fieldset",
      null,
      h("legend", null, t("language")),
      Object.entries(LANGUAGES).map(([tag, name]) =>
        h(
          "label",
          { class: "option", key: tag },
          h("input", {
            type: "radio",
            name: "language",
            checked: current() === tag,
            onchange: () => void prefer(tag, theme),
          }),
          h("span", { lang: tag, dir: direction(tag), class: "face" }, name),
        ),
      ),
    ),
    h(
      "fieldset",
      null,
      h("legend", null, t("appearance")),
      THEMES.map((each) =>
        h(
          "label",
          { class: "option", key: each },
          h("input", {
            type: "radio",
            name: "theme",
            checked: theme === each,
            onchange: () => void prefer(current(), each),
          }),
          h("span", { class: "face" }, t(`theme-${each}`)),
        ),
      ),
    ),
    h(
      "div",
      { class: "row" },
      local(t("keys"), () => {
        ui.panel = "keys";
        refresh();
      }),
      "Notification" in globalThis &&
        Notification.permission === "default" &&
        local(t("notify"), () => void Notification.requestPermission().then(refresh)),
      h(
        "form",
        { method: "post", action: "/leave" },
        h("button", { class: "btn", type: "submit" }, t("leave")),
      ),
    ),
    h("p", { class: "small muted" }, t("station-version", { version: station.version })),
  );
}
