"""How mail programs announce what they quote, language by language: the one place to teach a new one."""

from __future__ import annotations

import re

from rapport.lib.text import without_bidi

_INTRO = (
    r"On\b.{4,300}\bwrote\s?:",
    r"Am\b.{4,300}\bschrieb\b.{0,200}:",
    r".{4,200}\bschrieb am\b.{4,100}:",
    r"(?:Le|Il y a)\b.{4,300}\ba écrit\s?:",
    r"El\b.{4,300}\bescribió\s?:",
    r"(?:Em|A|No dia)\b.{4,300}\bescreveu\s?:",
    r"Il\b.{4,300}\bha scritto\s?:",
    r"Op\b.{4,300}\b(?:schreef|geschreven)\b.{0,200}:",
    r"(?:Den|På)\b.{4,300}\bskrev\b.{0,200}:",
    r"(?:W dniu|Dnia)\b.{4,300}\b(?:napisał\(?a?\)?|pisze|napisał\(a\))\b.{0,200}:",
    r".{4,200}\b(?:kirjoitti|napsal\(?a?\)?|írta|yazdı)\b.{0,200}:",
    r".{4,200}\b(?:пишет|написал\(?а?\)?)\b.{0,100}:",
    r"(?:في|بتاريخ)\s.{4,300}كتب(?:ت)?.{0,200}:",
    r".{0,200}كتب(?:ت)?\s.{1,300}في\s.{4,200}:",
    r".{4,200}(?:写道|寫道|のメール|さんは書きました|님이 작성)\s?[:：]",
)
INTRO = re.compile(rf"(?:{'|'.join(_INTRO)})\Z", re.IGNORECASE | re.DOTALL)
_INTRO_START = re.compile(
    r"(?:On|Am|Le|Il y a|El|Em|A|No dia|Il|Op|Den|På|W dniu|Dnia|في|بتاريخ)\s.*\d|.*<[^<>\s]+@[^<>\s]+>", re.IGNORECASE
)

ORIGINAL = re.compile(
    r"-{2,}\s*(?:Original Message|Original Appointment|Ursprüngliche Nachricht|Originalnachricht|Message d.origine|"
    r"Message original|Mensaje original|Mensagem original|Messaggio originale|Oorspronkelijk bericht|"
    r"Ursprungligt meddelande|Oprindelig meddelelse|Opprinnelig melding|Alkuperäinen viesti|Wiadomość oryginalna|"
    r"Исходное сообщение|Orijinal İleti|الرسالة الأصلية|原始邮件|原始郵件|元のメッセージ|원본 메시지)\s*-{2,}\s*\Z",
    re.IGNORECASE,
)
FORWARD = re.compile(
    r"-{2,}\s*(?:Forwarded [Mm]essage|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado|"
    r"Mensagem encaminhada|"
    r"Messaggio inoltrato|Doorgestuurd bericht|Vidarebefordrat meddelande|Пересылаемое сообщение|رسالة معاد توجيهها|"
    r"رسالة محوّلة|转发的邮件|転送メッセージ).{0,40}\Z|"
    r"(?:Begin forwarded message|Anfang der weitergeleiteten (?:E-Mail|Nachricht)|"
    r"Début du message (?:réexpédié|transféré)|"
    r"Inicio del mensaje reenviado|Begin doorgestuurd bericht|Inizio messaggio inoltrato|"
    r"بدء الرسالة المُعاد توجيهها)\s?:\s*\Z",
    re.IGNORECASE,
)
FORWARD_SUBJECT = re.compile(r"\s*(?:fwd?|wg|tr|rv|enc|doorst|vb|i|pd|vl|ilt|إعادة توجيه|转发|轉寄)\s*:", re.IGNORECASE)

_FROM = "From|Von|De|Da|Van|Från|Fra|Lähettäjä|Od|От|От кого|Kimden|Gönderen|Feladó|من|发件人|寄件者|差出人|보낸 사람"
_OTHERS = (
    "Sent|Date|To|Cc|Bcc|Subject|Reply-To|Gesendet|Datum|An|Kopie|Betreff|Envoyé|Date|À|A|Objet|Enviado(?: el)?|Fecha|"
    "Para|"
    "Asunto|Enviada(?: em)?|Data|Assunto|Inviato|Oggetto|Verzonden|Aan|Onderwerp|Skickat|Till|Ämne|Sendt|Til|Emne|"
    "Lähetetty|Vastaanottaja|Aihe|Wysłano|Do|DW|Temat|Отправлено|Дата|Кому|Тема|Gönderildi|Kime|Konu|تم الإرسال|أرسلت|"
    "التاريخ|إلى|الى|نسخة|الموضوع|发送时间|收件人|主题|抄送|寄件日期|收件者|主旨|送信日時|宛先|件名|"
    "보낸 날짜|받는 사람|제목"
)
HEADER_FROM = re.compile(rf"[*_>\s]*(?:{_FROM})\s?[*_]*\s?[:：]\s*\S", re.IGNORECASE)
HEADER_OTHER = re.compile(rf"[*_>\s]*(?:{_OTHERS})\s?[*_]*\s?[:：]", re.IGNORECASE)
RULE = re.compile(r"\s*(?:_{10,}|-{20,}|={20,})\s*\Z")

INLINE = re.compile(
    r"\b(?:in-?line|(?:see|find|answers?|comments?|replies) (?:\w+ ){0,3}(?:below|in red|in blue|in bold|between)|"
    r"(?:siehe|s\.) unten|(?:antworten|kommentare) (?:\w+ ){0,3}(?:unten|im text|in rot|in blau)|"
    r"(?:voir )?ci-dessous|(?:en|in) rouge|(?:ver|véase|vea) (?:\w+ )?(?:abajo|debajo)|más abajo|en rojo|"
    r"(?:zie )?hieronder|onderaan|in het rood|qui sotto|abaixo)\b|أدناه|بالأسفل|في الأسفل|باللون الأحمر",
    re.IGNORECASE,
)
MOBILE = re.compile(
    r"(?:Sent (?:from|with|via) (?:my |the )?.{2,60}|Get Outlook for .{2,30}|Von mein(?:em|er) .{2,40} gesendet|"
    r"Gesendet (?:von|mit) .{2,50}|Envoyé (?:de|depuis|à partir de) .{2,50}|Enviado (?:desde|do|de|via) .{2,50}|"
    r"Obtener Outlook para .{2,30}|Verstuurd vanaf .{2,40}|Verzonden (?:vanaf|met|via) .{2,40}|"
    r"Inviato (?:da|dal) .{2,40}|"
    r"Skickat från .{2,40}|Sendt fra .{2,40}|Wysłane z .{2,40}|Отправлено (?:с|из) .{2,40}|"
    r".{2,30}'?(?:den|dan) gönderildi|"
    r"أ?ُ?رسلت? من .{2,40}|تم الإرسال من .{2,40}|发自我的.{2,20}|從我的.{2,20}傳送|iPhoneから送信)\.?\Z",
    re.IGNORECASE,
)


def bare(line: str) -> str:
    """Return a line without the marks of direction and the blanks around it."""
    return without_bidi(line).replace("\xa0", " ").strip()


def is_intro(lines: list[str]) -> bool:
    """Tell whether these lines together say that somebody wrote what follows, at a date or from an address."""
    text = " ".join(bare(line) for line in lines)
    if len(text) > 600 or not text.endswith((":", "：")):
        return False
    return INTRO.match(text) is not None and re.search(r"\d|@", text) is not None


def may_begin_intro(line: str) -> bool:
    """Tell cheaply whether an announcement over several lines could begin here."""
    return len(line) < 400 and _INTRO_START.match(line) is not None
