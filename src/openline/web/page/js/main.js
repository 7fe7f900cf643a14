/** Starts the console: language, link, keys, sounds; draws the page after each change. */

import { agreementScreen } from "./agreement.js";
import { sounds } from "./bells.js";
import { voice } from "./call.js";
import { h, render } from "./dom.js";
import { ringing } from "./fate.js";
import { followFocus, keepFocus } from "./focus.js";
import { foot } from "./foot.js";
import { head, tabs } from "./head.js";
import { incoming, takeoverRing } from "./incoming.js";
import { listen } from "./keys.js";
import { speak, t } from "./language.js";
import { lineScreen } from "./line.js";
import { linesScreen } from "./lines.js";
import { followMicrophone } from "./microphone.js";
import { messagesScreen } from "./messages.js";
import { isPrincipal, principalScreen } from "./principal.js";
import { rail } from "./rail.js";
import { recordScreen } from "./record.js";
import { requestsScreen } from "./requests.js";
import { serviceScreen } from "./service.js";
import { books, drawBy, lineOf, now, readRoute, refresh, station, ui } from "./state.js";
import { top, wear } from "./top.js";
import { keysPanel, warnings } from "./warnings.js";
import { watchScreen } from "./watch.js";

/** @type {Record<string, () => any>} */
const SCREENS = {
  lines: linesScreen,
  watch: watchScreen,
  line: lineScreen,
  messages: messagesScreen,
  requests: requestsScreen,
  service: serviceScreen,
  record: recordScreen,
  agreement: agreementScreen,
};
/** Subjects of so many lines are read at the start, so that a ring shows its own at once. */
const BOOKS = 12;
/** A title waits so long: some frames. */
const ENTITLE_MS = 50;
let entitling = 0;

const root = /** @type {HTMLElement} */ (document.getElementById("console"));

function draw() {
  const screen = SCREENS[ui.route.screen] ?? linesScreen;
  const whole = takeoverRing() !== null;
  document.documentElement.dataset.kind = now().kind;
  if (isPrincipal()) render(root, warnings(), principalScreen(), incoming(), keysPanel());
  else render(
    root,
    h("a", { class: "skip", href: "#main", key: "skip", onclick: toMain }, t("skip")),
    warnings(),
    top(),
    rail(),
    h(
      "main",
      { class: "main", id: "main", tabindex: "-1", key: "main" },
      ui.route.line !== "" && [head(), tabs()],
      screen(),
    ),
    foot(),
    incoming(),
    keysPanel(),
  );
  root.classList.toggle("whole", whole);
  root.classList.toggle("bare", isPrincipal());
  entitle();
  queueMicrotask(keepFocus);
  sounds();
}

/** @param {Event} event */
function toMain(event) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** What stands behind the page is not to keep a ring from being painted: a new title costs
 * milliseconds. Behind another tab nothing is painted, and the title is what is seen. */
function entitle() {
  if (document.hidden) document.title = title();
  else if (!entitling)
    entitling = setTimeout(() => {
      entitling = 0;
      document.title = title();
    }, ENTITLE_MS);
}

/** Never content: a title is read over a shoulder and kept in histories. */
function title() {
  const { kind, rings, call, outgoing } = now();
  const line = lineOf(ui.route.line);
  const what =
    rings.length > 0
      ? t("title-ring")
      : station.state === "lost"
        ? t("not-connected")
        : call?.stage === "answered" && call.here
          ? t("title-call")
          : outgoing.some(ringing)
            ? t("title-ringing")
            : line
              ? t(`tab-${ui.route.screen}`)
              : t(ui.route.screen === "watch" ? "watch" : "lines");
  return `${kind === "REAL" ? "" : `[${t(`kind-${kind.toLowerCase()}`)}] `}${what} - Openline`;
}

/** The documents that this page needs now. */
function topics() {
  const { screen, line } = ui.route;
  const wanted = new Set(["now"]);
  if (screen === "watch") wanted.add("watch");
  if (line) wanted.add(`line:${line}`);
  if (line && screen !== "line" && screen in SCREENS) wanted.add(`${screen}:${line}`);
  for (const ring of now().rings) wanted.add(`line:${ring.line}`);
  for (const { id } of now().lines.slice(0, BOOKS))
    if (!books.has(id)) wanted.add(`line:${id}`);
  station.watch([...wanted]);
}

function follow() {
  for (const topic in station.docs) {
    if (!topic.startsWith("line:")) continue;
    const doc = station.docs[/** @type {`line:${string}`} */ (topic)];
    if (!doc) continue;
    const { id, subjects, decline_codes, counterparts } = doc;
    books.set(id, { subjects, decline_codes, counterparts });
  }
  topics();
  void voice.follow();
  refresh();
}

async function start() {
  wear(localStorage.getItem("theme") ?? "auto");
  const words = speak(localStorage.getItem("language") ?? navigator.language);
  ui.route = readRoute();
  station.addEventListener("change", follow);
  station.addEventListener("hello", () => void greet());
  station.open();
  await words;
  drawBy(draw);
  voice.start();
  listen();
  followFocus();
  void followMicrophone();
  addEventListener("hashchange", () => {
    ui.route = readRoute();
    ui.panel = "";
    topics();
    refresh();
    document.getElementById("main")?.scrollTo(0, 0);
  });
  tick();
  root.dataset.ready = "true";
}

async function greet() {
  const me = station.me;
  if (!me) return;
  wear(me.theme);
  localStorage.setItem("language", me.language);
  await speak(me.language);
  refresh();
}

/** Ages and clocks: once a second, on the second of the station's clock. */
function tick() {
  refresh();
  setTimeout(tick, 1000 - (station.now() % 1000) + 5);
}

void start();
