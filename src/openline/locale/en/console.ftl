### The console. One sentence a line; no personal names; times with Z.

## Frame

skip = Skip to the page
lines = Lines
watch = Watch
nobody-on-watch = Nobody on watch
on-watch-since = On watch since { $time }
has-the-watch-short = { $by } has the watch
bell-proven-at = bell proven { $time }
all-lines = All lines
kind-real = REAL
kind-exercise = EXERCISE
kind-test = TEST
role = { $role ->
    [watch] At this desk as watch officer
    [principal] Principal
    [office] At this desk as officer
    [technician] Technician
    [auditor] Auditor, reads only
   *[other] { $role }
}
theme = { $theme ->
    [light] Appearance: light
    [dark] Appearance: dark
   *[auto] Appearance: as this computer
}
theme-auto = As this computer
theme-light = Light
theme-dark = Dark
appearance = Appearance
language = Language
language-and-more = Language and more
notify = Notify of rings
keys = Keys
leave = Leave the desk
station-version = Openline { $version }
close = Close
open = Open
needs-you = Needs you
needs-nothing = Nothing now
needs-count = { $n ->
    [one] 1 thing needs you
   *[other] { $n } things need you
}
open-count = { $n } open
last-act = Last act
act-on = { $act }, { $line }
place-day = { $place }, { $day }
place-desk = { $place }, { $desk }
open-call = Open the call
call-time = In call
since-you-rang = Since you rang
tab-line = Line
tab-messages = Messages
tab-service = Service channel
tab-record = Record
tab-agreement = Agreement
title-ring = Incoming ring
title-call = In call
title-ringing = Ringing
not-connected = Not connected to the station
not-connected-below = This page is { $t } old. Do not rely on it. Trying every second.
session-over = This console is no longer signed in
session-over-below = Open a new enrolment link. The technician makes one.
no-bell = This page cannot sound the bell.
no-bell-below = Press here once. Browsers keep a page silent until then.
let-sound = Let it sound
due-in = due in { $t }
overdue-by = overdue by { $t }
counterparts = Counterparts
level-named = Level: { $level }
other-lines = Other lines with the same party:
open-call-now = in a call
open-ring-now = ringing
no-call-now = no call
no-microphone = This page may not use the microphone yet.
no-microphone-below = Without it nobody hears you in a call. Allow it now, before one comes.
allow-microphone = Allow the microphone
microphone-denied = This browser refuses the microphone.
microphone-denied-below = Nobody hears you in a call. Allow it in the settings of the browser for this address.
f9-again = Press F9 again to hang up
refused = Not done.

## Keys

key-answer = Answer, highest precedence first
key-decline = Decline, with a reason
key-mute = Mute, on and off
key-silence = Silence bell
key-confirm = Confirm the watch, when asked
key-acknowledge = Acknowledge the gravest alarm
key-hang-up = Hang up, twice within 2 s
key-send = The main act of the form
key-lines = All lines
key-watch = Watch
key-line = Line 1 to 9
key-list = Next, previous, open in a list
key-close = Close a panel; never declines or hangs up
key-keys = This table
keys-below = Letters work where no text is being typed. No key rings and no key sends FLASH.

## Lengths of time and sizes

ago = { $t } ago
lasting-s = { $s } s
lasting-min = { $min } min
lasting-min-s = { $min } min { $s } s
lasting-h = { $h } h
lasting-h-min = { $h } h { $min } min
lasting-d = { $d } d { $h } h
lasting-days = { $d ->
    [one] 1 day
   *[other] { $d } days
}
brief-ms = { $n } ms
brief-s = { $n } s
size-b = { $n } B
size-kib = { $n } KiB
percent = { NUMBER($n, maximumFractionDigits: 1) } %
not-known = Not known
not-yet = Not yet
none = None

## Precedence

precedence = Precedence
precedence-flash = FLASH
precedence-immediate = IMMEDIATE
precedence-priority = PRIORITY
precedence-routine = ROUTINE

## States of a line, on rail and board

state-ready = Ready
state-unmanned = Room unmanned
state-bell-old = Bell not proven
state-down = Line down { $t }
state-quiet = No word for { $t }
state-unknown = Not known
state-own-fault = Our station's fault
state-frozen = Two records
state-closed = Closed
state-call = Call { $t }
state-call-elsewhere = In a call

## Verdict of a line

verdict-ready = { $capital } can be rung now
verdict-ready-below = { $paths ->
    [one] Their station answered our challenge { $echo } ago; a path is up.
   *[other] Their station answered our challenge { $echo } ago; { $paths } paths are up.
}
verdict-ready-manned = The room has been manned since { $since }; { $paths ->
    [one] a path is up.
   *[other] { $paths } paths are up.
}
verdict-ready-bell = The room has been manned since { $since }, its bell was heard { $bell } ago; { $paths ->
    [one] a path is up.
   *[other] { $paths } paths are up.
}
verdict-unmanned = Nobody is on watch in { $capital }
verdict-unmanned-since = Their station is heard. The room has been unmanned since { $time }. A ring still alerts whoever is there.
verdict-unmanned-never = Their station is heard. No officer has signed on there. A ring still alerts whoever is there.
verdict-bell-old = { $capital } can be rung; its bell is not proven
verdict-bell-old-since = The room is manned. Its bell was last heard { $t } ago, longer than agreed.
verdict-bell-old-never = The room is manned. Its bell has not been heard on this watch.
verdict-down = Line down since { $time }
verdict-down-below = No path to { $capital }; last heard { $last }. Whether they wish to talk is not known.
verdict-down-never = No path to { $capital } has stood yet. Whether they wish to talk is not known.
verdict-quiet = No word from { $capital } for { $t }
verdict-quiet-below = A path stands, but their station does not answer our challenge. A ring may not be heard.
verdict-unknown = Not known yet
verdict-unknown-below = Waiting for the first signature of { $capital } since our start.
verdict-own-fault = Our own station cannot ring
verdict-own-fault-below = See what needs you. { $capital } is not the cause.
verdict-frozen = { $capital } has signed two different records
verdict-frozen-below = Both proofs are kept. Nothing was deleted. The line rests until a root resumes it.
verdict-lost = Not known now
verdict-lost-below = This page does not hear its own station.
verdict-closed = This line is closed
verdict-closed-below = Its agreement has ended. The record is kept.

## Lines

lines-ready = { $all ->
    [one] { $ready ->
        [0] The line is not ready.
       *[other] The line is ready.
    }
   *[other] { $ready } of { $all } are ready.
}
nothing-needs-you = Nothing needs you.
more-needs = { $n ->
    [one] 1 more
   *[other] { $n } more
}
no-lines = No lines
no-lines-below = The technician opens a line with a signed agreement.
col-line = Line
col-now = Now
col-paths = Paths
col-their-time = Their time
col-open-items = Open
paths-up = { $up } of { $all } up
round-trip = Round trip { $t }
round-trip-unknown = Round trip not known
heard = Heard { $t }
heard-now = Heard now
never-heard = Never heard
n-messages = { $n ->
    [one] 1 message
   *[other] { $n } messages
}
since = since { $time }
acknowledge = Acknowledge
acknowledge-what = Acknowledge, { $what }
acknowledged-by = Acknowledged by { $by }, { $time }
ring-choose = Ring…
ring-line = Ring, { $line }
missed-ring = Missed { $precedence } ring from { $who }
missed-below = { $line }, for your { $desk }: { $fate }.
urgent-message = { $precedence } message from { $who }
urgent-below = { $line }: not opened yet.

## Alarms

alarm-line-down = { $line }: line down for { $t }
alarm-line-down-below = No path to { $capital }. Every path is tried again every few seconds.
alarm-over-quota = { $line }: { $capital } sends more than agreed
alarm-over-quota-below = What goes beyond waits unstored and without a receipt; it is sent again. Rings still sound. Ask their technician.
alarm-path-down = { $line }: path { $name } down for { $t }
alarm-path-down-below = { $up ->
    [one] The other path carries the line. It is tried again every few seconds.
   *[other] { $up } other paths carry the line. It is tried again every few seconds.
}
alarm-unmanned = { $whose ->
    [ours] Nobody is on watch at our { $desk }
   *[theirs] Nobody is on watch in { $capital }
}
alarm-unmanned-below = { $whose ->
    [ours] The agreement asks for an officer there now, and the other side sees that it is empty. Sign on.
   *[theirs] { $desk } is unmanned, though the agreement asks for an officer there now.
}
alarm-bell-unproven = Bell of our { $desk } not proven
alarm-bell-unproven-below = Agreed: heard within { $limit }. Test it on the Watch page.
alarm-two-histories = { $capital } has signed two different records
alarm-two-histories-below = Both proofs are kept. Nothing was deleted. Open the record for the proof.
alarm-new-incarnation = { $capital } has opened a new record
alarm-new-incarnation-below = Their station was restored or restarted. What it held before is kept here.
alarm-clock = { $line }: the clocks differ
alarm-clock-below = Their clock and ours differ by more than the agreement allows. The technician sets ours.
alarm-objection = { $line }: an act was objected to
alarm-objection-below = An act breaks a rule of the agreement. It is kept, shown and not followed. See the record.
alarm-store-full = Our station's disk is full
alarm-store-full-below = Nothing more can be said or stored. The technician makes room.
alarm-store-failed = Our station cannot store
alarm-store-failed-below = Nothing is sent until the disk answers again. Call the technician.
alarm-refused = { $line }: { $capital } sends what is refused
alarm-refused-below = It breaks the agreed form. Nothing of it was taken. The technicians of both sides compare versions and logs.
alarm-contested = { $capital } sends other acts than it signed
alarm-contested-below = They were not taken; the signature is kept as proof. Tell the officer in charge.
alarm-revoked = { $who ->
    [ours] Our party has revoked a station's key
   *[theirs] { $capital } has revoked a station's key
}
alarm-revoked-below = Nothing from that key is taken any more. What was acknowledged before stands in the record.
alarm-suspended = { $who ->
    [ours] Our party has suspended { $line }
   *[theirs] { $capital } has suspended the line
}
alarm-suspended-below = Nobody rings or answers until it resumes. Messages and the service channel go on.
alarm-agreement-expiring = { $line }: the agreement ends soon
alarm-agreement-expiring-below = It must be renewed by the roots of all parties.
alarm-key-change = { $capital } uses a new key
alarm-key-change-below = It is certified by their root. Compare it at the next check call.
alarm-frames = { $line }: voice could not be decrypted
alarm-frames-below = The call was muted. Hang up and ring again.
alarm-unspoken = { $line }: answered, but nobody speaks
alarm-unspoken-below = No voice came up after the answer, so the ladder rings on. Call back, or hang up at the console that answered.
alarm-rota-unreadable = The rota cannot be used
alarm-rota-unreadable-below = { $what } Only consoles ring until it is corrected.
alarm-rota-gap = Nobody is on plan { $plan }
alarm-rota-gap-below = From { $from } until { $until }. Put somebody on it, or set an override.
alarm-rota-no-bell = { $name } has no bell
alarm-rota-no-bell-below = Nothing can wake this person. Give a bell in the rota.
alarm-rota-bell-unusable = Bell { $bell } is not set up
alarm-rota-bell-unusable-below = { $file } is not there. The technician sets it up.
alarm-rota-bell-failing = Bell { $bell } fails
alarm-rota-bell-failing-below = Its last alert did not go out. The ladder goes on without it. Test it.
alarm-rota-step-empty = Step { $step } of { $desk } never rings
alarm-rota-step-empty-below = No bell stands behind “{ $name }” in the month to come.
alarm-rota-step-too-late = Step { $step } of { $desk } comes too late
alarm-rota-step-too-late-below = A ring is over before “{ $name }” is due.
alarm-rota-desk-unknown = The rota names desk { $desk }
alarm-rota-desk-unknown-below = There is no such desk of ours on any line.

## Watch

watch-free = Nobody is on watch at { $desk }
watch-free-below = A ring still sounds here. The other side sees an unmanned room.
watch-manned = { $by } has the watch since { $time }
watch-manned-below = To be confirmed by { $time }.
watch-lapsed = The watch lapsed at { $time }
watch-lapsed-below = Nobody confirmed it. The other side sees an unmanned room.
sign-on = Sign on
sign-off = Sign off
confirm-watch = Confirm the watch
vigilance-asked = Confirm the watch
vigilance-asked-below = After { $time } this desk counts as unmanned.
vigilance-lapsed = The watch lapsed
vigilance-lapsed-below = This desk has counted as unmanned since { $time }. Confirm to have the watch again.
our-desks = Our desks
posts-never-names = posts, never names
their-watch = Their watch
as-signed = as their stations signed it last
watch-not-shown = Not shown
watch-not-shown-below = The agreement does not let either side see the other's watch.
has-the-watch = { $by } has the watch; manned since { $time }
manned-since = Manned since { $time }
manned-as-of = Manned as of { $time }, as was signed last; nothing newer has come
unmanned-since = Unmanned since { $time }
nobody-signed-on = Nobody has signed on
bell-heard = bell heard { $t }
bell-proven = Bell heard { $t }
bell-not-proven = Bell not proven
bell-test = Bell test
bell-test-of = Bell test, { $bell }
bell-page = This page
bell-room = The room's own bell
bell-not-fitted = The station has none. The technician names its command in station.toml.
bell-which = Which sound did this page play?
bell-which-room = Which sound did the room's bell play?
bell-sound-flash = Two tones in turn, without a pause
bell-sound-immediate = Three short pulses, then a pause
bell-sound-routine = A warble, then a long pause
bell-nothing = I heard nothing
hand-over = Hand-over
note-for-next = Note for the next watch
stays-here = Stays in this house. Words typed here go with Sign off, too.
add-note = Add note
watch-book = Watch book
book-empty = Nothing has been noted yet.
book-on = { $by } signed on
book-relief = { $by } took the watch over
book-off = { $by } signed off
book-lapsed = Watch of { $by } lapsed
book-note = Note by { $by }
on-duty = On duty
rota-stays = stays in this house
on-duty-nobody = Nobody
on-duty-until = until { $time }
ladder = A ring to this desk
ladder-again = again { $t } after the last step
ladder-at-once = at once
ladder-after = after { $t }
ladder-consoles = { $n ->
    [one] 1 console
   *[other] { $n } consoles
}
ladder-nobody = Nobody now: passed over at once
bell-fails = { $bell } fails
book-bell-page = { $by } heard the bell of the page
book-bell-room = { $by } heard the room's bell
stand-ins = Stand-ins
stand-in = Stand-in…
stand-in-row = { $by } for { $person }
stand-in-for = In place of
stand-in-by = Stands in
stand-in-until = Until, time in UTC
stand-in-enter = Enter stand-in
stand-in-back = { $person } is back
stand-in-no-bell = { $name } (no bell)
stand-in-means = Alerts go to the other person at once. Bills and overrides count for that person, too.
stand-in-unknown = Not in the rota any more: nobody stands in
book-stand-in = { $by } entered a stand-in
book-stand-down = { $by } ended a stand-in

## Line

no-such-line = No such line
no-such-line-below = It may have been closed, or this desk may not see it.
ev-station = Station
ev-station-echo = Answered our fresh challenge, signed
ev-station-none = Has not answered a challenge yet
ev-paths = Paths
path-up = { $t ->
    [0] { $name } is up
   *[other] { $name } is up, { $t }
}
path-down = { $name } down for { $t }, { $cause }
path-network = Network
path-silent = no answer to our challenges
path-lost = { $n } % of challenges lost
path-cost = cost { $n }
path-urgent = for what is urgent, or when the others fail
no-path = No path is set up
ev-clock = Clock
ev-clock-limit = limit { $t }
clock-unknown = Not compared yet
clock-equal = Their clock agrees with ours
clock-ahead = Their clock is { $t } ahead
clock-behind = Their clock is { $t } behind
ev-receipts = Receipts
waiting = { $n ->
    [one] 1 act kept here, not yet at their station, { $t } old
   *[other] { $n } acts kept here, not yet at their station; oldest { $t }
}
waiting-none = All we said is stored there
receipt-half = half within { $t }
ev-agreed = Agreed
ev-answer = Answer to FLASH in { $flash }, ROUTINE in { $routine }
cause-refused = refused
cause-timeout = no answer
cause-wrong-key = wrong key
cause-closed = closed by the other side
cause-reset = broken off
cause-unresolved = address not found
cause-unreachable = network unreachable
cause-not-accepted = our key was not accepted
cause-no-tls = not a station of ours
cause-bad-protocol = broke the rules of the link
cause-replaced = another link took its place
cause-removed = no longer on the line
cause-unusable = our own side of it cannot be used
cause-expired = the credential has expired
cause-full = the relay is full
open-on-line = Open on this line
nothing-open = Nothing is waiting for you or for { $capital }.
not-opened-here = Not opened at this desk yet
latest-on-line = Latest on this line
nothing-yet = Nothing has been said yet.
ring-capital = Ring { $capital }
desks = Desks
subject = Subject
subject-none = No subject
own-words = Own words, if any
used-of = { $used } of { $all } used this hour
answer-within = answer within { $t }
ring = Ring
ring-busy = This console is in a call. Hang up first.
ring-down = No path is up. The ring is kept, and they see it as missed when the line returns.
not-rung = Not rung.
role-cannot-ring = Your role does not ring or answer.
no-counterpart = Your desk has no counterpart on this line. The agreement pairs the desks.

## A ring going out

fate-sent = Sending the ring
fate-sent-below = Signed here { $signed }. Not yet at their station.
fate-reached = Reached { $capital }'s station
fate-reached-below = It signed for the ring { $reached } after you rang. Nobody has been alerted yet.
fate-alerting = { $of ->
    [0] Alerting in { $capital }
    [1] Alerting in { $capital }
   *[other] Alerting in { $capital }, step { $step } of { $of }
}
fate-alerting-below = { $bells ->
    [0] Their station has signed that { $desk } is being alerted.
    [one] 1 bell of { $desk } is ringing, as their station has signed.
   *[other] { $bells } bells of { $desk } are ringing, as their station has signed.
}
fate-silent = No word from { $capital } for { $t }
fate-silent-below = { $step ->
    [0] The last signed state was: alerting. The tone has stopped.
   *[other] The last signed state was: alerting, step { $step }. The tone has stopped.
}
fate-answered = Answered by { $by }
fate-answered-below = { $desk }, { $time }, { $after } after you rang. Opening voice. Compare the check words first.
fate-declined = Declined by { $by }
fate-declined-below = { $time }, { $after } after you rang. Their reason is below.
fate-exhausted = Nobody answered in { $capital }
fate-exhausted-below = { $capital }'s station signed the end of its ladder at { $time }. Both records say: exhausted.
fate-unreachable = Line down: the ring did not reach { $capital }
fate-unreachable-below = If the line returns, { $capital } sees a missed ring; it will not sound by itself.
fate-withdrawn = You cancelled the ring
fate-withdrawn-below = { $capital } sees: cancelled by the caller, not missed.
fate-crossed = Cancelled here as it was answered in { $capital }
fate-crossed-below = Neither side knew of the other. Both records say: crossed.
fate-late = The ring came too late to { $capital }
fate-late-below = It arrived after its time. { $capital } sees it as a late ring; it did not sound.
fate-word-declined = declined
fate-word-exhausted = nobody answered
fate-word-withdrawn = cancelled by the caller
fate-word-unreachable = did not arrive in time
fate-word-crossed = crossed
fate-word-late = arrived late
fate-word-ended = ended
fate-word-merged = joined with your own ring
fate-word-alerting = unanswered
fate-word-reached = unanswered
fate-word-sent = unanswered
fate-word-answered = answered
step-signed-here = Signed here
step-reached = Reached their station
step-alerting = Alerting
step-alerting-n = Alerting, step { $step } of { $of }
step-answered = Answered
step-declined = Declined
step-exhausted = Nobody answered
step-unreachable = Did not arrive
step-withdrawn = Cancelled
step-crossed = Crossed
step-late = Arrived late
after-ringing = after { $t }
agreed-within = Agreed: within { $t }
signed-by = Signed by { $place }
signed-by-provisional = Signed by { $place }, provisional
bells = { $n ->
    [one] 1 bell
   *[other] { $n } bells
}
desk-to-desk = { $from } to { $to }
tone-follows = The tone you hear follows these signatures. Silence from { $capital } is never played as ringing.
cancel-ring = Cancel ring
cancel-means = { $capital } then sees: cancelled by the caller.
write-meanwhile = Write a message meanwhile
write-a-message = Write a message
ring-again = Ring again…
put-away = Put away
both-records = Both records keep this ring and its fate.
reason = Reason
condition = Condition
their-proposal = Their proposal
their-words-in = Their words
path-named = Path { $name }
tried = Tried from { $from } to { $to }: { $cause }
last-heard = Last heard

## Rings that came to nothing

n-attempts = { $n ->
    [one] 1 ring to settle
   *[other] { $n } rings to settle
}
withdrawn-ring = Withdrawn { $precedence } ring from { $who }
declined-ring = You declined the { $precedence } ring from { $who }
our-declined = { $who } declined our { $precedence } ring
our-exhausted = Nobody answered our { $precedence } ring: { $who }
our-unreachable = Our { $precedence } ring did not reach { $who }
our-late = Our { $precedence } ring came too late to { $who }
our-attempt-below = { $line }, from your { $desk }.
call-back-now = Call with { $who }, agreed for { $time }
settle = Settle
settle-what = Settle, { $what }
agreed = Agreed
agreed-on = Agreed: { $what }.
they-propose = They propose: { $what }.
we-proposed = We proposed: { $what }.
accept-time = Accept { $time }
accept-proposal = Accept the proposal
propose-other = Propose another time…
send-proposal = Send proposal
medium = By what means
medium-any = Any
medium-voice = By voice
medium-message = In writing
medium-meeting = In a meeting
at-desk = At which desk

## Incoming

incoming-ring = Incoming ring
still-ringing = Still ringing
ring-ahead = The record up to this ring is still on its way. Answer as soon as it is here.
rings-your = rings your { $desk }
signed-at = signed { $time }
signed-at-by = signed { $time }, { $by }
time-there = { $time } in { $place }, { $day }
subject-agreed = Subject, from the agreed code book
their-words = Their words, { $language }, authentic
more-rings = { $n ->
    [one] 1 more waiting
   *[other] { $n } more waiting
}
answer = Answer
decline = Decline
decline-choose = Decline…
back-to-ring = Back to the ring
coming = I am coming
key-coming = Say “I am coming”
is-coming = { $by } is coming
is-coming-at = { $by } is coming, said at { $time }
ladder-all = All { $of } steps are ringing
ladder-here = Step { $step } of { $of } is ringing
ladder-empty = No step has a bell now
ladder-next = Step { $step } follows in { $t }
ladder-next-named = { $name } follows in { $t }
ladder-skipped = nobody there
silence-bell = Silence bell
joined-rings = { $n ->
    [one] 1 more past the agreed number, without a bell
   *[other] { $n } more past the agreed number, without a bell
}
answer-means = You speak first and compare the check words.
answer-ends-call = To answer ends the call with { $who }.
bells-here = { $n ->
    [one] 1 console of this desk is ringing
   *[other] { $n } consoles of this desk are ringing
}
desk-rings = { $desk } is ringing
they-see = { $place } sees: “{ $said }.”
taken-by = Answered by { $by }
not-answered = Not answered.
why-decline = Why do you decline?
why-decline-below = { $place } receives your reason, condition and proposal in its own language. Both records keep them.
decline-principal-absent = The principal is not available
decline-preparing = We are preparing and will ring back
decline-no-authority = No authority to speak on this now
decline-no-emergency = Not an emergency in our view
decline-other-channel = Use another channel
decline-no-reason = No reason given
condition-if-any = Condition, if any
our-proposal = Our proposal, time in UTC
proposal-hint = Hours and minutes, such as 20:30; or +45 for minutes from now
proposal-is = { $time }, in { $t }
proposal-wrong = Give hours and minutes, such as 20:30, or nothing.
send-decline = Send decline
decline-recorded = Signed, receipted and kept, like any other act. The ring goes on until you send.

## Call

voice = Voice
mute = Mute
hang-up = Hang up
voice-open = Voice open
voice-opening = Opening voice
voice-none = Opening voice
voice-gathering = Opening voice: finding a way
voice-waiting = Waiting for the other console
voice-connecting = Opening voice: connecting
voice-checking = Opening voice: checking certificate and keys
voice-no-sound = Voice open, but nothing is heard
voice-interrupted = Voice interrupted: opening another way
voice-over-failed = Voice not open
voice-over-cannot-decrypt = Voice not open: what arrives cannot be decrypted
voice-cannot-decrypt = Voice not open: what arrives cannot be decrypted
voice-failed = Voice not open
voice-closed = Voice is not open
voice-not-open = Voice not open: { $cause }
voice-opening-below = Nobody hears and nobody is heard until certificate, encryption and check words stand.
voice-again = Open voice again
voice-blocked = This browser plays no sound yet
voice-blocked-below = Press once to hear them.
listen = Listen
no-sound = No sound from { $place }
no-sound-below = Voice is connected, but nothing arrives. They may hear you.
interrupted = Voice from { $place } is interrupted
interrupted-below = They may still hear you. Another way is being opened, and voice comes back by itself; then compare the new check words.
long-delay = Delay { $t }: leave pauses
long-delay-below = What you say arrives late on the other side.
call-other-page = The voice of this call is in another page of this browser
call-other-page-below = Only one page carries voice.
take-call-here = Take it here
call-ended = Call with { $who } ended
call-ended-there = Hung up in { $place }, { $time }.
call-ended-gone-there = The console in { $place } was gone too long, { $time }. Ring again to go on.
call-ended-gone-here = The console on our side was gone too long, { $time }. Ring again to go on.
call-elsewhere = This desk is in a call with { $who }
call-elsewhere-below = Another console of this desk carries it. To take it over opens voice here and closes it there.
take-over = Take the call over
voice-cause-cannot-decrypt = What arrives cannot be decrypted with the keys of this call. Hang up and ring again.
voice-cause-microphone-refused = Microphone refused by this computer. Allow it in the browser, then open voice again.
voice-cause-microphone-missing = This computer has no microphone. Connect one, then open voice again.
voice-cause-microphone-busy = The microphone is used by another program.
voice-cause-no-microphone-there = The other console has no microphone to use. It can open voice again.
voice-cause-browser-lacks-transform = This browser cannot encrypt voice as agreed. Use a current Chromium or Firefox.
voice-cause-browser-lacks-webrtc = This browser cannot carry voice.
voice-cause-insecure-origin = Voice needs HTTPS. Open the console by its https address.
voice-cause-no-candidate = No way out for voice was found. The technician checks the relay.
voice-cause-unreachable = The consoles do not reach each other. The technician checks the relays.
voice-cause-handshake-failed = The consoles could not agree on a secure connection.
voice-cause-connection-lost = The connection was lost.
voice-cause-interrupted = Voice no longer arrived at one of the consoles.
voice-cause-offer-expired = The other console did not accept in time.
voice-cause-checks-incomplete = The checks were not completed in time.
voice-cause-certificate-mismatch = The certificate is not the one that was signed. Hang up and report it.
voice-cause-certificate-unknown = This browser does not show the certificate it saw.
voice-cause-dtls-too-old = The connection is older than DTLS 1.3 and was not opened.
voice-cause-dtls-unknown = This browser does not show the version of the connection.
voice-cause-frames-bypassed = Voice went round the agreed encryption. Hang up and report it.
voice-cause-frames-not-loaded = The part that encrypts voice could not be loaded.
voice-cause-bad-field = The other console sent something that cannot be right.
voice-cause-commitment-broken = The other console broke its commitment to the check words. Hang up and report it.
voice-cause-secret-mismatch = The other console sent another secret than it announced. Hang up and report it.
check-words = Check words
compare-words = Compare the check words
compare-words-below = Before anything of substance. The result is recorded.
you-say = You say
you-hear = You hear: pick the two words
word-n = Word { $n }
they-pick = { $place } picks what it hears, as you do.
record-check = Record check
none-of-these = None of these
skip-check = Skip the check…
skip-why = Why is the check skipped?
skip-record = Record the skip
check-recorded-means = A skipped or failed check is recorded and shown to both sides.
words-matched = Check words matched
words-skipped = Check skipped
words-differ = The check words differ. Say nothing more.
words-differ-below = Hang up and ring again. Both records hold the mismatch.
words-differ-long = Somebody may be between the two consoles. Your microphone is muted. Hang up and ring again, over another path if there is one. Both records hold the mismatch.
check-waiting = { $who }: not recorded yet
check-matched = { $who }: matched
check-skipped = { $who }: skipped: { $reason }
here = Here
speaking = Speaking
quiet-now = Connected
not-heard = Not heard yet
heard-no-more = Not heard now
not-sent = Not sent yet
muted = Muted
microphone-open = Microphone open
level = Level { $n } of 5
q-state = State
q-delay = Delay, one way
q-lost = Lost
q-round-trip = Round trip
q-jitter = Jitter
q-certificate = Certificate
q-encryption = Encryption
q-checked-here = Checked here
q-checked-there = Checked in { $place }
q-leg = Leg
as-signed-by = As signed by { $place }
dtls-and-frames = DTLS { $tls } and frames
as-agreed = As agreed
not-as-agreed = Not as agreed
open-since = Open since
service-channel = Service channel

## Principals

principals = Principals
principal-ours = Ours
principal-theirs = Theirs
principal-ready = Principal ready
principal-ready-at = Ready at { $desk }
principal-not-ready = Not ready
principal-not-now = Not ready after all
connect-principals = Connect principals
words-first = Record the check words first.
both-ready-first = Both principals must be ready first.
ranks-differ = The two desks are not counterparts in the agreement. Ranks must match.
handed-to = { $desk } joins, handed over { $time }
principals-speak = { $desk } speaks. To take the call back opens voice here and closes it there.
call-held = A call is held for you
watch-holds = { $by } is on the line and hands over to you.
words-compared = The check words were compared.
their-principal-ready = The principal in { $place } has been ready since { $time }.
join-call = Join the call
not-now = Not now
leave-call = Leave the call
no-call-for-you = No call for you
you-asked = You asked for a call with { $who }, { $time }.
watch-saw = { $by } saw it, { $time }.
watch-not-seen = Your watch officer has not seen it yet.
ask-for-call = Ask for a call
ask-for-call-with = Ask for a call with { $who }
ask-means = Your watch officer rings, checks the words, then connects you.
asks-for-call = { $desk } asks for a call with { $who }
asks-for-call-below = Ring, compare the check words, then connect.
call-ended-preempted-here = A ring of higher precedence took its place, { $time }.
call-ended-preempted-there = A ring of higher precedence on this line took its place, { $time }.
call-ended-engaged-here = You took another call, { $time }.
call-ended-engaged-there = { $place } took another call, { $time }.
call-ended-principal-here = Our principal left the call, { $time }.
call-ended-principal-there = The principal in { $place } left the call, { $time }.

## Messages

formal = Formal
messages = Messages
no-messages = No messages
no-messages-below = Nothing has been written on this line.
new-message = New message
older = Older
message-from = From { $who }
message-to = To { $who }
signed-by-at = { $who }, signed { $time }
authentic = { $language }, authentic text
not-here-yet = The text is on its way ({ $size }).
choose-message = Choose a message
stored = Stored
opened = Opened
informed = Principal informed
stored-by = { $time }, { $place }'s station
stored-provisional = { $time }, { $place }'s station, provisional
kept-here = Kept here, not yet at { $place }'s station
opened-by = { $time }, { $by }
record-informed = Record it
receipt-means = A receipt never means agreement.
reply = Reply
to = To
message-subject = Subject
message-text = Text
message-language = Language of the text
send = Send
not-sent-headline = Not sent.
subject-missing = Give a subject.
text-missing = Write the text.
text-too-long = The text is { $size }; { $limit } fit. Shorten it or send two.
of-size = { $size } of { $limit }
state-sent = not yet stored
state-stored = stored
state-opened = opened
state-informed = principal informed
state-new = new

## Service channel

service-rule = For the operators of both sides: tests, times, corrections of transmission. Recorded like everything else.
service-rule-2 = Nothing said here binds a party. Use a formal message for that.
service-write = Write to the operators in { $place }
service-empty = Nothing has been said here
service-empty-below = Say that you are on watch.
service-from = { $place }, { $by }
only-newest = Only the newest are shown. The record keeps all.
role-cannot-write = Your role reads here.

## Record

record = Record
verify = Verify
export = Export
verifying = Verifying…
verified-holds = Verified here at { $time }: { $n } acts, none missing, none altered.
verified-broken = The record does not hold. The first bad entry is shown below.
not-verified = Not verified here yet.
feed-acts = { $n ->
    [one] 1 act
   *[other] { $n } acts
}
feed-state-open = open
feed-state-closed = closed
feed-state-superseded = superseded
feed-state-frozen = two histories
feed-halted = { $n ->
    [one] { $n } act was not judged: two histories were found before
   *[other] { $n } acts were not judged: two histories were found before
}
feed-waits = { $n ->
    [one] 1 act waits
   *[other] { $n } acts wait
} for acts of { $place } that are not here
feed-firm = firm to { $n }
feed-receipted = receipted by { $place } to { $n }
incarnation = incarnation { $n }
col-entry = Entry
col-time = Time
col-act = Act
col-desks = Desks
col-signed = Signed
col-receipt = Receipt
signed-firm = firm
signed-provisional = provisional
no-entries = No acts in this record yet
proof-of = Entry { $n }
proven = { $place } signed this act, in this place of its record. It cannot be altered or denied.
proven-provisional = { $place } signed this act provisionally. The full signature follows within a minute, or once a wider path stands.
inert = Kept and shown, not followed: { $code }.
act-unknown-here = An act this console does not know
act-unknown-below = Type { $type }. Kept and verified; not shown. Update the station.
fact-act = Hash of the act
fact-place = Place in the record
fact-place-of = { $index } of { $size }
fact-signed-by = Signed by
fact-receipt = Receipt
fact-kind = Kind
fact-desks = Desks
fact-size = Size
save-proof = Save proof
proof-note = Anyone can check the file with the stand-alone verifier, without Openline.
choose-entry = Choose an act to see its proof
root-signed = root, signed
this-act = act { $n }
incidents = Incidents
first-bad = First bad entry
export-note = The file holds the whole record with its signatures.

## Agreement

agreement = Agreement
agreement-version = Version { $version }, in force since { $date }.
agreement-until = Ends { $date }.
agreement-no-end = No end is set; notice { $t }.
agreement-authentic = { $languages } are equally authentic.
what-station-enforces = What the station enforces
col-term = Term
col-value = Value
signatures = Signatures
root-valid = valid
party-root = { $place }, root
pairs-of-desks = Pairs of desks
manned-by-agreement = Manned by agreement
day-and-night = Day and night
from-until = { $from } to { $until }
fingerprint-words = Check words of the root
hash = Hash
yes = Yes
no = No
term-suite = Cryptographic suite
term-media-policy = Way of voice
term-recording = Recording of voice
term-clock-warn = Clocks may differ by
term-clock-refuse = Refused beyond
term-test-every = Recorded test every
term-key-rotation = Sealing keys change every
term-key-grace = Former sealing key kept for
term-entries-a-minute = Acts a minute, at most
term-bytes-a-day = Volume a day, at most
term-message-limit = Longest message
term-document-limit = Largest document
term-answer-within-flash = FLASH answered within
term-answer-within-immediate = IMMEDIATE answered within
term-answer-within-priority = PRIORITY answered within
term-answer-within-routine = ROUTINE answered within
term-vigilance = Watch confirmed every
term-bell-proof = Bell proven within
term-watch-shown = Shown of the watch
term-ladder-shown = Shown of the ladder
term-preempting = Take the place of lower calls
term-open-within-flash = FLASH message opened within
term-open-within-immediate = IMMEDIATE message opened within
term-open-within-priority = PRIORITY message opened within
term-open-within-routine = ROUTINE message opened within
value-acts-only = Acts only, never voice
value-each-party = Each party may record
value-relay_only = By relays only
value-direct = Directly, or by relays
value-nothing = Nothing
value-manned = Manned or not
value-bell = Manned, and its bell
value-steps = Each step
value-alerting = That people are alerted

## Acts in the record

act-feed-open = Record opened
act-feed-adopt = Former record taken over
act-call-ring = Ring
act-call-alert = Alerting
act-call-answer = Answered
act-call-decline = Declined
act-call-cancel = Ring cancelled
act-call-exhausted = Nobody answered
act-call-unreached = Ring did not arrive
act-call-late = Ring arrived late
act-call-end = Call ended
act-call-coming = Somebody is coming
act-call-ready = Principal ready or not
act-call-transfer = Handed to the principal
act-call-settled = Settled
act-call-propose = Another time proposed
act-call-agree = Call-back agreed
act-leg-offer = Voice offered
act-leg-accept = Voice accepted
act-leg-reveal = Check words revealed
act-leg-up = Voice open
act-leg-fail = Voice did not open
act-leg-words = Check words recorded
act-msg-send = Message
act-msg-speak = Spoken word
act-msg-opened = Message opened
act-msg-principal = Principal informed
act-service-say = Service channel
act-watch-on = Desk manned
act-watch-off = Desk no longer manned
act-blob-held = Text stored
act-gov-note = Agreement noted
act-objection = Objection
act-seen = Seen
act-line-close = Line closed
act-unknown = Act { $type }

## Refusals; the others are in errors.ftl

not-shown = Not shown here
error-unknown = The station refused ({ $code }). Try once more; if it stays so, tell the technician this code.
for-technician = For the technician
error-not-known = The station did not answer in time. Whether it was done is not known. See the line.
error-page = This page met an error of its own. Load it again.
error-not-reached = The station was not reached. Nothing was said on the line.
error-not-reached-advice = Try again once this page is connected. What you typed and chose is kept.

# Documents that go with messages
documents = Documents
add-document-choose = Add document…
add-document = Add document
remove-document = Remove { $name }
document-too-large = { $name } is { $size }; { $limit } fit. Send a smaller one, or another way.
document-empty = { $name } is empty.
documents-too-many = A message carries { $n } documents at most.
document-adding = Adding { $name }: { $size } of { $limit }
document-here = Here, its hash checked
document-coming = On its way: { $size } of { $limit }
document-held-by = { $place } holds it since { $time }
document-not-there = Not yet at { $place }
document-means = A name is the sender’s word. Save only what you expect.
save = Save
save-document = Save { $name }
show-picture = Show picture
hide-picture = Hide picture
error-no-picture = This is no picture that can be shown. Save it to look at it.

## Requests
tab-requests = Requests
act-request-ask = Request
act-request-counter = Another proposal
act-request-accept = Request accepted
act-request-refuse = Request declined
act-request-withdraw = Request withdrawn
act-request-remind = Reminder
act-request-lapse = No answer in time
act-request-call-off = Called off
act-request-condition = Word on a condition
new-request = New request
req-on-both = On both boards until settled.
req-none = No open requests
req-none-below = Nothing is waiting for you or for { $capital }.
req-col-request = Request
req-col-from = From
req-col-due = Answer due
req-col-state = State
req-form = What
req-form-call = Call
req-form-meeting = Meeting
req-form-visit = Visit
req-what = { $form }, { $desk }
req-turn-ours = Ours to answer
req-turn-theirs = Theirs to answer
req-turn-both = Both to answer
req-due-in = in { $t }
req-overdue = Overdue by { $t }
req-not-there = Not yet at { $place }'s station
req-stage-agreed = Agreed
req-stage-declined = Declined
req-stage-withdrawn = Withdrawn
req-stage-lapsed = Not answered in time
req-stage-off = Called off
req-counter-offer = Counter-offer
req-with-conditions = with conditions
req-unsettled = not yet confirmed by both
req-repeats = Asked again
req-earlier = The earlier request
req-later = Asked again: the later request
req-repeats-this = Repeats: { $what }. Both records link the two.
req-answered-in = Answered in { $t }
req-unanswered = No answer
req-said = what has been said
req-history = Over time
req-history-below = who asked what, when, and what came of it
req-asked-when = { $place }, { $when }: { $state }
req-legend = Filled: who asks. Hollow: who is asked. Bar: how it ended, thick if agreed.
req-version = version { $n }
req-says-ask = { $place } asks
req-says-counter = { $place } proposes something else
req-overtaken = Your answer was not sent.
req-overtaken-below = Something else was said first; it stands in the history. Your words are kept here.
req-says-accept = { $place } accepts
req-says-level = { $place } accepts at another level: { $desk }
req-says-refuse = { $place } declines
req-says-refuse-counter = { $place } does not take the counter-offer
req-says-withdraw = { $place } withdraws the request
req-says-remind = { $place } reminds
req-says-lapse = No answer from { $place } in time
req-says-call-off = { $place } calls it off
req-says-condition = { $place } on condition { $n }: { $word }
req-word-accepted = accepted
req-word-refused = not accepted
req-word-met = met
req-word-not-met = not met
req-word-waived = waived
req-item-open = Open
req-item-accepted = Accepted
req-item-refused = Not accepted
req-item-reported = Said to be met
req-item-met = Met
req-item-waived = Waived
req-do-accepted = Accept
req-do-refused = Do not accept
req-do-met = Met
req-do-not-met = Not met
req-do-waived = Waive
req-do-what = { $do }, condition { $n }
req-times = Times
req-minutes = { $n } min
req-whole = All of the time
req-length = How long
req-principals = Principals
req-ours = Who speaks, { $place }
req-medium = How
req-medium-line = On this line
req-medium-telephone = Telephone
req-medium-video = Video
req-medium-in-person = In person
req-place = Place
req-event = On the sidelines of
req-trigger = Agreed trigger
req-no-trigger = None of the list
req-languages = Languages
req-language = Language of the text
req-interpreters = Interpreters
req-interpreters-each = Each side brings its own
req-interpreters-none = None
req-interpreters-of = { $place } brings them
req-purpose = Purpose
req-from-utc = From, UTC
req-to-utc = To, UTC
req-add-time = Add another time
req-remove-time = Remove the last time
req-conditions = Conditions
req-our-conditions = What would have to hold first
req-conditions-hint = One on each line, 8 at most.
req-due = Answer by, UTC
req-within = and not before
req-due-hint = The later of the two counts, the second from when their station stored it.
req-send = Send request
req-our-answer = Our answer
req-answer-accept = Accept
req-answer-counter = Propose something else
req-answer-level = Accept at another level
req-answer-refuse = Decline, with a reason
req-send-answer = Send answer
req-time-chosen = Time
req-level = Desk that will speak
req-reason = Reason
req-recorded = { $place } sees the answer; it stands in both records.
req-waiting = Waiting for { $place }
req-act-remind = Remind
req-act-withdraw = Withdraw request
req-act-call-off = Call off
req-change = Change our proposal
req-send-change = Send new proposal
req-ask-again = Ask again
req-not-ours = Other desks answer this request.
req-err-purpose = Say what it is for.
req-err-time = Give day and time.
req-err-order = Let it end after it begins.
req-err-past = This time is past. Give a later one.
req-err-due = This is past. Give a later time.
req-err-conditions = At most 8 conditions, one on each line, of 500 characters at most.
req-import = Open calendar file
req-export = Save as calendar file
req-not-imported = The file was not opened.
req-from-file = From the calendar file: { $n }. A draft only; nothing is sent.
req-untitled = Without a title
req-use = Use
req-use-what = Use, event { $n }
req-note-no-time = It has no time. Give one.
req-note-no-zone = Its time names no zone, so it was left out. Give it in UTC.
req-note-unknown-zone = Its time zone is not known here, so the time was left out. Give it in UTC.
req-note-no-end = It does not say when it ends. Give the end.
req-note-order = It ends before it begins. Correct the times.
req-note-past = Its time is past. Give a later one.
req-note-all-day = It lasts whole days, without a zone. Give times in UTC.
req-note-repeats = It repeats. Only its first time was taken.
req-note-cut = Its text is too long. The end was left out.
req-note-cancelled = The file says that it is cancelled.
next-due = Next due
req-answer-them = Answer { $place }: { $form }, { $desk }
req-they-answer = { $place } answers: { $form }, { $desk }
req-agreed-at = Agreed with { $place }: { $form }, { $desk }
n-requests = { $n ->
    [one] { $n } request
   *[other] { $n } requests
}

## Spoken words

speak-to = Speak to { $capital }
speak-narrow = No fast path carries. Over a slow one two seconds of speech are there about four seconds after you let go.
speak-wide = For when no call can be had: up to 8 seconds of speech, sent as a whole when you let go.
speak-recorded = It stands in both records, like a message.
hold-to-speak = Hold to speak
let-go-to-send = Let go to send
speak-opening = Opening the microphone.
speak-now = Speak now: { $t } of { $limit }
speak-sending = Sending.
speak-sent = Sent at { $time }: { $t } of speech.
speak-short = Nothing was sent. Hold it while you speak.
speak-silent = Nothing was sent. The microphone heard nothing.
speak-flash-key = No key sends FLASH. Hold the button.
see-receipts = Receipts
spoken-word-of = Spoken word, { $t }
play-word = Play
stop-word = Stop
spoken-narrow = Spoken over a slow path: short of sound. Ask for what you did not understand in writing.
spoken-wide = Recorded speech. Ask for what you did not understand in writing.
urgent-word = { $precedence } spoken word from { $who }
urgent-word-ahead = { $line }: it came ahead of its record.
urgent-word-below = { $line }: not heard yet.
key-speak = Hold to speak, on the page of a line
