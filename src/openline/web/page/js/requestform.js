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
import { current, languageName, LANGUAGES, lasting, own, moment, t } from "./language.js";
import { fromFile, importButton, putAway } from "./requestfile.js";
import { farParty, meOn, newest, ourTurn, whatFor, windowDoc } from "./requestwords.js";
import { act, books, draft, go, refresh, station, to, ui } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").Request} Request */
/** @typedef {import("./types").RequestsDoc} RequestsDoc */
/** @typedef {import("./types").Plan} Plan */
/** @typedef {import("./types").CalendarDraft} CalendarDraft */
/** @typedef {Record<string, string>} Values */

const MOST_WINDOWS = 8;
const MOST_CONDITIONS = 8;
const CONDITION_CHARACTERS = 500;
const WITHIN_S = [1_800, 7_200, 86_400, 345_600, 864_000];
const MINUTES = [0, 10, 20, 30, 45, 60, 90, 120];
const FORMS = ["call", "meeting", "visit"];
const MEDIA = ["line", "telephone", "video", "in-person"];
const HOUR_MS = 3_600_000;

// --- times in fields ----------------------------------------------------------------------

/** "2027-03-16 20:00", in UTC. @param {number} ms */
const written = (ms) => moment(ms).toISOString().slice(0, 16).replace("T", " ");

/**
 * What was written so; digits of Persian keyboards count too.
 * @param {string | undefined} text
 * @returns {number} not a number if it is no time
 */
function read(text) {
  const plain = (text ?? "")
    .trim()
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0));
  const found = /^(\d{4}-\d{2}-\d{2})[ T]+(\d{2}):?(\d{2})Z?$/i.exec(plain);
  return found ? Date.parse(`${found[1]}T${found[2]}:${found[3]}:00Z`) : NaN;
}

/** The next full hour and some. @param {number} hours */
const soon = (hours) => (Math.floor(station.now() / HOUR_MS) + 1 + hours) * HOUR_MS;

// --- a plan as values of a form -----------------------------------------------------------

/** @returns {Values} */
function blank() {
  return {
    form: "call",
    language: current(),
    purpose: "",
    event: "",
    trigger: "",
    ours: station.me?.desk ?? "",
    theirs: "",
    windows: "1",
    start0: written(soon(1)),
    end0: written(soon(3)),
    minutes: "20",
    interpreters: "each",
    medium: "line",
    place: "",
    conditions: "",
    due: written(soon(2)),
    within: "7200",
    tried: "",
    [`speaks-${current()}`]: "1",
  };
}

/** @param {Plan} plan @param {boolean} mine whether we asked @returns {Values} */
function valuesOf(plan, mine) {
  /** @type {Values} */
  const values = {
    ...blank(),
    form: plan.form,
    event: plan.event,
    trigger: plan.trigger,
    ours: mine ? plan.asker : plan.asked,
    theirs: mine ? plan.asked : plan.asker,
    windows: String(plan.windows.length),
    minutes: String(plan.minutes),
    interpreters: interpreterSide(plan.interpreters, mine),
    medium: plan.medium,
    place: plan.place,
    [`speaks-${current()}`]: "",
  };
  plan.windows.forEach((one, n) => {
    values[`start${n}`] = written(one.start_ms);
    values[`end${n}`] = written(one.end_ms);
  });
  for (const tag of plan.languages) values[`speaks-${tag.split("-")[0]}`] = "1";
  return values;
}

/** "asker" and "asked" as "ours" and "theirs", and back. @param {string} side @param {boolean} mine */
const interpreterSide = (side, mine) =>
  side === "asker"
    ? mine
      ? "ours"
      : "theirs"
    : side === "asked"
      ? mine
        ? "theirs"
        : "ours"
      : side;

/** @param {string | undefined} side @param {boolean} mine */
const interpretersOf = (side, mine) =>
  side === "ours"
    ? mine
      ? "asker"
      : "asked"
    : side === "theirs"
      ? mine
        ? "asked"
        : "asker"
      : side;

/** @param {Values} values @param {boolean} mine */
function planOf(values, mine) {
  const [asker, asked] = mine ? [values.ours, values.theirs] : [values.theirs, values.ours];
  return {
    form: values.form,
    language: values.language,
    purpose: values.purpose,
    event: values.event,
    trigger: values.trigger,
    asker,
    asked,
    windows: numbers(values).map((n) => ({
      start_ms: read(values[`start${n}`]),
      end_ms: read(values[`end${n}`]),
    })),
    minutes: Number(values.minutes),
    languages: Object.keys(LANGUAGES).filter((tag) => values[`speaks-${tag}`]),
    interpreters: interpretersOf(values.interpreters, mine),
    medium: values.medium,
    place: values.place,
    conditions: listed(values.conditions),
  };
}

/** @param {Values} values */
const numbers = (values) => [...Array(Number(values.windows)).keys()];

/** Lines that say something. @param {string | undefined} text */
const listed = (text) =>
  (text ?? "")
    .split("\n")
    .map((one) => one.trim())
    .filter(Boolean);

/** Whether an act can carry them. @param {string[]} conditions */
const fit = (conditions) =>
  conditions.length <= MOST_CONDITIONS &&
  conditions.every((one) => one.length <= CONDITION_CHARACTERS);

/** What is wrong, by field, as what to do. @param {Values} values @returns {Record<string, string>} */
function problems(values) {
  /** @type {Record<string, string>} */
  const found = {};
  if (!values.purpose?.trim()) found.purpose = t("req-err-purpose");
  for (const n of numbers(values)) {
    const start = read(values[`start${n}`]);
    const end = read(values[`end${n}`]);
    if (Number.isNaN(start) || Number.isNaN(end)) found[`start${n}`] = t("req-err-time");
    else if (end <= start) found[`start${n}`] = t("req-err-order");
    else if (end <= station.now()) found[`start${n}`] = t("req-err-past");
  }
  const due = read(values.due);
  if (Number.isNaN(due)) found.due = t("req-err-time");
  else if (due <= station.now()) found.due = t("req-err-due");
  if (!fit(listed(values.conditions))) found.conditions = t("req-err-conditions");
  return found;
}

/** Lead to the first field that is wrong. @param {Values} values @param {Record<string, string>} wrong */
function leadTo(values, wrong) {
  values.tried = "1";
  refresh();
  const first = [
    "purpose",
    ...numbers(values).map((n) => `start${n}`),
    "conditions",
    "due",
  ].find((each) => wrong[each]);
  queueMicrotask(() => document.getElementById(`request-${first}`)?.focus());
}

// --- fields -------------------------------------------------------------------------------

/** @param {LineBrief} line @param {RequestsDoc} doc @param {Values} values @param {number} peer */
function planFields(line, doc, values, peer) {
  const wrong = values.tried ? problems(values) : {};
  const me = meOn(line.id);
  const desks = (/** @type {number} */ party) =>
    doc.desks
      .filter((desk) => desk.party === party)
      .map((desk) => /** @type {[string, string]} */ ([desk.code, own(desk.names)]));
  const theirs = desks(peer);
  const ours = desks(me);
  // An amendment may have taken away what an older version names.
  if (!theirs.some(([code]) => code === values.theirs)) values.theirs = theirs[0]?.[0] ?? "";
  if (!ours.some(([code]) => code === values.ours)) values.ours = ours[0]?.[0] ?? "";
  if (!doc.triggers.some((each) => each.code === values.trigger)) values.trigger = "";
  return [
    h(
      "div",
      { class: "field", key: "form" },
      h("span", { class: "label", id: "request-form-label" }, t("req-form")),
      choice(
        "request-form",
        values,
        "form",
        FORMS.map((each) => ({ value: each, face: t(`req-form-${each}`) })),
        "three-up",
      ),
    ),
    field(
      t("req-purpose"),
      input("request-purpose", values, "purpose", {
        rows: 3,
        maxlength: 1_000,
        lang: values.language,
        dir: "auto",
        spellcheck: "true",
        changed: refresh,
        ...invalid("purpose", wrong),
      }),
      { id: "request-purpose", error: wrong.purpose },
    ),
    pick(
      t("req-language"),
      "language",
      values,
      Object.keys(LANGUAGES).map((tag) => [tag, languageName(tag)]),
    ),
    numbers(values).map((n) => windowFields(line, values, n, peer, wrong)),
    h(
      "div",
      { class: "row", key: "windows" },
      Number(values.windows) < MOST_WINDOWS &&
        local(t("req-add-time"), () => grow(values, 1), { look: "small", id: "add-time" }),
      Number(values.windows) > 1 &&
        local(t("req-remove-time"), () => grow(values, -1), {
          look: "small",
          id: "remove-time",
        }),
    ),
    h(
      "div",
      { class: "pair", key: "length" },
      pick(
        t("req-length"),
        "minutes",
        values,
        MINUTES.map((n) => [String(n), n ? t("req-minutes", { n }) : t("req-whole")]),
      ),
      pick(
        t("req-medium"),
        "medium",
        values,
        MEDIA.map((each) => [each, t(`req-medium-${each}`)]),
      ),
    ),
    h(
      "div",
      { class: "pair", key: "principals" },
      pick(t("req-ours", { place: place(line.id, me) }), "ours", values, ours),
      pick(t("req-ours", { place: place(line.id, peer) }), "theirs", values, theirs),
    ),
    h(
      "div",
      { class: "pair", key: "where" },
      words(t("req-place"), "place", values, 200),
      words(t("req-event"), "event", values, 200),
    ),
    doc.triggers.length > 0 &&
      pick(t("req-trigger"), "trigger", values, [
        ["", t("req-no-trigger")],
        ...doc.triggers.map(
          (each) => /** @type {[string, string]} */ ([each.code, own(each.text)]),
        ),
      ]),
    h(
      "fieldset",
      { class: "field", key: "languages" },
      h("legend", null, t("req-languages")),
      h(
        "div",
        { class: "row wrap" },
        Object.keys(LANGUAGES).map((tag) => tick(values, `speaks-${tag}`, languageName(tag))),
      ),
    ),
    pick(
      t("req-interpreters"),
      "interpreters",
      values,
      ["each", "ours", "theirs", "none"].map((each) => [
        each,
        each === "ours" || each === "theirs"
          ? t("req-interpreters-of", { place: place(line.id, each === "ours" ? me : peer) })
          : t(`req-interpreters-${each}`),
      ]),
    ),
    field(
      t("req-conditions"),
      input("request-conditions", values, "conditions", {
        rows: 2,
        lang: values.language,
        dir: "auto",
        changed: refresh,
        ...invalid("conditions", wrong),
      }),
      { id: "request-conditions", hint: t("req-conditions-hint"), error: wrong.conditions },
    ),
    h(
      "div",
      { class: "pair", key: "due" },
      field(t("req-due"), timeInput(values, "due", wrong), {
        id: "request-due",
        error: wrong.due,
      }),
      pick(
        t("req-within"),
        "within",
        values,
        WITHIN_S.map((s) => [String(s), lasting(s * 1_000)]),
      ),
    ),
    h("p", { class: "hint", key: "due-hint" }, t("req-due-hint")),
  ];
}

/** @param {string} name @param {Record<string, string>} wrong */
const invalid = (name, wrong) =>
  wrong[name] ? { "aria-invalid": "true", "aria-describedby": `request-${name}-err` } : {};

/** @param {LineBrief} line @param {Values} values @param {number} n @param {number} peer @param {Record<string, string>} wrong */
function windowFields(line, values, n, peer, wrong) {
  const start_ms = read(values[`start${n}`]);
  const end_ms = read(values[`end${n}`]);
  const known = !Number.isNaN(start_ms) && !Number.isNaN(end_ms);
  return h(
    "div",
    { class: "window", key: `window ${n}` },
    h(
      "div",
      { class: "pair" },
      field(t("req-from-utc"), timeInput(values, `start${n}`, wrong), {
        id: `request-start${n}`,
        error: wrong[`start${n}`],
      }),
      field(t("req-to-utc"), timeInput(values, `end${n}`, {}), { id: `request-end${n}` }),
    ),
    known && h("p", { class: "hint zones" }, windowDoc(line.id, { start_ms, end_ms }, peer)[3]),
  );
}

/** @param {Values} values @param {string} name @param {Record<string, string>} wrong */
const timeInput = (values, name, wrong) =>
  input(`request-${name}`, values, name, {
    dir: "ltr",
    placeholder: "2027-03-16 20:00",
    maxlength: 20,
    changed: refresh,
    ...invalid(name, wrong),
  });

/** @param {Values} values @param {number} by */
function grow(values, by) {
  const count = Number(values.windows) + by;
  values.windows = String(count);
  if (by > 0) {
    const before = read(values[`end${count - 2}`]);
    const start = Number.isNaN(before) ? soon(24) : before + 22 * HOUR_MS;
    values[`start${count - 1}`] = written(start);
    values[`end${count - 1}`] = written(start + 2 * HOUR_MS);
  }
  refresh();
}

/** @param {string} label @param {string} name @param {Values} values @param {[string, string][]} options */
const pick = (label, name, values, options) =>
  field(label, select(`request-${name}`, values, name, options), { id: `request-${name}` });

/** @param {string} label @param {string} name @param {Values} values @param {number} most */
const words = (label, name, values, most) =>
  field(
    label,
    input(`request-${name}`, values, name, {
      dir: "auto",
      maxlength: most,
      lang: values.language,
    }),
    { id: `request-${name}` },
  );

/** @param {Values} values @param {string} name @param {string} face */
const tick = (values, name, face) =>
  h(
    "label",
    { class: "tick", key: name },
    h("input", {
      type: "checkbox",
      checked: Boolean(values[name]),
      onchange: (/** @type {any} */ event) => {
        values[name] = event.target.checked ? "1" : "";
        refresh();
      },
    }),
    h("span", null, face),
  );

/** @param {string} key @param {string} name @param {...any} content */
const panel = (key, name, ...content) =>
  h(
    "form",
    {
      class: "panel stack compact request-form",
      key,
      "aria-label": name,
      onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
    },
    h("h2", null, name),
    content,
  );

/** What sends a form stays in view. @param {any} content */
const bar = (content) => h("div", { class: "bar", key: "bar" }, content);

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

/** Times of a request that repeats one of the past. */
function later() {
  const { start0, end0, due } = blank();
  return { windows: "1", start0: start0 ?? "", end0: end0 ?? "", due: due ?? "" };
}

/** @param {CalendarDraft} event @returns {Values} */
function eventValues(event) {
  return {
    form: event.form,
    purpose: event.purpose,
    place: event.place,
    medium: event.place ? "in-person" : "line",
    minutes: "0",
    start0: event.start_ms === null ? "" : written(event.start_ms),
    end0: event.end_ms === null ? "" : written(event.end_ms),
    tried: event.notes.length > 0 ? "1" : "",
  };
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
