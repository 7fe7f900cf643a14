/** The documents of docs/console.md, as the page reads them. Nothing here exists at run time. */

export type Names = Record<string, string>;
export type Ref = string;
export type Precedence = "FLASH" | "IMMEDIATE" | "PRIORITY" | "ROUTINE";
export type Verdict =
  | "ready"
  | "bell-old"
  | "unmanned"
  | "down"
  | "quiet"
  | "unknown"
  | "own-fault"
  | "frozen"
  | "closed";

export interface Party {
  number: number;
  /** The same on every line. */
  id?: string;
  names: Names;
  places: Names;
  zone: string;
  language: string;
}
export interface Me {
  person: string;
  desk: string;
  desk_names: Names;
  role: string;
  party: Party;
  language: string;
  theme: string;
  console: string;
}
export interface Hello {
  version: string;
  time_ms: number;
  loopback: boolean;
}
export interface Desk {
  party: number;
  code: string;
  names: Names;
}
export interface PathState {
  name: string;
  up: boolean;
  since_ms: number;
  cause: string | null;
  cost: number;
  round_trip_ms: number | null;
  lost: number;
  silent: boolean;
  carries: "all" | "urgent" | null;
}
export interface Lamp {
  state: "up" | "quiet" | "down" | "unknown";
  since_ms: number;
  last_echo_ms: number | null;
  round_trip_ms: number | null;
  clock_ahead_ms: number | null;
  paths: PathState[];
}
/** What a desk of another party signed of its watch. */
export interface FarWatch {
  desk: Desk;
  state: "ready" | "bell-old" | "unmanned";
  since_ms: number | null;
  ended_ms: number | null;
  said_ms: number | null;
  bell_ms: number | null;
  must: boolean;
}
/** The watch at this console's desk. */
export interface PostDoc {
  phase: "free" | "manned" | "lapsed";
  by: string | null;
  here: boolean;
  mine: boolean;
  since_ms: number | null;
  taken_ms: number | null;
  due_ms: number | null;
  until_ms: number | null;
  ended_ms: number | null;
  bell_ms: number | null;
  vigilance_s: number;
}
export interface OwnDesk {
  code: string;
  names: Names;
  phase: "free" | "manned" | "lapsed";
  by: string | null;
  since_ms: number | null;
  ended_ms: number | null;
  bell_ms: number | null;
}
export interface WatchDoc {
  desks: OwnDesk[];
  bells: { page_ms: number | null; room: boolean; room_ms: number | null };
  book: { at_ms: number; what: string; by: string; text: string }[];
  theirs: (FarWatch & { line: string })[];
  rota: RotaDoc;
}
export interface RotaDoc {
  plans: { name: string; who: string[]; until_ms: number | null }[];
  steps: { name: string; after_s: number; consoles: number; bells: string[]; room: boolean }[];
  repeat_s: number | null;
  persons: { code: string; name: string; bells: number; here: boolean }[];
  stand_ins: { person: string; by: string; until_ms: number; known: boolean }[];
  failing: string[];
}
export interface Window {
  start_ms: number;
  end_ms: number;
}
export interface Plan {
  form: "call" | "meeting" | "visit";
  language: string;
  purpose: string;
  event: string;
  trigger: string;
  asker: string;
  asked: string;
  windows: Window[];
  minutes: number;
  languages: string[];
  interpreters: "each" | "asker" | "asked" | "none";
  medium: "line" | "telephone" | "video" | "in-person";
  place: string;
  conditions: string[];
}
export interface Turn {
  party: number;
  since_ms: number;
  overdue_ms: number | null;
}
export interface Version {
  ref: Ref;
  party: number;
  sequence: number;
  at_ms: number;
  due_ms: number;
  within_s: number;
  plan: Plan;
}
export interface RequestSaid {
  ref: Ref;
  type: string;
  party: number;
  at_ms: number;
  by: string;
  language: string;
  text: string;
  names: Ref | null;
  number: number;
  code: string;
  level: Desk | null;
  word: string | null;
  conditions: { text: string; state: string }[];
}
export interface Request {
  ref: Ref;
  line: string;
  mine: boolean;
  ours: boolean;
  kind: string;
  at_ms: number;
  from: Desk;
  to: Desk;
  stage: "open" | "agreed" | "declined" | "withdrawn" | "lapsed" | "off";
  settled: boolean;
  turns: Turn[];
  earlier: Ref | null;
  agreed: { ref: Ref; version: Ref; window: number } | null;
  versions: Version[];
  said: RequestSaid[];
}
export interface RequestsDoc {
  open: Request[];
  over: Request[];
  more: boolean;
  triggers: Agreed[];
  desks: Desk[];
}
/** A request that is open or agreed, as `now` has it. */
export interface RequestBrief {
  ref: Ref;
  line: string;
  form: string;
  mine: boolean;
  from: Desk;
  to: Desk;
  at_ms: number;
  turns: Turn[];
  agreed: Window | null;
}
/** An event of a calendar file, as far as a request can take it over. */
export interface CalendarDraft {
  form: string;
  purpose: string;
  place: string;
  start_ms: number | null;
  end_ms: number | null;
  notes: string[];
}
export interface LineBrief {
  id: string;
  names: Names;
  peers: Party[];
  lamp: Lamp;
  verdict: Verdict;
  watch?: FarWatch[];
  unopened: number;
  attempts: number;
  call: Ref | null;
}
export interface Stage {
  stage: string;
  at_ms: number;
  party: number;
  firm: boolean;
}
export interface Ring {
  ref: Ref;
  line: string;
  mine: boolean;
  from: Desk;
  to: Desk;
  precedence: Precedence;
  subject: string | null;
  purpose: string;
  by: string;
  kind: string;
  at_ms: number;
  arrived_ms: number | null;
  ahead: boolean;
  ring_for_s: number;
  /** When the agreement wants it answered, by the caller's clock. */
  answer_by_ms: number;
  /** Past the quota: it rings silently beside the one that sounds. */
  joins: boolean;
  /** Whether its answer takes the place of the call of this console by itself. */
  preempts?: boolean;
  stage: string;
  settled: boolean;
  stages: Stage[];
  step: number | null;
  bells: number | null;
  ladder: Ladder | null;
  coming: { by: string; at_ms: number }[];
  answered_by: { desk: Desk; by: string } | null;
  decline: {
    code: string;
    text: string;
    language: string;
    condition: string;
    call_back_ms: number | null;
    by: string;
  } | null;
  proposals: Proposal[];
  unreached: {
    tries: { path: string; first_ms: number; last_ms: number; error: string }[];
    last_echo_ms: number | null;
  } | null;
  end: { party: number; reason: string; at_ms: number } | null;
}
/** The ladder that a ring climbs: ours with its steps, theirs as far as they signed. */
export interface Ladder {
  steps: number;
  step: number;
  next: number | null;
  next_ms: number | null;
  proven_ms: number | null;
  standing: "climbing" | "empty" | "answered" | "resumed" | "stopped";
  rungs: { taken_ms: number | null; skipped: boolean }[];
  names: string[];
}
/** Another time, desk or means for a call that did not come about. */
export interface Proposal {
  ref: Ref;
  mine: boolean;
  at_ms: number | null;
  level: Desk | null;
  medium: "any" | "voice" | "message" | "meeting";
  by: string;
  agreed: { by: string; at_ms: number } | null;
}
export interface Readiness {
  desk: Desk;
  ready: boolean;
  by: string;
  at_ms: number;
}
export interface Principals {
  desks: Desk[];
  ours: Readiness | null;
  theirs: Readiness | null;
  words: boolean;
  matched: boolean;
  handed: { desk: Desk; by: string; at_ms: number }[];
}
export interface OfferFields {
  fp: string;
  ufrag: string;
  pwd: string;
  candidates: string[];
  commit: string;
  fsh: string;
  expires_ms: number;
}
export interface AcceptFields {
  fp: string;
  ufrag: string;
  pwd: string;
  candidates: string[];
  nonce: string;
  fsh: string;
}
export interface LegDoc {
  ref: Ref | null;
  no: number;
  state: "offered" | "accepted" | "revealed" | "up" | "failed" | "superseded";
  offerer: number;
  mine: "offerer" | "acceptor";
  here: boolean;
  offer: OfferFields;
  accept: AcceptFields | null;
  reveal: string | null;
  transcript: string | null;
  up: { party: number; tls: string; frames_ok: boolean }[];
  words: { party: number; result: string; reason: string }[];
  fail: { party: number; code: string } | null;
}
export interface Call extends Ring {
  legs: LegDoc[];
  here: boolean;
  principals: Principals;
  open_since_ms: number | null;
}
export interface Alarm {
  id: string;
  code: string;
  line: string | null;
  since_ms: number;
  facts: Record<string, any>;
  grave: "alarm" | "attention";
  ack: { by: string; at_ms: number } | null;
}
export interface Urgent {
  ref: Ref;
  line: string;
  precedence: Precedence;
  from: Desk;
  at_ms: number;
  open_by_ms: number;
  /** Whether it knocks; past the quota none does. */
  knocks?: boolean;
  /** Whether it is a spoken word, and within the quota: it is played when it comes. */
  spoken?: boolean;
  plays?: boolean;
  /** It overtook what was said before it; its record is still on its way. */
  ahead?: boolean;
}
export interface Brief {
  ref: Ref;
  line: string;
  peer: Desk;
  handed: Desk | null;
  end: { party: number; reason: string; at_ms: number } | null;
}
/** A principal of ours asks the watch for a call. */
export interface Asked {
  line: string;
  desk: Desk;
  to: Desk;
  by: string;
  at_ms: number;
  seen: { by: string; at_ms: number } | null;
}
export interface Now {
  kind: "REAL" | "EXERCISE" | "TEST";
  lines: LineBrief[];
  rings: Ring[];
  outgoing: Ring[];
  call: Call | null;
  elsewhere?: Brief[];
  ended?: Brief[];
  taken: { ring: Ref; by: string; at_ms: number }[];
  held?: Call[];
  asked?: Asked[];
  attempts: Ring[];
  alarms: Alarm[];
  urgent?: Urgent[];
  watch?: PostDoc;
  requests?: RequestBrief[];
  last_act: { line: string; at_ms: number; type: string; mine: boolean } | null;
}
/** A code of the agreement and what it means, in the languages of the agreement. */
export interface Agreed {
  code: string;
  text: Names;
}
export interface Item {
  ref: Ref;
  type: string;
  mine: boolean;
  party: number;
  at_ms: number;
  from: Desk | null;
  to: Desk | null;
  summary: Record<string, unknown>;
}
/** Two desks that may address each other, and what is open between them now. */
export interface Counterpart {
  mine: Desk;
  theirs: Desk;
  peer: number;
  level: string;
  open: { stage: "ringing" | "call"; since_ms: number; precedence: Precedence } | null;
}
export interface LineDoc {
  id: string;
  names: Names;
  titles: Names;
  peers: Party[];
  lamp: Lamp;
  verdict: Verdict;
  watch?: FarWatch[];
  bell_proof_s?: number;
  pairs: { mine: Desk; theirs: Desk; peer: number; level: string }[];
  counterparts: Counterpart[];
  subjects: Agreed[];
  answer_within_s: Record<string, number>;
  open_within_s: Record<string, number>;
  used_an_hour: Record<string, number>;
  an_hour: Record<string, number>;
  decline_codes: Agreed[];
  waiting: { entries: number; oldest_ms: number | null };
  figures: { receipt_ms_p50: number | null };
  today: Item[];
  warn_clock_ms: number;
  document_bytes?: number;
  /** Bits a second at which a word is spoken now; null: the station has no codec. */
  speech_rate?: number | null;
}
export interface Document_ {
  ref: Ref;
  name: string;
  media_type: string;
  size: number;
  at_ms: number;
  by: string;
  held: number;
  whole: boolean;
  there: { party: number; at_ms: number }[];
}
export interface Message {
  ref: Ref;
  mine: boolean;
  kind: string;
  at_ms: number;
  open_by_ms: number;
  from: Desk;
  to: Desk | null;
  by: string;
  precedence: Precedence;
  language: string;
  subject: string;
  text: string | null;
  size: number;
  documents?: Document_[];
  spoken?: { rate: number; ms: number } | null;
  receipts: {
    stored: { party: number; at_ms: number; firm: boolean }[];
    opened: { party: number; by: string; at_ms: number }[];
    informed: { party: number; by: string; at_ms: number }[];
  };
  settled: boolean;
}
export interface MessagesDoc {
  messages: Message[];
  more: boolean;
  cursor: string | null;
}
export interface Said {
  ref: Ref;
  mine: boolean;
  at_ms: number;
  desk: Desk;
  by: string;
  language: string;
  text: string;
  stored: boolean;
}
export interface ServiceDoc {
  entries: Said[];
  more: boolean;
}
export interface Feed {
  party: number;
  incarnation: number;
  feed: string;
  size: number;
  provisional: number;
  firm: number;
  root: string;
  receipts: { party: number; size: number; time_ms: number; firm: boolean }[];
  state: "open" | "closed" | "superseded" | "frozen";
  inert: number;
  waits: { acts: number; for: number[] } | null;
}
export interface Verified {
  at_ms: number;
  entries: number;
  result: "holds" | "broken";
  first_bad: Record<string, unknown> | null;
}
export interface RecordDoc {
  feeds: Feed[];
  verified: Verified | null;
  incidents: Record<string, unknown>[];
}
export interface Entry {
  ref: Ref;
  index: number;
  /** Null where the bytes are no act that this station can read. */
  type: string | null;
  kind: string | null;
  at_ms: number | null;
  from: Desk | null;
  to: Desk | null;
  body: Record<string, unknown> | null;
  inert: string | null;
  leaf: string;
  size: number;
  provisional: boolean;
}
export interface AgreementDoc {
  version: number;
  hash: string;
  line: string;
  parties: (Party & { fingerprint: string; words: number[] })[];
  signed: { party: number; root: string }[];
  texts: { language: string; text: string }[];
  terms: { key: string; value: unknown; unit: string }[];
  valid_from_ms: number;
  valid_until_ms: number | null;
  notice_s: number;
  duties: { desk: Desk; spans: [number, number][] }[];
  desks: Desk[];
  pairs: { a: Desk; b: Desk; level: string }[];
}
export interface Topics {
  now: Now;
  watch: WatchDoc;
  [topic: `line:${string}`]: LineDoc;
  [topic: `messages:${string}`]: MessagesDoc;
  [topic: `service:${string}`]: ServiceDoc;
  [topic: `requests:${string}`]: RequestsDoc;
  [topic: `record:${string}`]: RecordDoc;
  [topic: `agreement:${string}`]: AgreementDoc;
}
