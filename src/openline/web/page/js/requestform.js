/** What one asks for, and what one answers: the forms beside the requests of a line. */

import {
  button,
  capital,
  choice,
  deskName,
  field,
  input,
  local,
  meaning,
  place,
  refusal,
  select,
  unchosen,
} from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { current, own, t } from "./language.js";
import { bar, invalid, leadTo, panel, pick, planFields } from "./requestfields.js";
import { fromFile, importButton, putAway } from "./requestfile.js";
import {
  blank,
  eventValues,
  fit,
  later,
  listed,
  planOf,
  problems,
  read,
  valuesOf,
} from "./requestplan.js";
import { farParty, meOn, newest, ourTurn, whatFor, windowDoc } from "./requestwords.js";
import { act, books, draft, go, refresh, station, to, ui } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").Request} Request */
/** @typedef {import("./types").RequestsDoc} RequestsDoc */
/** @typedef {import("./types").Plan} Plan */
/** @typedef {import("./types").CalendarDraft} CalendarDraft */
/** @typedef {import("./requestplan.js").Values} Values */

// --- asking -------------------------------------------------------------------------------

/** @param {LineBrief} line @param {RequestsDoc} doc @param {Request | null} again the one that is repeated */
export function askPanel(line, doc, again) {
  const pairs = (station.docs[`line:${line.id}`]?.pairs ?? []).filter(
    (pair) => pair.mine.code === station.me?.desk,
  );
  if (pairs.length === 0)
    return h("p", { class: "panel muted", key: "none" }, t("no-counterpart"));
  const id = `request ${line.id} ${again?.ref ?? ""}`;
  const plan = again && newest(again)?.plan;
  const values = draft(id, plan ? { ...valuesOf(plan, again.mine), ...later() } : blank());
  const pair =
    pairs.find((each) => `${each.peer}.${each.theirs.code}` === values.pair) ?? pairs[0];
  if (!pair) return null;
  values.pair = `${pair.peer}.${pair.theirs.code}`;
  const use = (/** @type {CalendarDraft} */ event) => {
    ui.drafts.set(id, { ...blank(), ...eventValues(event) });
    refresh();
  };
  const send = async () => {
    const wrong = problems(values);
    if (Object.keys(wrong).length > 0) return leadTo(values, wrong);
    const done = await act("request", line.id, "request", {
      from: pair.mine.code,
      to: { party: pair.peer, desk: pair.theirs.code },
      plan: planOf(values, true),
      due_ms: read(values.due),
      within_s: Number(values.within),
      earlier: again?.ref ?? null,
    });
    if (!done) return;
    ui.drafts.delete(id);
    putAway(line);
    go(to(line.id, "requests", done.ref).slice(1));
    refresh();
  };
  return panel(
    `ask ${again?.ref ?? ""}`,
    again ? t("req-ask-again") : t("new-request"),
    again &&
      h("p", { class: "hint", key: "again" }, t("req-repeats-this", { what: whatFor(again) })),
    h("div", { class: "row", key: "import" }, importButton(line, use)),
    refusal("import", t("req-not-imported")),
    fromFile(line, use),
    pairs.length > 1 &&
      pick(
        t("desks"),
        "pair",
        values,
        pairs.map((each) => [
          `${each.peer}.${each.theirs.code}`,
          deskName(line.id, each.theirs),
        ]),
      ),
    planFields(line, doc, values, pair.peer),
    refusal("request", t("not-sent-headline")),
    bar(
      button(t("req-send"), () => void send(), {
        look: "inv big",
        id: "send-request",
        acting: true,
        main: true,
        off: ui.busy.has("request"),
      }),
    ),
  );
}

// --- answering ----------------------------------------------------------------------------

/** @param {LineBrief} line @param {RequestsDoc} doc @param {Request} request */
export function answerPanel(line, doc, request) {
  if (!request.ours || station.me?.desk !== (request.mine ? request.from : request.to).code)
    return h("p", { class: "panel muted", key: "others" }, t("req-not-ours"));
  if (request.stage === "open" && ourTurn(request)) return answering(line, doc, request);
  const key = `request-note ${request.ref}`;
  const values = draft(key, { text: "", change: "" });
  if (values.change) return changing(line, doc, request, () => ui.drafts.delete(key));
  const note = (/** @type {string} */ name) => {
    void act("request-note", line.id, name, {
      request: request.ref,
      language: current(),
      text: values.text,
    }).then((done) => {
      if (done) ui.drafts.delete(key);
      refresh();
    });
  };
  const press = (/** @type {string} */ name, look = "") =>
    button(t(`req-act-${name}`), () => note(name), {
      look,
      id: name,
      acting: true,
      off: ui.busy.has("request-note"),
    });
  const far = place(line.id, farParty(request));
  const words =
    request.stage === "open" || request.stage === "agreed"
      ? field(
          t("own-words"),
          input("request-note", values, "text", {
            rows: 2,
            dir: "auto",
            lang: current(),
            maxlength: 500,
          }),
          { id: "request-note" },
        )
      : null;
  return panel(
    `note ${request.ref}`,
    request.stage === "open"
      ? t("req-waiting", { place: far })
      : t(`req-stage-${request.stage}`),
    overtaken(request),
    words,
    refusal("request-note", t("not-sent-headline")),
    request.stage === "open" && [
      press("remind", "inv"),
      local(t("req-change"), () => change(values), { id: "change" }),
      request.mine && press("withdraw"),
    ],
    request.stage === "agreed" && press("call-off"),
    !["open", "agreed"].includes(request.stage) &&
      h(
        "a",
        { class: "btn inv", key: "again", href: to(line.id, "requests", `new.${request.ref}`) },
        t("req-ask-again"),
      ),
  );
}

/**
 * What was being written when something else came first: kept in sight until it is put away.
 * @param {Request} request
 * @param {string} [under_way] the draft that can still be sent
 */
function overtaken(request, under_way) {
  if (ui.busy.has("request-answer")) return null;
  return request.versions
    .map((version) => `answer ${version.ref}`)
    .filter((key) => key !== under_way)
    .map((key) => {
      const { text, conditions } = ui.drafts.get(key) ?? {};
      const written = [conditions, text].filter(Boolean).join("\n");
      return (
        written &&
        h(
          "div",
          { class: "refusal", role: "alert", key: `overtaken ${key}` },
          icon("attention"),
          h(
            "div",
            null,
            h("b", null, t("req-overtaken")),
            h("p", null, t("req-overtaken-below")),
            h("p", { class: "note", dir: "auto" }, written),
          ),
          local(
            "",
            () => {
              ui.drafts.delete(key);
              refresh();
            },
            { name: t("put-away"), symbol: "cross", look: "icon" },
          ),
        )
      );
    });
}

/** @param {Values} values */
function change(values) {
  values.change = "1";
  refresh();
}

/** @param {LineBrief} line @param {RequestsDoc} doc @param {Request} request @param {() => void} done */
function changing(line, doc, request, done) {
  const { values, send } = counterOf(line, request, done);
  return panel(
    `change ${request.ref}`,
    t("req-change"),
    planFields(line, doc, values, farParty(request)),
    refusal("request-answer", t("not-sent-headline")),
    h(
      "div",
      { class: "row", key: "send" },
      button(t("req-send-change"), () => void send(), {
        look: "inv",
        id: "send-change",
        acting: true,
        main: true,
        off: ui.busy.has("request-answer"),
      }),
      local(
        t("close"),
        () => {
          done();
          refresh();
        },
        { id: "close-change" },
      ),
    ),
  );
}

/** A further version: its values, and how it is sent. @param {LineBrief} line @param {Request} request @param {() => void} done */
function counterOf(line, request, done) {
  const id = `counter ${request.ref}`;
  const plan = newest(request)?.plan;
  const values = draft(id, plan ? valuesOf(plan, request.mine) : blank());
  const send = async () => {
    const wrong = problems(values);
    if (Object.keys(wrong).length > 0) return leadTo(values, wrong);
    const said = await act("request-answer", line.id, "counter", {
      request: request.ref,
      plan: planOf(values, request.mine),
      due_ms: read(values.due),
      within_s: Number(values.within),
    });
    if (!said) return;
    ui.drafts.delete(id);
    done();
    refresh();
  };
  return { values, send };
}

/** @param {LineBrief} line @param {RequestsDoc} doc @param {Request} request */
function answering(line, doc, request) {
  const far = farParty(request);
  const version = newest(request, far);
  if (!version) return null;
  const codes = books.get(line.id)?.decline_codes;
  const key = `answer ${version.ref}`;
  const ours = doc.desks.filter((desk) => desk.party === meOn(line.id));
  const planned = request.mine ? version.plan.asker : version.plan.asked;
  const values = draft(key, {
    answer: "accept",
    window: "0",
    level: ours.find((desk) => desk.code !== planned)?.code ?? "",
    code: unchosen(codes),
    text: "",
    conditions: "",
  });
  const counter = counterOf(line, request, () => ui.drafts.delete(key));
  const accepts = values.answer === "accept" || values.answer === "level";
  const conditions = values.answer === "refuse" ? listed(values.conditions) : [];
  const wrong = /** @type {Record<string, string>} */ (
    fit(conditions) ? {} : { conditions: t("req-err-conditions") }
  );
  const send = async () => {
    if (values.answer === "counter") return counter.send();
    if (wrong.conditions) return document.getElementById("request-conditions")?.focus();
    const body = {
      request: request.ref,
      version: version.ref,
      language: current(),
      text: values.text,
    };
    const done = accepts
      ? await act("request-answer", line.id, "accept", {
          ...body,
          window: Number(values.window),
          level: values.answer === "level" ? values.level : "",
        })
      : await act("request-answer", line.id, "refuse", {
          ...body,
          code: values.code,
          conditions,
        });
    if (done) ui.drafts.delete(key);
    refresh();
  };
  return panel(
    key,
    t("req-our-answer"),
    overtaken(request, key),
    h("span", { class: "vh", id: "answer-label" }, t("req-our-answer")),
    choice(
      "answer",
      values,
      "answer",
      ["accept", "counter", ...(ours.length > 1 ? ["level"] : []), "refuse"].map((each) => ({
        value: each,
        face: t(`req-answer-${each}`),
      })),
    ),
    values.answer === "level" &&
      field(
        t("req-level"),
        select(
          "request-level",
          values,
          "level",
          ours.map((desk) => [desk.code, own(desk.names)]),
        ),
        { id: "request-level" },
      ),
    accepts && windowChoice(line, values, version.plan, far),
    values.answer === "refuse" && [
      field(
        t("req-reason"),
        select(
          "request-code",
          values,
          "code",
          (codes ?? []).map((each) => [
            each.code,
            meaning(codes, each.code, `decline-${each.code}`),
          ]),
        ),
        { id: "request-code" },
      ),
      field(
        t("req-our-conditions"),
        input("request-conditions", values, "conditions", {
          rows: 2,
          dir: "auto",
          lang: current(),
          changed: refresh,
          ...invalid("conditions", wrong),
        }),
        {
          id: "request-conditions",
          hint: t("req-conditions-hint"),
          error: wrong.conditions,
        },
      ),
    ],
    values.answer === "counter"
      ? planFields(line, doc, counter.values, far)
      : field(
          t("own-words"),
          input("request-text", values, "text", {
            rows: 2,
            dir: "auto",
            lang: current(),
            maxlength: 500,
          }),
          { id: "request-text" },
        ),
    refusal("request-answer", t("not-sent-headline")),
    h("p", { class: "hint", key: "recorded" }, t("req-recorded", { place: capital(line) })),
    bar(
      button(t("req-send-answer"), () => void send(), {
        look: "inv big",
        id: "send-answer",
        acting: true,
        main: true,
        off: ui.busy.has("request-answer"),
      }),
    ),
  );
}

/** @param {LineBrief} line @param {Values} values @param {Plan} plan @param {number} far */
const windowChoice = (line, values, plan, far) =>
  h(
    "div",
    { class: "field", key: "window" },
    h("span", { class: "label", id: "window-label" }, t("req-time-chosen")),
    choice(
      "window",
      values,
      "window",
      plan.windows.map((one, n) => ({
        value: String(n),
        face: h("span", { class: "zones" }, windowDoc(line.id, one, far)),
      })),
    ),
  );
