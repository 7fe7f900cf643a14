### Bàn điều khiển (tiếng Việt).

## Khung

skip = Tới phần chính của trang
lines = Đường dây
watch = Ca trực
nobody-on-watch = Không ai trực
on-watch-since = Trực từ { $time }
has-the-watch-short = { $by } đang trực
bell-proven-at = chuông đã thử { $time }
all-lines = Mọi đường dây
kind-real = THẬT
kind-exercise = DIỄN TẬP
kind-test = THỬ
role = { $role ->
    [watch] Trực ban tại bàn này
    [principal] Lãnh đạo
    [office] Cán bộ tại bàn này
    [technician] Kỹ thuật viên
    [auditor] Kiểm tra viên, chỉ đọc
   *[other] { $role }
}
theme = { $theme ->
    [light] Giao diện: sáng
    [dark] Giao diện: tối
   *[auto] Giao diện: theo máy này
}
theme-auto = Theo máy này
theme-light = Sáng
theme-dark = Tối
appearance = Giao diện
language = Ngôn ngữ
language-and-more = Ngôn ngữ và mục khác
notify = Báo khi có cuộc gọi
keys = Phím
leave = Rời bàn
station-version = Openline { $version }
close = Đóng
open = Mở
needs-you = Cần xử lý
needs-nothing = Hiện không có
needs-count = { $n } việc cần xử lý
open-count = { $n } việc còn mở
last-act = Mục mới nhất
act-on = { $act }, { $line }
place-day = { $place }, { $day }
place-desk = { $place }, { $desk }
open-call = Mở cuộc gọi
call-time = Đang gọi
since-you-rang = Từ khi gọi
tab-line = Đường dây
tab-messages = Công văn
tab-service = Kênh nghiệp vụ
tab-record = Hồ sơ
tab-agreement = Thỏa thuận
title-ring = Có cuộc gọi đến
title-call = Đang gọi
title-ringing = Đang đổ chuông
not-connected = Không nối được với trạm
not-connected-below = Trang này đã cũ { $t }. Không được dựa vào nó. Mỗi giây thử lại một lần.
session-over = Bàn này đã đăng xuất
session-over-below = Mở liên kết ghi danh mới do kỹ thuật viên lập.
no-bell = Trang này không thể đổ chuông.
no-bell-below = Bấm vào đây một lần. Trước đó trình duyệt giữ im lặng.
let-sound = Cho phép đổ chuông
due-in = còn { $t }
overdue-by = quá hạn { $t }
counterparts = Các bàn đối ứng
level-named = Cấp: { $level }
other-lines = Đường dây khác với cùng bên này:
open-call-now = đang gọi
open-ring-now = đang đổ chuông
no-call-now = không có cuộc gọi
no-microphone = Trang này chưa được dùng micrô.
no-microphone-below = Không có micrô thì không ai nghe bạn trong cuộc gọi. Cho phép ngay, trước khi có cuộc gọi.
allow-microphone = Cho phép micrô
microphone-denied = Trình duyệt này từ chối micrô.
microphone-denied-below = Không ai nghe bạn trong cuộc gọi. Cho phép trong phần cài đặt của trình duyệt cho địa chỉ này.
f9-again = Bấm F9 lần nữa để kết thúc
refused = Chưa thực hiện.

## Phím

key-answer = Trả lời, cấp cao nhất trước
key-decline = Từ chối, kèm lý do
key-mute = Tắt micrô, bật và tắt
key-silence = Tắt chuông
key-confirm = Xác nhận ca trực khi được hỏi
key-acknowledge = Xác nhận báo động nặng nhất
key-hang-up = Kết thúc, bấm hai lần trong 2 giây
key-send = Thao tác chính của biểu mẫu
key-lines = Mọi đường dây
key-watch = Ca trực
key-line = Đường dây 1 đến 9
key-list = Tiếp, trước, mở trong danh sách
key-close = Đóng bảng; không bao giờ từ chối hay kết thúc
key-keys = Bảng này
keys-below = Phím chữ có tác dụng khi không gõ văn bản. Không phím nào gọi đi và không phím nào gửi Hỏa tốc.

## Thời lượng và cỡ

ago = { $t } trước
lasting-s = { $s } giây
lasting-min = { $min } phút
lasting-min-s = { $min } phút { $s } giây
lasting-h = { $h } giờ
lasting-h-min = { $h } giờ { $min } phút
lasting-d = { $d } ngày { $h } giờ
lasting-days = { $d } ngày
brief-ms = { $n } ms
brief-s = { $n } giây
size-b = { $n } B
size-kib = { $n } KiB
percent = { NUMBER($n, maximumFractionDigits: 1) } %
not-known = Không rõ
not-yet = Chưa
none = Không có

## Cấp độ

precedence = Cấp độ
precedence-flash = Hỏa tốc
precedence-immediate = Thượng khẩn
precedence-priority = Khẩn
precedence-routine = Thường

## Trạng thái đường dây

state-ready = Sẵn sàng
state-unmanned = Phòng không người
state-bell-old = Chuông chưa thử
state-down = Đứt { $t }
state-quiet = Không tin { $t }
state-unknown = Không rõ
state-own-fault = Trạm ta có lỗi
state-frozen = Hai hồ sơ
state-closed = Đã đóng
state-call = Đang gọi { $t }
state-call-elsewhere = Đang gọi

## Kết luận về đường dây

verdict-ready = Có thể gọi { $capital } ngay
verdict-ready-below = Trạm bên kia đáp câu đố { $echo } trước; { $paths } đường thông.
verdict-ready-manned = Phòng có người từ { $since }; { $paths } đường thông.
verdict-ready-bell = Phòng có người từ { $since }, chuông được nghe { $bell } trước; { $paths } đường thông.
verdict-unmanned = Không ai trực tại { $capital }
verdict-unmanned-since = Vẫn nghe được trạm bên kia. Phòng không người từ { $time }. Cuộc gọi vẫn báo cho ai có mặt.
verdict-unmanned-never = Vẫn nghe được trạm bên kia. Chưa ai nhận ca ở đó. Cuộc gọi vẫn báo cho ai có mặt.
verdict-bell-old = Có thể gọi { $capital }; chuông chưa được thử
verdict-bell-old-since = Phòng có người. Chuông được nghe lần cuối { $t } trước, lâu hơn thỏa thuận.
verdict-bell-old-never = Phòng có người. Ca này chưa thử chuông.
verdict-down = Đường dây đứt từ { $time }
verdict-down-below = Không có đường tới { $capital }; nghe lần cuối { $last }. Không rõ họ có muốn nói chuyện hay không.
verdict-down-never = Chưa từng có đường tới { $capital }. Không rõ họ có muốn nói chuyện hay không.
verdict-quiet = Không có tin từ { $capital } đã { $t }
verdict-quiet-below = Có đường thông, nhưng trạm bên kia không đáp câu đố của ta. Cuộc gọi có thể không được nghe thấy.
verdict-unknown = Chưa rõ
verdict-unknown-below = Đang chờ chữ ký đầu tiên của { $capital } từ khi ta khởi động.
verdict-own-fault = Trạm của ta không thể gọi
verdict-own-fault-below = Xem mục cần xử lý. Nguyên nhân không ở { $capital }.
verdict-frozen = { $capital } đã ký hai hồ sơ khác nhau
verdict-frozen-below = Đã giữ cả hai bằng chứng. Không xóa gì. Đường dây ngừng cho tới khi khóa gốc cho phép tiếp tục.
verdict-lost = Hiện không rõ
verdict-lost-below = Trang này không nghe được trạm của mình.
verdict-closed = Đường dây này đã đóng
verdict-closed-below = Thỏa thuận đã chấm dứt. Hồ sơ được giữ lại.

## Mọi đường dây

lines-ready = Có thể gọi ngay { $ready } trên { $all } đường dây.
nothing-needs-you = Không có gì cần xử lý.
more-needs = còn { $n } việc
no-lines = Không có đường dây
no-lines-below = Kỹ thuật viên mở đường dây bằng thỏa thuận đã ký.
col-line = Đường dây
col-now = Hiện nay
col-paths = Đường thông
col-their-time = Giờ bên kia
col-open-items = Còn mở
paths-up = { $up } trên { $all } thông
round-trip = Khứ hồi { $t }
round-trip-unknown = Khứ hồi không rõ
heard = Nghe thấy { $t }
heard-now = Vừa nghe thấy
never-heard = Chưa từng nghe thấy
n-messages = { $n } công văn
since = từ { $time }
acknowledge = Xác nhận
acknowledge-what = Xác nhận, { $what }
acknowledged-by = { $by } đã xác nhận, { $time }
ring-choose = Gọi…
ring-line = Gọi, { $line }
missed-ring = Cuộc gọi nhỡ cấp { $precedence } từ { $who }
missed-below = { $line }, gọi { $desk } của ta: { $fate }.
urgent-message = Công văn cấp { $precedence } từ { $who }
urgent-below = { $line }: chưa mở.

## Báo động

alarm-line-down = { $line }: đường dây đứt đã { $t }
alarm-line-down-below = Không có đường tới { $capital }. Mỗi đường được thử lại sau vài giây.
alarm-over-quota = { $line }: { $capital } gửi nhiều hơn thỏa thuận
alarm-over-quota-below = Phần vượt quá chưa được lưu và chưa có biên nhận; sẽ được gửi lại. Cuộc gọi vẫn đổ chuông. Hỏi kỹ thuật viên bên kia.
alarm-path-down = { $line }: đường { $name } đứt đã { $t }
alarm-path-down-below = { $up } đường khác đang mang đường dây. Đường này được thử lại sau vài giây.
alarm-unmanned = { $whose ->
    [ours] Không ai trực tại { $desk } của ta
   *[theirs] Không ai trực tại { $capital }
}
alarm-unmanned-below = { $whose ->
    [ours] Theo thỏa thuận lúc này phải có người trực, và bên kia thấy là trống. Hãy nhận ca.
   *[theirs] { $desk } không có người, trong khi thỏa thuận đòi có người trực lúc này.
}
alarm-bell-unproven = Chuông của { $desk } bên ta chưa được thử
alarm-bell-unproven-below = Thỏa thuận: được nghe trong vòng { $limit }. Thử ở trang Ca trực.
alarm-two-histories = { $capital } đã ký hai hồ sơ khác nhau
alarm-two-histories-below = Đã giữ cả hai bằng chứng. Không xóa gì. Mở hồ sơ để xem bằng chứng.
alarm-new-incarnation = { $capital } đã mở hồ sơ mới
alarm-new-incarnation-below = Trạm bên kia đã được khôi phục hoặc khởi động lại. Phần cũ của họ vẫn được giữ ở đây.
alarm-clock = { $line }: đồng hồ lệch nhau
alarm-clock-below = Đồng hồ hai bên lệch quá mức thỏa thuận. Kỹ thuật viên chỉnh đồng hồ của ta.
alarm-objection = { $line }: một mục bị phản đối
alarm-objection-below = Một mục trái với thỏa thuận. Mục ấy được giữ, được hiện và không được thi hành. Xem hồ sơ.
alarm-store-full = Đĩa của trạm ta đã đầy
alarm-store-full-below = Không thể gửi hay lưu thêm. Kỹ thuật viên giải phóng chỗ.
alarm-store-failed = Trạm của ta không lưu được
alarm-store-failed-below = Không gửi gì cho tới khi đĩa hoạt động lại. Gọi kỹ thuật viên.
alarm-refused = { $line }: { $capital } gửi nội dung bị từ chối
alarm-refused-below = Nội dung trái với hình thức đã thỏa thuận và không được nhận. Kỹ thuật viên hai bên đối chiếu phiên bản và nhật ký.
alarm-contested = { $capital } gửi khác với những gì đã ký
alarm-contested-below = Những mục đó không được nhận; chữ ký được giữ làm bằng chứng. Báo cho sĩ quan phụ trách.
alarm-revoked = { $who ->
    [ours] Bên ta đã thu hồi khóa của một trạm
   *[theirs] { $capital } đã thu hồi khóa của một trạm
}
alarm-revoked-below = Không nhận gì thêm từ khóa đó. Những gì đã được xác nhận trước đó vẫn còn trong hồ sơ.
alarm-suspended = { $who ->
    [ours] Bên ta đã tạm ngừng { $line }
   *[theirs] { $capital } đã tạm ngừng đường dây
}
alarm-suspended-below = Không ai gọi hay trả lời cho đến khi nối lại. Điện văn và kênh kỹ thuật vẫn tiếp tục.
alarm-agreement-expiring = { $line }: thỏa thuận sắp hết hạn
alarm-agreement-expiring-below = Khóa gốc của mọi bên phải gia hạn.
alarm-key-change = { $capital } dùng khóa mới
alarm-key-change-below = Khóa được khóa gốc của họ chứng nhận. Đối chiếu trong cuộc gọi kiểm tra tới.
alarm-frames = { $line }: không giải mã được tiếng nói
alarm-frames-below = Cuộc gọi đã bị tắt tiếng. Kết thúc rồi gọi lại.
alarm-rota-unreadable = Không dùng được lịch trực
alarm-rota-unreadable-below = { $what } Cho tới khi sửa xong, chỉ bàn điều khiển đổ chuông.
alarm-rota-gap = Không ai trực theo kế hoạch { $plan }
alarm-rota-gap-below = Từ { $from } đến { $until }. Hãy xếp người hoặc đặt thay thế.
alarm-rota-no-bell = { $name } không có chuông
alarm-rota-no-bell-below = Không có cách nào gọi được người này. Hãy đặt chuông trong lịch trực.
alarm-rota-bell-unusable = Chuông { $bell } chưa được thiết lập
alarm-rota-bell-unusable-below = Không có { $file }. Kỹ thuật viên cần thiết lập.
alarm-rota-bell-failing = Chuông { $bell } bị lỗi
alarm-rota-bell-failing-below = Lần báo gần nhất không gửi được. Thang gọi vẫn tiếp tục. Hãy thử chuông.
alarm-rota-step-empty = Bậc { $step } của { $desk } không bao giờ đổ chuông
alarm-rota-step-empty-below = Trong tháng tới không có chuông nào cho “{ $name }”.
alarm-rota-step-too-late = Bậc { $step } của { $desk } tới quá muộn
alarm-rota-step-too-late-below = Cuộc gọi đã hết trước khi tới “{ $name }”.
alarm-rota-desk-unknown = Lịch trực nêu bàn { $desk }
alarm-rota-desk-unknown-below = Không có bàn nào như vậy của ta trên các đường dây.

## Ca trực

watch-free = Không ai trực tại { $desk }
watch-free-below = Cuộc gọi vẫn reo ở đây. Bên kia thấy phòng không có người.
watch-manned = { $by } trực từ { $time }
watch-manned-below = Cần xác nhận trước { $time }.
watch-lapsed = Ca trực hết hiệu lực lúc { $time }
watch-lapsed-below = Không ai xác nhận. Bên kia thấy phòng không có người.
sign-on = Nhận ca
sign-off = Giao ca
confirm-watch = Xác nhận ca trực
vigilance-asked = Xác nhận ca trực
vigilance-asked-below = Sau { $time } bàn này bị coi là không có người.
vigilance-lapsed = Ca trực đã hết hiệu lực
vigilance-lapsed-below = Bàn này bị coi là không có người từ { $time }. Xác nhận để trực lại.
our-desks = Các bàn của ta
posts-never-names = chức vụ, không nêu tên
their-watch = Ca trực bên kia
as-signed = theo chữ ký mới nhất của trạm họ
watch-not-shown = Không hiển thị
watch-not-shown-below = Thỏa thuận không cho bên nào thấy ca trực của bên kia.
has-the-watch = { $by } đang trực; có người từ { $time }
manned-since = Có người từ { $time }
manned-as-of = Có người lúc { $time }, theo chữ ký cuối; chưa có gì mới hơn
unmanned-since = Không người từ { $time }
nobody-signed-on = Chưa ai nhận ca
bell-heard = chuông được nghe { $t }
bell-proven = Chuông được nghe { $t }
bell-not-proven = Chuông chưa được thử
bell-test = Thử chuông
bell-test-of = Thử chuông, { $bell }
bell-page = Trang này
bell-room = Chuông riêng của phòng
bell-not-fitted = Trạm không có. Kỹ thuật viên ghi lệnh của nó trong station.toml.
bell-which = Trang này vừa phát âm nào?
bell-which-room = Chuông của phòng vừa phát âm nào?
bell-sound-flash = Hai âm luân phiên, không nghỉ
bell-sound-immediate = Ba tiếng ngắn, rồi nghỉ
bell-sound-routine = Một tiếng rung, rồi nghỉ dài
bell-nothing = Tôi không nghe thấy gì
hand-over = Bàn giao
note-for-next = Lời nhắn cho ca sau
stays-here = Chỉ lưu trong nhà. Lời gõ ở đây cũng đi kèm khi giao ca.
add-note = Ghi lời nhắn
watch-book = Sổ trực
book-empty = Chưa ghi gì.
book-on = { $by } nhận ca
book-relief = { $by } thay ca
book-off = { $by } giao ca
book-lapsed = Ca của { $by } hết hiệu lực
book-note = Lời nhắn của { $by }
book-bell-page = { $by } đã nghe chuông của trang
book-bell-room = { $by } đã nghe chuông của phòng

## Trang đường dây

no-such-line = Không có đường dây này
no-such-line-below = Có thể đã đóng, hoặc bàn này không được xem.
ev-station = Trạm
ev-station-echo = Đã đáp câu đố mới của ta, có chữ ký
ev-station-none = Chưa đáp câu đố nào
ev-paths = Đường thông
path-up = { $t ->
    [0] { $name } thông
   *[other] { $name } thông, { $t }
}
path-down = { $name } đứt đã { $t }, { $cause }
path-network = Mạng
path-silent = không đáp câu đố của ta
path-lost = mất { $n } % câu đố
path-cost = mức phí { $n }
path-urgent = chỉ cho việc khẩn, hoặc khi các đường khác hỏng
no-path = Chưa đặt đường nào
ev-clock = Đồng hồ
ev-clock-limit = giới hạn { $t }
clock-unknown = Chưa so
clock-equal = Đồng hồ hai bên khớp nhau
clock-ahead = Đồng hồ bên kia nhanh { $t }
clock-behind = Đồng hồ bên kia chậm { $t }
ev-receipts = Biên nhận
waiting = { $n } mục còn giữ ở đây, chưa tới trạm bên kia; cũ nhất { $t }
waiting-none = Mọi điều ta gửi đã lưu ở bên kia
receipt-half = một nửa trong { $t }
ev-agreed = Thỏa thuận
ev-answer = Hỏa tốc đáp trong { $flash }, Thường trong { $routine }
cause-refused = bị từ chối
cause-timeout = không đáp
cause-wrong-key = sai khóa
cause-closed = bên kia đóng
cause-reset = bị ngắt
cause-unresolved = không tìm thấy địa chỉ
cause-unreachable = không tới được mạng
cause-not-accepted = khóa của ta không được nhận
cause-no-tls = đầu kia không phải trạm
cause-bad-protocol = vi phạm quy tắc kết nối
cause-replaced = đã có kết nối khác thay
cause-removed = không còn trên đường dây
cause-unusable = phía ta không dùng được
cause-expired = giấy quyền đã hết hạn
cause-full = trạm chuyển tiếp đã đầy
open-on-line = Còn mở trên đường dây này
nothing-open = Không có gì chờ ta hay { $capital }.
not-opened-here = Bàn này chưa mở
latest-on-line = Mới nhất trên đường dây này
nothing-yet = Chưa có gì.
ring-capital = Gọi { $capital }
desks = Bàn
subject = Chủ đề
subject-none = Không có chủ đề
own-words = Lời riêng, nếu có
used-of = giờ này đã dùng { $used } / { $all }
answer-within = đáp trong { $t }
ring = Gọi
ring-busy = Bàn này đang có cuộc gọi. Kết thúc trước.
ring-down = Không có đường thông. Cuộc gọi được giữ lại; khi đường dây trở lại, bên kia thấy cuộc gọi nhỡ.
not-rung = Chưa gọi.
role-cannot-ring = Vai trò của bạn không gọi và không trả lời.
no-counterpart = Bàn của bạn không có bàn đối ứng trên đường dây này. Thỏa thuận định các cặp bàn.

## Cuộc gọi đi

fate-sent = Đang gửi cuộc gọi
fate-sent-below = Đã ký ở đây { $signed }. Chưa tới trạm bên kia.
fate-reached = Đã tới trạm { $capital }
fate-reached-below = Trạm đã ký nhận { $reached } sau khi gọi. Chưa báo cho ai.
fate-alerting = { $of ->
    [0] Đang đổ chuông ở { $capital }
    [1] Đang đổ chuông ở { $capital }
   *[other] Đang đổ chuông ở { $capital }, bước { $step } trên { $of }
}
fate-alerting-below = { $bells ->
    [0] Trạm bên kia đã ký: đang báo cho { $desk }.
   *[other] Trạm bên kia đã ký: { $bells } chuông của { $desk } đang đổ.
}
fate-silent = Không có tin từ { $capital } đã { $t }
fate-silent-below = { $step ->
    [0] Trạng thái ký cuối cùng: đổ chuông. Tiếng chuông chờ đã ngừng.
   *[other] Trạng thái ký cuối cùng: đổ chuông, bước { $step }. Tiếng chuông chờ đã ngừng.
}
fate-answered = { $by } đã trả lời
fate-answered-below = { $desk }, { $time }, { $after } sau khi gọi. Đang mở tiếng nói. Đối chiếu từ kiểm tra trước.
fate-declined = { $by } đã từ chối
fate-declined-below = { $time }, { $after } sau khi gọi. Lý do của họ ở dưới.
fate-exhausted = Không ai trả lời ở { $capital }
fate-exhausted-below = Trạm { $capital } đã ký hết các bước lúc { $time }. Hai hồ sơ đều ghi: không ai trả lời.
fate-unreachable = Đường dây đứt: cuộc gọi không tới { $capital }
fate-unreachable-below = Khi đường dây trở lại, { $capital } thấy cuộc gọi nhỡ; chuông không tự đổ.
fate-withdrawn = Bạn đã hủy cuộc gọi
fate-withdrawn-below = { $capital } thấy: bên gọi hủy, không phải gọi nhỡ.
fate-crossed = Hủy ở đây đúng lúc { $capital } trả lời
fate-crossed-below = Hai bên không biết nhau. Hai hồ sơ đều ghi: giao nhau.
fate-late = Cuộc gọi tới { $capital } quá muộn
fate-late-below = Cuộc gọi tới sau thời hạn. { $capital } thấy cuộc gọi muộn; chuông không đổ.
fate-word-declined = đã từ chối
fate-word-exhausted = không ai trả lời
fate-word-withdrawn = bên gọi hủy
fate-word-unreachable = không tới kịp
fate-word-crossed = giao nhau
fate-word-late = tới muộn
fate-word-ended = đã kết thúc
fate-word-merged = nhập với cuộc gọi của ta
fate-word-alerting = chưa trả lời
fate-word-reached = chưa trả lời
fate-word-sent = chưa trả lời
fate-word-answered = đã trả lời
step-signed-here = Đã ký ở đây
step-reached = Đã tới trạm bên kia
step-alerting = Đổ chuông
step-alerting-n = Đổ chuông, bước { $step } trên { $of }
step-answered = Đã trả lời
step-declined = Đã từ chối
step-exhausted = Không ai trả lời
step-unreachable = Không tới
step-withdrawn = Đã hủy
step-crossed = Giao nhau
step-late = Tới muộn
after-ringing = { $t } sau khi gọi
agreed-within = Thỏa thuận: trong { $t }
signed-by = { $place } ký
signed-by-provisional = { $place } ký, tạm
bells = { $n } chuông
desk-to-desk = { $from } tới { $to }
tone-follows = Tiếng bạn nghe theo các chữ ký này. Khi { $capital } im lặng thì không bao giờ phát tiếng chuông chờ.
cancel-ring = Hủy gọi
cancel-means = { $capital } sẽ thấy: bên gọi hủy.
write-meanwhile = Viết công văn trong lúc chờ
write-a-message = Viết công văn
ring-again = Gọi lại…
put-away = Cất đi
both-records = Cả hai hồ sơ giữ cuộc gọi này và kết cục của nó.
reason = Lý do
condition = Điều kiện
their-proposal = Đề nghị của họ
their-words-in = Lời của họ
path-named = Đường { $name }
tried = Đã thử từ { $from } đến { $to }: { $cause }
last-heard = Nghe lần cuối

## Cuộc gọi không thành

n-attempts = { $n } cuộc gọi cần giải quyết
withdrawn-ring = Cuộc gọi cấp { $precedence } từ { $who }, bên gọi đã rút
declined-ring = Bạn đã từ chối cuộc gọi cấp { $precedence } từ { $who }
our-declined = { $who } đã từ chối cuộc gọi cấp { $precedence } của ta
our-exhausted = Không ai trả lời cuộc gọi cấp { $precedence } của ta: { $who }
our-unreachable = Cuộc gọi cấp { $precedence } của ta không tới { $who }
our-late = Cuộc gọi cấp { $precedence } của ta tới { $who } quá muộn
our-attempt-below = { $line }, từ { $desk } của ta.
call-back-now = Gọi với { $who }, đã hẹn { $time }
settle = Giải quyết xong
settle-what = Giải quyết xong, { $what }
agreed = Đã thống nhất
agreed-on = Đã thống nhất: { $what }.
they-propose = Họ đề nghị: { $what }.
we-proposed = Ta đã đề nghị: { $what }.
accept-time = Chấp nhận { $time }
accept-proposal = Chấp nhận đề nghị
propose-other = Đề nghị giờ khác…
send-proposal = Gửi đề nghị
medium = Bằng cách nào
medium-any = Cách nào cũng được
medium-voice = Bằng lời
medium-message = Bằng văn bản
medium-meeting = Gặp mặt
at-desk = Tại bàn nào

## Cuộc gọi đến

incoming-ring = Có cuộc gọi đến
still-ringing = Vẫn đang đổ chuông
ring-ahead = Hồ sơ trước cuộc gọi này còn đang tới. Khi hồ sơ tới, ta có thể trả lời.
rings-your = gọi { $desk } của ta
signed-at = ký { $time }
signed-at-by = ký { $time }, { $by }
time-there = { $time } ở { $place }, { $day }
subject-agreed = Chủ đề, theo bảng mã đã thỏa thuận
their-words = Nguyên văn của họ, { $language }
more-rings = còn { $n } cuộc chờ
answer = Trả lời
decline = Từ chối
decline-choose = Từ chối…
back-to-ring = Trở lại cuộc gọi
coming = Tôi đang tới
key-coming = Báo “Tôi đang tới”
is-coming = { $by } đang tới
is-coming-at = { $by } đang tới, báo lúc { $time }
ladder-all = Cả { $of } bước đang đổ chuông
ladder-here = Bước { $step } trên { $of } đang đổ chuông
ladder-empty = Hiện không bước nào có chuông
ladder-next = Bước { $step } tiếp theo sau { $t }
ladder-next-named = { $name } tiếp theo sau { $t }
ladder-skipped = không có ai
silence-bell = Tắt chuông
joined-rings = còn { $n } cuộc vượt số đã thỏa thuận, không chuông
answer-means = Bạn nói trước và đối chiếu từ kiểm tra.
answer-ends-call = Trả lời sẽ kết thúc cuộc gọi với { $who }.
bells-here = { $n } bàn điều khiển của bàn này đang đổ chuông
desk-rings = { $desk } đang đổ chuông
they-see = { $step ->
    [0] { $place } thấy: “Đang đổ chuông ở { $own }.”
   *[other] { $place } thấy: “Đang đổ chuông ở { $own }, bước { $step }.”
}
taken-by = { $by } đã trả lời
not-answered = Chưa trả lời.
why-decline = Vì sao từ chối?
why-decline-below = { $place } nhận lý do, điều kiện và đề nghị bằng ngôn ngữ của mình. Cả hai hồ sơ giữ lại.
decline-principal-absent = Lãnh đạo vắng mặt
decline-preparing = Ta đang chuẩn bị và sẽ gọi lại
decline-no-authority = Hiện không có thẩm quyền nói việc này
decline-no-emergency = Theo ta, đây không phải việc khẩn
decline-other-channel = Dùng kênh khác
decline-no-reason = Không nêu lý do
condition-if-any = Điều kiện, nếu có
our-proposal = Đề nghị của ta, giờ UTC
proposal-hint = Giờ và phút, ví dụ 20:30; hoặc +45 là số phút kể từ bây giờ
proposal-is = { $time }, sau { $t }
proposal-wrong = Ghi giờ và phút, ví dụ 20:30, hoặc để trống.
send-decline = Gửi lời từ chối
decline-recorded = Được ký, có biên nhận và được giữ như mọi mục khác. Chuông còn đổ cho tới khi gửi.

## Cuộc gọi

voice = Tiếng nói
mute = Tắt micrô
hang-up = Kết thúc
voice-open = Tiếng nói đã mở
voice-opening = Đang mở tiếng nói
voice-none = Đang mở tiếng nói
voice-gathering = Đang mở tiếng nói: tìm đường
voice-waiting = Đang chờ bàn bên kia
voice-connecting = Đang mở tiếng nói: kết nối
voice-checking = Đang mở tiếng nói: kiểm tra chứng thư và khóa
voice-no-sound = Tiếng nói đã mở nhưng không nghe thấy gì
voice-over-failed = Tiếng nói chưa mở
voice-over-cannot-decrypt = Tiếng nói chưa mở: không giải mã được phần nhận
voice-cannot-decrypt = Tiếng nói chưa mở: không giải mã được phần nhận
voice-failed = Tiếng nói chưa mở
voice-closed = Tiếng nói chưa mở
voice-not-open = Tiếng nói chưa mở: { $cause }
voice-opening-below = Không ai nghe và không ai được nghe cho tới khi chứng thư, mã hóa và từ kiểm tra đã xong.
voice-again = Mở lại tiếng nói
voice-blocked = Trình duyệt này chưa phát tiếng
voice-blocked-below = Bấm một lần để nghe họ.
listen = Nghe
no-sound = Không có tiếng từ { $place }
no-sound-below = Tiếng nói đã nối nhưng không có gì tới. Có thể họ nghe được bạn.
long-delay = Trễ { $t }: để khoảng ngắt
long-delay-below = Lời của bạn tới bên kia muộn.
call-other-page = Tiếng nói của cuộc gọi này ở trang khác của trình duyệt
call-other-page-below = Chỉ một trang mang tiếng nói.
take-call-here = Chuyển về đây
call-ended = Cuộc gọi với { $who } đã kết thúc
call-ended-there = { $place } đã kết thúc, { $time }.
call-ended-gone-there = Bàn điều khiển ở { $place } vắng quá lâu, { $time }. Gọi lại để tiếp tục.
call-ended-gone-here = Bàn điều khiển này vắng quá lâu, { $time }. Gọi lại để tiếp tục.
call-elsewhere = Bàn này đang gọi với { $who }
call-elsewhere-below = Một bàn điều khiển khác của bàn này đang giữ. Khi nhận lại, tiếng nói mở ở đây và đóng ở kia.
take-over = Nhận cuộc gọi
voice-cause-cannot-decrypt = Không giải mã được phần nhận bằng khóa của cuộc gọi này. Kết thúc rồi gọi lại.
voice-cause-microphone-refused = Máy này từ chối micrô. Cho phép trong trình duyệt rồi mở lại tiếng nói.
voice-cause-microphone-missing = Máy này không có micrô. Nối micrô rồi mở lại tiếng nói.
voice-cause-microphone-busy = Chương trình khác đang dùng micrô.
voice-cause-no-microphone-there = Bàn điều khiển bên kia không có micrô dùng được. Bên đó có thể mở lại tiếng nói.
voice-cause-browser-lacks-transform = Trình duyệt này không mã hóa tiếng nói như thỏa thuận. Dùng Chromium hoặc Firefox mới.
voice-cause-browser-lacks-webrtc = Trình duyệt này không mang được tiếng nói.
voice-cause-insecure-origin = Tiếng nói cần HTTPS. Mở bàn điều khiển bằng địa chỉ https.
voice-cause-no-candidate = Không tìm thấy đường ra cho tiếng nói. Kỹ thuật viên kiểm tra trạm chuyển tiếp.
voice-cause-unreachable = Hai bàn không tới được nhau. Kỹ thuật viên kiểm tra trạm chuyển tiếp.
voice-cause-handshake-failed = Hai bàn không lập được kết nối an toàn.
voice-cause-connection-lost = Kết nối đã mất.
voice-cause-offer-expired = Bàn bên kia không nhận kịp thời.
voice-cause-checks-incomplete = Các kiểm tra không xong kịp thời.
voice-cause-certificate-mismatch = Chứng thư không phải là cái đã ký. Kết thúc và báo cáo.
voice-cause-certificate-unknown = Trình duyệt này không cho xem chứng thư.
voice-cause-dtls-too-old = Kết nối cũ hơn DTLS 1.3 và không được mở.
voice-cause-dtls-unknown = Trình duyệt này không cho xem phiên bản kết nối.
voice-cause-frames-bypassed = Tiếng nói đi vòng qua lớp mã hóa đã thỏa thuận. Kết thúc và báo cáo.
voice-cause-frames-not-loaded = Không nạp được phần mã hóa tiếng nói.
voice-cause-bad-field = Bàn bên kia gửi điều không thể đúng.
voice-cause-commitment-broken = Bàn bên kia phá cam kết về từ kiểm tra. Kết thúc và báo cáo.
voice-cause-secret-mismatch = Bàn bên kia gửi bí mật khác với điều đã báo. Kết thúc và báo cáo.
check-words = Từ kiểm tra
compare-words = Đối chiếu từ kiểm tra
compare-words-below = Trước khi nói điều thực chất. Kết quả được ghi.
you-say = Bạn nói
you-hear = Bạn nghe: chọn hai từ
word-n = Từ { $n }
they-pick = { $place } cũng chọn từ nghe được như bạn.
record-check = Ghi kết quả
none-of-these = Không từ nào đúng
skip-check = Bỏ kiểm tra…
skip-why = Vì sao bỏ kiểm tra?
skip-record = Ghi việc bỏ
check-recorded-means = Việc bỏ hoặc không khớp được ghi và cho hai bên thấy.
words-matched = Từ kiểm tra khớp
words-skipped = Đã bỏ kiểm tra
words-differ = Từ kiểm tra khác nhau. Không nói gì thêm.
words-differ-below = Kết thúc rồi gọi lại. Cả hai hồ sơ giữ việc không khớp.
words-differ-long = Có thể có người ở giữa hai bàn. Micrô của bạn đã tắt. Kết thúc rồi gọi lại, bằng đường khác nếu có. Cả hai hồ sơ giữ việc không khớp.
check-waiting = { $who }: chưa ghi
check-matched = { $who }: khớp
check-skipped = { $who }: đã bỏ: { $reason }
here = Ở đây
speaking = Đang nói
quiet-now = Đã nối
not-heard = Chưa nghe thấy
not-sent = Chưa gửi
muted = Đã tắt
microphone-open = Micrô mở
level = Mức { $n } trên 5
q-state = Trạng thái
q-delay = Trễ một chiều
q-lost = Mất
q-round-trip = Khứ hồi
q-jitter = Dao động
q-certificate = Chứng thư
q-encryption = Mã hóa
q-checked-here = Kiểm tra ở đây
q-checked-there = Kiểm tra ở { $place }
q-leg = Chặng
as-signed-by = Đúng như { $place } ký
dtls-and-frames = DTLS { $tls } và khung
as-agreed = Đúng thỏa thuận
not-as-agreed = Không đúng thỏa thuận
open-since = Mở từ
service-channel = Kênh nghiệp vụ

## Lãnh đạo

principals = Lãnh đạo
principal-ours = Bên ta
principal-theirs = Bên kia
principal-ready = Lãnh đạo sẵn sàng
principal-ready-at = Sẵn sàng tại { $desk }
principal-not-ready = Chưa sẵn sàng
principal-not-now = Thôi, chưa sẵn sàng
connect-principals = Nối lãnh đạo
words-first = Ghi kết quả từ kiểm tra trước.
both-ready-first = Lãnh đạo cả hai bên phải sẵn sàng trước.
ranks-differ = Hai bàn không phải là cặp trong thỏa thuận. Cấp phải tương xứng.
handed-to = { $desk } vào cuộc, đã chuyển lúc { $time }
principals-speak = { $desk } đang nói. Lấy lại cuộc gọi thì tiếng nói mở ở đây và đóng ở kia.
call-held = Có cuộc gọi đang giữ cho ông bà
watch-holds = { $by } đang trên đường dây và chuyển cho ông bà.
words-compared = Đã đối chiếu từ kiểm tra.
their-principal-ready = Lãnh đạo ở { $place } đã sẵn sàng từ { $time }.
join-call = Vào cuộc gọi
not-now = Chưa phải lúc
leave-call = Rời cuộc gọi
no-call-for-you = Không có cuộc gọi nào
you-asked = Đã yêu cầu gọi với { $who }, { $time }.
watch-saw = { $by } đã thấy, { $time }.
watch-not-seen = Trực ban chưa thấy.
ask-for-call = Yêu cầu cuộc gọi
ask-for-call-with = Yêu cầu gọi với { $who }
ask-means = Trực ban gọi, đối chiếu từ kiểm tra, rồi nối máy.
can-be-rung-yes = gọi được ngay
can-be-rung-no = hiện không gọi được
asks-for-call = { $desk } yêu cầu gọi với { $who }
asks-for-call-below = Gọi, đối chiếu từ kiểm tra, rồi nối máy.
call-ended-preempted-here = Cuộc gọi cấp cao hơn đã thay chỗ, { $time }.
call-ended-preempted-there = Cuộc gọi cấp cao hơn trên đường dây này đã thay chỗ, { $time }.
call-ended-engaged-here = Bạn đã nhận cuộc gọi khác, { $time }.
call-ended-engaged-there = { $place } đã nhận cuộc gọi khác, { $time }.
call-ended-principal-here = Lãnh đạo ta đã rời cuộc gọi, { $time }.
call-ended-principal-there = Lãnh đạo ở { $place } đã rời cuộc gọi, { $time }.

## Công văn

formal = Chính thức
messages = Công văn
no-messages = Không có công văn
no-messages-below = Chưa có gì được viết trên đường dây này.
new-message = Công văn mới
older = Cũ hơn
message-from = Từ { $who }
message-to = Gửi { $who }
signed-by-at = { $who }, ký { $time }
authentic = { $language }, bản chính
not-here-yet = Nội dung đang trên đường ({ $size }).
choose-message = Chọn một công văn
stored = Đã lưu
opened = Đã mở
informed = Đã báo lãnh đạo
stored-by = { $time }, trạm { $place }
stored-provisional = { $time }, trạm { $place }, tạm
kept-here = Còn giữ ở đây, chưa tới trạm { $place }
opened-by = { $time }, { $by }
record-informed = Ghi lại
receipt-means = Biên nhận không bao giờ có nghĩa là đồng ý.
reply = Trả lời công văn
to = Gửi
message-subject = Tiêu đề
message-text = Nội dung
message-language = Ngôn ngữ của nội dung
send = Gửi
not-sent-headline = Chưa gửi.
subject-missing = Ghi tiêu đề.
text-missing = Viết nội dung.
text-too-long = Nội dung dài { $size }; tối đa { $limit }. Rút ngắn hoặc gửi làm hai.
of-size = { $size } trên { $limit }
state-sent = chưa lưu
state-stored = đã lưu
state-opened = đã mở
state-informed = đã báo lãnh đạo
state-new = mới

## Kênh nghiệp vụ

service-rule = Dành cho nhân viên vận hành hai bên: kiểm tra, giờ giấc, sửa lỗi truyền. Được ghi như mọi thứ khác.
service-rule-2 = Không điều gì nói ở đây ràng buộc một bên. Muốn vậy hãy dùng công văn chính thức.
service-write = Viết cho nhân viên vận hành ở { $place }
service-empty = Chưa có gì ở đây
service-empty-below = Báo rằng bạn đang trực.
service-from = { $place }, { $by }
only-newest = Chỉ hiện mục mới nhất. Hồ sơ giữ tất cả.
role-cannot-write = Vai trò của bạn chỉ đọc ở đây.

## Hồ sơ

record = Hồ sơ
verify = Kiểm chứng
export = Xuất
verifying = Đang kiểm chứng…
verified-holds = Đã kiểm chứng ở đây lúc { $time }: { $n } mục, không thiếu, không bị sửa.
verified-broken = Hồ sơ không đứng vững. Mục hỏng đầu tiên ở dưới.
not-verified = Chưa kiểm chứng ở đây.
feed-acts = { $n } mục
feed-state-open = mở
feed-state-closed = đã đóng
feed-state-superseded = đã thay thế
feed-state-frozen = hai lịch sử
feed-firm = chắc tới { $n }
feed-receipted = { $place } biên nhận tới { $n }
incarnation = đời { $n }
col-entry = Mục
col-time = Giờ
col-act = Việc
col-desks = Bàn
col-signed = Chữ ký
col-receipt = Biên nhận
signed-firm = chắc
signed-provisional = tạm
no-entries = Hồ sơ này chưa có gì
proof-of = Mục { $n }
proven = { $place } đã ký việc này, ở chỗ này trong hồ sơ của mình. Không thể sửa hay chối.
proven-provisional = { $place } đã ký tạm việc này. Chữ ký đầy đủ tới trong một phút.
inert = Được giữ và hiện, không thi hành: { $code }.
act-unknown-here = Việc mà bàn này không biết
act-unknown-below = Loại { $type }. Được giữ và kiểm chứng; không hiện. Cập nhật trạm.
fact-act = Mã băm của việc
fact-place = Chỗ trong hồ sơ
fact-place-of = { $index } trên { $size }
fact-signed-by = Người ký
fact-receipt = Biên nhận
fact-kind = Tính chất
fact-desks = Bàn
fact-size = Cỡ
save-proof = Lưu bằng chứng
proof-note = Ai cũng kiểm tra được tệp này bằng chương trình kiểm chứng riêng, không cần Openline.
choose-entry = Chọn một việc để xem bằng chứng
root-signed = gốc, đã ký
this-act = mục { $n }
incidents = Sự cố
first-bad = Mục hỏng đầu tiên
export-note = Tệp chứa toàn bộ hồ sơ với chữ ký.

## Thỏa thuận

agreement = Thỏa thuận
agreement-version = Bản { $version }, có hiệu lực từ { $date }.
agreement-until = Hết hạn { $date }.
agreement-no-end = Không định ngày hết; báo trước { $t }.
agreement-authentic = { $languages } có giá trị như nhau.
what-station-enforces = Điều trạm thi hành
col-term = Điều khoản
col-value = Giá trị
signatures = Chữ ký
root-valid = hợp lệ
party-root = { $place }, khóa gốc
pairs-of-desks = Các cặp bàn
manned-by-agreement = Trực theo thỏa thuận
day-and-night = Ngày đêm
from-until = { $from } đến { $until }
fingerprint-words = Từ kiểm tra của khóa gốc
hash = Mã băm
yes = Có
no = Không
term-suite = Bộ mật mã
term-media-policy = Đường của tiếng nói
term-recording = Ghi âm tiếng nói
term-clock-warn = Đồng hồ được lệch
term-clock-refuse = Từ chối khi quá
term-test-every = Kiểm tra ghi lại mỗi
term-key-rotation = Thay khóa niêm mỗi
term-key-grace = Giữ khóa niêm cũ
term-entries-a-minute = Số mục một phút, tối đa
term-bytes-a-day = Lượng một ngày, tối đa
term-message-limit = Công văn dài nhất
term-document-limit = Tài liệu lớn nhất
term-answer-within-flash = Đáp Hỏa tốc trong
term-answer-within-immediate = Đáp Thượng khẩn trong
term-answer-within-priority = Đáp Khẩn trong
term-answer-within-routine = Đáp Thường trong
term-vigilance = Xác nhận trực mỗi
term-bell-proof = Chuông được thử trong vòng
term-watch-shown = Bên kia thấy gì về ca trực
term-ladder-shown = Bên kia thấy gì về thang báo
term-preempting = Chiếm chỗ cuộc gọi thấp hơn
term-open-within-flash = Mở công văn Hỏa tốc trong
term-open-within-immediate = Mở công văn Thượng khẩn trong
term-open-within-priority = Mở công văn Khẩn trong
term-open-within-routine = Mở công văn Thường trong
value-acts-only = Chỉ ghi việc, không ghi tiếng
value-each-party = Mỗi bên được ghi âm
value-relay_only = Chỉ qua trạm chuyển tiếp
value-direct = Trực tiếp hoặc qua trạm chuyển tiếp
value-nothing = Không gì
value-manned = Có người hay không
value-bell = Có người và chuông
value-steps = Từng bậc
value-alerting = Chỉ việc đang báo

## Việc trong hồ sơ

act-feed-open = Mở hồ sơ
act-feed-adopt = Nhận lại hồ sơ cũ
act-call-ring = Gọi
act-call-alert = Đổ chuông
act-call-answer = Trả lời
act-call-decline = Từ chối
act-call-cancel = Hủy gọi
act-call-exhausted = Không ai trả lời
act-call-unreached = Cuộc gọi không tới
act-call-late = Cuộc gọi tới muộn
act-call-end = Kết thúc cuộc gọi
act-call-coming = Có người đang tới
act-call-ready = Lãnh đạo sẵn sàng hay chưa
act-call-transfer = Đã chuyển cho lãnh đạo
act-call-settled = Đã giải quyết
act-call-propose = Đề nghị giờ khác
act-call-agree = Đã hẹn gọi lại
act-leg-offer = Đề nghị tiếng nói
act-leg-accept = Nhận tiếng nói
act-leg-reveal = Lộ từ kiểm tra
act-leg-up = Tiếng nói mở
act-leg-fail = Tiếng nói không mở được
act-leg-words = Ghi từ kiểm tra
act-msg-send = Công văn
act-msg-opened = Công văn đã mở
act-msg-principal = Đã báo lãnh đạo
act-service-say = Kênh nghiệp vụ
act-watch-on = Bàn có người trực
act-watch-off = Bàn hết người trực
act-blob-held = Đã lưu nội dung
act-gov-note = Đã ghi nhận thỏa thuận
act-objection = Phản đối
act-seen = Đã thấy
act-line-close = Đóng đường dây
act-unknown = Việc { $type }

## Từ chối của trạm

not-shown = Không hiện ở đây
error-unknown = Trạm từ chối ({ $code }).
error-not-known = Trạm không đáp kịp. Không rõ việc đã thực hiện hay chưa. Xem đường dây.
error-page = Trang này gặp lỗi của chính nó. Tải lại.

# Documents that go with messages
documents = Tài liệu
add-document-choose = Thêm tài liệu…
add-document = Thêm tài liệu
remove-document = Bỏ { $name }
document-too-large = { $name } dài { $size }; tối đa { $limit }. Gửi tệp nhỏ hơn hoặc bằng cách khác.
document-empty = { $name } trống.
documents-too-many = Một công văn kèm tối đa { $n } tài liệu.
document-adding = Đang thêm { $name }: { $size } trên { $limit }
document-here = Đã ở đây, mã băm đã kiểm tra
document-coming = Đang trên đường: { $size } trên { $limit }
document-held-by = { $place } giữ từ { $time }
document-not-there = Chưa đến { $place }
document-means = Tên tệp do bên gửi đặt. Chỉ lưu tài liệu đang chờ nhận.
save = Lưu
save-document = Lưu { $name }
show-picture = Hiện ảnh
hide-picture = Ẩn ảnh
error-no-picture = Đây không phải ảnh hiển thị được. Lưu lại để xem.

## Requests
tab-requests = Đề nghị
act-request-ask = Đề nghị
act-request-counter = Đề xuất khác
act-request-accept = Chấp nhận đề nghị
act-request-refuse = Từ chối đề nghị
act-request-withdraw = Rút đề nghị
act-request-remind = Nhắc lại
act-request-lapse = Không trả lời đúng hạn
act-request-call-off = Hủy hẹn
act-request-condition = Ý kiến về điều kiện
new-request = Đề nghị mới
req-on-both = Hiện ở cả hai bên cho đến khi xong.
req-none = Không có đề nghị nào
req-none-below = Không có gì đang chờ bạn hoặc { $capital }.
req-col-request = Đề nghị
req-col-from = Từ
req-col-due = Hạn trả lời
req-col-state = Trạng thái
req-form = Việc
req-form-call = Cuộc gọi
req-form-meeting = Cuộc gặp
req-form-visit = Chuyến thăm
req-what = { $form }, { $desk }
req-turn-ours = Ta cần trả lời
req-turn-theirs = Bên kia cần trả lời
req-turn-both = Cả hai cần trả lời
req-due-in = còn { $t }
req-overdue = Quá hạn { $t }
req-not-there = Chưa đến trạm { $place }
req-stage-agreed = Đã thỏa thuận
req-stage-declined = Đã từ chối
req-stage-withdrawn = Đã rút
req-stage-lapsed = Không trả lời đúng hạn
req-stage-off = Đã hủy
req-counter-offer = Có đề xuất khác
req-with-conditions = kèm điều kiện
req-unsettled = hai bên chưa xác nhận
req-repeats = Đề nghị lại
req-repeats-this = Nhắc lại: { $what }. Hai bản ghi nối chúng với nhau.
req-answered-in = Trả lời sau { $t }
req-unanswered = Không có trả lời
req-said = những gì đã nói
req-history = Theo thời gian
req-history-below = ai đề nghị gì, khi nào, kết quả ra sao
req-asked-when = { $place }, { $when }: { $state }
req-legend = Đặc: bên đề nghị. Rỗng: bên được đề nghị. Vạch: kết quả, đậm là thỏa thuận.
req-version = bản { $n }
req-says-ask = { $place } đề nghị
req-says-counter = { $place } đề xuất khác
req-says-accept = { $place } chấp nhận
req-says-level = { $place } chấp nhận ở cấp khác: { $desk }
req-says-refuse = { $place } từ chối
req-says-refuse-counter = { $place } không nhận đề xuất khác
req-says-withdraw = { $place } rút đề nghị
req-says-remind = { $place } nhắc lại
req-says-lapse = { $place } không trả lời đúng hạn
req-says-call-off = { $place } hủy hẹn
req-says-condition = { $place } về điều kiện { $n }: { $word }
req-word-accepted = chấp nhận
req-word-refused = không chấp nhận
req-word-met = đã đáp ứng
req-word-not-met = chưa đáp ứng
req-word-waived = bỏ qua
req-item-open = Chưa xong
req-item-accepted = Đã chấp nhận
req-item-refused = Không chấp nhận
req-item-reported = Được báo là đã đáp ứng
req-item-met = Đã đáp ứng
req-item-waived = Đã bỏ qua
req-do-accepted = Chấp nhận
req-do-refused = Không chấp nhận
req-do-met = Đã đáp ứng
req-do-not-met = Chưa đáp ứng
req-do-waived = Bỏ qua
req-do-what = { $do }, điều kiện { $n }
req-times = Thời gian
req-minutes = { $n } phút
req-whole = Toàn bộ thời gian
req-length = Thời lượng
req-principals = Lãnh đạo
req-ours = Người nói, { $place }
req-medium = Cách thức
req-medium-line = Trên đường dây này
req-medium-telephone = Điện thoại
req-medium-video = Video
req-medium-in-person = Trực tiếp
req-place = Địa điểm
req-event = Bên lề sự kiện
req-trigger = Lý do đã thỏa thuận
req-no-trigger = Không thuộc danh sách
req-languages = Ngôn ngữ
req-language = Ngôn ngữ văn bản
req-interpreters = Phiên dịch
req-interpreters-each = Mỗi bên tự lo
req-interpreters-none = Không
req-interpreters-of = { $place } lo
req-purpose = Mục đích
req-from-utc = Từ, UTC
req-to-utc = Đến, UTC
req-add-time = Thêm thời gian
req-remove-time = Bỏ thời gian cuối
req-conditions = Điều kiện
req-our-conditions = Điều cần có trước
req-conditions-hint = Mỗi dòng một điều kiện, nhiều nhất 8.
req-due = Trả lời trước, UTC
req-within = và không sớm hơn
req-due-hint = Lấy thời điểm muộn hơn; thời hạn sau tính từ khi trạm bên kia lưu.
req-send = Gửi đề nghị
req-our-answer = Trả lời của ta
req-answer-accept = Chấp nhận
req-answer-counter = Đề xuất khác
req-answer-level = Chấp nhận ở cấp khác
req-answer-refuse = Từ chối, nêu lý do
req-send-answer = Gửi trả lời
req-time-chosen = Thời gian
req-level = Bàn sẽ nói
req-reason = Lý do
req-recorded = { $place } thấy trả lời; nó nằm trong cả hai bản ghi.
req-waiting = Đang chờ { $place }
req-act-remind = Nhắc
req-act-withdraw = Rút đề nghị
req-act-call-off = Hủy hẹn
req-change = Sửa đề xuất của ta
req-send-change = Gửi đề xuất mới
req-ask-again = Đề nghị lại
req-not-ours = Bàn khác trả lời đề nghị này.
req-err-purpose = Nêu mục đích.
req-err-time = Ghi ngày và giờ.
req-err-order = Kết thúc phải sau khi bắt đầu.
req-err-past = Thời gian này đã qua. Chọn lúc sau.
req-err-due = Đã qua. Chọn lúc sau.
req-err-conditions = Nhiều nhất 8 điều kiện, mỗi dòng một.
req-import = Mở tệp lịch
req-export = Lưu thành tệp lịch
req-not-imported = Tệp chưa được mở.
req-from-file = Từ tệp lịch: { $n }. Chỉ là bản nháp; chưa gửi gì.
req-untitled = Không tiêu đề
req-use = Dùng
req-use-what = Dùng, mục { $n }
req-note-no-time = Không có giờ. Hãy ghi.
req-note-no-zone = Giờ không nêu múi giờ nên bị bỏ. Ghi theo UTC.
req-note-unknown-zone = Múi giờ không rõ nên bỏ giờ. Ghi theo UTC.
req-note-no-end = Không nêu giờ kết thúc. Hãy ghi.
req-note-order = Kết thúc trước khi bắt đầu. Hãy sửa.
req-note-past = Thời gian đã qua. Chọn lúc sau.
req-note-all-day = Kéo dài cả ngày, không múi giờ. Ghi giờ theo UTC.
req-note-repeats = Lặp lại. Chỉ lấy lần đầu.
req-note-cut = Văn bản quá dài. Phần cuối bị bỏ.
req-note-cancelled = Tệp nói rằng đã hủy.
next-due = Hạn tới
req-answer-them = Trả lời { $place }: { $form }, { $desk }
req-they-answer = { $place } trả lời: { $form }, { $desk }
n-requests = { $n } đề nghị
