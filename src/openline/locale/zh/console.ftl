### 控制台（简体中文）。

## 框架

skip = 跳到正文
lines = 线路
watch = 值班
nobody-on-watch = 无人值班
on-watch-since = 自 { $time } 值班
has-the-watch-short = { $by }值班
bell-proven-at = 铃声 { $time } 验证
all-lines = 全部线路
kind-real = 实战
kind-exercise = 演习
kind-test = 测试
role = { $role ->
    [watch] 本席位值班员
    [principal] 首长
    [office] 本席位人员
    [technician] 技术员
    [auditor] 审计员，只读
   *[other] { $role }
}
theme = { $theme ->
    [light] 外观：浅色
    [dark] 外观：深色
   *[auto] 外观：随本机
}
theme-auto = 随本机
theme-light = 浅色
theme-dark = 深色
appearance = 外观
language = 语言
language-and-more = 语言及其他
notify = 来呼时通知
keys = 按键
leave = 离开席位
station-version = Openline { $version }
close = 关闭
open = 打开
needs-you = 待处理
needs-nothing = 现在没有
needs-count = { $n } 件事待处理
open-count = { $n } 件未办
last-act = 最近一条
act-on = { $act }，{ $line }
place-day = { $place }，{ $day }
place-desk = { $place }{ $desk }
open-call = 打开通话
call-time = 通话中
since-you-rang = 呼叫已过
tab-line = 线路
tab-messages = 文电
tab-service = 勤务信道
tab-record = 记录
tab-agreement = 协议
title-ring = 来呼
title-call = 通话中
title-ringing = 呼叫中
not-connected = 未连接本方台站
not-connected-below = 本页内容已过去 { $t }，不可依据。每秒重试。
session-over = 此控制台已退出
session-over-below = 打开新的登记链接，由技术员生成。
no-bell = 本页不能响铃。
no-bell-below = 在此按一次。浏览器在此之前保持静音。
let-sound = 允许响铃
due-in = { $t }内到期
overdue-by = 已逾期 { $t }
counterparts = 对应席位
level-named = 级别：{ $level }
other-lines = 与同一方的其他线路：
open-call-now = 通话中
open-ring-now = 响铃中
no-call-now = 无通话
no-microphone = 本页尚不能使用麦克风。
no-microphone-below = 没有麦克风，通话时对方听不到您。请在来呼之前允许。
allow-microphone = 允许麦克风
microphone-denied = 此浏览器拒绝使用麦克风。
microphone-denied-below = 通话时对方听不到您。在浏览器设置中允许本地址使用麦克风。
f9-again = 再按一次 F9 挂断
refused = 未执行。

## 按键

key-answer = 接听，等级最高者优先
key-decline = 拒接并说明理由
key-mute = 静音，开与关
key-silence = 静铃
key-confirm = 被询问时确认值班
key-acknowledge = 确认最严重的警报
key-hang-up = 挂断，2 秒内按两次
key-send = 表单的主要操作
key-lines = 全部线路
key-watch = 值班
key-line = 第 1 至 9 条线路
key-list = 列表中下一个、上一个、打开
key-close = 关闭面板；从不拒接或挂断
key-keys = 本表
keys-below = 不在输入文字时字母键有效。没有按键会发起呼叫，也没有按键会发出特提。

## 时长与大小

ago = { $t }前
lasting-s = { $s } 秒
lasting-min = { $min } 分钟
lasting-min-s = { $min } 分 { $s } 秒
lasting-h = { $h } 小时
lasting-h-min = { $h } 小时 { $min } 分
lasting-d = { $d } 天 { $h } 小时
lasting-days = { $d } 天
brief-ms = { $n } 毫秒
brief-s = { $n } 秒
size-b = { $n } 字节
size-kib = { $n } KiB
percent = { NUMBER($n, maximumFractionDigits: 1) } %
not-known = 不详
not-yet = 尚无
none = 无

## 等级

precedence = 等级
precedence-flash = 特提
precedence-immediate = 特急
precedence-priority = 加急
precedence-routine = 平急

## 线路状态

state-ready = 就绪
state-unmanned = 值班室无人
state-bell-old = 铃声未验证
state-down = 线路中断 { $t }
state-quiet = 无音信 { $t }
state-unknown = 不详
state-own-fault = 本方台站故障
state-frozen = 两份记录
state-closed = 已关闭
state-call = 通话 { $t }
state-call-elsewhere = 通话中

## 线路判断

verdict-ready = 现在可以呼叫{ $capital }
verdict-ready-below = 对方台站于 { $echo }前答复了我方的质询；{ $paths } 条通路可用。
verdict-ready-manned = 值班室自 { $since } 有人；{ $paths } 条通路可用。
verdict-ready-bell = 值班室自 { $since } 有人，铃声{ $bell }前验证；{ $paths } 条通路可用。
verdict-unmanned = { $capital }无人值班
verdict-unmanned-since = 能收到对方台站。值班室自 { $time } 起无人。呼叫仍会提醒在场人员。
verdict-unmanned-never = 能收到对方台站。那里无人上岗。呼叫仍会提醒在场人员。
verdict-bell-old = 可以呼叫{ $capital }；其铃声未经验证
verdict-bell-old-since = 值班室有人。铃声上次验证在 { $t }前，超过商定时限。
verdict-bell-old-never = 值班室有人。本班尚未验证铃声。
verdict-down = 线路自 { $time } 起中断
verdict-down-below = 没有通往{ $capital }的通路；最后收到 { $last }。对方是否愿意通话，不得而知。
verdict-down-never = 尚未有过通往{ $capital }的通路。对方是否愿意通话，不得而知。
verdict-quiet = { $capital }已有 { $t }没有音信
verdict-quiet-below = 通路存在，但对方台站不答复我方质询。呼叫可能无人听到。
verdict-unknown = 尚不清楚
verdict-unknown-below = 自本台启动以来，等待{ $capital }的首个签名。
verdict-own-fault = 本方台站不能呼叫
verdict-own-fault-below = 见待处理事项。原因不在{ $capital }。
verdict-frozen = { $capital }签署了两份不同的记录
verdict-frozen-below = 两份证据均已保存，未删除任何内容。线路停用，直至根密钥恢复。
verdict-lost = 现在不得而知
verdict-lost-below = 本页收不到本方台站的信号。
verdict-closed = 此线路已关闭
verdict-closed-below = 其协议已终止。记录保留。

## 全部线路

lines-ready = { $all } 条线路中 { $ready } 条现在可以呼叫。
nothing-needs-you = 没有待处理事项。
more-needs = 另有 { $n } 项
no-lines = 没有线路
no-lines-below = 技术员凭已签署的协议开通线路。
col-line = 线路
col-now = 现况
col-paths = 通路
col-their-time = 对方时间
col-open-items = 未办
paths-up = { $all } 条中 { $up } 条可用
round-trip = 往返 { $t }
round-trip-unknown = 往返时间不详
heard = { $t }收到
heard-now = 刚刚收到
never-heard = 从未收到
n-messages = { $n } 份文电
since = 自 { $time }
acknowledge = 确认
acknowledge-what = 确认：{ $what }
acknowledged-by = { $by }已确认，{ $time }
ring-choose = 呼叫…
ring-line = 呼叫，{ $line }
missed-ring = 未接来呼（{ $precedence }）：{ $who }
missed-below = { $line }，呼叫贵方{ $desk }：{ $fate }。
urgent-message = { $precedence }文电：{ $who }
urgent-below = { $line }：尚未打开。

## 警报

alarm-line-down = { $line }：线路已中断 { $t }
alarm-line-down-below = 没有通往{ $capital }的通路。每隔几秒重试各条通路。
alarm-over-quota = { $line }：{ $capital }发送的内容超出约定
alarm-over-quota-below = 超出部分暂不存储，也不出具回执；对方会重发。呼叫仍会响铃。请询问对方技术员。
alarm-path-down = { $line }：通路 { $name } 已中断 { $t }
alarm-path-down-below = 线路由其余 { $up } 条通路承载。每隔几秒重试。
alarm-unmanned = { $whose ->
    [ours] 本方{ $desk }无人值班
   *[theirs] { $capital }无人值班
}
alarm-unmanned-below = { $whose ->
    [ours] 按协议此时应有人值守，对方能看到无人。由值班员上岗。
   *[theirs] { $desk }无人，而按协议此时应有人值守。
}
alarm-bell-unproven = 本方{ $desk }铃声未验证
alarm-bell-unproven-below = 商定：{ $limit }内验证。在值班页测试铃声。
alarm-two-histories = { $capital }签署了两份不同的记录
alarm-two-histories-below = 两份证据均已保存，未删除任何内容。打开记录查看证据。
alarm-new-incarnation = { $capital }开启了新的记录
alarm-new-incarnation-below = 对方台站已恢复或重启。其先前所存内容在此保留。
alarm-clock = { $line }：时钟不一致
alarm-clock-below = 双方时钟之差超过协议允许。由技术员校正本方时钟。
alarm-objection = { $line }：有一条被提出异议
alarm-objection-below = 其中一条违反协议规则。已保存、显示，但不执行。见记录。
alarm-store-full = 本方台站磁盘已满
alarm-store-full-below = 不能再发送或保存。由技术员腾出空间。
alarm-store-failed = 本方台站不能保存
alarm-store-failed-below = 磁盘恢复之前不发送任何内容。通知技术员。
alarm-refused = { $line }：{ $capital }发来的内容被拒收
alarm-refused-below = 其形式不合约定，未接收任何部分。双方技术员核对版本和日志。
alarm-contested = { $capital }发来的与其签署的不一致
alarm-contested-below = 这些内容未被接收；签名已留作证据。告知主管官员。
alarm-revoked = { $who ->
    [ours] 我方撤销了一个站的密钥
   *[theirs] { $capital }撤销了一个站的密钥
}
alarm-revoked-below = 不再接收该密钥的任何内容。此前已确认的仍在记录中。
alarm-suspended = { $who ->
    [ours] 我方暂停了{ $line }
   *[theirs] { $capital }暂停了线路
}
alarm-suspended-below = 恢复之前不振铃也不接听。电文和业务频道照常。
alarm-agreement-expiring = { $line }：协议即将到期
alarm-agreement-expiring-below = 须由各方根密钥续签。
alarm-key-change = { $capital }启用新密钥
alarm-key-change-below = 已由对方根密钥认证。在下次检查通话时核对。
alarm-frames = { $line }：话音无法解密
alarm-frames-below = 通话已静音。挂断后重新呼叫。
alarm-rota-unreadable = 值班表无法使用
alarm-rota-unreadable-below = { $what } 改正之前只有控制台响铃。
alarm-rota-gap = 计划 { $plan } 无人值班
alarm-rota-gap-below = 从 { $from } 到 { $until }。安排人员，或设置临时替换。
alarm-rota-no-bell = { $name } 没有铃
alarm-rota-no-bell-below = 没有任何方式能叫到此人。在值班表中为其设铃。
alarm-rota-bell-unusable = 铃 { $bell } 未设置好
alarm-rota-bell-unusable-below = { $file } 不存在。由技术员设置。
alarm-rota-bell-failing = 铃 { $bell } 失灵
alarm-rota-bell-failing-below = 上一次提醒未发出。升级程序会跳过它继续。测试该铃。
alarm-rota-step-empty = { $desk } 的第 { $step } 步从不响铃
alarm-rota-step-empty-below = 未来一个月内“{ $name }”没有任何铃。
alarm-rota-step-too-late = { $desk } 的第 { $step } 步来得太晚
alarm-rota-step-too-late-below = 呼叫在“{ $name }”之前已结束。
alarm-rota-desk-unknown = 值班表中有席位 { $desk }
alarm-rota-desk-unknown-below = 任何线路上都没有我方的这个席位。

## 值班

watch-free = { $desk }无人值班
watch-free-below = 呼叫仍会在此响铃。对方看到的是无人值守。
watch-manned = { $by }自 { $time } 值班
watch-manned-below = 须在 { $time } 前确认。
watch-lapsed = 值班于 { $time } 失效
watch-lapsed-below = 无人确认。对方看到的是无人值守。
sign-on = 上岗
sign-off = 下岗
confirm-watch = 确认值班
vigilance-asked = 确认值班
vigilance-asked-below = { $time } 之后本席位视为无人。
vigilance-lapsed = 值班已失效
vigilance-lapsed-below = 本席位自 { $time } 起视为无人。确认后恢复值班。
our-desks = 本方席位
posts-never-names = 只列岗位，不列姓名
their-watch = 对方值班
as-signed = 以对方台站最近签名为准
watch-not-shown = 不显示
watch-not-shown-below = 协议不让任何一方看到对方的值班情况。
has-the-watch = { $by }值班；自 { $time } 有人值守
manned-since = 自 { $time } 有人值守
manned-as-of = 最近签名于 { $time }：有人值守；此后没有更新
unmanned-since = 自 { $time } 无人
nobody-signed-on = 尚无人上岗
bell-heard = 铃声{ $t }验证
bell-proven = 铃声{ $t }验证
bell-not-proven = 铃声未验证
bell-test = 铃声测试
bell-test-of = 铃声测试，{ $bell }
bell-page = 本页
bell-room = 室内警铃
bell-not-fitted = 台站没有警铃。由技术员在 station.toml 中设定其命令。
bell-which = 本页播放的是哪种声音？
bell-which-room = 室内警铃播放的是哪种声音？
bell-sound-flash = 两音交替，没有停顿
bell-sound-immediate = 三声短音，然后停顿
bell-sound-routine = 颤音，然后长停顿
bell-nothing = 没有听到
hand-over = 交班
note-for-next = 给下一班的留言
stays-here = 只留在本方。此处文字在下岗时一并记入。
add-note = 记入留言
watch-book = 值班日志
book-empty = 尚无记录。
book-on = { $by }上岗
book-relief = { $by }接班
book-off = { $by }下岗
book-lapsed = { $by }的值班失效
book-note = { $by }留言
book-bell-page = { $by }听到本页铃声
book-bell-room = { $by }听到室内警铃

## 线路页

no-such-line = 没有这条线路
no-such-line-below = 可能已关闭，或本席位无权查看。
ev-station = 台站
ev-station-echo = 已答复我方新质询，有签名
ev-station-none = 尚未答复质询
ev-paths = 通路
path-up = { $t ->
    [0] { $name } 可用
   *[other] { $name } 可用，{ $t }
}
path-down = { $name } 已中断 { $t }，{ $cause }
path-network = 网络
path-silent = 未答复我方质询
path-lost = 质询丢失 { $n }%
path-cost = 费用等级 { $n }
path-urgent = 仅用于紧急内容，或其他通路失效时
no-path = 未设置通路
ev-clock = 时钟
ev-clock-limit = 限 { $t }
clock-unknown = 尚未比对
clock-equal = 双方时钟一致
clock-ahead = 对方时钟快 { $t }
clock-behind = 对方时钟慢 { $t }
ev-receipts = 回执
waiting = { $n } 条存于本方，尚未到达对方台站；最早 { $t }
waiting-none = 我方所发均已存于对方
receipt-half = 半数在 { $t }内
ev-agreed = 约定
ev-answer = 特提 { $flash }内、平急 { $routine }内应答
cause-refused = 被拒绝
cause-timeout = 无应答
cause-wrong-key = 密钥不符
cause-closed = 被对方关闭
cause-reset = 连接中断
cause-unresolved = 找不到地址
cause-unreachable = 网络不可达
cause-not-accepted = 对方未接受我方密钥
cause-no-tls = 对端不是台站
cause-bad-protocol = 违反链路规则
cause-replaced = 已由另一连接取代
cause-removed = 已不在本线路
cause-unusable = 我方一端无法使用
cause-expired = 凭证已过期
cause-full = 中继已满
open-on-line = 本线路未办
nothing-open = 贵方与{ $capital }均无待办事项。
not-opened-here = 本席位尚未打开
latest-on-line = 本线路最近记录
nothing-yet = 尚无内容。
ring-capital = 呼叫{ $capital }
desks = 席位
subject = 事由
subject-none = 无事由
own-words = 附言（可不填）
used-of = 本小时已用 { $used } / { $all }
answer-within = { $t }内应答
ring = 呼叫
ring-busy = 此控制台正在通话。先挂断。
ring-down = 没有可用通路。呼叫会保存，线路恢复后对方看到的是未接来呼。
not-rung = 未呼叫。
role-cannot-ring = 您的岗位不呼叫、不接听。
no-counterpart = 您的席位在本线路没有对应席位。席位对应关系由协议规定。

## 发出的呼叫

fate-sent = 正在发出呼叫
fate-sent-below = 本方已于 { $signed } 签名。尚未到达对方台站。
fate-reached = 已到达{ $capital }台站
fate-reached-below = 对方在呼叫后 { $reached }签收。尚未通知任何人。
fate-alerting = { $of ->
    [0] { $capital }正在响铃
    [1] { $capital }正在响铃
   *[other] { $capital }正在响铃，第 { $step } 级，共 { $of } 级
}
fate-alerting-below = { $bells ->
    [0] 对方台站已签名：正在通知{ $desk }。
   *[other] 对方台站已签名：{ $desk }有 { $bells } 个铃在响。
}
fate-silent = { $capital }已有 { $t }没有音信
fate-silent-below = { $step ->
    [0] 最后签名的状态：响铃。回铃音已停。
   *[other] 最后签名的状态：第 { $step } 级响铃。回铃音已停。
}
fate-answered = { $by }已接听
fate-answered-below = { $desk }，{ $time }，呼叫后 { $after }。正在接通话音，先核对口令词。
fate-declined = { $by }已拒接
fate-declined-below = { $time }，呼叫后 { $after }。对方理由见下。
fate-exhausted = { $capital }无人应答
fate-exhausted-below = { $capital }台站于 { $time } 签名：各级均已通知完毕。双方记录：无人应答。
fate-unreachable = 线路中断：呼叫未到达{ $capital }
fate-unreachable-below = 线路恢复后，{ $capital }看到未接来呼；不会自动响铃。
fate-withdrawn = 您取消了呼叫
fate-withdrawn-below = { $capital }看到：呼叫方取消，而非未接。
fate-crossed = 此处取消时，{ $capital }恰已接听
fate-crossed-below = 双方互不知情。双方记录：交错。
fate-late = 呼叫到达{ $capital }太迟
fate-late-below = 超过时限才到达。{ $capital }看到的是迟到的呼叫，未响铃。
fate-word-declined = 已拒接
fate-word-exhausted = 无人应答
fate-word-withdrawn = 呼叫方取消
fate-word-unreachable = 未及时到达
fate-word-crossed = 交错
fate-word-late = 迟到
fate-word-ended = 已结束
fate-word-merged = 与贵方呼叫合并
fate-word-alerting = 未应答
fate-word-reached = 未应答
fate-word-sent = 未应答
fate-word-answered = 已接听
step-signed-here = 本方已签名
step-reached = 到达对方台站
step-alerting = 响铃
step-alerting-n = 响铃，第 { $step } 级，共 { $of } 级
step-answered = 已接听
step-declined = 已拒接
step-exhausted = 无人应答
step-unreachable = 未到达
step-withdrawn = 已取消
step-crossed = 交错
step-late = 迟到
after-ringing = 呼叫后 { $t }
agreed-within = 约定：{ $t }内
signed-by = { $place }签名
signed-by-provisional = { $place }签名，暂定
bells = { $n } 个铃
desk-to-desk = { $from } 至 { $to }
tone-follows = 您听到的音随这些签名而来。{ $capital }没有音信时，绝不播放回铃音。
cancel-ring = 取消呼叫
cancel-means = { $capital }将看到：呼叫方取消。
write-meanwhile = 同时发送文电
write-a-message = 发送文电
ring-again = 再次呼叫…
put-away = 收起
both-records = 双方记录均保留此呼叫及其结果。
reason = 理由
condition = 条件
their-proposal = 对方提议
their-words-in = 对方原话
path-named = 通路 { $name }
tried = { $from } 至 { $to } 尝试：{ $cause }
last-heard = 最后收到

## 未成的呼叫

n-attempts = { $n } 次呼叫待办结
withdrawn-ring = { $who }的{ $precedence }来呼，已由对方撤回
declined-ring = 您已拒接{ $who }的{ $precedence }来呼
our-declined = { $who }拒接了我方{ $precedence }呼叫
our-exhausted = 我方{ $precedence }呼叫无人应答：{ $who }
our-unreachable = 我方{ $precedence }呼叫未到达{ $who }
our-late = 我方{ $precedence }呼叫到达{ $who }时已过时
our-attempt-below = { $line }，由贵方{ $desk }发出。
call-back-now = 与{ $who }通话，约定 { $time }
settle = 办结
settle-what = 办结：{ $what }
agreed = 已商定
agreed-on = 已商定：{ $what }。
they-propose = 对方提议：{ $what }。
we-proposed = 我方已提议：{ $what }。
accept-time = 接受 { $time }
accept-proposal = 接受提议
propose-other = 另提时间…
send-proposal = 发送提议
medium = 以何方式
medium-any = 不限
medium-voice = 通话
medium-message = 书面
medium-meeting = 会面
at-desk = 在哪个席位

## 来呼

incoming-ring = 来呼
still-ringing = 仍在响铃
ring-ahead = 此次呼叫之前的记录仍在传送。记录到达后即可接听。
rings-your = 呼叫贵方{ $desk }
signed-at = { $time } 签名
signed-at-by = { $time } 签名，{ $by }
time-there = { $place } { $time }，{ $day }
subject-agreed = 事由，出自约定代码本
their-words = 对方原文，{ $language }
more-rings = 另有 { $n } 个等待
answer = 接听
decline = 拒接
decline-choose = 拒接…
back-to-ring = 返回来呼
coming = 我马上到
key-coming = 表示“我马上到”
is-coming = { $by }马上到
is-coming-at = { $by }马上到，{ $time } 表示
ladder-all = 全部 { $of } 级都在响铃
ladder-here = 第 { $step } 级在响铃，共 { $of } 级
ladder-empty = 现在没有任何一级有铃
ladder-next = { $t }后轮到第 { $step } 级
ladder-next-named = { $t }后轮到{ $name }
ladder-skipped = 无人
silence-bell = 静铃
joined-rings = 另有 { $n } 个超出约定次数，不响铃
answer-means = 由您先通话并核对口令词。
answer-ends-call = 接听即结束与{ $who }的通话。
bells-here = 本席位有 { $n } 台控制台在响铃
desk-rings = { $desk }正在响铃
they-see = { $step ->
    [0] { $place }看到：“{ $own }正在响铃。”
   *[other] { $place }看到：“{ $own }正在响铃，第 { $step } 级。”
}
taken-by = { $by }已接听
not-answered = 未接听。
why-decline = 为何拒接？
why-decline-below = { $place }以其本国语言收到您的理由、条件和提议。双方记录均保留。
decline-principal-absent = 首长不在
decline-preparing = 我方正在准备，将回呼
decline-no-authority = 目前无权就此事通话
decline-no-emergency = 我方认为并非紧急情况
decline-other-channel = 改用其他渠道
decline-no-reason = 不说明理由
condition-if-any = 条件（可不填）
our-proposal = 我方提议，UTC 时间
proposal-hint = 时与分，例如 20:30；或 +45 表示从现在起的分钟数
proposal-is = { $time }，{ $t }后
proposal-wrong = 填写时与分，例如 20:30，或留空。
send-decline = 发送拒接
decline-recorded = 与其他各条一样签名、回执并保存。发送之前铃声继续。

## 通话

voice = 话音
mute = 静音
hang-up = 挂断
voice-open = 话音已接通
voice-opening = 正在接通话音
voice-none = 正在接通话音
voice-gathering = 正在接通话音：寻找通路
voice-waiting = 等待对方控制台
voice-connecting = 正在接通话音：连接中
voice-checking = 正在接通话音：检查证书和密钥
voice-no-sound = 话音已接通，但听不到声音
voice-over-failed = 话音未接通
voice-over-cannot-decrypt = 话音未接通：收到的内容无法解密
voice-cannot-decrypt = 话音未接通：收到的内容无法解密
voice-failed = 话音未接通
voice-closed = 话音未接通
voice-not-open = 话音未接通：{ $cause }
voice-opening-below = 证书、加密和口令词未就绪之前，双方互不相闻。
voice-again = 重新接通话音
voice-blocked = 此浏览器尚未播放声音
voice-blocked-below = 按一次即可听到对方。
listen = 收听
no-sound = 没有来自{ $place }的声音
no-sound-below = 话音已连接，但没有声音到达。对方也许能听到您。
long-delay = 延迟 { $t }：说话留出停顿
long-delay-below = 您的话到达对方较迟。
call-other-page = 此通话的话音在本浏览器的另一页
call-other-page-below = 只有一页承载话音。
take-call-here = 转到此页
call-ended = 与{ $who }的通话已结束
call-ended-there = { $place }已挂断，{ $time }。
call-ended-gone-there = { $place }的控制台离开过久，{ $time }。重新呼叫以继续。
call-ended-gone-here = 本控制台离开过久，{ $time }。重新呼叫以继续。
call-elsewhere = 本席正与{ $who }通话
call-elsewhere-below = 由本席另一控制台承担。接管后话音在此接通，在彼处关闭。
take-over = 接管通话
voice-cause-cannot-decrypt = 收到的内容无法用本次通话的密钥解密。挂断后重新呼叫。
voice-cause-microphone-refused = 本机拒绝使用麦克风。在浏览器中允许，然后重新接通话音。
voice-cause-microphone-missing = 本机没有麦克风。接上麦克风，然后重新接通话音。
voice-cause-microphone-busy = 麦克风被另一程序占用。
voice-cause-no-microphone-there = 对方控制台没有可用的麦克风。对方可以重新接通话音。
voice-cause-browser-lacks-transform = 此浏览器不能按约定加密话音。使用最新的 Chromium 或 Firefox。
voice-cause-browser-lacks-webrtc = 此浏览器不能承载话音。
voice-cause-insecure-origin = 话音需要 HTTPS。用 https 地址打开控制台。
voice-cause-no-candidate = 找不到话音出口。由技术员检查中继。
voice-cause-unreachable = 两台控制台互不可达。由技术员检查中继。
voice-cause-handshake-failed = 两台控制台未能建立安全连接。
voice-cause-connection-lost = 连接已断。
voice-cause-offer-expired = 对方控制台未及时接受。
voice-cause-checks-incomplete = 检查未及时完成。
voice-cause-certificate-mismatch = 证书与签名的不符。挂断并报告。
voice-cause-certificate-unknown = 此浏览器不显示所见证书。
voice-cause-dtls-too-old = 连接版本低于 DTLS 1.3，未接通。
voice-cause-dtls-unknown = 此浏览器不显示连接版本。
voice-cause-frames-bypassed = 话音绕过了约定的加密。挂断并报告。
voice-cause-frames-not-loaded = 话音加密部分未能载入。
voice-cause-bad-field = 对方控制台发来的内容不可能正确。
voice-cause-commitment-broken = 对方控制台违背了对口令词的承诺。挂断并报告。
voice-cause-secret-mismatch = 对方控制台发来的秘密与其宣布的不符。挂断并报告。
check-words = 口令词
compare-words = 核对口令词
compare-words-below = 在谈任何实质内容之前进行。结果记入记录。
you-say = 您说
you-hear = 您听到：选出这两个词
word-n = 第 { $n } 个词
they-pick = { $place }同样选出所听到的词。
record-check = 记录核对结果
none-of-these = 都不是
skip-check = 跳过核对…
skip-why = 为何跳过核对？
skip-record = 记录跳过
check-recorded-means = 跳过或不符的核对均记入记录，并向双方显示。
words-matched = 口令词相符
words-skipped = 核对已跳过
words-differ = 口令词不符。不要再说话。
words-differ-below = 挂断后重新呼叫。双方记录均保存此次不符。
words-differ-long = 两台控制台之间可能有他人。您的麦克风已静音。挂断后重新呼叫，如有其他通路则改用之。双方记录均保存此次不符。
check-waiting = { $who }：尚未记录
check-matched = { $who }：相符
check-skipped = { $who }：已跳过：{ $reason }
here = 本方
speaking = 正在说话
quiet-now = 已连接
not-heard = 尚未听到
not-sent = 尚未发送
muted = 已静音
microphone-open = 麦克风已开
level = 音量 { $n }，共 5 级
q-state = 状态
q-delay = 单向延迟
q-lost = 丢失
q-round-trip = 往返
q-jitter = 抖动
q-certificate = 证书
q-encryption = 加密
q-checked-here = 本方检查
q-checked-there = { $place }检查
q-leg = 话路
as-signed-by = 与{ $place }签名的相符
dtls-and-frames = DTLS { $tls } 及帧加密
as-agreed = 符合约定
not-as-agreed = 不符合约定
open-since = 接通于
service-channel = 勤务信道

## 首长

principals = 首长
principal-ours = 我方
principal-theirs = 对方
principal-ready = 首长已就绪
principal-ready-at = 已在{ $desk }就绪
principal-not-ready = 未就绪
principal-not-now = 改为未就绪
connect-principals = 接通首长
words-first = 先登记口令词核对结果。
both-ready-first = 双方首长须先就绪。
ranks-differ = 两个席位在协议中并不对应。级别须对等。
handed-to = { $desk }接入，{ $time } 转交
principals-speak = { $desk }正在通话。收回通话则话音在此接通，在彼处关闭。
call-held = 有一个通话为您保持
watch-holds = { $by }在线，将通话转交给您。
words-compared = 口令词已核对。
their-principal-ready = { $place }首长自 { $time } 起已就绪。
join-call = 加入通话
not-now = 暂不
leave-call = 退出通话
no-call-for-you = 没有您的通话
you-asked = 您已要求与{ $who }通话，{ $time }。
watch-saw = { $by }已看到，{ $time }。
watch-not-seen = 值班员尚未看到。
ask-for-call = 要求通话
ask-for-call-with = 要求与{ $who }通话
ask-means = 值班员先呼叫并核对口令词，然后为您接通。
can-be-rung-yes = 现在可以呼叫
can-be-rung-no = 现在不能呼叫
asks-for-call = { $desk }要求与{ $who }通话
asks-for-call-below = 先呼叫并核对口令词，再接通。
call-ended-preempted-here = 更高等级的呼叫取代了它，{ $time }。
call-ended-preempted-there = 本线路上更高等级的呼叫取代了它，{ $time }。
call-ended-engaged-here = 您接了另一个通话，{ $time }。
call-ended-engaged-there = { $place }接了另一个通话，{ $time }。
call-ended-principal-here = 我方首长已退出通话，{ $time }。
call-ended-principal-there = { $place }首长已退出通话，{ $time }。

## 文电

formal = 正式文电
messages = 文电
no-messages = 没有文电
no-messages-below = 本线路尚未发过文电。
new-message = 新文电
older = 更早
message-from = 来自{ $who }
message-to = 致{ $who }
signed-by-at = { $who }，{ $time } 签名
authentic = { $language }，正本
not-here-yet = 正文尚在途中（{ $size }）。
choose-message = 选择一份文电
stored = 已存
opened = 已打开
informed = 首长已知悉
stored-by = { $time }，{ $place }台站
stored-provisional = { $time }，{ $place }台站，暂定
kept-here = 存于本方，尚未到达{ $place }台站
opened-by = { $time }，{ $by }
record-informed = 记录
receipt-means = 回执绝不表示同意。
reply = 回复
to = 致
message-subject = 标题
message-text = 正文
message-language = 正文语言
send = 发送
not-sent-headline = 未发送。
subject-missing = 填写标题。
text-missing = 填写正文。
text-too-long = 正文 { $size }，最多 { $limit }。缩短或分两份发送。
of-size = { $size }，共 { $limit }
state-sent = 尚未存储
state-stored = 已存
state-opened = 已打开
state-informed = 首长已知悉
state-new = 新

## 勤务信道

service-rule = 供双方操作员使用：测试、时间、传输更正。与其他内容一样记入记录。
service-rule-2 = 此处所言对任何一方均无约束力。需要约束力时使用正式文电。
service-write = 致{ $place }操作员
service-empty = 此处尚无内容
service-empty-below = 告知您已接班。
service-from = { $place }，{ $by }
only-newest = 只显示最新内容。记录保存全部。
role-cannot-write = 您的岗位在此只读。

## 记录

record = 记录
verify = 验证
export = 导出
verifying = 正在验证…
verified-holds = 已于 { $time } 在此验证：{ $n } 条，无缺失，无改动。
verified-broken = 记录不成立。首个错误条目见下。
not-verified = 尚未在此验证。
feed-acts = { $n } 条
feed-state-open = 开放
feed-state-closed = 已关闭
feed-state-superseded = 已被取代
feed-state-frozen = 两份历史
feed-firm = 确定至 { $n }
feed-receipted = { $place }回执至 { $n }
incarnation = 第 { $n } 代
col-entry = 条目
col-time = 时间
col-act = 内容
col-desks = 席位
col-signed = 签名
col-receipt = 回执
signed-firm = 确定
signed-provisional = 暂定
no-entries = 此记录尚无内容
proof-of = 条目 { $n }
proven = { $place }在其记录的此处签署了这一条。不能更改，不能否认。
proven-provisional = { $place }暂定签署了这一条。完整签名在一分钟内补上。
inert = 已保存并显示，不执行：{ $code }。
act-unknown-here = 此控制台不认识的内容
act-unknown-below = 类型 { $type }。已保存并验证，不显示。升级台站。
fact-act = 内容哈希
fact-place = 在记录中的位置
fact-place-of = { $size } 中的 { $index }
fact-signed-by = 签名方
fact-receipt = 回执
fact-kind = 性质
fact-desks = 席位
fact-size = 大小
save-proof = 保存证明
proof-note = 任何人无需 Openline，用独立验证程序即可检查此文件。
choose-entry = 选择一条查看其证明
root-signed = 根，已签名
this-act = 条目 { $n }
incidents = 事件
first-bad = 首个错误条目
export-note = 文件含全部记录及其签名。

## 协议

agreement = 协议
agreement-version = 第 { $version } 版，自{ $date }起生效。
agreement-until = { $date }终止。
agreement-no-end = 未定终止日期；终止须提前 { $t }通知。
agreement-authentic = { $languages }文本同等作准。
what-station-enforces = 台站执行的条款
col-term = 条款
col-value = 数值
signatures = 签名
root-valid = 有效
party-root = { $place }，根密钥
pairs-of-desks = 席位对应
manned-by-agreement = 协议规定的值守
day-and-night = 昼夜
from-until = { $from } 至 { $until }
fingerprint-words = 根密钥口令词
hash = 哈希
yes = 是
no = 否
term-suite = 密码套件
term-media-policy = 话音通路
term-recording = 话音录音
term-clock-warn = 时钟允许相差
term-clock-refuse = 超过即拒绝
term-test-every = 录音测试间隔
term-key-rotation = 封装密钥更换间隔
term-key-grace = 旧封装密钥保留
term-entries-a-minute = 每分钟最多条数
term-bytes-a-day = 每日最大数据量
term-message-limit = 最长文电
term-document-limit = 最大文件
term-answer-within-flash = 特提应答时限
term-answer-within-immediate = 特急应答时限
term-answer-within-priority = 加急应答时限
term-answer-within-routine = 平急应答时限
term-vigilance = 值班确认间隔
term-bell-proof = 铃声验证有效期
term-watch-shown = 对方可见的值班状态
term-ladder-shown = 对方可见的呼叫阶梯
term-preempting = 可抢占较低等级通话
term-open-within-flash = 特提文电启封时限
term-open-within-immediate = 特急文电启封时限
term-open-within-priority = 加急文电启封时限
term-open-within-routine = 平急文电启封时限
value-acts-only = 只记各条，从不录音
value-each-party = 各方可录音
value-relay_only = 只经中继
value-direct = 直接或经中继
value-nothing = 不显示
value-manned = 是否有人
value-bell = 是否有人及铃声
value-steps = 每一级
value-alerting = 仅显示正在提醒

## 记录中的内容

act-feed-open = 记录开启
act-feed-adopt = 接续旧记录
act-call-ring = 呼叫
act-call-alert = 响铃
act-call-answer = 接听
act-call-decline = 拒接
act-call-cancel = 取消呼叫
act-call-exhausted = 无人应答
act-call-unreached = 呼叫未到达
act-call-late = 呼叫迟到
act-call-end = 通话结束
act-call-coming = 有人正在赶来
act-call-ready = 首长是否就绪
act-call-transfer = 已转交首长
act-call-settled = 已办结
act-call-propose = 另提时间
act-call-agree = 已商定回呼
act-leg-offer = 提议话音
act-leg-accept = 接受话音
act-leg-reveal = 揭示口令词
act-leg-up = 话音接通
act-leg-fail = 话音未接通
act-leg-words = 口令词核对
act-msg-send = 文电
act-msg-opened = 文电已打开
act-msg-principal = 首长已知悉
act-service-say = 勤务信道
act-watch-on = 席位有人值守
act-watch-off = 席位无人值守
act-blob-held = 正文已存
act-gov-note = 协议已知
act-objection = 异议
act-seen = 已见
act-line-close = 线路关闭
act-unknown = 内容 { $type }

## 拒绝

not-shown = 此处不显示
error-unknown = 台站拒绝（{ $code }）。
error-not-known = 台站未及时答复。是否已执行不得而知。查看线路。
error-page = 本页自身出错。重新载入。

# Documents that go with messages
documents = 文件
add-document-choose = 添加文件…
add-document = 添加文件
remove-document = 移除 { $name }
document-too-large = { $name } 为 { $size }，最多 { $limit }。改用较小的文件或其他途径发送。
document-empty = { $name } 是空的。
documents-too-many = 一份文电最多附 { $n } 个文件。
document-adding = 正在添加 { $name }：{ $size }，共 { $limit }
document-here = 已在此处，散列值已核对
document-coming = 尚在途中：{ $size }，共 { $limit }
document-held-by = { $place } 已存有，自 { $time }
document-not-there = 尚未到达 { $place }
document-means = 文件名是发送方所写。只保存意料之中的文件。
save = 保存
save-document = 保存 { $name }
show-picture = 显示图片
hide-picture = 收起图片
error-no-picture = 这不是可以显示的图片。保存后查看。

## Requests
tab-requests = 请求
act-request-ask = 请求
act-request-counter = 另一提议
act-request-accept = 接受请求
act-request-refuse = 谢绝请求
act-request-withdraw = 撤回请求
act-request-remind = 催复
act-request-lapse = 逾期未答
act-request-call-off = 取消约定
act-request-condition = 就条件表态
new-request = 新请求
req-on-both = 办结前双方都显示。
req-none = 没有待办请求
req-none-below = 您与{ $capital }均无待办事项。
req-col-request = 请求
req-col-from = 来自
req-col-due = 答复期限
req-col-state = 状态
req-form = 事项
req-form-call = 通话
req-form-meeting = 会晤
req-form-visit = 访问
req-what = { $form }，{ $desk }
req-turn-ours = 待我方答复
req-turn-theirs = 待对方答复
req-turn-both = 待双方答复
req-due-in = 还有{ $t }
req-overdue = 已逾期{ $t }
req-not-there = 尚未到达{ $place }台站
req-stage-agreed = 已约定
req-stage-declined = 已谢绝
req-stage-withdrawn = 已撤回
req-stage-lapsed = 逾期未答
req-stage-off = 已取消
req-counter-offer = 有新提议
req-with-conditions = 附条件
req-unsettled = 双方尚未确认
req-repeats = 再次提出
req-repeats-this = 再次提出：{ $what }。双方记录将二者相连。
req-answered-in = { $t }后答复
req-unanswered = 无答复
req-said = 往来经过
req-history = 时间线
req-history-below = 谁于何时请求何事，结果如何
req-asked-when = { $place }，{ $when }：{ $state }
req-legend = 实心：请求方。空心：被请求方。竖线：结果，粗线为约定。
req-version = 第{ $n }版
req-says-ask = { $place }提出请求
req-says-counter = { $place }另行提议
req-says-accept = { $place }接受
req-says-level = { $place }接受，改由{ $desk }出面
req-says-refuse = { $place }谢绝
req-says-refuse-counter = { $place }不接受新提议
req-says-withdraw = { $place }撤回请求
req-says-remind = { $place }催复
req-says-lapse = { $place }逾期未答
req-says-call-off = { $place }取消约定
req-says-condition = { $place }就条件{ $n }：{ $word }
req-word-accepted = 接受
req-word-refused = 不接受
req-word-met = 已满足
req-word-not-met = 未满足
req-word-waived = 已放弃
req-item-open = 待定
req-item-accepted = 已接受
req-item-refused = 未接受
req-item-reported = 称已满足
req-item-met = 已满足
req-item-waived = 已放弃
req-do-accepted = 接受
req-do-refused = 不接受
req-do-met = 已满足
req-do-not-met = 未满足
req-do-waived = 放弃
req-do-what = { $do }，条件{ $n }
req-times = 时间
req-minutes = { $n }分钟
req-whole = 整个时段
req-length = 时长
req-principals = 负责人
req-ours = { $place }出面者
req-medium = 方式
req-medium-line = 本线路
req-medium-telephone = 电话
req-medium-video = 视频
req-medium-in-person = 当面
req-place = 地点
req-event = 在何活动期间
req-trigger = 约定事由
req-no-trigger = 不在列表中
req-languages = 语言
req-language = 文本语言
req-interpreters = 译员
req-interpreters-each = 双方各自安排
req-interpreters-none = 无
req-interpreters-of = 由{ $place }安排
req-purpose = 目的
req-from-utc = 起，UTC
req-to-utc = 止，UTC
req-add-time = 增加时段
req-remove-time = 删除最后时段
req-conditions = 条件
req-our-conditions = 须先满足的条件
req-conditions-hint = 每行一条，最多8条。
req-due = 答复截止，UTC
req-within = 且不早于收到后
req-due-hint = 以较晚者为准；后者自对方台站存储时起算。
req-send = 发送请求
req-our-answer = 我方答复
req-answer-accept = 接受
req-answer-counter = 另行提议
req-answer-level = 以其他级别接受
req-answer-refuse = 谢绝并说明理由
req-send-answer = 发送答复
req-time-chosen = 时间
req-level = 出面的席位
req-reason = 理由
req-recorded = { $place }将看到答复；双方均有记录。
req-waiting = 等待{ $place }
req-act-remind = 催复
req-act-withdraw = 撤回请求
req-act-call-off = 取消约定
req-change = 修改我方提议
req-send-change = 发送新提议
req-ask-again = 再次请求
req-not-ours = 此请求由其他席位答复。
req-err-purpose = 请说明目的。
req-err-time = 请填写日期和时间。
req-err-order = 结束须晚于开始。
req-err-past = 此时间已过，请另选。
req-err-due = 此时间已过，请另选。
req-err-conditions = 最多8条，每行一条。
req-import = 打开日历文件
req-export = 存为日历文件
req-not-imported = 文件未打开。
req-from-file = 来自日历文件：{ $n }项。仅为草稿，尚未发送。
req-untitled = 无标题
req-use = 使用
req-use-what = 使用，第{ $n }项
req-note-no-time = 文件中无时间，请填写。
req-note-no-zone = 其时间未注明时区，故未采用。请按UTC填写。
req-note-unknown-zone = 此处不识其时区，故未采用时间。请按UTC填写。
req-note-no-end = 未注明结束时间，请填写。
req-note-order = 结束早于开始，请更正。
req-note-past = 其时间已过，请另选。
req-note-all-day = 为全天事项且无时区，请按UTC填写时间。
req-note-repeats = 为重复事项，仅取首次。
req-note-cut = 文本过长，末尾未采用。
req-note-cancelled = 文件注明已取消。
next-due = 下一期限
req-answer-them = 答复{ $place }：{ $form }，{ $desk }
req-they-answer = { $place }答复：{ $form }，{ $desk }
n-requests = { $n }项请求
