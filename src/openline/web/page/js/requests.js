/**
 * Requests of a line: what is open and whose turn it is, what has been said of one, its
 * conditions one by one, and all of them over time.
 */

import {
  button,
  capital,
  deskName,
  empty,
  foreign,
  meaning,
  place,
  refusal,
} from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { lasting, t } from "./language.js";
import { awaited, missing } from "./line.js";
import { answerPanel, askPanel } from "./requestform.js";
import { history } from "./requesthistory.js";
import {
  at,
  dueIn,
  farParty,
  meOn,
  newest,
  ourTurn,
  planFacts,
  stateOf,
  whatFor,
  windowDoc,
} from "./requestwords.js";
import { act, books, lineOf, speaks, station, to, ui } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").Request} Request */
/** @typedef {import("./types").RequestSaid} RequestSaid */
/** @typedef {import("./types").RequestsDoc} RequestsDoc */

export function requestsScreen() {
  const line = lineOf(ui.route.line);
  if (!line) return missing();
  const doc = station.docs[`requests:${line.id}`];
  if (!doc)
    return h("div", { class: "screen", key: "awaited" }, awaited(`requests:${line.id}`));
  const open = [...doc.open].sort((a, b) => urgency(a) - urgency(b));
  const all = [...open, ...doc.over];
  const item = ui.route.item;
  const asks = item.startsWith("new");
  const chosen = asks ? null : (all.find((each) => each.ref === item) ?? all[0] ?? null);
  return h(
    "div",
    { class: "screen cols", key: `requests ${line.id}` },
    h(
      "div",
      { class: "stack" },
      heading(line),
      all.length === 0
        ? empty(t("req-none"), t("req-none-below", { capital: capital(line) }))
        : table(line, all, chosen),
      doc.more && h("p", { class: "hint", key: "more" }, t("only-newest")),
      chosen && said(line, chosen, doc),
      all.length > 0 && history([...all].sort((a, b) => b.at_ms - a.at_ms)),
    ),
    h(
      "div",
      { class: "stack", key: `panel ${asks ? item : (chosen?.ref ?? "none")}` },
      !speaks()
        ? h("p", { class: "panel muted" }, t("role-cannot-write"))
        : asks || !chosen
          ? askPanel(line, doc, all.find((each) => each.ref === item.slice(4)) ?? null)
          : answerPanel(line, doc, chosen),
    ),
  );
}

/** Ours to answer first, then by when the answer is due. @param {Request} request */
function urgency(request) {
  const due = Math.min(
    ...request.turns.map((turn) => turn.overdue_ms ?? Number.MAX_SAFE_INTEGER),
  );
  return due + (ourTurn(request) ? 0 : Number.MAX_SAFE_INTEGER);
}

/** @param {LineBrief} line */
const heading = (line) =>
  h(
    "header",
    { class: "page-head row", key: "heading" },
    h("h1", null, t("tab-requests")),
    h("p", { class: "grow" }, t("req-on-both")),
    speaks() &&
      h(
        "a",
        { class: "btn", href: to(line.id, "requests", "new"), key: "new" },
        t("new-request"),
      ),
  );

/** @param {LineBrief} line @param {Request[]} all @param {Request | null} chosen */
function table(line, all, chosen) {
  const heads = ["request", "from", "due", "state"];
  return h(
    "table",
    { class: "board requests", key: "table" },
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        heads.map((id) => h("th", { scope: "col", key: id }, t(`req-col-${id}`))),
      ),
    ),
    h(
      "tbody",
      { "data-list": "" },
      all.map((request) => row(line, request, chosen)),
    ),
  );
}

/** @param {LineBrief} line @param {Request} request @param {Request | null} chosen */
function row(line, request, chosen) {
  const refused = request.said.findLast((each) => each.type === "request.refuse");
  return h(
    "tr",
    { key: request.ref, class: request === chosen ? "chosen" : null },
    h(
      "th",
      { scope: "row" },
      h(
        "a",
        {
          href: to(line.id, "requests", request.ref),
          "aria-current": request === chosen ? "true" : null,
        },
        whatFor(request),
      ),
      request.earlier && h("span", { class: "sub" }, t("req-repeats")),
    ),
    h(
      "td",
      null,
      place(line.id, request.from.party),
      h("span", { class: "sub" }, at(request.at_ms)),
    ),
    h(
      "td",
      null,
      request.stage === "open"
        ? request.turns.map((turn) => h("div", { key: turn.party }, dueIn(turn, line.id)))
        : answeredIn(request),
    ),
    h(
      "td",
      null,
      h("b", null, stateOf(request)),
      h(
        "span",
        { class: "sub" },
        request.stage === "open" && request.versions.length > 1 && t("req-counter-offer"),
        request.stage === "declined" && refused?.conditions.length
          ? t("req-with-conditions")
          : "",
        !request.settled && request.stage !== "open" && t("req-unsettled"),
      ),
    ),
  );
}

/** @param {Request} request */
function answeredIn(request) {
  const answer = request.said.find(
    (each) => each.party !== request.from.party && each.type !== "request.condition",
  );
  return h(
    "span",
    { class: "muted" },
    answer
      ? t("req-answered-in", { t: lasting(answer.at_ms - request.at_ms) })
      : t("req-unanswered"),
  );
}

/** All that was said of one. @param {LineBrief} line @param {Request} request @param {RequestsDoc} doc */
function said(line, request, doc) {
  const turn = ourTurn(request);
  return h(
    "section",
    { class: "sect", key: `said ${request.ref}`, "aria-labelledby": "said-h" },
    h("h2", { id: "said-h" }, whatFor(request), h("span", null, t("req-said"))),
    h(
      "ol",
      { class: "timeline course", "data-list": "" },
      request.said.map((each) => saidRow(line, request, doc, each)),
      turn &&
        h(
          "li",
          { class: "pending", key: "ours" },
          h("b", null, t("req-our-answer")),
          h("span", { class: "sub" }, dueIn(turn, line.id)),
        ),
    ),
    links(line, request, doc),
    refusal("condition"),
    h(
      "a",
      {
        class: "btn small",
        key: "export",
        href: `/api/lines/${line.id}/calendar?ref=${encodeURIComponent(request.ref)}`,
        download: "",
      },
      t("req-export"),
    ),
  );
}

/** The request that this one repeats, and the ones that repeat it. @param {LineBrief} line @param {Request} request @param {RequestsDoc} doc */
function links(line, request, doc) {
  const later = [...doc.open, ...doc.over].filter((each) => each.earlier === request.ref);
  const link = (/** @type {string} */ ref, /** @type {string} */ face) =>
    h("a", { class: "btn quiet", key: ref, href: to(line.id, "requests", ref) }, face);
  return h(
    "p",
    { class: "row wrap", key: "links" },
    request.earlier && link(request.earlier, t("req-earlier")),
    later.map((each) => link(each.ref, t("req-later"))),
  );
}

/**
 * @param {LineBrief} line
 * @param {Request} request
 * @param {RequestsDoc} doc
 * @param {RequestSaid} each
 */
function saidRow(line, request, doc, each) {
  const version = request.versions.find((one) => one.ref === each.ref);
  const named = request.versions.find((one) => one.ref === each.names);
  const span = each.type === "request.accept" && named?.plan.windows[each.number];
  return h(
    "li",
    { key: each.ref, class: each.party === meOn(line.id) ? "ours" : null },
    h("b", null, headline(line, request, each)),
    h(
      "span",
      { class: "sub" },
      at(each.at_ms),
      each.by && [" · ", each.by],
      version && [" · ", t("req-version", { n: version.sequence })],
    ),
    each.text && foreign(each.text, each.language, "p"),
    span && h("p", { class: "sub" }, windowDoc(line.id, span, farParty(request))),
    each.code &&
      h(
        "p",
        null,
        meaning(books.get(line.id)?.decline_codes, each.code, `decline-${each.code}`),
      ),
    version && (version === newest(request, each.party) || request.versions.length === 1)
      ? planFacts(request, version, doc)
      : null,
    each.conditions.length > 0 && conditions(line, request, each),
  );
}

/** @param {LineBrief} line @param {Request} request @param {RequestSaid} each */
function headline(line, request, each) {
  const who = place(line.id, each.party);
  const verb = each.type.replace("request.", "");
  if (verb === "accept" && each.level)
    return t("req-says-level", { place: who, desk: deskName(line.id, each.level) });
  if (verb === "refuse" && each.party === request.from.party)
    return t("req-says-refuse-counter", { place: who });
  if (verb === "lapse")
    return t("req-says-lapse", {
      place: place(
        line.id,
        each.party === request.from.party ? request.to.party : request.from.party,
      ),
    });
  if (verb === "condition")
    return t("req-says-condition", {
      place: who,
      n: each.number + 1,
      word: t(`req-word-${each.word}`),
    });
  return t(`req-says-${verb}`, { place: who });
}

/** Conditions one by one. @param {LineBrief} line @param {Request} request @param {RequestSaid} each */
function conditions(line, request, each) {
  const mine = each.party === meOn(line.id);
  const words = mine ? ["met", "not-met", "waived"] : ["accepted", "refused", "met"];
  const say = (/** @type {number} */ number, /** @type {string} */ word) =>
    void act("condition", line.id, "condition", {
      request: request.ref,
      item: each.ref,
      number,
      word,
      language: station.me?.language ?? "en",
      text: "",
    });
  return h(
    "ol",
    { class: "conditions" },
    each.conditions.map((one, number) =>
      h(
        "li",
        { key: number },
        h("span", { class: "no" }, `${number + 1}.`),
        foreign(one.text, each.language, "span", "grow"),
        h(
          "b",
          { class: one.state === "refused" ? "c-att" : null },
          one.state === "met" && icon("ready", "sm"),
          " ",
          t(`req-item-${one.state}`),
        ),
        speaks() &&
          request.ours &&
          !["met", "waived"].includes(one.state) &&
          h(
            "span",
            { class: "row wrap" },
            words
              .filter(
                (word) => word !== (one.state === "reported" && !mine ? "met" : one.state),
              )
              .map((word) =>
                button(t(`req-do-${word}`), () => say(number, word), {
                  name: t("req-do-what", { do: t(`req-do-${word}`), n: number + 1 }),
                  look: "small",
                  id: `${each.ref} ${number} ${word}`,
                  acting: true,
                  off: ui.busy.has("condition"),
                }),
              ),
          ),
      ),
    ),
  );
}
