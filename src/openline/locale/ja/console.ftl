### コンソール（日本語）。

## 枠

skip = 本文へ移動
lines = 回線
watch = 当直
nobody-on-watch = 当直なし
on-watch-since = { $time } から当直
has-the-watch-short = 当直は{ $by }
bell-proven-at = 鳴動確認 { $time }
all-lines = 全回線
kind-real = 実働
kind-exercise = 演習
kind-test = 試験
role = { $role ->
    [watch] この席の当直
    [principal] 首席者
    [office] この席の担当
    [technician] 技術員
    [auditor] 監査員、閲覧のみ
   *[other] { $role }
}
theme = { $theme ->
    [light] 表示: 明るい
    [dark] 表示: 暗い
   *[auto] 表示: この端末に合わせる
}
theme-auto = この端末に合わせる
theme-light = 明るい
theme-dark = 暗い
appearance = 表示
language = 言語
language-and-more = 言語その他
notify = 着信を通知
keys = キー
leave = 席を離れる
station-version = Openline { $version }
close = 閉じる
open = 開く
needs-you = 要対応
needs-nothing = 現在なし
needs-count = 要対応 { $n } 件
open-count = 未処理 { $n } 件
last-act = 最新
act-on = { $act }、{ $line }
place-day = { $place }、{ $day }
place-desk = { $place }、{ $desk }
open-call = 通話を開く
call-time = 通話中
since-you-rang = 呼出しから
tab-line = 回線
tab-messages = 電文
tab-service = 連絡用チャネル
tab-record = 記録
tab-agreement = 合意
title-ring = 着信
title-call = 通話中
title-ringing = 呼出し中
not-connected = 自局に接続していません
not-connected-below = この画面は { $t }前のものです。頼らないでください。毎秒再試行しています。
session-over = このコンソールは離席しました
session-over-below = 技術員が発行する新しい登録リンクを開きます。
no-bell = この画面は鳴動できません。
no-bell-below = ここを一度押します。それまでブラウザは音を出しません。
let-sound = 鳴動を許可
due-in = 期限まで { $t }
overdue-by = { $t }超過
counterparts = 対応する席
level-named = 級: { $level }
other-lines = 同じ相手との別の回線:
open-call-now = 通話中
open-ring-now = 鳴動中
no-call-now = 通話なし
no-microphone = このページはまだマイクを使えません。
no-microphone-below = マイクがないと通話で声が届きません。呼出しが来る前に許可します。
allow-microphone = マイクを許可
microphone-denied = このブラウザーはマイクを拒否しています。
microphone-denied-below = 通話で声が届きません。ブラウザーの設定でこのアドレスに許可します。
f9-again = もう一度 F9 で切ります
refused = 実行していません。

## キー

key-answer = 応答、優先度の高い順
key-decline = 理由を添えて断る
key-mute = ミュートの切替え
key-silence = 鳴動停止
key-confirm = 求められたとき当直を確認
key-acknowledge = 最も重大な警報を確認
key-hang-up = 切る、2 秒以内に 2 回
key-send = 入力欄の主操作
key-lines = 全回線
key-watch = 当直
key-line = 回線 1 から 9
key-list = 一覧で次、前、開く
key-close = パネルを閉じる。拒否や切断はしません
key-keys = この表
keys-below = 文字キーは入力中でないときに働きます。呼出しや最緊急の送信をするキーはありません。

## 時間と大きさ

ago = { $t }前
lasting-s = { $s } 秒
lasting-min = { $min } 分
lasting-min-s = { $min } 分 { $s } 秒
lasting-h = { $h } 時間
lasting-h-min = { $h } 時間 { $min } 分
lasting-d = { $d } 日 { $h } 時間
lasting-days = { $d } 日
brief-ms = { $n } ミリ秒
brief-s = { $n } 秒
size-b = { $n } バイト
size-kib = { $n } KiB
percent = { NUMBER($n, maximumFractionDigits: 1) } %
not-known = 不明
not-yet = まだ
none = なし

## 優先度

precedence = 優先度
precedence-flash = 最緊急
precedence-immediate = 緊急
precedence-priority = 至急
precedence-routine = 普通

## 回線の状態

state-ready = 準備完了
state-unmanned = 当直室無人
state-bell-old = 鳴動未確認
state-down = 回線断 { $t }
state-quiet = 音信なし { $t }
state-unknown = 不明
state-own-fault = 自局の障害
state-frozen = 二つの記録
state-closed = 閉鎖
state-call = 通話 { $t }
state-call-elsewhere = 通話中

## 回線の判定

verdict-ready = { $capital }を今呼び出せます
verdict-ready-below = 相手局は { $echo }前に照会に応答。経路 { $paths } 本。
verdict-ready-manned = 当直室は { $since } から在席。経路 { $paths } 本。
verdict-ready-bell = 当直室は { $since } から在席、鳴動確認は { $bell }前。経路 { $paths } 本。
verdict-unmanned = { $capital }に当直がいません
verdict-unmanned-since = 相手局は応答。当直室は { $time } から無人。呼出しは居合わせた人に届きます。
verdict-unmanned-never = 相手局は応答。当直開始がまだありません。呼出しは居合わせた人に届きます。
verdict-bell-old = { $capital }を呼び出せます。鳴動は未確認
verdict-bell-old-since = 当直室に人がいます。鳴動の確認は { $t }前で、合意の期間を過ぎています。
verdict-bell-old-never = 当直室に人がいます。この当直では鳴動を確認していません。
verdict-down = { $time } から回線断
verdict-down-below = { $capital }への経路がありません。最後の受信 { $last }。相手に話す意思があるかは不明です。
verdict-down-never = { $capital }への経路はまだ一度も通じていません。相手に話す意思があるかは不明です。
verdict-quiet = { $capital }から { $t }音信なし
verdict-quiet-below = 経路はありますが、相手局が照会に応じません。呼出しが聞こえない可能性があります。
verdict-unknown = まだ不明
verdict-unknown-below = 当局の起動後、{ $capital }の最初の署名を待っています。
verdict-own-fault = 自局が呼び出せません
verdict-own-fault-below = 要対応を確認します。原因は{ $capital }ではありません。
verdict-frozen = { $capital }が異なる二つの記録に署名しました
verdict-frozen-below = 証拠は両方とも保存しました。何も削除していません。ルート鍵が再開するまで回線は停止します。
verdict-lost = 現在は不明
verdict-lost-below = この画面に自局の信号が届いていません。
verdict-closed = この回線は閉鎖されています
verdict-closed-below = 合意は終了しました。記録は保存されます。

## 全回線

lines-ready = { $all } 回線中 { $ready } 回線を今呼び出せます。
nothing-needs-you = 要対応はありません。
more-needs = ほか { $n } 件
no-lines = 回線がありません
no-lines-below = 技術員が署名済みの合意で回線を開きます。
col-line = 回線
col-now = 現在
col-paths = 経路
col-their-time = 相手の時刻
col-open-items = 未処理
paths-up = { $all } 本中 { $up } 本
round-trip = 往復 { $t }
round-trip-unknown = 往復時間は不明
heard = { $t }に受信
heard-now = ただ今受信
never-heard = 受信なし
n-messages = 電文 { $n } 件
since = { $time } から
acknowledge = 確認
acknowledge-what = 確認、{ $what }
acknowledged-by = { $by }が確認、{ $time }
ring-choose = 呼び出す…
ring-line = 呼び出す、{ $line }
missed-ring = { $who }からの不在着信（{ $precedence }）
missed-below = { $line }、当方{ $desk }宛て: { $fate }。
urgent-message = { $who }からの{ $precedence }電文
urgent-below = { $line }: 未開封。

## 警報

alarm-line-down = { $line }: 回線断 { $t }
alarm-line-down-below = { $capital }への経路がありません。数秒ごとに全経路を再試行しています。
alarm-over-quota = { $line }: { $capital }の送信が取決めを超えています
alarm-over-quota-below = 超えた分は保存も受領もせず待たせています。再送されます。呼出しは鳴ります。相手の技術員に確認します。
alarm-path-down = { $line }: 経路 { $name } 断 { $t }
alarm-path-down-below = 残る { $up } 本の経路で回線を維持しています。数秒ごとに再試行しています。
alarm-unmanned = { $whose ->
    [ours] 当方の{ $desk }に当直がいません
   *[theirs] { $capital }に当直がいません
}
alarm-unmanned-below = { $whose ->
    [ours] 合意では今当直が必要で、無人であることは相手にも見えます。当直を開始します。
   *[theirs] 合意では今当直が必要ですが、{ $desk }は無人です。
}
alarm-bell-unproven = 当方の{ $desk }の鳴動が未確認
alarm-bell-unproven-below = 合意: { $limit }以内に確認。当直のページで試験します。
alarm-two-histories = { $capital }が異なる二つの記録に署名しました
alarm-two-histories-below = 証拠は両方とも保存しました。何も削除していません。記録を開いて証拠を確認します。
alarm-new-incarnation = { $capital }が新しい記録を開きました
alarm-new-incarnation-below = 相手局が復旧または再起動しました。以前の内容はここに保存されています。
alarm-clock = { $line }: 時計のずれ
alarm-clock-below = 双方の時計のずれが合意の許容を超えています。技術員が自局の時計を合わせます。
alarm-objection = { $line }: 異議のある行為があります
alarm-objection-below = 合意の規則に反する行為です。保存し表示しますが、従いません。記録を参照します。
alarm-store-full = 自局のディスクが満杯です
alarm-store-full-below = これ以上送信も保存もできません。技術員が空きを作ります。
alarm-store-failed = 自局が保存できません
alarm-store-failed-below = ディスクが応答するまで何も送信しません。技術員を呼びます。
alarm-refused = { $line }：{ $capital }から受け付けられない内容が届いています
alarm-refused-below = 合意した形式に反するため、何も受け取っていません。双方の技術者が版とログを照合します。
alarm-contested = { $capital }は署名したものと異なる内容を送っています
alarm-contested-below = 受け取っていません。署名は証拠として保存しました。責任者に知らせます。
alarm-revoked = { $who ->
    [ours] 自側が局の鍵を失効させました
   *[theirs] { $capital }が局の鍵を失効させました
}
alarm-revoked-below = その鍵からは何も受け取りません。以前に確認された内容は記録に残ります。
alarm-suspended = { $who ->
    [ours] 自側が{ $line }を休止しました
   *[theirs] { $capital }が回線を休止しました
}
alarm-suspended-below = 再開まで呼び出しも応答もありません。電文と業務チャネルは続きます。
alarm-agreement-expiring = { $line }: 合意の期限が近づいています
alarm-agreement-expiring-below = 全当事者のルート鍵による更新が必要です。
alarm-key-change = { $capital }が新しい鍵を使っています
alarm-key-change-below = 相手のルート鍵が証明しています。次の点検通話で照合します。
alarm-frames = { $line }: 音声を復号できません
alarm-frames-below = 通話を消音しました。切って、もう一度呼び出します。
alarm-rota-unreadable = 当直表を使えない
alarm-rota-unreadable-below = { $what } 直るまで、操作卓だけが鳴る。
alarm-rota-gap = 計画 { $plan } に誰もいない
alarm-rota-gap-below = { $from } から { $until } まで。人を入れるか、差し替えを置く。
alarm-rota-no-bell = { $name } にベルがない
alarm-rota-no-bell-below = この人を呼ぶ手段がない。当直表でベルを与える。
alarm-rota-bell-unusable = ベル { $bell } が未設定
alarm-rota-bell-unusable-below = { $file } がない。技術者が設定する。
alarm-rota-bell-failing = ベル { $bell } が鳴らない
alarm-rota-bell-failing-below = 前回の警報は出なかった。段はこれを待たずに進む。試験する。
alarm-rota-step-empty = { $desk } の第 { $step } 段は鳴ることがない
alarm-rota-step-empty-below = 今後1か月、「{ $name }」にベルがない。
alarm-rota-step-too-late = { $desk } の第 { $step } 段は遅すぎる
alarm-rota-step-too-late-below = 「{ $name }」の前に呼出しが終わる。
alarm-rota-desk-unknown = 当直表に席 { $desk } がある
alarm-rota-desk-unknown-below = どの回線にも当方のその席はない。

## 当直

watch-free = { $desk }に当直がいません
watch-free-below = 呼出しはここで鳴ります。相手には無人と見えます。
watch-manned = { $by }が { $time } から当直
watch-manned-below = { $time } までに確認。
watch-lapsed = 当直は { $time } に失効
watch-lapsed-below = 確認がありませんでした。相手には無人と見えます。
sign-on = 当直開始
sign-off = 当直終了
confirm-watch = 当直を確認
vigilance-asked = 当直を確認
vigilance-asked-below = { $time } を過ぎると、この席は無人とみなされます。
vigilance-lapsed = 当直が失効しました
vigilance-lapsed-below = この席は { $time } から無人とみなされています。確認すると当直に戻ります。
our-desks = 当方の席
posts-never-names = 役職のみ、氏名なし
their-watch = 相手の当直
as-signed = 相手局の最新の署名による
watch-not-shown = 非表示
watch-not-shown-below = 合意により、互いの当直は見えません。
has-the-watch = 当直は{ $by }。{ $time } から在席
manned-since = { $time } から在席
manned-as-of = 最後の署名は { $time }: 在席。それより新しいものはありません
unmanned-since = { $time } から無人
nobody-signed-on = 当直開始がまだありません
bell-heard = 鳴動確認 { $t }
bell-proven = 鳴動確認 { $t }
bell-not-proven = 鳴動未確認
bell-test = 鳴動試験
bell-test-of = 鳴動試験、{ $bell }
bell-page = このページ
bell-room = 室内のベル
bell-not-fitted = 局にベルがありません。技術員が station.toml に指令を記します。
bell-which = このページはどの音を鳴らしましたか
bell-which-room = 室内のベルはどの音を鳴らしましたか
bell-sound-flash = 二つの音が交互、休みなし
bell-sound-immediate = 短音三つ、そのあと休み
bell-sound-routine = 震える音、そのあと長い休み
bell-nothing = 聞こえませんでした
hand-over = 引継ぎ
note-for-next = 次の当直への申し送り
stays-here = 当方だけに残ります。ここの文は当直終了のときにも記されます。
add-note = 申し送りを記す
watch-book = 当直日誌
book-empty = まだ記録はありません。
book-on = { $by }が当直開始
book-relief = { $by }が交代
book-off = { $by }が当直終了
book-lapsed = { $by }の当直が失効
book-note = { $by }の申し送り
book-bell-page = { $by }がページの鳴動を確認
book-bell-room = { $by }が室内のベルを確認

## 回線の画面

no-such-line = この回線はありません
no-such-line-below = 閉鎖されたか、この席では見られません。
ev-station = 局
ev-station-echo = 当方の新しい照会に署名付きで応答
ev-station-none = 照会への応答はまだありません
ev-paths = 経路
path-up = { $t ->
    [0] { $name } 通
   *[other] { $name } 通、{ $t }
}
path-down = { $name } 断 { $t }、{ $cause }
path-network = ネットワーク
path-silent = 照会に応答なし
path-lost = 照会の損失 { $n } %
path-cost = 費用区分 { $n }
path-urgent = 緊急用、または他の経路の断のとき
no-path = 経路が設定されていません
ev-clock = 時計
ev-clock-limit = 許容 { $t }
clock-unknown = まだ比較していません
clock-equal = 双方の時計は一致
clock-ahead = 相手の時計が { $t }進み
clock-behind = 相手の時計が { $t }遅れ
ev-receipts = 受領
waiting = { $n } 件が当方にあり、相手局に未着。最古 { $t }
waiting-none = 当方の発信はすべて相手局に保存済み
receipt-half = 半数が { $t }以内
ev-agreed = 合意
ev-answer = 最緊急は { $flash }、普通は { $routine }以内に応答
cause-refused = 拒否
cause-timeout = 応答なし
cause-wrong-key = 鍵の不一致
cause-closed = 相手が閉じた
cause-reset = 切断
cause-unresolved = 宛先不明
cause-unreachable = 到達不能
cause-not-accepted = 当方の鍵が受け入れられない
cause-no-tls = 相手は局ではない
cause-bad-protocol = 接続の規則違反
cause-replaced = 別の接続に交替
cause-removed = 回線から外れた
cause-unusable = 当方の側が使用不能
cause-expired = 証明書の期限切れ
cause-full = 中継が満杯
open-on-line = この回線の未処理
nothing-open = 当方にも{ $capital }にも待ちはありません。
not-opened-here = この席では未開封
latest-on-line = この回線の最新
nothing-yet = まだ何もありません。
ring-capital = { $capital }を呼び出す
desks = 席
subject = 件名
subject-none = 件名なし
own-words = 自分の言葉（任意）
used-of = この 1 時間に { $used } / { $all } 回
answer-within = { $t }以内に応答
ring = 呼び出す
ring-busy = このコンソールは通話中です。先に切ります。
ring-down = 経路がありません。呼出しは保存され、回線復旧後に相手には不在着信として見えます。
not-rung = 呼び出していません。
role-cannot-ring = この役割は呼出しも応答もしません。
no-counterpart = この回線に対応する席がありません。席の対応は合意が定めます。

## 発信

fate-sent = 呼出しを送信中
fate-sent-below = { $signed } に当方で署名。相手局には未着。
fate-reached = { $capital }の局に到達
fate-reached-below = 呼出しの { $reached }後に受領署名。まだ誰にも知らせていません。
fate-alerting = { $of ->
    [0] { $capital }で鳴動中
    [1] { $capital }で鳴動中
   *[other] { $capital }で鳴動中、{ $of } 段階の { $step }
}
fate-alerting-below = { $bells ->
    [0] { $desk }へ通知中と相手局が署名しています。
   *[other] { $desk }のベル { $bells } 個が鳴動中と相手局が署名しています。
}
fate-silent = { $capital }から { $t }音信なし
fate-silent-below = { $step ->
    [0] 最後に署名された状態: 鳴動。呼出音は止まりました。
   *[other] 最後に署名された状態: 鳴動、段階 { $step }。呼出音は止まりました。
}
fate-answered = { $by }が応答
fate-answered-below = { $desk }、{ $time }、呼出しの { $after }後。音声を開いています。まず照合語を確認します。
fate-declined = { $by }が応答を断りました
fate-declined-below = { $time }、呼出しの { $after }後。理由は下にあります。
fate-exhausted = { $capital }では誰も応答しませんでした
fate-exhausted-below = { $capital }の局は { $time } に全段階の終了に署名しました。双方の記録: 応答なし。
fate-unreachable = 回線断: 呼出しは{ $capital }に届きませんでした
fate-unreachable-below = 回線が戻ると{ $capital }には不在着信が見えます。自動では鳴りません。
fate-withdrawn = 呼出しを取り消しました
fate-withdrawn-below = { $capital }には不在ではなく、発信者による取消しと見えます。
fate-crossed = 取消しと同時に{ $capital }が応答しました
fate-crossed-below = 双方とも相手を知りませんでした。双方の記録: 行き違い。
fate-late = 呼出しは{ $capital }に遅れて届きました
fate-late-below = 時間を過ぎて届きました。{ $capital }には遅れた呼出しと見え、鳴りませんでした。
fate-word-declined = 拒否
fate-word-exhausted = 応答なし
fate-word-withdrawn = 発信者が取消し
fate-word-unreachable = 間に合わず
fate-word-crossed = 行き違い
fate-word-late = 遅着
fate-word-ended = 終了
fate-word-merged = 当方の呼出しに合流
fate-word-alerting = 未応答
fate-word-reached = 未応答
fate-word-sent = 未応答
fate-word-answered = 応答
step-signed-here = 当方で署名
step-reached = 相手局に到達
step-alerting = 鳴動
step-alerting-n = 鳴動、{ $of } 段階の { $step }
step-answered = 応答
step-declined = 拒否
step-exhausted = 応答なし
step-unreachable = 未着
step-withdrawn = 取消し
step-crossed = 行き違い
step-late = 遅着
after-ringing = 呼出しの { $t }後
agreed-within = 合意: { $t }以内
signed-by = { $place }の署名
signed-by-provisional = { $place }の署名、暫定
bells = ベル { $n } 個
desk-to-desk = { $from } から { $to }
tone-follows = 聞こえる音は署名に従います。{ $capital }が無音のとき、呼出音を鳴らすことはありません。
cancel-ring = 呼出し取消し
cancel-means = { $capital }には、発信者による取消しと見えます。
write-meanwhile = その間に電文を書く
write-a-message = 電文を書く
ring-again = もう一度呼び出す…
put-away = しまう
both-records = 双方の記録がこの呼出しと結果を保存します。
reason = 理由
condition = 条件
their-proposal = 相手の提案
their-words-in = 相手の言葉
path-named = 経路 { $name }
tried = { $from } から { $to } まで試行: { $cause }
last-heard = 最後の受信

## 成立しなかった呼出し

n-attempts = 処理待ちの呼出し { $n } 件
withdrawn-ring = { $who }からの着信（{ $precedence }）、相手が取下げ
declined-ring = { $who }からの着信（{ $precedence }）に応答しませんでした
our-declined = { $who }が当方の呼出し（{ $precedence }）を断りました
our-exhausted = 当方の呼出し（{ $precedence }）に応答なし: { $who }
our-unreachable = 当方の呼出し（{ $precedence }）が{ $who }に届きませんでした
our-late = 当方の呼出し（{ $precedence }）は{ $who }に遅れて届きました
our-attempt-below = { $line }、当方{ $desk }から。
call-back-now = { $who }との通話、約束は { $time }
settle = 処理済みにする
settle-what = 処理済みにする、{ $what }
agreed = 合意
agreed-on = 合意: { $what }。
they-propose = 相手の提案: { $what }。
we-proposed = 当方の提案: { $what }。
accept-time = { $time } を受け入れる
accept-proposal = 提案を受け入れる
propose-other = 別の時刻を提案…
send-proposal = 提案を送る
medium = 方法
medium-any = 問わない
medium-voice = 音声で
medium-message = 文書で
medium-meeting = 面談で
at-desk = どの席で

## 着信

incoming-ring = 着信
still-ringing = 鳴動が続いています
ring-ahead = この呼出しまでの記録はまだ届いていません。届きしだい応答できます。
rings-your = 当方{ $desk }を呼び出しています
signed-at = { $time } 署名
signed-at-by = { $time } 署名、{ $by }
time-there = { $place } { $time }、{ $day }
subject-agreed = 件名、合意した符号表による
their-words = 相手の言葉、{ $language }、正文
more-rings = ほか { $n } 件が待機
answer = 応答
decline = 応答しない
decline-choose = 応答しない…
back-to-ring = 着信に戻る
coming = 今向かいます
key-coming = 「今向かいます」と伝える
is-coming = { $by }が向かっています
is-coming-at = { $by }が向かっています（{ $time }）
ladder-all = { $of } 段階すべてが鳴動中
ladder-here = { $of } 段階の { $step } が鳴動中
ladder-empty = 今はどの段階にもベルがありません
ladder-next = { $t }後に段階 { $step }
ladder-next-named = { $t }後に{ $name }
ladder-skipped = 不在
silence-bell = 鳴動停止
joined-rings = ほか { $n } 件、合意した回数を超え鳴動なし
answer-means = 先に話し、照合語を確認します。
answer-ends-call = 応答すると{ $who }との通話が終わります。
bells-here = この席の { $n } 台が鳴動中
desk-rings = { $desk }が鳴動中
they-see = { $step ->
    [0] { $place }の表示: 「{ $own }で鳴動中」
   *[other] { $place }の表示: 「{ $own }で鳴動中、段階 { $step }」
}
taken-by = { $by }が応答しました
not-answered = 応答していません。
why-decline = 応答しない理由
why-decline-below = 理由、条件、提案は{ $place }の言語で届きます。双方の記録が保存します。
decline-principal-absent = 首席者が不在
decline-preparing = 準備中。折り返します
decline-no-authority = 現在この件を話す権限がない
decline-no-emergency = 当方は緊急と見ていない
decline-other-channel = 別の手段を使ってほしい
decline-no-reason = 理由は述べない
condition-if-any = 条件（任意）
our-proposal = 当方の提案、UTC 時刻
proposal-hint = 時と分、例 20:30。または +45 で今から何分後
proposal-is = { $time }、{ $t }後
proposal-wrong = 20:30 のように時と分を入れるか、空けておきます。
send-decline = 断りを送る
decline-recorded = ほかの行為と同じく署名、受領、保存されます。送るまで鳴動は続きます。

## 通話

voice = 音声
mute = ミュート
hang-up = 切る
voice-open = 音声が開いています
voice-opening = 音声を開いています
voice-none = 音声を開いています
voice-gathering = 音声を開いています: 経路を探索
voice-waiting = 相手のコンソールを待っています
voice-connecting = 音声を開いています: 接続中
voice-checking = 音声を開いています: 証明書と鍵を確認
voice-no-sound = 音声は開いていますが、何も聞こえません
voice-over-failed = 音声は開いていません
voice-over-cannot-decrypt = 音声は開いていません: 届いた音を復号できません
voice-cannot-decrypt = 音声は開いていません: 届いた音を復号できません
voice-failed = 音声は開いていません
voice-closed = 音声は開いていません
voice-not-open = 音声は開いていません: { $cause }
voice-opening-below = 証明書、暗号、照合語がそろうまで、互いに何も聞こえません。
voice-again = 音声をもう一度開く
voice-blocked = このブラウザはまだ音を出していません
voice-blocked-below = 一度押すと聞こえます。
listen = 聞く
no-sound = { $place }から音が届きません
no-sound-below = 音声はつながっていますが、何も届きません。相手には聞こえているかもしれません。
long-delay = 遅延 { $t }: 間を取ります
long-delay-below = 話した言葉は相手に遅れて届きます。
call-other-page = この通話の音声はこのブラウザの別の画面にあります
call-other-page-below = 音声を扱う画面は一つだけです。
take-call-here = ここに移す
call-ended = { $who }との通話が終わりました
call-ended-there = { $place }が切りました、{ $time }。
call-ended-gone-there = { $place }の端末が長く離れました、{ $time }。続けるには呼び出し直します。
call-ended-gone-here = この端末が長く離れました、{ $time }。続けるには呼び出し直します。
call-elsewhere = この席は{ $who }と通話中です
call-elsewhere-below = この席の別の端末が通話しています。引き継ぐと音声はここで開き、向こうで閉じます。
take-over = 通話を引き継ぐ
voice-cause-cannot-decrypt = 届いた音をこの通話の鍵で復号できません。切って、もう一度呼び出します。
voice-cause-microphone-refused = この端末がマイクを拒否しました。ブラウザで許可し、音声をもう一度開きます。
voice-cause-microphone-missing = この端末にマイクがありません。つないで、音声をもう一度開きます。
voice-cause-microphone-busy = マイクを別のプログラムが使っています。
voice-cause-no-microphone-there = 相手の端末で使えるマイクがありません。相手側から音声を開き直せます。
voice-cause-browser-lacks-transform = このブラウザは合意どおりに音声を暗号化できません。新しい Chromium か Firefox を使います。
voice-cause-browser-lacks-webrtc = このブラウザは音声を扱えません。
voice-cause-insecure-origin = 音声には HTTPS が必要です。https のアドレスでコンソールを開きます。
voice-cause-no-candidate = 音声の出口が見つかりません。技術員が中継を調べます。
voice-cause-unreachable = コンソール同士がつながりません。技術員が中継を調べます。
voice-cause-handshake-failed = コンソール同士が安全な接続を作れませんでした。
voice-cause-connection-lost = 接続が失われました。
voice-cause-offer-expired = 相手のコンソールが時間内に受けませんでした。
voice-cause-checks-incomplete = 確認が時間内に終わりませんでした。
voice-cause-certificate-mismatch = 証明書が署名されたものと違います。切って報告します。
voice-cause-certificate-unknown = このブラウザは見た証明書を示しません。
voice-cause-dtls-too-old = 接続が DTLS 1.3 より古く、開きませんでした。
voice-cause-dtls-unknown = このブラウザは接続の版を示しません。
voice-cause-frames-bypassed = 音声が合意した暗号を通りませんでした。切って報告します。
voice-cause-frames-not-loaded = 音声を暗号化する部分を読み込めません。
voice-cause-bad-field = 相手のコンソールがあり得ない内容を送りました。
voice-cause-commitment-broken = 相手のコンソールが照合語の約束を破りました。切って報告します。
voice-cause-secret-mismatch = 相手のコンソールが予告と違う秘密を送りました。切って報告します。
check-words = 照合語
compare-words = 照合語を確認します
compare-words-below = 本題の前に行います。結果は記録されます。
you-say = 話す語
you-hear = 聞こえた語: 二つ選びます
word-n = 語 { $n }
they-pick = { $place }も同じように聞こえた語を選びます。
record-check = 照合を記録
none-of-these = どれでもない
skip-check = 照合を省く…
skip-why = 照合を省く理由
skip-record = 省略を記録
check-recorded-means = 省略や不一致は記録され、双方に表示されます。
words-matched = 照合語が一致
words-skipped = 照合を省略
words-differ = 照合語が違います。これ以上話さないでください。
words-differ-below = 切って、もう一度呼び出します。双方の記録が不一致を保存します。
words-differ-long = 二つのコンソールの間に第三者がいる可能性があります。マイクは消音しました。切って、別の経路があればそれでもう一度呼び出します。双方の記録が不一致を保存します。
check-waiting = { $who }: 未記録
check-matched = { $who }: 一致
check-skipped = { $who }: 省略: { $reason }
here = 当方
speaking = 発言中
quiet-now = 接続中
not-heard = まだ聞こえません
not-sent = まだ送っていません
muted = ミュート中
microphone-open = マイク使用中
level = 音量 { $n } / 5
q-state = 状態
q-delay = 片道の遅延
q-lost = 損失
q-round-trip = 往復
q-jitter = 揺らぎ
q-certificate = 証明書
q-encryption = 暗号
q-checked-here = 当方の確認
q-checked-there = { $place }の確認
q-leg = 区間
as-signed-by = { $place }の署名どおり
dtls-and-frames = DTLS { $tls } とフレーム
as-agreed = 合意どおり
not-as-agreed = 合意と違う
open-since = 開始
service-channel = 連絡用チャネル

## 首席者

principals = 首席者
principal-ours = 当方
principal-theirs = 相手
principal-ready = 首席者の準備よし
principal-ready-at = { $desk }で準備よし
principal-not-ready = 準備できていない
principal-not-now = 準備よしを取り消す
connect-principals = 首席者をつなぐ
words-first = 先に照合語の結果を記録します。
both-ready-first = 先に双方の首席者の準備が要ります。
ranks-differ = 二つの席は合意上の対応席ではありません。格を合わせます。
handed-to = { $desk }が入ります、{ $time } に引渡し
principals-speak = { $desk }が通話中です。取り戻すと音声はここで開き、向こうで閉じます。
call-held = 通話がお待ちしています
watch-holds = { $by }が回線にいて、お引き渡しします。
words-compared = 照合語は確認済みです。
their-principal-ready = { $place }の首席者は { $time } から準備できています。
join-call = 通話に入る
not-now = 今は出ない
leave-call = 通話を離れる
no-call-for-you = お待ちの通話はありません
you-asked = { $who }との通話を依頼しました、{ $time }。
watch-saw = { $by }が確認しました、{ $time }。
watch-not-seen = 当直はまだ見ていません。
ask-for-call = 通話を頼む
ask-for-call-with = { $who }との通話を頼む
ask-means = 当直が呼び出し、照合語を確認してからおつなぎします。
can-be-rung-yes = 今呼び出せます
can-be-rung-no = 今は呼び出せません
asks-for-call = { $desk }が{ $who }との通話を依頼
asks-for-call-below = 呼び出し、照合語を確認してからつなぎます。
call-ended-preempted-here = より高い優先度の呼出しが代わりました、{ $time }。
call-ended-preempted-there = この回線のより高い優先度の呼出しが代わりました、{ $time }。
call-ended-engaged-here = 別の通話に出ました、{ $time }。
call-ended-engaged-there = { $place }は別の通話に出ました、{ $time }。
call-ended-principal-here = 当方の首席者が通話を離れました、{ $time }。
call-ended-principal-there = { $place }の首席者が通話を離れました、{ $time }。

## 電文

formal = 公式
messages = 電文
no-messages = 電文はありません
no-messages-below = この回線ではまだ何も書かれていません。
new-message = 新しい電文
older = 以前の電文
message-from = { $who }から
message-to = { $who }宛て
signed-by-at = { $who }、{ $time } 署名
authentic = { $language }、正文
not-here-yet = 本文は届く途中です（{ $size }）。
choose-message = 電文を選びます
stored = 保存
opened = 開封
informed = 首席者に報告
stored-by = { $time }、{ $place }の局
stored-provisional = { $time }、{ $place }の局、暫定
kept-here = 当方で保持、{ $place }の局に未着
opened-by = { $time }、{ $by }
record-informed = 記録する
receipt-means = 受領は同意を意味しません。
reply = 返信
to = 宛先
message-subject = 表題
message-text = 本文
message-language = 本文の言語
send = 送信
not-sent-headline = 送信していません。
subject-missing = 表題を入れます。
text-missing = 本文を書きます。
text-too-long = 本文は { $size }、上限は { $limit } です。短くするか二つに分けます。
of-size = { $limit } 中 { $size }
state-sent = 未保存
state-stored = 保存済み
state-opened = 開封済み
state-informed = 首席者に報告済み
state-new = 新着

## 連絡用チャネル

service-rule = 双方の運用者用: 試験、時刻、伝送の訂正。ほかと同じく記録されます。
service-rule-2 = ここでの発言はどの当事者も拘束しません。拘束するには公式の電文を使います。
service-write = { $place }の運用者へ
service-empty = まだ何もありません
service-empty-below = 当直中であることを知らせます。
service-from = { $place }、{ $by }
only-newest = 最新のものだけ表示します。記録はすべて保存します。
role-cannot-write = この役割は閲覧のみです。

## 記録

record = 記録
verify = 検証
export = 書き出し
verifying = 検証中…
verified-holds = { $time } にここで検証: { $n } 件、欠落なし、改変なし。
verified-broken = 記録が成り立ちません。最初の誤りを下に示します。
not-verified = ここではまだ検証していません。
feed-acts = { $n } 件
feed-state-open = 使用中
feed-state-closed = 閉鎖
feed-state-superseded = 交代済み
feed-state-frozen = 二つの履歴
feed-firm = 確定 { $n } まで
feed-receipted = { $place }の受領 { $n } まで
incarnation = 第 { $n } 世代
col-entry = 番号
col-time = 時刻
col-act = 行為
col-desks = 席
col-signed = 署名
col-receipt = 受領
signed-firm = 確定
signed-provisional = 暫定
no-entries = この記録にはまだ何もありません
proof-of = 番号 { $n }
proven = { $place }は自らの記録のこの位置で、この行為に署名しました。改変も否認もできません。
proven-provisional = { $place }はこの行為に暫定署名しました。完全な署名は一分以内に続きます。
inert = 保存し表示しますが、従いません: { $code }。
act-unknown-here = このコンソールが知らない行為
act-unknown-below = 種類 { $type }。保存し検証しましたが、表示しません。局を更新します。
fact-act = 行為のハッシュ
fact-place = 記録での位置
fact-place-of = { $size } 中 { $index }
fact-signed-by = 署名者
fact-receipt = 受領
fact-kind = 種別
fact-desks = 席
fact-size = 大きさ
save-proof = 証明を保存
proof-note = この証明は Openline なしで、独立した検証プログラムにより誰でも確かめられます。
choose-entry = 行為を選ぶと証明を表示します
root-signed = 根、署名済み
this-act = 番号 { $n }
incidents = 事案
first-bad = 最初の誤り
export-note = ファイルは署名を含む全記録です。

## 合意

agreement = 合意
agreement-version = 第 { $version } 版、{ $date }発効。
agreement-until = { $date }終了。
agreement-no-end = 終了日の定めなし。通告期間 { $t }。
agreement-authentic = { $languages }は等しく正文。
what-station-enforces = 局が守らせる条件
col-term = 条件
col-value = 値
signatures = 署名
root-valid = 有効
party-root = { $place }、ルート鍵
pairs-of-desks = 席の対応
manned-by-agreement = 合意による当直
day-and-night = 昼夜
from-until = { $from } から { $until }
fingerprint-words = ルート鍵の照合語
hash = ハッシュ
yes = はい
no = いいえ
term-suite = 暗号方式
term-media-policy = 音声の経路
term-recording = 音声の録音
term-clock-warn = 時計のずれの許容
term-clock-refuse = これを超えると拒否
term-test-every = 録音試験の間隔
term-key-rotation = 封緘鍵の交換間隔
term-key-grace = 旧封緘鍵の保持
term-entries-a-minute = 一分間の件数の上限
term-bytes-a-day = 一日の量の上限
term-message-limit = 電文の最大長
term-document-limit = 文書の最大の大きさ
term-answer-within-flash = 最緊急の応答期限
term-answer-within-immediate = 緊急の応答期限
term-answer-within-priority = 至急の応答期限
term-answer-within-routine = 普通の応答期限
term-vigilance = 当直確認の間隔
term-bell-proof = 鳴動確認の有効期間
term-watch-shown = 相手に示す当直状態
term-ladder-shown = 相手に示す呼出し段階
term-preempting = 下位の通話に優先
term-open-within-flash = 最緊急電文の開封期限
term-open-within-immediate = 緊急電文の開封期限
term-open-within-priority = 至急電文の開封期限
term-open-within-routine = 普通電文の開封期限
value-acts-only = 行為のみ、音声は録らない
value-each-party = 各当事者が録音できる
value-relay_only = 中継のみ
value-direct = 直接、または中継
value-nothing = なし
value-manned = 在席かどうか
value-bell = 在席と鳴動
value-steps = 各段階
value-alerting = 呼出し中であることのみ

## 記録の行為

act-feed-open = 記録開始
act-feed-adopt = 旧記録の引継ぎ
act-call-ring = 呼出し
act-call-alert = 鳴動
act-call-answer = 応答
act-call-decline = 拒否
act-call-cancel = 呼出し取消し
act-call-exhausted = 応答なし
act-call-unreached = 呼出し未着
act-call-late = 呼出し遅着
act-call-end = 通話終了
act-call-coming = 担当者が向かう
act-call-ready = 首席者の準備
act-call-transfer = 首席者に引渡し
act-call-settled = 処理済み
act-call-propose = 別の時刻の提案
act-call-agree = 折返しの合意
act-leg-offer = 音声の申出
act-leg-accept = 音声の受諾
act-leg-reveal = 照合語の開示
act-leg-up = 音声開通
act-leg-fail = 音声不通
act-leg-words = 照合語の記録
act-msg-send = 電文
act-msg-opened = 電文の開封
act-msg-principal = 首席者に報告
act-service-say = 連絡用チャネル
act-watch-on = 席に当直あり
act-watch-off = 席の当直なし
act-blob-held = 本文の保存
act-gov-note = 合意の確認
act-objection = 異議
act-seen = 確認
act-line-close = 回線閉鎖
act-unknown = 行為 { $type }

## 拒否

not-shown = ここでは表示しません
error-unknown = 局が拒否しました（{ $code }）。
error-not-known = 局が時間内に応じませんでした。実行されたかは不明です。回線を確認します。
error-page = この画面に不具合が起きました。読み込み直します。

# Documents that go with messages
documents = 文書
add-document-choose = 文書を添付…
add-document = 文書を添付
remove-document = { $name } を外す
document-too-large = { $name } は { $size }、上限は { $limit } です。小さくするか、別の方法で送ります。
document-empty = { $name } は空です。
documents-too-many = 一つの電文に添付できる文書は { $n } 件までです。
document-adding = { $name } を追加中：{ $limit } 中 { $size }
document-here = ここにあり、ハッシュ確認済み
document-coming = 到着中：{ $limit } 中 { $size }
document-held-by = { $place } が { $time } から保管
document-not-there = { $place } にはまだ届いていません
document-means = 名前は送り手が付けたものです。予期したものだけを保存します。
save = 保存
save-document = { $name } を保存
show-picture = 画像を表示
hide-picture = 画像を閉じる
error-no-picture = 表示できる画像ではありません。保存して開きます。

## Requests
tab-requests = 要請
act-request-ask = 要請
act-request-counter = 別の提案
act-request-accept = 要請を受諾
act-request-refuse = 要請を辞退
act-request-withdraw = 要請を撤回
act-request-remind = 催促
act-request-lapse = 期限内に回答なし
act-request-call-off = 取りやめ
act-request-condition = 条件についての発言
new-request = 新しい要請
req-on-both = 決着まで双方に表示されます。
req-none = 未処理の要請はありません
req-none-below = こちらにも{ $capital }にも待っているものはありません。
req-col-request = 要請
req-col-from = 発信元
req-col-due = 回答期限
req-col-state = 状態
req-form = 内容
req-form-call = 通話
req-form-meeting = 会談
req-form-visit = 訪問
req-what = { $form }、{ $desk }
req-turn-ours = 当方の回答待ち
req-turn-theirs = 相手側の回答待ち
req-turn-both = 双方の回答待ち
req-due-in = あと{ $t }
req-overdue = { $t }超過
req-not-there = { $place }の局に未着
req-stage-agreed = 合意
req-stage-declined = 辞退
req-stage-withdrawn = 撤回
req-stage-lapsed = 期限内に回答なし
req-stage-off = 取りやめ
req-counter-offer = 対案あり
req-with-conditions = 条件付き
req-unsettled = 双方の確認前
req-repeats = 再度の要請
req-repeats-this = 再要請：{ $what }。双方の記録で両者が結ばれます。
req-answered-in = { $t }で回答
req-unanswered = 回答なし
req-said = これまでの経過
req-history = 時系列
req-history-below = 誰が何をいつ求め、どうなったか
req-asked-when = { $place }、{ $when }：{ $state }
req-legend = 塗り：求めた側。白抜き：求められた側。縦線：結末、太線は合意。
req-version = 第{ $n }版
req-says-ask = { $place }が要請
req-says-counter = { $place }が別案を提示
req-says-accept = { $place }が受諾
req-says-level = { $place }が別のレベルで受諾：{ $desk }
req-says-refuse = { $place }が辞退
req-says-refuse-counter = { $place }は対案を受けない
req-says-withdraw = { $place }が要請を撤回
req-says-remind = { $place }が催促
req-says-lapse = { $place }から期限内に回答なし
req-says-call-off = { $place }が取りやめ
req-says-condition = { $place }、条件{ $n }について：{ $word }
req-word-accepted = 受け入れる
req-word-refused = 受け入れない
req-word-met = 満たされた
req-word-not-met = 満たされていない
req-word-waived = 不要
req-item-open = 未決
req-item-accepted = 受け入れ済み
req-item-refused = 受け入れられず
req-item-reported = 満たしたとの報告
req-item-met = 満たされた
req-item-waived = 不要とされた
req-do-accepted = 受け入れる
req-do-refused = 受け入れない
req-do-met = 満たされた
req-do-not-met = 満たされていない
req-do-waived = 不要とする
req-do-what = { $do }、条件{ $n }
req-times = 日時
req-minutes = { $n }分
req-whole = 全時間帯
req-length = 長さ
req-principals = 首席
req-ours = { $place }の話し手
req-medium = 方法
req-medium-line = この回線で
req-medium-telephone = 電話
req-medium-video = ビデオ
req-medium-in-person = 対面
req-place = 場所
req-event = 機会（行事）
req-trigger = 合意された事由
req-no-trigger = 一覧にない
req-languages = 言語
req-language = 本文の言語
req-interpreters = 通訳
req-interpreters-each = 双方が各自用意
req-interpreters-none = なし
req-interpreters-of = { $place }が用意
req-purpose = 目的
req-from-utc = 開始、UTC
req-to-utc = 終了、UTC
req-add-time = 時間帯を追加
req-remove-time = 最後の時間帯を削除
req-conditions = 条件
req-our-conditions = 先に満たすべきこと
req-conditions-hint = 1行に1件、8件まで。
req-due = 回答期限、UTC
req-within = 受領後の猶予
req-due-hint = 遅い方が有効です。後者は相手局の保存時から数えます。
req-send = 要請を送る
req-our-answer = 当方の回答
req-answer-accept = 受諾
req-answer-counter = 別案を提示
req-answer-level = 別のレベルで受諾
req-answer-refuse = 理由を付して辞退
req-send-answer = 回答を送る
req-time-chosen = 日時
req-level = 話すデスク
req-reason = 理由
req-recorded = { $place }に回答が表示され、双方の記録に残ります。
req-waiting = { $place }を待っています
req-act-remind = 催促する
req-act-withdraw = 要請を撤回
req-act-call-off = 取りやめる
req-change = 当方の提案を変更
req-send-change = 新しい提案を送る
req-ask-again = もう一度要請
req-not-ours = この要請は他のデスクが回答します。
req-err-purpose = 目的を書いてください。
req-err-time = 日付と時刻を入れてください。
req-err-order = 終了を開始より後にしてください。
req-err-past = この時間は過ぎました。後の時間にしてください。
req-err-due = 過ぎています。後の時刻にしてください。
req-err-conditions = 条件は8件まで、1行に1件。
req-import = 予定ファイルを開く
req-export = 予定ファイルに保存
req-not-imported = ファイルを開けませんでした。
req-from-file = 予定ファイルから：{ $n }件。下書きのみで、送信されません。
req-untitled = 無題
req-use = 使う
req-use-what = 使う、{ $n }件目
req-note-no-time = 時刻がありません。入れてください。
req-note-no-zone = 時刻に時間帯がないため省きました。UTCで入れてください。
req-note-unknown-zone = 時間帯が不明なため時刻を省きました。UTCで入れてください。
req-note-no-end = 終了がありません。入れてください。
req-note-order = 終了が開始より前です。直してください。
req-note-past = 過去の時間です。後の時間にしてください。
req-note-all-day = 終日の予定で時間帯がありません。UTCで入れてください。
req-note-repeats = 繰り返しの予定です。最初の回だけ取りました。
req-note-cut = 本文が長いため末尾を省きました。
req-note-cancelled = ファイルでは取り消し済みです。
next-due = 次の期限
req-answer-them = { $place }に回答：{ $form }、{ $desk }
req-they-answer = { $place }が回答：{ $form }、{ $desk }
n-requests = 要請{ $n }件
