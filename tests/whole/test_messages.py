"""Formal messages, their three receipts, and the service channel."""

from pathlib import Path

from playwright.sync_api import expect

from tests.whole.conftest import CN, SG, Open

CHINESE = "我方两艘护卫舰将于当地时间十四时通过海峡。\n\n航向东北，航速十二节。"
PERSIAN = "دو کشتی ما فردا از تنگه می‌گذرند."


def test_a_chinese_message_and_its_three_receipts(console: Open) -> None:
    author, reader = console(CN, person="值班员一"), console(SG, person="Watch officer 3")
    author.write("通过海峡", CHINESE, Language_of_the_text="Chinese", Precedence="PRIORITY")
    for place in ("Stored", "Opened", "Principal informed"):
        expect(author.receipt(place)).to_be_visible()
    expect(author.receipt("Stored")).to_contain_text("Singapore's station")
    expect(author.receipt("Opened")).to_contain_text("Not yet")
    reader.read("通过海峡")
    text = reader.page.locator("ol.text")
    expect(text).to_have_attribute("lang", "zh")
    for paragraph in CHINESE.split("\n\n"):
        expect(text).to_contain_text(paragraph)
    expect(author.receipt("Opened")).to_contain_text("Watch officer 3")
    expect(author.receipt("Principal informed")).to_contain_text("Not yet")
    reader.press("Record it")
    expect(author.receipt("Principal informed")).to_contain_text("Watch officer 3")
    expect(author.page.locator(".mail-list")).to_contain_text("principal informed")


def test_a_long_text_arrives_whole(console: Open) -> None:
    author, reader = console(SG), console(CN)
    text = "".join(f"{n:04d} 六十千字节的长文。\n\n" for n in range(1_850))
    assert 60_000 < len(text.encode()) < 65_536
    author.write("Long", text)
    expect(author.receipt("Stored")).to_contain_text("Beijing's station")
    reader.read("Long")
    paragraphs = reader.page.locator("ol.text > li")
    expect(paragraphs).to_have_count(1_850)
    expect(paragraphs.last).to_contain_text("1849 六十千字节的长文。")


def test_a_text_over_the_limit_is_not_sent_and_is_kept(console: Open) -> None:
    author = console(SG)
    author.write("Too long", "字" * 22_000)
    author.sees("Shorten it or send two")
    assert len(author.page.get_by_label("Text", exact=True).input_value()) == 22_000
    author.page.get_by_label("Text", exact=True).fill("")
    author.press("Send")
    author.sees("Write the text.")


def test_persian_is_written_from_right_to_left_on_an_english_page(console: Open) -> None:
    author, reader = console(SG), console(CN)
    author.write("گذر از تنگه", PERSIAN, Language_of_the_text="Persian")
    expect(author.receipt("Stored")).to_contain_text("Beijing's station")
    reader.read("گذر از تنگه")
    text = reader.page.locator("ol.text")
    expect(text).to_have_attribute("dir", "rtl")
    expect(text).to_contain_text(PERSIAN)
    assert reader.page.locator("html").get_attribute("dir") != "rtl"


def test_a_flash_message_calls_for_an_officer_until_it_is_opened(console: Open) -> None:
    author, reader = console(SG), console(CN)
    author.write("Man overboard", "Near buoy 4.", Precedence="FLASH")
    reader.sees("FLASH message from Singapore, Watch Room")
    reader.read("Man overboard")
    reader.sees_no("FLASH message from Singapore, Watch Room")


def test_the_service_channel_is_apart_from_messages(console: Open) -> None:
    ours, theirs = console(SG, person="Watch officer 2"), console(CN)
    for one in (ours, theirs):
        one.open_line()
        one.tab("Messages")
        one.page.get_by_role("link", name="Service channel").click()
    ours.page.get_by_label("Write to the operators in Beijing").fill("Ring test at 12:00Z")
    ours.page.keyboard.press("Enter")
    said = theirs.page.locator("ol.talk > li").last
    expect(said).to_contain_text("Ring test at 12:00Z")
    expect(said).to_contain_text("Singapore, Watch officer 2")
    theirs.page.get_by_role("link", name="Formal").click()
    theirs.sees_no("Ring test at 12:00Z")


def test_documents_go_with_a_message_and_only_pixels_are_shown(
    console: Open, tmp_path: Path
) -> None:
    author, reader = console(SG), console(CN, person="值班员一")
    report = bytes(range(256)) * 4_096 * 3  # three pieces of an upload, 66 of the line
    hostile = b"<script>document.title = 'taken'</script>"
    picture = author.page.locator("body").screenshot()
    files = {"Report.pdf": report, "海图.png": picture, "page.html": hostile}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    author.write("Charts", "See the documents.", send=False)
    author.page.locator("#document-file").set_input_files([tmp_path / name for name in files])
    author.sees("海图.png")
    author.press("Send")
    sent = author.page.locator(".document-list li")
    expect(sent).to_have_count(3)
    for row in sent.all():
        expect(row).to_contain_text("Beijing holds it since")
    reader.read("Charts")
    rows = reader.page.locator(".document-list li")
    expect(rows).to_have_count(3)
    for row, (name, data) in zip(rows.all(), files.items(), strict=True):
        expect(row).to_contain_text(name)
        expect(row).to_contain_text("Here, its hash checked")
        with reader.page.expect_download() as saved:
            row.get_by_role("link", name=f"Save {name}").click()
        assert Path(saved.value.path()).read_bytes() == data
    shown = rows.filter(has_text="海图.png")
    shown.get_by_role("button", name="Show picture").click()
    expect(shown.locator("canvas")).to_be_visible()
    assert shown.locator("canvas").evaluate("c => c.width > 100 && c.height > 50")
    expect(reader.page).not_to_have_title("taken")


def test_a_document_over_the_limit_is_not_sent(console: Open, tmp_path: Path) -> None:
    author = console(SG)
    with (tmp_path / "huge.bin").open("wb") as file:
        file.truncate((25 << 20) + 1)
    author.write("Huge", "See the document.", send=False)
    author.page.locator("#document-file").set_input_files(tmp_path / "huge.bin")
    author.press("Send")
    author.sees("Send a smaller one, or another way.")
    author.press("Remove huge.bin")
    author.sees_no("Send a smaller one, or another way.")
