### میز فرمان (فارسی).

# Where a text is names alone, a right-to-left mark (U+200F) before it keeps their order.

## چارچوب

skip = رفتن به متن صفحه
lines = خط‌ها
watch = کشیک
nobody-on-watch = کسی در کشیک نیست
on-watch-since = در کشیک از { $time }
has-the-watch-short = کشیک با { $by }
bell-proven-at = زنگ آزموده در { $time }
all-lines = همهٔ خط‌ها
kind-real = واقعی
kind-exercise = تمرین
kind-test = آزمون
role = { $role ->
    [watch] افسر کشیک این میز
    [principal] مقام اصلی
    [office] افسر این میز
    [technician] کارشناس فنی
    [auditor] حسابرس، فقط خواندن
   *[other] { $role }
}
theme = { $theme ->
    [light] نما: روشن
    [dark] نما: تیره
   *[auto] نما: مانند این رایانه
}
theme-auto = مانند این رایانه
theme-light = روشن
theme-dark = تیره
appearance = نما
language = زبان
language-and-more = زبان و بیشتر
notify = اعلان زنگ‌ها
keys = کلیدها
leave = ترک میز
station-version = Openline { $version }
close = بستن
open = باز کردن
needs-you = نیازمند شما
needs-nothing = اکنون هیچ
needs-count = { $n } مورد نیازمند شماست
open-count = { $n } مورد باز
last-act = آخرین ثبت
act-on = ‏{ $act }، { $line }
place-day = ‏{ $place }، { $day }
place-desk = ‏{ $place }، { $desk }
open-call = رفتن به تماس
call-time = در تماس
since-you-rang = از هنگام زنگ
tab-line = خط
tab-messages = پیام‌ها
tab-service = کانال کارکنان
tab-record = سابقه
tab-agreement = توافق‌نامه
title-ring = زنگ ورودی
title-call = در تماس
title-ringing = در حال زنگ
not-connected = ارتباط با ایستگاه خودی قطع است
not-connected-below = این صفحه { $t } کهنه است. به آن تکیه نکنید. هر ثانیه دوباره تلاش می‌شود.
session-over = این میز دیگر وارد نشده است
session-over-below = پیوند ثبت‌نام تازه‌ای باز کنید. کارشناس فنی آن را می‌سازد.
no-bell = این صفحه نمی‌تواند زنگ بزند.
no-bell-below = یک بار اینجا بزنید. مرورگر تا آن هنگام خاموش می‌ماند.
let-sound = اجازهٔ زنگ
due-in = مهلت { $t } دیگر
overdue-by = { $t } از مهلت گذشته
counterparts = میزهای همتا
level-named = رده: { $level }
other-lines = خط‌های دیگر با همین طرف:
open-call-now = در تماس
open-ring-now = در حال زنگ
no-call-now = بدون تماس
no-microphone = این صفحه هنوز اجازهٔ میکروفون ندارد.
no-microphone-below = بی آن در تماس کسی صدای شما را نمی‌شنود. اکنون، پیش از تماس، اجازه دهید.
allow-microphone = اجازهٔ میکروفون
microphone-denied = این مرورگر میکروفون را رد می‌کند.
microphone-denied-below = در تماس کسی صدای شما را نمی‌شنود. در تنظیمات مرورگر برای این نشانی اجازه دهید.
f9-again = برای پایان تماس دوباره F9 را بزنید
refused = انجام نشد.

## کلیدها

key-answer = پاسخ، بالاترین اولویت نخست
key-decline = رد با ذکر دلیل
key-mute = بی‌صدا، روشن و خاموش
key-silence = خاموشی زنگ
key-confirm = تأیید کشیک، هنگام پرسش
key-acknowledge = تأیید دریافت سنگین‌ترین هشدار
key-hang-up = پایان تماس، دو بار در ۲ ثانیه
key-send = کار اصلی فرم
key-lines = همهٔ خط‌ها
key-watch = کشیک
key-line = خط ۱ تا ۹
key-list = بعدی، قبلی، باز کردن در فهرست
key-close = بستن پنجره؛ هرگز رد نمی‌کند و تماس را پایان نمی‌دهد
key-keys = همین جدول
keys-below = کلیدهای حرفی هنگامی کار می‌کنند که متنی نوشته نمی‌شود. هیچ کلیدی زنگ نمی‌زند و هیچ کلیدی پیام آنی نمی‌فرستد.

## مدت و اندازه

ago = { $t } پیش
lasting-s = { $s } ثانیه
lasting-min = { $min } دقیقه
lasting-min-s = { $min } دقیقه و { $s } ثانیه
lasting-h = { $h } ساعت
lasting-h-min = { $h } ساعت و { $min } دقیقه
lasting-d = { $d } روز و { $h } ساعت
lasting-days = { $d } روز
brief-ms = { $n } میلی‌ثانیه
brief-s = { $n } ثانیه
size-b = { $n } بایت
size-kib = { $n } کیبی‌بایت
percent = { NUMBER($n, maximumFractionDigits: 1) }٪
not-known = دانسته نیست
not-yet = هنوز نه
none = هیچ

## اولویت

precedence = اولویت
precedence-flash = آنی
precedence-immediate = خیلی فوری
precedence-priority = فوری
precedence-routine = عادی

## حالت خط

state-ready = آماده
state-unmanned = اتاق بی‌کشیک
state-bell-old = زنگ آزموده نیست
state-down = خط قطع است، { $t }
state-quiet = بی‌خبر، { $t }
state-unknown = دانسته نیست
state-own-fault = خرابی ایستگاه ما
state-frozen = دو سابقه
state-closed = بسته
state-call = در گفت‌وگو { $t }
state-call-elsewhere = در گفت‌وگو

## داوری دربارهٔ خط

verdict-ready = اکنون می‌توان به { $capital } زنگ زد
verdict-ready-below = ایستگاه آن‌ها { $echo } پیش به پرسش ما پاسخ داد؛ { $paths } مسیر برقرار است.
verdict-ready-manned = اتاق از { $since } کشیک دارد؛ { $paths } مسیر برقرار است.
verdict-ready-bell = اتاق از { $since } کشیک دارد و زنگ آن { $bell } پیش شنیده شد؛ { $paths } مسیر برقرار است.
verdict-unmanned = در { $capital } کسی در کشیک نیست
verdict-unmanned-since = ایستگاه آن‌ها شنیده می‌شود. اتاق از { $time } بی‌کشیک است. زنگ به هر که آنجا باشد می‌رسد.
verdict-unmanned-never = ایستگاه آن‌ها شنیده می‌شود. افسری آنجا کشیک را آغاز نکرده است. زنگ به هر که آنجا باشد می‌رسد.
verdict-bell-old = می‌توان به { $capital } زنگ زد؛ زنگ آن آزموده نیست
verdict-bell-old-since = اتاق کشیک دارد. زنگ آن آخرین بار { $t } پیش شنیده شد، دیرتر از توافق.
verdict-bell-old-never = اتاق کشیک دارد. زنگ آن در این کشیک شنیده نشده است.
verdict-down = خط از { $time } قطع است
verdict-down-below = مسیری به { $capital } نیست؛ آخرین شنیده { $last }. دانسته نیست که مایل به گفت‌وگو هستند یا نه.
verdict-down-never = هنوز هیچ مسیری به { $capital } برقرار نشده است. دانسته نیست که مایل به گفت‌وگو هستند یا نه.
verdict-quiet = { $t } است که از { $capital } خبری نیست
verdict-quiet-below = مسیر هست، اما ایستگاه آن‌ها به پرسش ما پاسخ نمی‌دهد. شاید زنگ شنیده نشود.
verdict-unknown = هنوز دانسته نیست
verdict-unknown-below = در انتظار نخستین امضای { $capital } از هنگام آغاز به کار ما.
verdict-own-fault = ایستگاه خودی نمی‌تواند زنگ بزند
verdict-own-fault-below = آنچه نیازمند شماست را ببینید. سبب آن { $capital } نیست.
verdict-frozen = { $capital } دو سابقهٔ ناهمسان امضا کرده است
verdict-frozen-below = هر دو مدرک نگه داشته شد. چیزی پاک نشد. خط تا ازسرگیری با کلید ریشه متوقف است.
verdict-lost = اکنون دانسته نیست
verdict-lost-below = این صفحه ایستگاه خود را نمی‌شنود.
verdict-closed = این خط بسته است
verdict-closed-below = توافق‌نامهٔ آن پایان یافته است. سابقه نگه داشته می‌شود.

## همهٔ خط‌ها

lines-ready = { $ready } خط از { $all } خط آماده است.
nothing-needs-you = کاری در انتظار شما نیست.
more-needs = { $n } مورد دیگر
no-lines = خطی نیست
no-lines-below = کارشناس فنی با توافق‌نامهٔ امضاشده خط را باز می‌کند.
col-line = خط
col-now = اکنون
col-paths = مسیرها
col-their-time = ساعت آن‌ها
col-open-items = باز
paths-up = { $up } از { $all } مسیر
round-trip = رفت‌وبرگشت { $t }
round-trip-unknown = رفت‌وبرگشت دانسته نیست
heard = شنیده شد، { $t }
heard-now = هم‌اکنون شنیده شد
never-heard = هرگز شنیده نشد
n-messages = { $n } پیام
since = از { $time }
acknowledge = تأیید دریافت
acknowledge-what = تأیید دریافت، { $what }
acknowledged-by = تأیید شد، { $by }، { $time }
ring-choose = زنگ…
ring-line = زنگ، { $line }
missed-ring = زنگ بی‌پاسخ ({ $precedence }) از { $who }
missed-below = { $line }، برای { $desk } شما: { $fate }.
urgent-message = پیام { $precedence } از { $who }
urgent-below = { $line }: هنوز باز نشده است.

## هشدارها

alarm-line-down = { $line }: خط { $t } است که قطع است
alarm-line-down-below = مسیری به { $capital } نیست. هر مسیر هر چند ثانیه دوباره آزموده می‌شود.
alarm-over-quota = { $line }: { $capital } بیش از توافق می‌فرستد
alarm-over-quota-below = آنچه افزون است بدون ذخیره و رسید می‌ماند و دوباره فرستاده می‌شود. زنگ‌ها به صدا درمی‌آیند. از تکنیسین آن‌ها بپرسید.
alarm-path-down = { $line }: مسیر { $name } { $t } است که قطع است
alarm-path-down-below = { $up } مسیر دیگر خط را می‌برد. این مسیر هر چند ثانیه دوباره آزموده می‌شود.
alarm-unmanned = { $whose ->
    [ours] در { $desk } ما کسی در کشیک نیست
   *[theirs] در { $capital } کسی در کشیک نیست
}
alarm-unmanned-below = { $whose ->
    [ours] بر پایهٔ توافق اکنون باید افسری آنجا باشد و طرف دیگر خالی بودن آن را می‌بیند. کشیک را آغاز کنید.
   *[theirs] { $desk } بی‌کشیک است، هرچند توافق اکنون افسری آنجا می‌خواهد.
}
alarm-bell-unproven = زنگ { $desk } ما آزموده نیست
alarm-bell-unproven-below = توافق: شنیده در { $limit }. آن را در صفحهٔ کشیک بیازمایید.
alarm-two-histories = { $capital } دو سابقهٔ ناهمسان امضا کرده است
alarm-two-histories-below = هر دو مدرک نگه داشته شد. چیزی پاک نشد. برای دیدن مدرک، سابقه را باز کنید.
alarm-new-incarnation = { $capital } سابقهٔ تازه‌ای گشوده است
alarm-new-incarnation-below = ایستگاه آن‌ها بازیابی یا دوباره راه‌اندازی شد. آنچه پیش‌تر داشت اینجا نگه داشته شده است.
alarm-clock = { $line }: ساعت‌ها یکسان نیست
alarm-clock-below = اختلاف ساعت دو طرف از حد توافق بیشتر است. کارشناس فنی ساعت ما را تنظیم می‌کند.
alarm-objection = { $line }: به یک ثبت اعتراض شد
alarm-objection-below = ثبتی با قاعدهٔ توافق ناسازگار است. نگه داشته و نشان داده می‌شود، اما اجرا نمی‌شود. سابقه را ببینید.
alarm-store-full = دیسک ایستگاه ما پر است
alarm-store-full-below = دیگر چیزی فرستاده یا نگه داشته نمی‌شود. کارشناس فنی جا باز می‌کند.
alarm-store-failed = ایستگاه ما نمی‌تواند نگه دارد
alarm-store-failed-below = تا پاسخ دوبارهٔ دیسک چیزی فرستاده نمی‌شود. کارشناس فنی را خبر کنید.
alarm-refused = { $line }: آنچه { $capital } می‌فرستد پذیرفته نمی‌شود
alarm-refused-below = شکل آن خلاف توافق است و چیزی از آن گرفته نشد. تکنسین‌های دو طرف نسخه‌ها و گزارش‌ها را مقایسه می‌کنند.
alarm-contested = { $capital } چیزی جز آنچه امضا کرده می‌فرستد
alarm-contested-below = آن‌ها گرفته نشدند؛ امضا به عنوان مدرک نگه داشته شد. به افسر مسئول خبر دهید.
alarm-revoked = { $who ->
    [ours] طرف ما کلید یک ایستگاه را باطل کرده است
   *[theirs] { $capital } کلید یک ایستگاه را باطل کرده است
}
alarm-revoked-below = دیگر چیزی از آن کلید گرفته نمی‌شود. آنچه پیشتر تأیید شده در سابقه می‌ماند.
alarm-suspended = { $who ->
    [ours] طرف ما { $line } را تعلیق کرده است
   *[theirs] { $capital } خط را تعلیق کرده است
}
alarm-suspended-below = تا از سرگیری کسی زنگ نمی‌زند و پاسخ نمی‌دهد. پیام‌ها و کانال خدمات ادامه دارد.
alarm-agreement-expiring = { $line }: توافق‌نامه به‌زودی پایان می‌یابد
alarm-agreement-expiring-below = باید با کلید ریشهٔ همهٔ طرف‌ها تمدید شود.
alarm-key-change = { $capital } کلید تازه‌ای به کار می‌برد
alarm-key-change-below = کلید ریشهٔ آن‌ها آن را گواهی کرده است. در تماس آزمایشی بعدی مقایسه کنید.
alarm-frames = { $line }: صدا رمزگشایی نشد
alarm-frames-below = صدای تماس بسته شد. تماس را پایان دهید و دوباره زنگ بزنید.
alarm-unspoken = { $line }: پاسخ داده شد ولی کسی سخن نمی‌گوید
alarm-unspoken-below = پس از پاسخ صدایی برقرار نشد، پس زنگ پله‌ها ادامه دارد. دوباره زنگ بزنید، یا در میزی که پاسخ داد قطع کنید.
alarm-rota-unreadable = برنامهٔ نوبت‌ها به کار نمی‌آید
alarm-rota-unreadable-below = { $what } تا اصلاح آن تنها میزهای کار زنگ می‌خورند.
alarm-rota-gap = کسی در برنامهٔ { $plan } نیست
alarm-rota-gap-below = از { $from } تا { $until }. کسی را بگذارید یا جانشینی تعیین کنید.
alarm-rota-no-bell = { $name } زنگی ندارد
alarm-rota-no-bell-below = هیچ چیز این شخص را خبر نمی‌کند. در برنامه زنگی برایش بگذارید.
alarm-rota-bell-unusable = زنگ { $bell } آماده نیست
alarm-rota-bell-unusable-below = { $file } وجود ندارد. تکنیسین آن را برپا می‌کند.
alarm-rota-bell-failing = زنگ { $bell } کار نمی‌کند
alarm-rota-bell-failing-below = آخرین هشدار آن نرفت. نردبان بی آن ادامه می‌یابد. آن را آزمایش کنید.
alarm-rota-step-empty = گام { $step } از { $desk } هرگز زنگ نمی‌زند
alarm-rota-step-empty-below = در ماه پیش رو زنگی برای «{ $name }» نیست.
alarm-rota-step-too-late = گام { $step } از { $desk } دیر می‌رسد
alarm-rota-step-too-late-below = زنگ پیش از «{ $name }» پایان می‌یابد.
alarm-rota-desk-unknown = برنامه از میز { $desk } نام می‌برد
alarm-rota-desk-unknown-below = چنین میزی از ما روی هیچ خطی نیست.

## کشیک

watch-free = در { $desk } کسی در کشیک نیست
watch-free-below = زنگ همچنان اینجا صدا می‌کند. طرف دیگر اتاقی بی‌کشیک می‌بیند.
watch-manned = کشیک از { $time } با { $by } است
watch-manned-below = تا { $time } باید تأیید شود.
watch-lapsed = کشیک در { $time } از اعتبار افتاد
watch-lapsed-below = کسی آن را تأیید نکرد. طرف دیگر اتاقی بی‌کشیک می‌بیند.
sign-on = آغاز کشیک
sign-off = پایان کشیک
confirm-watch = تأیید کشیک
vigilance-asked = تأیید کشیک
vigilance-asked-below = پس از { $time } این میز بی‌کشیک به شمار می‌آید.
vigilance-lapsed = کشیک از اعتبار افتاد
vigilance-lapsed-below = این میز از { $time } بی‌کشیک به شمار می‌آید. با تأیید، کشیک دوباره برقرار می‌شود.
our-desks = میزهای ما
posts-never-names = سمت‌ها، نه نام‌ها
their-watch = کشیک آن‌ها
as-signed = چنان که ایستگاه‌هایشان آخرین بار امضا کردند
watch-not-shown = نشان داده نمی‌شود
watch-not-shown-below = توافق نمی‌گذارد هیچ طرفی کشیک دیگری را ببیند.
has-the-watch = کشیک با { $by }؛ دارای کشیک از { $time }
manned-since = دارای کشیک از { $time }
manned-as-of = آخرین امضا در { $time }: دارای کشیک؛ چیز تازه‌تری نرسیده است
unmanned-since = بی‌کشیک از { $time }
nobody-signed-on = کسی کشیک را آغاز نکرده است
bell-heard = زنگ { $t } شنیده شد
bell-proven = زنگ { $t } شنیده شد
bell-not-proven = زنگ آزموده نیست
bell-test = آزمون زنگ
bell-test-of = آزمون زنگ، { $bell }
bell-page = این صفحه
bell-room = زنگ خود اتاق
bell-not-fitted = ایستگاه زنگی ندارد. کارشناس فنی فرمان آن را در station.toml می‌نویسد.
bell-which = این صفحه کدام صدا را پخش کرد؟
bell-which-room = زنگ اتاق کدام صدا را پخش کرد؟
bell-sound-flash = دو صدای پی‌درپی، بی‌درنگ
bell-sound-immediate = سه ضربهٔ کوتاه، سپس درنگ
bell-sound-routine = صدای لرزان، سپس درنگی بلند
bell-nothing = چیزی نشنیدم
hand-over = تحویل کشیک
note-for-next = یادداشت برای کشیک بعدی
stays-here = تنها نزد ما می‌ماند. نوشتهٔ اینجا با پایان کشیک نیز ثبت می‌شود.
add-note = ثبت یادداشت
watch-book = دفتر کشیک
book-empty = هنوز چیزی ثبت نشده است.
book-on = { $by } کشیک را آغاز کرد
book-relief = { $by } کشیک را تحویل گرفت
book-off = { $by } کشیک را پایان داد
book-lapsed = کشیک { $by } از اعتبار افتاد
book-note = یادداشت { $by }
on-duty = سر نوبت
rota-stays = از این خانه بیرون نمی‌رود
on-duty-nobody = هیچ‌کس
on-duty-until = تا { $time }
ladder = زنگ به این میز
ladder-again = دوباره { $t } پس از پلهٔ آخر
ladder-at-once = بی‌درنگ
ladder-after = پس از { $t }
ladder-consoles = { $n } دستگاه
ladder-nobody = اکنون کسی نیست: بی‌درنگ پلهٔ بعد
bell-fails = { $bell } کار نمی‌کند
book-bell-page = { $by } زنگ صفحه را شنید
book-bell-room = { $by } زنگ اتاق را شنید

## صفحهٔ خط

no-such-line = چنین خطی نیست
no-such-line-below = شاید بسته شده باشد، یا این میز اجازهٔ دیدن آن را ندارد.
ev-station = ایستگاه
ev-station-echo = به پرسش تازهٔ ما با امضا پاسخ داد
ev-station-none = هنوز به پرسشی پاسخ نداده است
ev-paths = مسیرها
path-up = { $t ->
    [0] { $name } برقرار است
   *[other] { $name } برقرار است، { $t }
}
path-down = { $name } { $t } است که قطع است، { $cause }
path-network = شبکه
path-silent = بی‌پاسخ به پرسش ما
path-lost = { $n }٪ پرسش‌ها گم شد
path-cost = هزینه { $n }
path-urgent = برای کار فوری، یا هنگام قطع مسیرهای دیگر
no-path = مسیری تعیین نشده است
ev-clock = ساعت
ev-clock-limit = حد { $t }
clock-unknown = هنوز مقایسه نشده است
clock-equal = ساعت دو طرف یکسان است
clock-ahead = ساعت آن‌ها { $t } جلو است
clock-behind = ساعت آن‌ها { $t } عقب است
ev-receipts = رسیدها
waiting = { $n } ثبت اینجا مانده و به ایستگاه آن‌ها نرسیده است؛ کهنه‌ترین { $t }
waiting-none = هر چه گفتیم نزد آن‌ها نگه داشته شده است
receipt-half = نیمی در { $t }
ev-agreed = توافق
ev-answer = پاسخ به آنی در { $flash }، به عادی در { $routine }
cause-refused = رد شد
cause-timeout = بی‌پاسخ
cause-wrong-key = کلید نادرست
cause-closed = طرف دیگر بست
cause-reset = بریده شد
cause-unresolved = نشانی پیدا نشد
cause-unreachable = شبکه در دسترس نیست
cause-not-accepted = کلید ما پذیرفته نشد
cause-no-tls = آن سو ایستگاه نیست
cause-bad-protocol = قواعد اتصال را شکست
cause-replaced = اتصال دیگری جای آن را گرفت
cause-removed = دیگر در این خط نیست
cause-unusable = سمت ما قابل استفاده نیست
cause-expired = اعتبارنامه منقضی شده است
cause-full = رله پر است
open-on-line = موارد باز این خط
nothing-open = چیزی در انتظار شما یا { $capital } نیست.
not-opened-here = در این میز هنوز باز نشده است
latest-on-line = تازه‌ترین‌های این خط
nothing-yet = هنوز چیزی گفته نشده است.
ring-capital = زنگ به { $capital }
desks = میزها
subject = موضوع
subject-none = بدون موضوع
own-words = سخن خودتان، اگر هست
used-of = در این ساعت { $used } از { $all }
answer-within = پاسخ در { $t }
ring = زنگ
ring-busy = این میز در تماس است. نخست تماس را پایان دهید.
ring-down = مسیری برقرار نیست. زنگ نگه داشته می‌شود و با بازگشت خط آن را زنگ بی‌پاسخ می‌بینند.
not-rung = زنگ زده نشد.
role-cannot-ring = نقش شما زنگ نمی‌زند و پاسخ نمی‌دهد.
no-counterpart = میز شما در این خط همتایی ندارد. میزهای همتا را توافق‌نامه تعیین می‌کند.

## زنگی که می‌رود

fate-sent = در حال فرستادن زنگ
fate-sent-below = اینجا { $signed } امضا شد. هنوز به ایستگاه آن‌ها نرسیده است.
fate-reached = به ایستگاه { $capital } رسید
fate-reached-below = { $reached } پس از زنگ، رسید را امضا کرد. هنوز به کسی خبر داده نشده است.
fate-alerting = { $of ->
    [0] زنگ در { $capital }
    [1] زنگ در { $capital }
   *[other] زنگ در { $capital }، پلهٔ { $step } از { $of }
}
fate-alerting-below = { $bells ->
    [0] ایستگاه آن‌ها امضا کرده است که به { $desk } خبر داده می‌شود.
   *[other] ایستگاه آن‌ها امضا کرده است که { $bells } زنگ { $desk } به صدا درآمده است.
}
fate-silent = { $t } است که از { $capital } خبری نیست
fate-silent-below = { $step ->
    [0] آخرین حالت امضاشده: زنگ. بوق انتظار بریده شد.
   *[other] آخرین حالت امضاشده: زنگ، پلهٔ { $step }. بوق انتظار بریده شد.
}
fate-answered = { $by } پاسخ داد
fate-answered-below = { $desk }، { $time }، { $after } پس از زنگ. صدا باز می‌شود. نخست واژه‌های وارسی را مقایسه کنید.
fate-declined = { $by } رد کرد
fate-declined-below = { $time }، { $after } پس از زنگ. دلیل آن‌ها در پایین است.
fate-exhausted = در { $capital } کسی پاسخ نداد
fate-exhausted-below = ایستگاه { $capital } پایان پله‌ها را در { $time } امضا کرد. هر دو سابقه: بی‌پاسخ.
fate-unreachable = خط قطع است: زنگ به { $capital } نرسید
fate-unreachable-below = با بازگشت خط، { $capital } زنگ بی‌پاسخ می‌بیند؛ خودبه‌خود زنگ نمی‌زند.
fate-withdrawn = زنگ را لغو کردید
fate-withdrawn-below = { $capital } می‌بیند: لغو از سوی زنگ‌زننده، نه بی‌پاسخ.
fate-crossed = هم‌زمان با لغو، در { $capital } پاسخ داده شد
fate-crossed-below = هیچ‌یک از دیگری خبر نداشت. هر دو سابقه: تلاقی.
fate-late = زنگ دیر به { $capital } رسید
fate-late-below = پس از مهلت رسید. { $capital } آن را زنگ دیررس می‌بیند؛ صدا نکرد.
fate-word-declined = رد شد
fate-word-exhausted = کسی پاسخ نداد
fate-word-withdrawn = زنگ‌زننده لغو کرد
fate-word-unreachable = به‌موقع نرسید
fate-word-crossed = تلاقی
fate-word-late = دیر رسید
fate-word-ended = پایان یافت
fate-word-merged = با زنگ شما یکی شد
fate-word-alerting = بی‌پاسخ
fate-word-reached = بی‌پاسخ
fate-word-sent = بی‌پاسخ
fate-word-answered = پاسخ داده شد
step-signed-here = اینجا امضا شد
step-reached = به ایستگاه آن‌ها رسید
step-alerting = زنگ
step-alerting-n = زنگ، پلهٔ { $step } از { $of }
step-answered = پاسخ
step-declined = رد
step-exhausted = بی‌پاسخ
step-unreachable = نرسید
step-withdrawn = لغو شد
step-crossed = تلاقی
step-late = دیر رسید
after-ringing = { $t } پس از زنگ
agreed-within = توافق: در { $t }
signed-by = امضای { $place }
signed-by-provisional = امضای موقت { $place }
bells = { $n } زنگ
desk-to-desk = { $from } به { $to }
tone-follows = صدایی که می‌شنوید پیرو این امضاهاست. خاموشی { $capital } هرگز بوق انتظار نمی‌شود.
cancel-ring = لغو زنگ
cancel-means = { $capital } می‌بیند: لغو از سوی زنگ‌زننده.
write-meanwhile = در این میان پیام بنویسید
write-a-message = نوشتن پیام
ring-again = زنگ دوباره…
put-away = کنار گذاشتن
both-records = هر دو سابقه این زنگ و سرانجام آن را نگه می‌دارد.
reason = دلیل
condition = شرط
their-proposal = پیشنهاد آن‌ها
their-words-in = سخن آن‌ها
path-named = مسیر { $name }
tried = از { $from } تا { $to } آزموده شد: { $cause }
last-heard = آخرین شنیده

## زنگ‌هایی که به جایی نرسید

n-attempts = { $n } زنگ در انتظار رسیدگی
withdrawn-ring = زنگ { $precedence } از { $who }، پس گرفته شد
declined-ring = زنگ { $precedence } از { $who } را رد کردید
our-declined = { $who } زنگ { $precedence } ما را رد کرد
our-exhausted = کسی به زنگ { $precedence } ما پاسخ نداد: { $who }
our-unreachable = زنگ { $precedence } ما به { $who } نرسید
our-late = زنگ { $precedence } ما دیر به { $who } رسید
our-attempt-below = { $line }، از { $desk } شما.
call-back-now = تماس با { $who }، قرار { $time }
settle = رسیدگی شد
settle-what = رسیدگی شد، { $what }
agreed = توافق‌شده
agreed-on = توافق شد: { $what }.
they-propose = پیشنهاد آن‌ها: { $what }.
we-proposed = پیشنهاد ما: { $what }.
accept-time = پذیرش { $time }
accept-proposal = پذیرش پیشنهاد
propose-other = پیشنهاد زمانی دیگر…
send-proposal = فرستادن پیشنهاد
medium = با چه روشی
medium-any = هر روشی
medium-voice = با صدا
medium-message = کتبی
medium-meeting = در دیدار
at-desk = در کدام میز

## زنگ ورودی

incoming-ring = زنگ ورودی
still-ringing = هنوز زنگ می‌زند
ring-ahead = سابقهٔ پیش از این زنگ هنوز در راه است. با رسیدن آن می‌توان پاسخ داد.
rings-your = به { $desk } شما زنگ می‌زند
signed-at = امضا { $time }
signed-at-by = امضا { $time }، { $by }
time-there = { $time } در { $place }، { $day }
subject-agreed = موضوع، از دفتر رمز توافق‌شده
their-words = سخن آن‌ها، { $language }، متن اصلی
more-rings = { $n } زنگ دیگر در انتظار
answer = پاسخ
decline = رد
decline-choose = رد…
back-to-ring = بازگشت به زنگ
coming = در راهم
key-coming = گفتن «در راهم»
is-coming = { $by } در راه است
is-coming-at = { $by } در راه است، گفته در { $time }
ladder-all = هر { $of } پله زنگ می‌زند
ladder-here = پلهٔ { $step } از { $of } زنگ می‌زند
ladder-empty = اکنون هیچ پله‌ای زنگ ندارد
ladder-next = پلهٔ { $step } تا { $t } دیگر
ladder-next-named = { $name } تا { $t } دیگر
ladder-skipped = کسی نیست
silence-bell = خاموشی زنگ
joined-rings = { $n } زنگ دیگر بیش از شمار توافق‌شده، بی‌صدا
answer-means = نخست شما سخن بگویید و واژه‌های وارسی را مقایسه کنید.
answer-ends-call = پاسخ دادن، تماس با { $who } را پایان می‌دهد.
bells-here = { $n } دستگاه این میز زنگ می‌زند
desk-rings = { $desk } زنگ می‌زند
they-see = { $step ->
    [0] { $place } می‌بیند: «زنگ در { $own }.»
   *[other] { $place } می‌بیند: «زنگ در { $own }، پلهٔ { $step }.»
}
taken-by = { $by } پاسخ داد
not-answered = پاسخ داده نشد.
why-decline = چرا رد می‌کنید؟
why-decline-below = { $place } دلیل، شرط و پیشنهاد شما را به زبان خود دریافت می‌کند. هر دو سابقه آن را نگه می‌دارد.
decline-principal-absent = مقام اصلی در دسترس نیست
decline-preparing = آماده می‌شویم و زنگ خواهیم زد
decline-no-authority = اکنون اختیار گفت‌وگو در این باره نیست
decline-no-emergency = به نظر ما اضطراری نیست
decline-other-channel = از راه دیگری
decline-no-reason = بی ذکر دلیل
condition-if-any = شرط، اگر هست
our-proposal = پیشنهاد ما، ساعت UTC
proposal-hint = ساعت و دقیقه، مانند 20:30؛ یا +45 برای دقیقه‌های آینده
proposal-is = { $time }، تا { $t } دیگر
proposal-wrong = ساعت و دقیقه را مانند 20:30 بنویسید یا خالی بگذارید.
send-decline = فرستادن رد
decline-recorded = مانند هر ثبت دیگر امضا، رسید و نگهداری می‌شود. زنگ تا فرستادن ادامه دارد.

## تماس

voice = صدا
mute = بی‌صدا
hang-up = پایان تماس
voice-open = صدا باز است
voice-opening = صدا در حال باز شدن است
voice-none = صدا در حال باز شدن است
voice-gathering = صدا در حال باز شدن است: یافتن راه
voice-waiting = در انتظار میز دیگر
voice-connecting = صدا در حال باز شدن است: اتصال
voice-checking = صدا در حال باز شدن است: وارسی گواهی و کلیدها
voice-no-sound = صدا باز است، اما چیزی شنیده نمی‌شود
voice-interrupted = صدا قطع شد؛ راه دیگری باز می‌شود
voice-over-failed = صدا باز نیست
voice-over-cannot-decrypt = صدا باز نیست: آنچه می‌رسد رمزگشایی نمی‌شود
voice-cannot-decrypt = صدا باز نیست: آنچه می‌رسد رمزگشایی نمی‌شود
voice-failed = صدا باز نیست
voice-closed = صدا باز نیست
voice-not-open = صدا باز نیست: { $cause }
voice-opening-below = تا گواهی، رمزنگاری و واژه‌های وارسی برقرار نشود، کسی نمی‌شنود و شنیده نمی‌شود.
voice-again = باز کردن دوبارهٔ صدا
voice-blocked = این مرورگر هنوز صدایی پخش نمی‌کند
voice-blocked-below = برای شنیدن، یک بار بزنید.
listen = شنیدن
no-sound = صدایی از { $place } نمی‌آید
no-sound-below = صدا وصل است، اما چیزی نمی‌رسد. شاید آن‌ها شما را بشنوند.
interrupted = صدای { $place } قطع شد
interrupted-below = راه دیگری باز می‌شود. صدا خودبه‌خود برمی‌گردد؛ سپس واژه‌های وارسی تازه را مقایسه کنید.
long-delay = تأخیر { $t }: میان سخن درنگ کنید
long-delay-below = سخن شما دیر به طرف دیگر می‌رسد.
call-other-page = صدای این تماس در صفحهٔ دیگری از این مرورگر است
call-other-page-below = تنها یک صفحه صدا را می‌برد.
take-call-here = آوردن به اینجا
call-ended = تماس با { $who } پایان یافت
call-ended-there = { $place } تماس را پایان داد، { $time }.
call-ended-gone-there = پیشخوان { $place } بیش از اندازه غایب بود، { $time }. برای ادامه دوباره زنگ بزنید.
call-ended-gone-here = این پیشخوان بیش از اندازه غایب بود، { $time }. برای ادامه دوباره زنگ بزنید.
call-elsewhere = این میز با { $who } در تماس است
call-elsewhere-below = پیشخوان دیگری از همین میز آن را دارد. با به‌عهده گرفتن، صدا اینجا باز و آنجا بسته می‌شود.
take-over = به‌عهده گرفتن تماس
voice-cause-cannot-decrypt = آنچه می‌رسد با کلیدهای این تماس رمزگشایی نمی‌شود. تماس را پایان دهید و دوباره زنگ بزنید.
voice-cause-microphone-refused = این رایانه میکروفون را نداد. در مرورگر اجازه دهید و صدا را دوباره باز کنید.
voice-cause-microphone-missing = این رایانه میکروفون ندارد. یکی وصل کنید و صدا را دوباره باز کنید.
voice-cause-microphone-busy = برنامهٔ دیگری میکروفون را به کار گرفته است.
voice-cause-no-microphone-there = پیشخوان دیگر میکروفون قابل استفاده ندارد. آن طرف می‌تواند صدا را دوباره باز کند.
voice-cause-browser-lacks-transform = این مرورگر نمی‌تواند صدا را به شیوهٔ توافق‌شده رمز کند. Chromium یا Firefox تازه به کار برید.
voice-cause-browser-lacks-webrtc = این مرورگر نمی‌تواند صدا ببرد.
voice-cause-insecure-origin = صدا به HTTPS نیاز دارد. میز را با نشانی https باز کنید.
voice-cause-no-candidate = راهی برای صدا پیدا نشد. کارشناس فنی رله را وارسی می‌کند.
voice-cause-unreachable = دو میز به هم نمی‌رسند. کارشناس فنی رله‌ها را وارسی می‌کند.
voice-cause-handshake-failed = دو میز نتوانستند اتصال امن بسازند.
voice-cause-connection-lost = اتصال از دست رفت.
voice-cause-interrupted = صدا دیگر به یکی از دو پیشخوان نمی‌رسید.
voice-cause-offer-expired = میز دیگر به‌موقع نپذیرفت.
voice-cause-checks-incomplete = وارسی به‌موقع کامل نشد.
voice-cause-certificate-mismatch = گواهی همان نیست که امضا شد. تماس را پایان دهید و گزارش کنید.
voice-cause-certificate-unknown = این مرورگر گواهی دیده‌شده را نشان نمی‌دهد.
voice-cause-dtls-too-old = اتصال کهنه‌تر از DTLS 1.3 است و باز نشد.
voice-cause-dtls-unknown = این مرورگر نسخهٔ اتصال را نشان نمی‌دهد.
voice-cause-frames-bypassed = صدا از رمزنگاری توافق‌شده گذر نکرد. تماس را پایان دهید و گزارش کنید.
voice-cause-frames-not-loaded = بخش رمزنگاری صدا بار نشد.
voice-cause-bad-field = میز دیگر چیزی فرستاد که نمی‌تواند درست باشد.
voice-cause-commitment-broken = میز دیگر تعهد واژه‌های وارسی را شکست. تماس را پایان دهید و گزارش کنید.
voice-cause-secret-mismatch = میز دیگر رازی جز آنچه گفته بود فرستاد. تماس را پایان دهید و گزارش کنید.
check-words = واژه‌های وارسی
compare-words = واژه‌های وارسی را مقایسه کنید
compare-words-below = پیش از هر سخن مهم. نتیجه ثبت می‌شود.
you-say = شما می‌گویید
you-hear = می‌شنوید: دو واژه را برگزینید
word-n = واژهٔ { $n }
they-pick = { $place } نیز مانند شما آنچه می‌شنود برمی‌گزیند.
record-check = ثبت وارسی
none-of-these = هیچ‌کدام
skip-check = گذشتن از وارسی…
skip-why = چرا از وارسی می‌گذرید؟
skip-record = ثبت گذشتن
check-recorded-means = وارسی انجام‌نشده یا ناموفق ثبت و به هر دو طرف نشان داده می‌شود.
words-matched = واژه‌های وارسی یکسان است
words-skipped = از وارسی گذشته شد
words-differ = واژه‌های وارسی یکسان نیست. دیگر چیزی نگویید.
words-differ-below = تماس را پایان دهید و دوباره زنگ بزنید. هر دو سابقه این ناهمسانی را دارد.
words-differ-long = شاید کسی میان دو میز باشد. میکروفون شما بسته شد. تماس را پایان دهید و اگر مسیر دیگری هست با آن دوباره زنگ بزنید. هر دو سابقه این ناهمسانی را دارد.
check-waiting = { $who }: هنوز ثبت نشده است
check-matched = { $who }: یکسان
check-skipped = { $who }: گذشته شد: { $reason }
here = اینجا
speaking = در حال سخن
quiet-now = وصل است
not-heard = هنوز شنیده نمی‌شود
not-sent = هنوز فرستاده نمی‌شود
muted = بی‌صدا
microphone-open = میکروفون باز است
level = بلندی { $n } از ۵
q-state = حالت
q-delay = تأخیر یک‌سویه
q-lost = از دست رفته
q-round-trip = رفت‌وبرگشت
q-jitter = نوسان
q-certificate = گواهی
q-encryption = رمزنگاری
q-checked-here = وارسی اینجا
q-checked-there = وارسی در { $place }
q-leg = شاخه
as-signed-by = همان که { $place } امضا کرد
dtls-and-frames = DTLS { $tls } و قاب‌ها
as-agreed = برابر توافق
not-as-agreed = نابرابر با توافق
open-since = باز از
service-channel = کانال کارکنان

## مقام‌های اصلی

principals = مقام‌های اصلی
principal-ours = ما
principal-theirs = آن‌ها
principal-ready = مقام اصلی آماده است
principal-ready-at = آماده در { $desk }
principal-not-ready = آماده نیست
principal-not-now = فعلاً آماده نیست
connect-principals = وصل کردن مقام‌ها
words-first = نخست نتیجهٔ واژه‌های وارسی را ثبت کنید.
both-ready-first = نخست باید هر دو مقام آماده باشند.
ranks-differ = این دو میز در توافق‌نامه همتا نیستند. رده‌ها باید برابر باشد.
handed-to = { $desk } می‌پیوندد، سپرده شد { $time }
principals-speak = { $desk } سخن می‌گوید. با بازگرفتن تماس، صدا اینجا باز و آنجا بسته می‌شود.
call-held = تماسی برای شما نگه داشته شده است
watch-holds = { $by } روی خط است و تماس را به شما می‌سپارد.
words-compared = واژه‌های وارسی مقایسه شد.
their-principal-ready = مقام اصلی در { $place } از { $time } آماده است.
join-call = پیوستن به تماس
not-now = اکنون نه
leave-call = ترک تماس
no-call-for-you = تماسی برای شما نیست
you-asked = تماس با { $who } را خواستید، { $time }.
watch-saw = { $by } دید، { $time }.
watch-not-seen = افسر کشیک هنوز ندیده است.
ask-for-call = درخواست تماس
ask-for-call-with = درخواست تماس با { $who }
ask-means = افسر کشیک زنگ می‌زند، واژه‌ها را وارسی و سپس شما را وصل می‌کند.
asks-for-call = { $desk } تماس با { $who } را می‌خواهد
asks-for-call-below = زنگ بزنید، واژه‌ها را مقایسه و سپس وصل کنید.
call-ended-preempted-here = زنگی با اولویت بالاتر جای آن را گرفت، { $time }.
call-ended-preempted-there = زنگی با اولویت بالاتر در همین خط جای آن را گرفت، { $time }.
call-ended-engaged-here = به تماس دیگری پاسخ دادید، { $time }.
call-ended-engaged-there = { $place } به تماس دیگری پاسخ داد، { $time }.
call-ended-principal-here = مقام اصلی ما تماس را ترک کرد، { $time }.
call-ended-principal-there = مقام اصلی در { $place } تماس را ترک کرد، { $time }.

## پیام‌ها

formal = رسمی
messages = پیام‌ها
no-messages = پیامی نیست
no-messages-below = در این خط هنوز چیزی نوشته نشده است.
new-message = پیام تازه
older = کهنه‌تر
message-from = از { $who }
message-to = به { $who }
signed-by-at = ‏{ $who }، امضا { $time }
authentic = { $language }، متن اصلی
not-here-yet = متن در راه است ({ $size }).
choose-message = پیامی را برگزینید
stored = نگه داشته شد
opened = باز شد
informed = آگاهی مقام اصلی
stored-by = { $time }، ایستگاه { $place }
stored-provisional = { $time }، ایستگاه { $place }، موقت
kept-here = اینجا مانده و هنوز به ایستگاه { $place } نرسیده است
opened-by = ‏{ $time }، { $by }
record-informed = ثبت کنید
receipt-means = رسید هرگز به معنای موافقت نیست.
reply = پاسخ به پیام
to = به
message-subject = عنوان
message-text = متن
message-language = زبان متن
send = ارسال
not-sent-headline = فرستاده نشد.
subject-missing = عنوان را بنویسید.
text-missing = متن را بنویسید.
text-too-long = متن { $size } است؛ حد { $limit } است. کوتاه کنید یا دو پیام بفرستید.
of-size = { $size } از { $limit }
state-sent = هنوز نگه داشته نشده
state-stored = نگه داشته شد
state-opened = باز شد
state-informed = مقام اصلی آگاه شد
state-new = تازه

## کانال کارکنان

service-rule = برای کارکنان دو طرف: آزمون، زمان، اصلاح ارسال. مانند هر چیز دیگر ثبت می‌شود.
service-rule-2 = آنچه اینجا گفته شود طرفی را متعهد نمی‌کند. برای آن پیام رسمی بنویسید.
service-write = به کارکنان { $place } بنویسید
service-empty = اینجا هنوز چیزی گفته نشده است
service-empty-below = بگویید که در کشیک هستید.
service-from = ‏{ $place }، { $by }
only-newest = تنها تازه‌ترین‌ها نشان داده می‌شود. سابقه همه را دارد.
role-cannot-write = نقش شما اینجا تنها می‌خواند.

## سابقه

record = سابقه
verify = راستی‌آزمایی
export = برون‌برد
verifying = در حال راستی‌آزمایی…
verified-holds = اینجا در { $time } راستی‌آزمایی شد: { $n } ثبت، بی کاستی، بی دگرگونی.
verified-broken = سابقه درست نیست. نخستین ثبت نادرست در پایین است.
not-verified = اینجا هنوز راستی‌آزمایی نشده است.
feed-acts = { $n } ثبت
feed-state-open = باز
feed-state-closed = بسته
feed-state-superseded = جایگزین شد
feed-state-frozen = دو تاریخچه
feed-firm = قطعی تا { $n }
feed-receipted = رسید { $place } تا { $n }
incarnation = نسل { $n }
col-entry = شماره
col-time = زمان
col-act = ثبت
col-desks = میزها
col-signed = امضا
col-receipt = رسید
signed-firm = قطعی
signed-provisional = موقت
no-entries = در این سابقه هنوز چیزی نیست
proof-of = شمارهٔ { $n }
proven = { $place } این ثبت را در همین جای سابقهٔ خود امضا کرد. نه دگرگون می‌شود و نه انکار.
proven-provisional = { $place } این ثبت را موقت امضا کرد. امضای کامل تا یک دقیقه دیگر، یا هنگامی که مسیر پهن‌تری برقرار شود، می‌رسد.
inert = نگه داشته و نشان داده می‌شود، اجرا نمی‌شود: { $code }.
act-unknown-here = ثبتی که این میز نمی‌شناسد
act-unknown-below = گونهٔ { $type }. نگه داشته و وارسی شد؛ نشان داده نمی‌شود. ایستگاه را به‌روز کنید.
fact-act = درهم‌ساز ثبت
fact-place = جا در سابقه
fact-place-of = { $index } از { $size }
fact-signed-by = امضاکننده
fact-receipt = رسید
fact-kind = گونه
fact-desks = میزها
fact-size = اندازه
save-proof = ذخیرهٔ مدرک
proof-note = هر کس می‌تواند بی Openline و با برنامهٔ جداگانهٔ وارسی این پرونده را بیازماید.
choose-entry = ثبتی را برگزینید تا مدرک آن را ببینید
root-signed = ریشه، امضاشده
this-act = شمارهٔ { $n }
incidents = رخدادها
first-bad = نخستین ثبت نادرست
export-note = پرونده همهٔ سابقه را با امضاها دارد.

## توافق‌نامه

agreement = توافق‌نامه
agreement-version = نسخهٔ { $version }، معتبر از { $date }.
agreement-until = پایان { $date }.
agreement-no-end = پایانی تعیین نشده است؛ مهلت اعلام { $t }.
agreement-authentic = { $languages } به یک اندازه معتبر است.
what-station-enforces = آنچه ایستگاه اجرا می‌کند
col-term = شرط
col-value = مقدار
signatures = امضاها
root-valid = معتبر
party-root = { $place }، کلید ریشه
pairs-of-desks = میزهای همتا
manned-by-agreement = کشیک بر پایهٔ توافق
day-and-night = شبانه‌روز
from-until = { $from } تا { $until }
fingerprint-words = واژه‌های وارسی کلید ریشه
hash = درهم‌ساز
yes = آری
no = نه
term-suite = مجموعهٔ رمزنگاری
term-media-policy = راه صدا
term-recording = ضبط صدا
term-clock-warn = اختلاف مجاز ساعت‌ها
term-clock-refuse = رد بیش از
term-test-every = آزمون ضبط‌شده هر
term-key-rotation = تعویض کلید مهر هر
term-key-grace = نگهداری کلید مهر پیشین
term-entries-a-minute = بیشترین ثبت در دقیقه
term-bytes-a-day = بیشترین حجم در روز
term-message-limit = بلندترین پیام
term-document-limit = بزرگ‌ترین سند
term-answer-within-flash = مهلت پاسخ به آنی
term-answer-within-immediate = مهلت پاسخ به خیلی فوری
term-answer-within-priority = مهلت پاسخ به فوری
term-answer-within-routine = مهلت پاسخ به عادی
term-vigilance = تأیید کشیک هر
term-bell-proof = اعتبار آزمون زنگ
term-watch-shown = آنچه از کشیک دیده می‌شود
term-ladder-shown = آنچه از نردبان خبر دیده می‌شود
term-preempting = جایگزین تماس‌های پایین‌تر
term-open-within-flash = مهلت گشودن پیام آنی
term-open-within-immediate = مهلت گشودن پیام خیلی فوری
term-open-within-priority = مهلت گشودن پیام فوری
term-open-within-routine = مهلت گشودن پیام عادی
value-acts-only = تنها ثبت‌ها، هرگز صدا
value-each-party = هر طرف می‌تواند ضبط کند
value-relay_only = تنها از راه رله
value-direct = مستقیم یا از راه رله
value-nothing = هیچ
value-manned = بودن یا نبودن کشیک
value-bell = کشیک و زنگ آن
value-steps = هر پله
value-alerting = تنها این که خبر داده می‌شود

## ثبت‌ها

act-feed-open = گشایش سابقه
act-feed-adopt = پذیرش سابقهٔ پیشین
act-call-ring = زنگ
act-call-alert = زنگ خوردن
act-call-answer = پاسخ
act-call-decline = رد
act-call-cancel = لغو زنگ
act-call-exhausted = بی‌پاسخ
act-call-unreached = زنگ نرسید
act-call-late = زنگ دیر رسید
act-call-end = پایان تماس
act-call-coming = کسی در راه است
act-call-ready = آمادگی مقام اصلی
act-call-transfer = سپردن به مقام اصلی
act-call-settled = رسیدگی شد
act-call-propose = پیشنهاد زمان دیگر
act-call-agree = توافق بر تماس دوباره
act-leg-offer = پیشنهاد صدا
act-leg-accept = پذیرش صدا
act-leg-reveal = آشکار شدن واژه‌ها
act-leg-up = صدا باز شد
act-leg-fail = صدا باز نشد
act-leg-words = ثبت واژه‌های وارسی
act-msg-send = پیام
act-msg-speak = پیام گفتاری
act-msg-opened = پیام باز شد
act-msg-principal = آگاهی مقام اصلی
act-service-say = کانال کارکنان
act-watch-on = میز دارای کشیک
act-watch-off = پایان کشیک میز
act-blob-held = متن نگه داشته شد
act-gov-note = توافق‌نامه دیده شد
act-objection = اعتراض
act-seen = دیده شد
act-line-close = بستن خط
act-unknown = ثبت { $type }

## رد

not-shown = اینجا نشان داده نمی‌شود
error-unknown = ایستگاه نپذیرفت ({ $code }). یک بار دیگر بکوشید؛ اگر همان شد، این کد را به کارشناس فنی بگویید.
for-technician = برای کارشناس فنی
error-not-known = ایستگاه به‌موقع پاسخ نداد. دانسته نیست که انجام شد یا نه. خط را ببینید.
error-page = این صفحه دچار خطای خود شد. دوباره بار کنید.
error-not-reached = به ایستگاه نرسید. چیزی روی خط گفته نشد.
error-not-reached-advice = پس از وصل شدن دوبارهٔ این صفحه باز تلاش کنید. آنچه نوشته و برگزیده‌اید مانده است.

# Documents that go with messages
documents = سندها
add-document-choose = افزودن سند…
add-document = افزودن سند
remove-document = برداشتن { $name }
document-too-large = { $name }: { $size }؛ حد { $limit } است. کوچک‌تر یا از راه دیگری بفرستید.
document-empty = { $name } خالی است.
documents-too-many = هر پیام حداکثر { $n } سند دارد.
document-adding = در حال افزودن { $name }: { $size } از { $limit }
document-here = اینجاست، درهم‌سازی بررسی شد
document-coming = در راه: { $size } از { $limit }
document-held-by = { $place } از { $time } آن را دارد
document-not-there = هنوز به { $place } نرسیده است
document-means = نام را فرستنده نوشته است. فقط آنچه را منتظرش هستید ذخیره کنید.
save = ذخیره
save-document = ذخیرهٔ { $name }
show-picture = نمایش تصویر
hide-picture = بستن تصویر
error-no-picture = این تصویری نیست که بتوان نشان داد. برای دیدن ذخیره کنید.

## Requests
tab-requests = درخواست‌ها
act-request-ask = درخواست
act-request-counter = پیشنهاد دیگر
act-request-accept = پذیرش درخواست
act-request-refuse = رد درخواست
act-request-withdraw = پس‌گرفتن درخواست
act-request-remind = یادآوری
act-request-lapse = بی‌پاسخ در مهلت
act-request-call-off = لغو قرار
act-request-condition = سخن دربارهٔ یک شرط
new-request = درخواست تازه
req-on-both = تا روشن شدن، نزد هر دو طرف می‌ماند.
req-none = درخواست بازی نیست
req-none-below = چیزی در انتظار شما یا { $capital } نیست.
req-col-request = درخواست
req-col-from = از
req-col-due = مهلت پاسخ
req-col-state = وضعیت
req-form = موضوع
req-form-call = تماس
req-form-meeting = دیدار
req-form-visit = بازدید
req-what = { $form }، { $desk }
req-turn-ours = پاسخ با ماست
req-turn-theirs = پاسخ با آن‌هاست
req-turn-both = پاسخ با هر دو طرف است
req-due-in = تا { $t } دیگر
req-overdue = { $t } گذشته از مهلت
req-not-there = هنوز به ایستگاه { $place } نرسیده است
req-stage-agreed = توافق شد
req-stage-declined = رد شد
req-stage-withdrawn = پس گرفته شد
req-stage-lapsed = در مهلت پاسخی نیامد
req-stage-off = لغو شد
req-counter-offer = پیشنهاد متقابل
req-with-conditions = با شرط
req-unsettled = هنوز هر دو تأیید نکرده‌اند
req-repeats = درخواست دوباره
req-earlier = درخواست پیشین
req-later = درخواست دوباره: درخواست پسین
req-repeats-this = تکرار: { $what }. هر دو سابقه این دو را به هم پیوند می‌دهند.
req-answered-in = پاسخ پس از { $t }
req-unanswered = بی‌پاسخ
req-said = آنچه گفته شده است
req-history = در گذر زمان
req-history-below = چه کسی، چه چیزی، کی خواست و چه شد
req-asked-when = { $place }، { $when }: { $state }
req-legend = توپر: درخواست‌کننده. توخالی: طرف دیگر. خط: پایان کار؛ کلفت یعنی توافق.
req-version = نسخهٔ { $n }
req-says-ask = { $place } درخواست می‌کند
req-says-counter = { $place } پیشنهاد دیگری می‌دهد
req-says-accept = { $place } می‌پذیرد
req-says-level = { $place } در سطحی دیگر می‌پذیرد: { $desk }
req-says-refuse = { $place } رد می‌کند
req-says-refuse-counter = { $place } پیشنهاد متقابل را نمی‌پذیرد
req-says-withdraw = { $place } درخواست را پس می‌گیرد
req-says-remind = { $place } یادآوری می‌کند
req-says-lapse = { $place } در مهلت پاسخ نداد
req-says-call-off = { $place } قرار را لغو می‌کند
req-says-condition = { $place } دربارهٔ شرط { $n }: { $word }
req-word-accepted = پذیرفته
req-word-refused = نپذیرفته
req-word-met = برآورده
req-word-not-met = برآورده نشده
req-word-waived = چشم‌پوشی
req-item-open = باز
req-item-accepted = پذیرفته شد
req-item-refused = پذیرفته نشد
req-item-reported = گفته‌اند برآورده شده
req-item-met = برآورده شد
req-item-waived = چشم‌پوشی شد
req-do-accepted = پذیرش
req-do-refused = نپذیرفتن
req-do-met = برآورده شد
req-do-not-met = برآورده نشده
req-do-waived = چشم‌پوشی
req-do-what = { $do }، شرط { $n }
req-times = زمان‌ها
req-minutes = { $n } دقیقه
req-whole = همهٔ این زمان
req-length = مدت
req-principals = مقام‌های اصلی
req-ours = گوینده، { $place }
req-medium = چگونه
req-medium-line = روی همین خط
req-medium-telephone = تلفن
req-medium-video = ویدئو
req-medium-in-person = حضوری
req-place = محل
req-event = در حاشیهٔ
req-trigger = موجب توافق‌شده
req-no-trigger = هیچ‌یک از فهرست
req-languages = زبان‌ها
req-language = زبان متن
req-interpreters = مترجم
req-interpreters-each = هر طرف مترجم خود را می‌آورد
req-interpreters-none = بدون مترجم
req-interpreters-of = { $place } می‌آورد
req-purpose = هدف
req-from-utc = از، UTC
req-to-utc = تا، UTC
req-add-time = افزودن زمان دیگر
req-remove-time = برداشتن آخرین زمان
req-conditions = شرط‌ها
req-our-conditions = آنچه پیش‌تر باید برقرار باشد
req-conditions-hint = هر سطر یکی، حداکثر ۸ تا.
req-due = پاسخ تا، UTC
req-within = و نه زودتر از
req-due-hint = دیرترِ این دو معتبر است؛ دومی از زمان ذخیره در ایستگاه آن‌ها حساب می‌شود.
req-send = ارسال درخواست
req-our-answer = پاسخ ما
req-answer-accept = پذیرش
req-answer-counter = پیشنهاد دیگر
req-answer-level = پذیرش در سطحی دیگر
req-answer-refuse = رد، با ذکر دلیل
req-send-answer = ارسال پاسخ
req-time-chosen = زمان
req-level = میزی که سخن می‌گوید
req-reason = دلیل
req-recorded = { $place } پاسخ را می‌بیند؛ در هر دو سابقه می‌ماند.
req-waiting = در انتظار { $place }
req-act-remind = یادآوری
req-act-withdraw = پس‌گرفتن درخواست
req-act-call-off = لغو قرار
req-change = تغییر پیشنهاد ما
req-send-change = ارسال پیشنهاد تازه
req-ask-again = درخواست دوباره
req-not-ours = میز دیگری به این درخواست پاسخ می‌دهد.
req-err-purpose = بگویید برای چیست.
req-err-time = روز و ساعت را بنویسید.
req-err-order = پایان باید پس از آغاز باشد.
req-err-past = این زمان گذشته است. زمانی دیرتر بدهید.
req-err-due = این گذشته است. زمانی دیرتر بدهید.
req-err-conditions = حداکثر ۸ شرط، هر شرط در یک سطر و حداکثر ۵۰۰ نویسه.
req-import = گشودن پروندهٔ تقویم
req-export = ذخیره به‌صورت پروندهٔ تقویم
req-not-imported = پرونده گشوده نشد.
req-from-file = از پروندهٔ تقویم: { $n }. تنها پیش‌نویس است؛ چیزی فرستاده نشد.
req-untitled = بدون عنوان
req-use = به‌کار بردن
req-use-what = به‌کار بردن، رویداد { $n }
req-note-no-time = زمانی ندارد. آن را بنویسید.
req-note-no-zone = زمان آن منطقهٔ زمانی ندارد و کنار گذاشته شد. به UTC بنویسید.
req-note-unknown-zone = منطقهٔ زمانی آن شناخته نیست و زمان کنار گذاشته شد. به UTC بنویسید.
req-note-no-end = پایان آن گفته نشده است. بنویسید.
req-note-order = پیش از آغاز پایان می‌یابد. زمان‌ها را درست کنید.
req-note-past = زمان آن گذشته است. زمانی دیرتر بدهید.
req-note-all-day = تمام‌روز است و منطقهٔ زمانی ندارد. زمان را به UTC بنویسید.
req-note-repeats = تکراری است. تنها نخستین بار برداشته شد.
req-note-cut = متن آن بلند است. پایانش کنار گذاشته شد.
req-note-cancelled = پرونده می‌گوید لغو شده است.
next-due = مهلت بعدی
req-answer-them = پاسخ به { $place }: { $form }، { $desk }
req-they-answer = { $place } پاسخ می‌دهد: { $form }، { $desk }
req-agreed-at = توافق با { $place }: { $form }، { $desk }
n-requests = { $n } درخواست

## Spoken words

speak-to = گفتن به { $capital }
speak-narrow = مسیر تندی برقرار نیست. از مسیر کند، دو ثانیه گفتار حدود چهار ثانیه پس از رها کردن می‌رسد.
speak-wide = برای وقتی که تماس ممکن نیست: تا ۸ ثانیه گفتار که با رها کردن یک‌جا فرستاده می‌شود.
speak-recorded = مانند پیام در سابقهٔ هر دو طرف می‌ماند.
hold-to-speak = برای گفتن نگه دارید
let-go-to-send = برای فرستادن رها کنید
speak-opening = میکروفون باز می‌شود.
speak-now = اکنون بگویید: { $t } از { $limit }
speak-sending = در حال فرستادن.
speak-sent = در { $time } فرستاده شد: { $t } گفتار.
speak-short = چیزی فرستاده نشد. هنگام گفتن نگه دارید.
speak-silent = چیزی فرستاده نشد. میکروفون چیزی نشنید.
speak-flash-key = هیچ کلیدی پیام آنی نمی‌فرستد. دکمه را نگه دارید.
see-receipts = رسیدها
spoken-word-of = پیام گفتاری، { $t }
play-word = پخش
stop-word = ایست
spoken-narrow = از مسیری کند آمده و صدایش محدود است. آنچه را نفهمیدید نوشته بپرسید.
spoken-wide = گفتار ضبط‌شده. آنچه را نفهمیدید نوشته بپرسید.
urgent-word = پیام گفتاری { $precedence } از { $who }
urgent-word-below = { $line }: هنوز شنیده نشده است.
key-speak = نگه داشتن برای گفتن، در صفحهٔ خط
