"""How mail programs announce what they quote, language by language: the one place to teach a new one."""

from __future__ import annotations

import re

from rapport.lib.text import without_bidi

_INTRO = (
    r"(?:On\b|.{0,60}\d).{4,300}\bwrote\s?:",
    r"Am\b.{4,300}\bschrieb\b.{0,200}:",
    r".{4,200}\b(?:schrieb am|schreef op|a écrit le|escribió el|escreveu|escreveu em|ha scritto il)\b.{4,100}:",
    r"(?:Le|Il y a)\b.{4,300}\ba écrit\s?:",
    r"El\b.{4,300}\bescribió\s?:",
    r"(?:Em|A|No dia|Na?|Às)\b.{4,300}\bescreveu\s?:",
    r"Il\b.{4,300}\bha scritto\s?:",
    r"Op\b.{4,300}\b(?:schreef|geschreven)\b.{0,200}:",
    r".{4,200}\b(?:skrev|kirjoitti|napsal\(?a?\)?|napísal\(?a?\)?|írta|yazdı|kirjutas|rašė|rakstīja)\b.{0,200}:",
    r".{4,200}\b(?:napisał\(?a?\)?|pisze|napisao|napisala|napisal)\b.{0,200}:",
    r".{4,200}\b(?:пишет|пише|написала?|написал\(?а?\)?|написа|написав(?:\(ла\))?)\s?\)?.{0,100}:",
    r"(?:în|pe|la)\b.{4,300}\ba scris\s?:",
    r".{0,200}\b(?:menulis|đã viết|viết|έγραψε|a escrit|va escriure|idatzi du|escribiu)\s?:",
    r"(?:Pada|Vào|Στις|În|Missatge de)\b.{4,300}:",
    r"(?:في|بتاريخ)\s.{4,300}(?:كتب|كتبت|كتابة).{0,200}:",
    r".{0,200}كتب(?:ت)?\s.{1,300}في\s.{4,200}:",
    r"(?:בתאריך|ב-|ביום).{4,300}:",
    r".{0,200}(?:כתב|כתבה|כתב/ה|נוشت|نوشت|نوشته است)\s?:",
    r".{4,200}(?:写道|寫道|のメール|さんは書きました|のメッセージ|님이 작성|작성|님이 쓴 글|เขียนว่า|เขียน)\s?[:：]",
)
INTRO = re.compile(rf"(?:{'|'.join(_INTRO)})\Z", re.IGNORECASE | re.DOTALL)
# Whoever quotes themselves speaks on: "On 2 March I wrote:" announces words of their own.
_OWN_WORDS = re.compile(
    r"\b(?:I|we) (?:(?:also|already|then|once|have) )?wrote\s?:|\bschrieb(?:en)? (?:ich|wir)\b|\bskrev (?:jag|jeg|"
    r"vi)\b|"
    r"\b(?:schreef(?:en)?) (?:ik|wij|we)\b|\bj.ai écrit|\bnous avons écrit|\bho scritto|\bescribí\b|\bescrevi\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[<(\[\u2068\u202a]{1,3}\s?[^\s<>()]{1,200}@[^\s<>()]{1,200}\s?[>)\]\u2069\u202c]")
_TIME = re.compile(r"\d{1,2}\s?(?:[:.h٫]|点|時|시)\s?\d{2}\b")
_YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d\d|[١٢][٠٩]\d\d|[۱۲][۰۹۳۴]\d\d|25\d\d|14\d\d)(?!\d)")
_DATE = re.compile(r"(?<!\d)\d{1,4}\s?[./\-年월]\s?\d{1,2}\s?[./\-月]\s?\d{1,4}(?!\d)")
_INTRO_START = re.compile(
    r"(?:On|Am|Le|Il y a|El|Em|A|No dia|Il|Op|Den|På|W dniu|Dnia|În|Pada|Vào|Στις|ב|في|بتاريخ|در|在|于|ในวันที่|\d).*\d|"
    r".*\d.*\d|.*<[^<>\s]*@?[^<>\s]*>?",
    re.IGNORECASE,
)

ORIGINAL = re.compile(
    r"-{3,}\s?On\b.{4,200}\bwrote\s?-{3,}\Z|"
    r"-{2,}\s*(?:Original Message|Original Appointment|Ursprüngliche Nachricht|Originalnachricht|Message d.origine|"
    r"Message original|Mensaje original|Mensagem original|Messaggio originale|Oorspronkelijk bericht|"
    r"Ursprungligt meddelande|Originalmeddelande|Oprindelig (?:meddelelse|besked)|Opprinnelig melding|"
    r"Alkuperäinen viesti|Wiadomość oryginalna|Oryginalna wiadomość|Původní (?:zpráva|e-mail)|Pôvodná správa|"
    r"Исходное сообщение|Оригинальное сообщение|Вихідне повідомлення|Оригінальне повідомлення|Orijinal (?:İleti|"
    r"ileti|mesaj)|"
    r"Özgün İleti|Eredeti üzenet|Mesaj original|Mesajul original|Αρχικό μήνυμα|Pesan asli|Thư gốc|Tin nhắn gốc|"
    r"ข้อความต้นฉบับ|הודעה מקורית|ההודעה המקורית|پیام اصلی|الرسالة الأصلية|原始邮件|原始郵件|原始信件|邮件原件|"
    r"元のメッセージ|원본 메시지|원본 메일)\s*-{2,}\s*\Z",
    re.IGNORECASE,
)
FORWARD = re.compile(
    r"-{2,}\s*(?:Forwarded [Mm]essage|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado|"
    r"Mensagem encaminhada|"
    r"Messaggio inoltrato|Doorgestuurd bericht|Vidarebefordrat meddelande|Пересылаемое сообщение|رسالة معاد توجيهها|"
    r"رسالة محوّلة|转发的邮件|転送メッセージ|Forwarded by|Videresendt (?:besked|melding)|Välitetty viesti|"
    r"(?:Wiadomość p|P)rzekazana|Przeposlaná zpráva|Přeposlaná zpráva|İletilen ileti|Yönlendirilmiş ileti|"
    r"Переслане повідомлення|Továbbított üzenet|Mesaj redirecționat|Προωθημένο μήνυμα|Pesan terusan|"
    r"Thư (?:đã )?chuyển tiếp|ข้อความที่ส่งต่อ|הודעה שהועברה|پیام هدایت‌شده|轉寄的郵件|전달된 메(?:일|시지)).{0,60}\Z|"
    r"(?:Begin forwarded message|Anfang der weitergeleiteten (?:E-Mail|Nachricht)|"
    r"Début du message (?:réexpédié|transféré)|"
    r"Inicio del mensaje reenviado|Begin doorgestuurd bericht|Inizio messaggio inoltrato|"
    r"بدء الرسالة المُعاد توجيهها)\s?:\s*\Z",
    re.IGNORECASE,
)
FORWARD_SUBJECT = re.compile(
    r"\s*(?:fwd?|wg|tr|rv|enc|doorst|vb|vs|i|pd|vl|ilt|fs|továbbítás|redir|πρθ|הועבר|fyi|إعادة توجيه|转发|轉寄)\s*:",
    re.IGNORECASE,
)

_FROM = (
    "From|Von|De|Da|Van|Från|Fra|Lähettäjä|Od|От|От кого|Від|Від кого|Kimden|Gönderen|Feladó|De la|Expeditor|Από|Dari|"
    "Pengirim|Từ|Người gửi|จาก|מאת|از|من|المرسل|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람"
)
_SUBJECT = (
    "Subject|Betreff|Objet|Sujet|Asunto|Assunto|Oggetto|Onderwerp|Ämne|Emne|Aihe|Temat|Předmět|Predmet|Тема|Konu|Tárgy|"
    "Subiect|Θέμα|Subjek|Perihal|Chủ đề|Tiêu đề|เรื่อง|หัวเรื่อง|נושא|הנדון|موضوع|الموضوع|主题|主旨|主題|件名|제목"
)
_OTHERS = (
    f"{_SUBJECT}|Sent|Date|To|Cc|Bcc|Reply-To|Importance|Gesendet|Datum|An|Kopie|Envoyé|À|A|Enviado(?: el)?|Enviados|"
    "Fecha|Para|Enviada(?: em)?|Data|Inviato|Verzonden|Aan|Skickat|Till|Sendt|Til|Lähetetty|Vastaanottaja|"
    "Wysłano|Do|DW|Odesláno|Odoslané|Komu|Kopia|Отправлено|Дата|Кому|Копия|Надіслано|Копія|Gönderildi|Gönderme|"
    "Tarih|Kime|"
    "Bilgi|Elküldve|Küldve|Dátum|Címzett|Másolatot kap|Trimis|Către|Στάλθηκε|Ημερομηνία|Προς|Κοιν\\.|Dikirim|Terkirim|"
    "Tanggal|Kepada|Ke|Đã gửi|Ngày|Đến|Tới|ส่ง|ส่งเมื่อ|วันที่|ถึง|สำเนา|נשלח|תאריך|אל|עותק|ارسال|ارسال شده|تاریخ|به|"
    "تم الإرسال|أرسلت|التاريخ|تاريخ الإرسال|إلى|الى|نسخة|发送时间|收件人|抄送|日期|寄件日期|收件者|副本|日期|"
    "送信日時|日時|宛先|보낸 날짜|보낸날짜|받는 사람|받는사람|참조"
)
HEADER_FROM = re.compile(rf"[*_>\s]*(?:{_FROM})\s?[*_]*\s?[:：]\s*\S", re.IGNORECASE)
HEADER_SUBJECT = re.compile(rf"[*_>\s]*(?:{_SUBJECT})\s?[*_]*\s?[:：]", re.IGNORECASE)
HEADER_OTHER = re.compile(rf"[*_>\s]*(?:{_OTHERS})\s?[*_]*\s?[:：]", re.IGNORECASE)
RULE = re.compile(r"\s*(?:_{10,}|-{20,}|={20,})\s*\Z")

INLINE = re.compile(
    r"\b(?:in-?line|(?:see|find|answers?|comments?|replies) (?:\w+ ){0,3}(?:below|in red|in blue|in bold|between)|"
    r"(?:siehe|s\.) unten|(?:antworten|kommentare) (?:\w+ ){0,3}(?:unten|im text|in rot|in blau)|"
    r"(?:voir )?ci-dessous|(?:en|in) rouge|(?:ver|véase|vea) (?:\w+ )?(?:abajo|debajo)|más abajo|en rojo|"
    r"(?:zie )?hieronder|onderaan|in het rood|qui sotto|abaixo)\b|أدناه|بالأسفل|في الأسفل|باللون الأحمر",
    re.IGNORECASE,
)
# Only the name of a device or a mail program makes such a line; "sent from our office" is somebody's words.
_DEVICE = (
    r"(?:iPhon\w*|iPad|iPod|Apple|MacBook|Android|Samsung|Galaxy|Huawei|Xiaomi|Redmi|Nokia|Sony|Xperia|HTC|Pixel|"
    r"OnePlus|Oppo|Motorola|BlackBerry|Windows|Outlook|Gmail|Yahoo|AOL|Proton ?Mail|Zoho|GMX|WEB\.DE|Mail\.ru|"
    r"Яндекс|Yandex|"
    r"Thunderbird|Superhuman|Airmail|BlueMail|TypeApp|myMail|Mailspring|Telekom|Fairphone|eM Client|Mail (?:for|für|"
    r"pour|"
    r"para|per|voor|til)|Mobile Mail|mobile|mobil\w*|smartphone|Handy|telefon\w*|téléphone|telefoon|teléfono|cellulare|"
    r"celular|móvil|tablet\w*|cell ?phone|phone|айфон\w*|телефон\w*|смартфон\w*|手机|手機|携帯|スマートフォン|휴대폰|"
    r"آیفون|آيفون|الهاتف|هاتفي)"
)
_SENT_FROM = (
    r"Sent (?:from|with|via|using)|Gesendet (?:von|mit|über)|Envoyé (?:de|depuis|avec|à partir)|"
    r"Enviado (?:desde|do|da|de|via|a partir)|Verstuurd (?:vanaf|met|via)|Verzonden (?:vanaf|met|via)|"
    r"Inviato (?:da|dal|con)|Skickat från|Sendt (?:fra|med)|Lähetetty|Wysłan[eoy] (?:z|za)|Odesláno|Odoslané|"
    r"Отправлено (?:с|из|через)|Надіслано (?:з|із)|Відправлено (?:з|із)|Στάλθηκε|Trimis|Dikirim|Được gửi|Đã gửi|"
    r"ส่งจาก|נשלח|ارسال|أ?ُ?رسلت?ْ? من|تم الإرسال من|发自|發自|来自"
)
_GET = (
    r"Get|Holen Sie sich|Laden Sie|Télécharge[rz]|Obtener|Obtenga|Obter|Scarica|Ottieni|Download|Hämta|Hent|"
    r"Skaff|Hanki|Pobierz"
)
MOBILE = re.compile(
    rf"(?:(?:{_SENT_FROM})[^?!]{{0,40}}?{_DEVICE}[^?!]{{0,30}}|(?:{_GET}) .{{0,4}}Outlook .{{1,25}}|"
    rf"(?:Von |Vom |Az )?[^?!.]{{0,12}}{_DEVICE}[^?!.]{{0,20}}"
    r"(?:gesendet|verschickt|gönderildi|küldve|傳送|发送|送信|보냄|보냈습니다))\.?\Z",
    re.IGNORECASE,
)


def bare(line: str) -> str:
    """Return a line without the marks of direction and the blanks around it."""
    return without_bidi(line).replace("\xa0", " ").strip()


def is_intro(lines: list[str], is_marked_below: bool = False) -> bool:
    """Tell whether these lines together say that somebody wrote what follows, at a moment or from an address.

    Where the quoted lines are marked, an address is enough in any language; else the sentence must be a known one:
    without marks all that follows it is folded away, and a moment alone may stand in anybody's own sentence.
    """
    text = " ".join(bare(line) for line in lines).lstrip("> ")
    if len(text) > 600 or not text.endswith((":", "：")):
        return False
    has_address = _ADDRESS.search(text) is not None
    has_day = _YEAR.search(text) is not None or _DATE.search(text) is not None
    has_moment = has_day and _TIME.search(text) is not None
    if _OWN_WORDS.search(text):
        return False
    if is_marked_below and has_address:
        return True
    if INTRO.match(text) is None:
        return False
    return has_address or has_moment or _DATE.search(text) is not None or (is_marked_below and has_day)


def may_begin_intro(line: str) -> bool:
    """Tell cheaply whether an announcement over several lines could begin here."""
    return len(line) < 400 and _INTRO_START.match(line) is not None
