"""How the mail programs of the world quote and sign, and that nobody's own words are ever taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.channels.email import quotes
from rapport.channels.email.html_quotes import quote_split

A = "Ada Byron <ada@acme.example>"
GMAIL = {
    "en": f"On Mon, Mar 2, 2026 at 8:05 AM {A} wrote:",
    "en-GB": f"On Mon, 2 Mar 2026 at 08:05, {A} wrote:",
    "de": f"Am Mo., 2. März 2026 um 08:05 Uhr schrieb {A}:",
    "fr": f"Le lun. 2 mars 2026 à 08:05, {A} a écrit :",
    "es": "El lun, 2 mar 2026 a las 8:05, Ada Byron (<ada@acme.example>) escribió:",
    "pt-BR": f"Em seg., 2 de mar. de 2026 às 08:05, {A} escreveu:",
    "pt-PT": f"{A} escreveu (segunda, 2/03/2026 à(s) 08:05):",
    "it": f"Il giorno lun 2 mar 2026 alle ore 08:05 {A} ha scritto:",
    "nl": f"Op ma 2 mrt 2026 om 08:05 schreef {A}:",
    "sv": f"Den mån 2 mars 2026 kl 08:05 skrev {A}:",
    "da": f"Den man. 2. mar. 2026 kl. 08.05 skrev {A}:",
    "nb": f"man. 2. mars 2026 kl. 08:05 skrev {A}:",
    "fi": "ma 2. maalisk. 2026 klo 8.05 Ada Byron (ada@acme.example) kirjoitti:",
    "pl": f"pon., 2 mar 2026 o 08:05 {A} napisał(a):",
    "cs": f"po 2. 3. 2026 v 8:05 odesílatel {A} napsal:",
    "sk": f"po 2. 3. 2026 o 8:05 {A} napísal(a):",
    "tr": f"{A}, 2 Mar 2026 Pzt, 08:05 tarihinde şunu yazdı:",
    "ru": f"пн, 2 мар. 2026 г. в 08:05, {A}:",
    "uk": f"пн, 2 бер. 2026 р. о 08:05 {A} пише:",
    "bg": f"На пн, 2.03.2026 г. в 8:05 {A} написа:",
    "ar": f"في الاثنين، 2 مارس 2026 في 8:05 ص تمت كتابة ما يلي بواسطة {A}:",
    "he": f"\u200fבתאריך יום ב׳, 2 במרץ 2026 ב-8:05 מאת \u202a{A}\u202c\u200f:",
    "fa": f"در تاریخ دوشنبه ۲ مارس ۲۰۲۶، ۸:۰۵ {A} نوشت:",
    "zh-CN": f"{A} 于2026年3月2日周一 08:05写道：",
    "zh-TW": f"{A} 於 2026年3月2日 週一 上午8:05寫道：",
    "ja": f"2026年3月2日(月) 8:05 {A}:",
    "ko": f"2026년 3월 2일 (월) 오전 8:05, {A}님이 작성:",
    "vi": f"Vào Th 2, 2 thg 3, 2026 vào lúc 08:05 {A} đã viết:",
    "th": f"ในวันที่ จ. 2 มี.ค. 2026 เวลา 8:05 {A} เขียนว่า:",
    "el": f"Στις Δευ 2 Μαρ 2026 στις 8:05 π.μ., ο χρήστης {A} έγραψε:",
    "hu": f"{A} ezt írta (időpont: 2026. márc. 2., H, 8:05):",
    "ro": f"În lun., 2 mar. 2026 la 08:05, {A} a scris:",
    "id": f"Pada tanggal Sen, 2 Mar 2026 pukul 08.05 {A} menulis:",
    "ca": f"Missatge de {A} del dia dl., 2 de març 2026 a les 8:05:",
    "hr": f"pon, 2. ožu 2026. u 08:05 {A} napisao je:",
    "sl": f"V V pon., 2. mar. 2026 ob 08:05 je oseba {A} napisala:",
    "et": f"{A} kirjutas kuupäeval E, 2. märts 2026 kell 08:05:",
    "lt": f"2026-03-02, pr, 08:05 {A} rašė:",
}
APPLE = {
    "en": f"On 2 Mar 2026, at 08:05, {A} wrote:",
    "de": f"Am 02.03.2026 um 08:05 schrieb {A}:",
    "fr": f"Le 2 mars 2026 à 08:05, {A} a écrit :",
    "es": f"El 2 mar 2026, a las 8:05, {A} escribió:",
    "pt": f"No dia 2 de mar. de 2026, às 08:05, {A} escreveu:",
    "it": f"Il giorno 2 mar 2026, alle ore 08:05, {A} ha scritto:",
    "nl": f"Op 2 mrt. 2026, om 08:05 heeft {A} het volgende geschreven:",
    "sv": f"2 mars 2026 kl. 08:05 skrev {A}:",
    "pl": f"Wiadomość napisana przez {A} w dniu 2 mar 2026, o godz. 08:05:",
    "cs": f"2. 3. 2026 v 8:05, {A}:",
    "tr": f"{A} şunları yazdı (2 Mar 2026 08:05):",
    "ru": f"2 марта 2026 г., в 08:05, {A} написал(а):",
    "zh": f"在 2026年3月2日，08:05，{A} 写道：",
    "ja": f"2026/03/02 8:05、{A}のメール:",
    "ko": f"2026. 3. 2. 오전 8:05, {A} 작성:",
    "ar": f"في ٢ مارس ٢٠٢٦، الساعة ٨:٠٥ ص، كتب {A}:",
    "he": f"ב-2 במרץ 2026, בשעה 8:05, {A} כתב/ה:",
}
OTHERS = {
    "thunderbird": "On 02/03/2026 08:05, Ada Byron wrote:",
    "thunderbird de": "Am 02.03.26 um 08:05 schrieb Ada Byron:",
    "thunderbird fr": "Le 02/03/2026 à 08:05, Ada Byron a écrit :",
    "yahoo": "On Monday, March 2, 2026 at 08:05:00 AM GMT+1, Ada Byron <ada@acme.example> wrote:",
    "proton": "On Monday, March 2nd, 2026 at 8:05 AM, Ada Byron <ada@acme.example> wrote:",
    "zoho": "---- On Mon, 02 Mar 2026 08:05:00 +0100 Ada Byron <ada@acme.example> wrote ---",
    "fastmail": "On Mon, Mar 2, 2026, at 8:05 AM, Ada Byron wrote:",
}
OUTLOOK = {
    "en": "From|Sent|To|Subject", "de": "Von|Gesendet|An|Betreff", "fr": "De |Envoyé |À |Objet ",
    "es": "De|Enviado el|Para|Asunto", "pt": "De|Enviada em|Para|Assunto", "it": "Da|Inviato|A|Oggetto",
    "nl": "Van|Verzonden|Aan|Onderwerp", "sv": "Från|Skickat|Till|Ämne", "da": "Fra|Sendt|Til|Emne",
    "fi": "Lähettäjä|Lähetetty|Vastaanottaja|Aihe", "pl": "Od|Wysłano|Do|Temat", "cs": "Od|Odesláno|Komu|Předmět",
    "tr": "Kimden|Gönderildi|Kime|Konu", "ru": "От|Отправлено|Кому|Тема", "uk": "Від|Надіслано|Кому|Тема",
    "ar": "من|تم الإرسال|إلى|الموضوع", "he": "מאת|נשלח|אל|נושא", "fa": "از|ارسال شده|به|موضوع",
    "zh-CN": "发件人|发送时间|收件人|主题", "zh-TW": "寄件者|寄件日期|收件者|主旨", "ja": "差出人|送信日時|宛先|件名",
    "ko": "보낸 사람|보낸 날짜|받는 사람|제목", "vi": "Từ|Đã gửi|Đến|Chủ đề", "th": "จาก|ส่ง|ถึง|เรื่อง",
    "el": "Από|Στάλθηκε|Προς|Θέμα", "hu": "Feladó|Elküldve|Címzett|Tárgy", "ro": "De la|Trimis|Către|Subiect",
    "id": "Dari|Dikirim|Kepada|Subjek",
}  # fmt: skip
TELEPHONES = (
    "Sent from my iPhone", "Sent from my Samsung Galaxy smartphone.", "Sent from Outlook for iOS",
    "Get Outlook for Android", "Sent from Yahoo Mail on Android", "Sent with Proton Mail secure email.",
    "Von meinem iPhone gesendet", "Gesendet mit der GMX Mail App", "Von meinem Samsung Galaxy Smartphone gesendet.",
    "Envoyé de mon iPhone", "Envoyé depuis mon mobile Orange", "Enviado desde mi iPhone", "Enviado do meu iPhone",
    "Inviato da iPhone", "Verstuurd vanaf mijn iPhone", "Skickat från min iPhone", "Sendt fra min iPhone",
    "Lähetetty iPhonesta", "Wysłane z iPhone'a", "Odesláno z iPhonu", "iPhone'umdan gönderildi",
    "Отправлено с iPhone", "Надіслано з iPhone", "أُرسلت من الـ iPhone", "נשלח מה-iPhone שלי", "ارسال‌شده از iPhone من",
    "发自我的 iPhone", "從我的 iPhone 傳送", "iPhoneから送信", "나의 iPhone에서 보냄", "Được gửi từ iPhone của tôi",
    "ส่งจาก iPhone ของฉัน", "Στάλθηκε από το iPhone μου", "Az iPhone-omról küldve", "Trimis de pe iPhone-ul meu",
    "Dikirim dari iPhone saya",
)  # fmt: skip
DISCLAIMERS = {
    "en": "This e-mail and any files transmitted with it are confidential and intended solely for the use of the "
    "individual to whom they are addressed. If you have received this email in error please notify the sender.",
    "de": "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen. Wenn Sie nicht der "
    "richtige Adressat sind, informieren Sie bitte sofort den Absender und vernichten Sie diese E-Mail.",
    "fr": "Ce message et ses pièces jointes sont confidentiels et destinés exclusivement à leurs destinataires. Si "
    "vous le recevez par erreur, merci de le détruire.",
    "es": "Este mensaje y sus archivos adjuntos son confidenciales y van dirigidos exclusivamente a su destinatario; "
    "queda prohibida su divulgación.",
}
QUOTED = "> Dear Cleo,\n> when can you come?\n>\n> Ada\n"
ANSWER = "Thursday is fine with me.\n\nCleo"
# What a candidate writes, and what looks like something else to a careless reader.
OWN = (
    "I will come on Thursday.",
    "On page 3 of my application I wrote:",
    "On 12.03.2019 at 10:15 I wrote:",
    "Am 12.03.2019 schrieb ich:",
    "My journey:\nFrom: Berlin\nTo: Munich\nDate: 3 May 2026",
    "Sent from our office in Berlin was the contract, signed by all.",
    "Get back to me on my mobile.",
    "From: my point of view this is fine.",
    "The times: 10:30, 11:45 in 2026, all of these:",
    "________________________________\nThe second part of my answer",
    "He wrote: come on 2 March 2026",
    "This message is confidential, please tell nobody in my firm.",
    "- Python\n- Go",
    "Mein Handy: +49 170 000000",
)


def shown(text: str, subject: str = "") -> str:
    return "".join(piece.text for piece in quotes.split(text, subject) if piece.kind == "visible").strip()


@pytest.mark.parametrize("intro", [*GMAIL.values(), *APPLE.values(), *OTHERS.values()], ids=[*GMAIL, *APPLE, *OTHERS])
def test_edge_43_what_is_quoted_is_folded_in_every_language(intro):
    assert shown(f"{ANSWER}\n\n{intro}\n\n{QUOTED}") == ANSWER


@pytest.mark.parametrize("intro", [*GMAIL.values(), *APPLE.values()], ids=[*GMAIL, *APPLE])
def test_edge_43_an_announcement_may_be_wrapped_before_the_address(intro):
    assert shown(f"{ANSWER}\n\n{intro.replace('<ada', '<' + chr(10) + 'ada')}\n\n{QUOTED}") == ANSWER


@pytest.mark.parametrize("names", OUTLOOK.values(), ids=OUTLOOK)
@pytest.mark.parametrize("rule", ["", "________________________________\n"])
@pytest.mark.parametrize("bold", ["", "*"])
def test_edge_43_outlook_in_every_language(names, rule, bold):
    values = ("Ada Byron <ada@acme.example>", "2. 3. 2026 08:05", "Cleo", "Interview")
    block = "\n".join(f"{bold}{name}:{bold} {value}" for name, value in zip(names.split("|"), values, strict=True))
    assert shown(f"{ANSWER}\n\n{rule}{block}\n\nDear Cleo,\nwhen?\n") == ANSWER


@pytest.mark.parametrize("line", TELEPHONES)
def test_edge_43_what_a_telephone_adds_is_a_signature(line):
    pieces = quotes.split(f"{ANSWER}\n\n{line}\n")
    assert [(one.kind, one.text.strip()) for one in pieces] == [("visible", ANSWER), ("signature", line)]


@pytest.mark.parametrize("paragraph", DISCLAIMERS.values(), ids=DISCLAIMERS)
@pytest.mark.parametrize("below", ["", f"\n{GMAIL['en']}\n{QUOTED}"])
def test_edge_43_small_print_is_a_signature(paragraph, below):
    pieces = quotes.split(f"{ANSWER}\n\n{paragraph}\n{below}")
    assert [(one.kind, one.text.strip()) for one in pieces][:2] == [("visible", ANSWER), ("signature", paragraph)]


@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("below", ["", "\n\nBest wishes\nCleo", "\n\n" + DISCLAIMERS["en"], "\n\nSent from my iPhone"])
def test_edge_43_a_candidates_own_words_are_never_hidden(own, below):
    assert shown(f"Dear Ada,\n{own}\nand more of it{below}").startswith(f"Dear Ada,\n{own}\nand more of it")
    assert shown(f"Dear Ada,\n\n{own}{below}").startswith(f"Dear Ada,\n\n{own}")


@pytest.mark.parametrize(
    "end", ["\nSent from my iPhone\nCall me!", "\n-- \nCleo\nPS: Friday is fine too.", "\n-- \nCleo\n\nIs Friday fine?"]
)
def test_edge_43_words_under_a_signature_are_shown(end):
    assert shown(ANSWER + "\n" + end) == ANSWER + "\n" + end.rstrip()


ANNOUNCED = st.sampled_from([f"{one}\n\n{QUOTED}" for one in (*GMAIL.values(), *APPLE.values())] + [QUOTED])
WORDS = st.sampled_from(OWN)
PLACE = st.sampled_from(["above", "between", "below"])
ENDS = st.sampled_from(["", "\n-- \nCleo\n", "\nSent from my iPhone\n", "\n" + DISCLAIMERS["de"] + "\n"])


@given(ANNOUNCED, WORDS, PLACE, ENDS)
@settings(max_examples=300, deadline=None)
def test_edge_43_words_put_anywhere_around_quotes_are_shown(announced, own, place, end):
    text = {
        "above": f"{own}\n\n{announced}{end}",
        "between": f"Hello,\n\n{announced}\n{own}\n\n{QUOTED}{end}",
        "below": f"{announced}\n{own}\n{end}",
    }[place]
    assert "".join(piece.text for piece in quotes.split(text)) == text
    assert own in shown(text)


OUTLOOK_BLOCK = (
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
    "<p><b>Von:</b> Ada &lt;ada@acme.example&gt;<br><b>Gesendet:</b> Montag<br>"
    "<b>An:</b> Cleo<br><b>Betreff:</b> x</p></div>"
)
HTML = {
    "gmail": '<div class="gmail_quote gmail_quote_container"><div class="gmail_attr">On Mon Ada wrote:<br></div>'
    '<blockquote class="gmail_quote">Q</blockquote></div>',
    "apple": '<div><br><blockquote type="cite"><div>On 2 Mar 2026 Ada wrote:</div>Q</blockquote></div>',
    "yahoo": '<div id="ydp1yahoo_quoted_1" class="ydp1yahoo_quoted yahoo_quoted">Q</div>',
    "thunderbird": '<div class="moz-cite-prefix">Am 02.03.26 schrieb Ada:</div><blockquote type="cite">Q</blockquote>',
    "proton": '<div class="protonmail_quote">On Monday Ada wrote:<blockquote type="cite">Q</blockquote></div>',
    "zoho": '<div class="zmail_extra" style="border-left:1px"><div>---- On Mon Ada wrote ---</div>Q</div>',
    "outlook web": '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Ada</div><div>Q</div>',
    "outlook desktop": f"{OUTLOOK_BLOCK}<p>Q</p>",
    "samsung": "<div>-------- Original message --------</div><div>From: Ada</div><div>Q</div>",
}


@pytest.mark.parametrize("quoted", HTML.values(), ids=HTML)
def test_edge_43_marks_in_html(quoted):
    assert quote_split(f"<div>Yes.</div>{quoted}")[0].startswith("<div>Yes.</div>")
    assert quote_split(f"<div>Yes.</div>{quoted}")[1].rstrip().endswith(quoted[-12:])
    assert ">Q<" in quote_split(f"<div>Yes.</div>{quoted}")[1] or "Q</" in quote_split(f"<div>Yes.</div>{quoted}")[1]
    assert quote_split(quoted) == (quoted, "")  # a mail that is a quote alone is shown


@pytest.mark.parametrize(
    "announced", ["Forwarded message", "Weitergeleitete Nachricht", "转发的邮件", "Přeposlaná zpráva"]
)
def test_edge_25_a_forward_in_html_is_shown(announced):
    html = f'<p>FYI</p><div class="gmail_quote"><div>---------- {announced} ---------<br>Von: Ada</div>Q</div>'
    assert quote_split(html) == (html, "")


def test_edge_25_apples_forward_in_html_is_shown():
    html = '<div>FYI</div><div>Begin forwarded message:</div><blockquote type="cite">From: Ada</blockquote>'
    assert quote_split(html) == (html, "")


def test_edge_43_words_around_quotes_in_html_are_shown():
    below = f"<div>Yes.</div>{HTML['gmail']}<div>And Friday too.</div>"
    assert quote_split(below) == (below, "")
    line = '<p>Yes.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p>My second point</p></div>'
    assert quote_split(line) == (line, "")
