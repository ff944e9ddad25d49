"""The small print that companies hang under every mail, language by language; short or doubtful paragraphs are none."""

from __future__ import annotations

import re

# Somebody who says these words in a mail of their own says them in a sentence or two, not in such lengths.
MIN_LENGTH = 90
_PHRASES = (
    r"(?:this|the) (?:e-?mail|message|communication|transmission).{0,80}"
    r"(?:confidential|privileged|intended (?:only|solely))",
    r"intended (?:only |solely |exclusively )?for the (?:use of the )?"
    r"(?:addressee|named|individual|person|intended recipient)",
    r"if you (?:are not|have received|receive) .{0,40}(?:intended recipient|in error|by mistake)",
    r"please consider the environment before printing",
    r"(?:diese|dieses|die in dieser) (?:e-?mail|nachricht).{0,80}(?:vertraulich|rechtlich geschützt)",
    r"(?:irrtümlich|nicht der (?:richtige|beabsichtigte)) .{0,60}(?:erhalten|adressat|empfänger)",
    r"(?:ce (?:message|courriel)|cet e-?mail).{0,80}(?:confidentiel|destiné exclusivement|usage exclusif)",
    r"(?:este (?:mensaje|correo|e-?mail)|esta mensagem).{0,80}(?:confidencia)",
    r"(?:questo messaggio|questa e-?mail|il presente messaggio).{0,80}(?:confidenzial|riservat)",
    r"(?:dit (?:e-?mail)?bericht|deze e-?mail).{0,80}(?:vertrouwelijk|uitsluitend bestemd)",
    r"(?:detta (?:meddelande|e-postmeddelande)|denne (?:e-?mail|e-post)).{0,80}(?:konfidentiel|fortrolig)",
    r"(?:ta wiadomość|niniejsza wiadomość).{0,80}(?:poufn)",
    r"(?:настоящее|данное|это) (?:электронное )?(?:сообщение|письмо).{0,80}(?:конфиденциальн)",
    r"(?:bu (?:e-?posta|mesaj|ileti)).{0,80}(?:gizli)",
    r"(?:هذه الرسالة|هذا البريد).{0,80}(?:سري|السرية)",
    r"(?:本邮件|此邮件|本郵件|此電子郵件).{0,60}(?:保密|机密|機密)",
    r"(?:本メール|このメール).{0,60}(?:機密|秘密)",
)
_PHRASE = re.compile("|".join(_PHRASES), re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|my|ich|mein\w*|je|mon|yo|mi|io|mio|ik|mijn|jag|jeg|я|мой)\b|\?")


def is_one(paragraph: str) -> bool:
    """Tell whether a paragraph is a disclaimer and nothing of somebody's own."""
    return (
        len(paragraph) >= MIN_LENGTH
        and _PHRASE.search(paragraph[:3000]) is not None
        and _FIRST_PERSON.search(paragraph) is None
    )
