"""German situations; what is missing here is said in English, as people in these offices do."""

from __future__ import annotations

SAY: dict[str, tuple[str, ...]] = {
    "apply_subject": ("Bewerbung als <job>", "Bewerbung <ref>: <job>", "<job> in <city>"),
    "apply": (
        "{Sehr geehrte Damen und Herren|Guten Tag},\n\nhiermit bewerbe ich mich {auf die Stelle|um die Position}"
        " <job> in"
        " <city>. Seit <years> Jahren arbeite ich bei <employer>, {vor allem|hauptsächlich} im Bereich <skill>. {Nun"
        " suche ich"
        " eine neue Aufgabe.|Jetzt möchte ich den nächsten Schritt gehen.}\n\n{Meine Kündigungsfrist beträgt"
        " <notice>.|Ich könnte"
        " in <notice> beginnen.} {Den Lebenslauf finden Sie im Anhang.|Mein Lebenslauf liegt bei.}\n\nMit freundlichen"
        " Grüßen\n<full>",
        "Guten Tag,\n\nIhre Anzeige {hat mich angesprochen|ist mir am Wochenende begegnet|wurde mir von einem Kollegen"
        " gezeigt}: <skill> {mache ich seit <years> Jahren gern|ist seit <years> Jahren mein Alltag}, zuletzt bei"
        " <employer>."
        " {Gern erzähle ich mehr am Telefon.|Über ein Gespräch würde ich mich freuen.}\n\nFreundliche Grüße\n<full>",
    ),
    "screen_subject": ("Ein erstes Gespräch?", "<job>: darf ich Sie anrufen?"),
    "screen_ask": (
        "Guten Tag <full>,\n\nvielen Dank für Ihre Bewerbung als <job>. {Ihre Unterlagen haben mich neugierig"
        " gemacht|Ich habe"
        " Ihre Unterlagen gern gelesen}, und ich würde gern zwanzig Minuten mit Ihnen telefonieren. {Passt Ihnen"
        " <day> um <time>"
        " Uhr?|Darf ich Sie am <day> um <time> Uhr anrufen?}\n\nViele Grüße\n<me_full>",
    ),
    "screen_yes": (
        "Guten Tag <me_full>,\n\n{das passt sehr gut|gern|der Termin ist notiert}. {Sie erreichen mich mobil.|Ich"
        " freue mich auf"
        " Ihren Anruf.}\n\nFreundliche Grüße\n<full>",
        "Vielen Dank für die {schnelle|rasche} Rückmeldung. <day>, <time> Uhr, {ist notiert|passt mir gut}.\n\n<full>",
    ),
    "screen_move": (
        "Guten Tag <me_full>,\n\n{leider habe ich zu dieser Zeit einen Gerichtstermin|an dem Tag schließt die Kita"
        " früher|da sitze"
        " ich im Zug}. Ginge auch <day2> um <time2> Uhr?\n\n{Entschuldigen Sie die Umstände|Danke für Ihr"
        " Verständnis}\n<full>",
    ),
    "screen_moved": (
        "Guten Tag <full>,\n\n{selbstverständlich|kein Problem}: <day2> um <time2> Uhr. {Bis dahin.|Ich habe es"
        " umgetragen.}"
        "\n\n<me_full>",
    ),
    "salary_subject": ("Zum Gehalt", "Eine Frage zum Rahmen"),
    "question_salary": (
        "Guten Tag <me_full>,\n\n{bevor wir weitergehen|eine Frage vorab}: In welchem Rahmen liegt das Gehalt für"
        " die Stelle <job>?"
        " {Ich stelle mir <money> Euro vor.|Unter <money> Euro möchte ich nicht wechseln.}\n\nViele Grüße\n<full>",
    ),
    "answer_salary": (
        "Guten Tag <full>,\n\neine offene Frage, eine offene Antwort: <range>, {je nach Erfahrung|dazu ein Zuschuss zum"
        " Deutschlandticket|und dreißig Tage Urlaub}. {Passt das für Sie?|Können Sie sich das vorstellen?}\n\nViele"
        " Grüße"
        "\n<me_full>",
    ),
    "thanks": (
        "{Vielen Dank, das hilft mir.|Danke, damit ist alles klar.|Besten Dank für die Auskunft.} {Ich bin gern weiter"
        " dabei.|Dann freue ich mich auf den nächsten Schritt.}\n\n<full>",
    ),
    "remote_subject": ("Homeoffice", "Anwesenheit in <city>"),
    "question_remote": (
        "Guten Tag <me_full>,\n\nwie viele Tage in der Woche wäre ich in <city> im Büro? {Donnerstags pflege ich"
        " meinen Vater.|Die"
        " Bahn braucht gut eine Stunde.|Zwei ruhige Tage zu Hause tun meiner Arbeit gut.}\n\n<full>",
    ),
    "answer_remote": (
        "Guten Tag <full>,\n\n{drei Tage im Büro, zwei nach Wahl|zwei feste Teamtage, der Rest ist frei|in der"
        " Probezeit meist vor"
        " Ort, danach zwei Tage}. {Donnerstags frei zu planen ist kein Problem.|Fristen gehen natürlich"
        " vor.}\n\n<me_full>",
    ),
    "docs_subject": ("Noch zwei Unterlagen", "Ihre Zeugnisse"),
    "docs_ask": (
        "Guten Tag <full>,\n\nfür Ihre Akte fehlt uns noch {das Zeugnis des zweiten Examens|das letzte"
        " Arbeitszeugnis|der Nachweis"
        " der Zulassung}. {Ein Scan genügt.|Bis Ende der Woche reicht völlig.}\n\nVielen Dank\n<me_full>",
    ),
    "docs_give": (
        "Guten Tag <me_full>,\n\n{anbei|wie gewünscht im Anhang}. {Das Original liegt bei der Kammer.|Ich hoffe, der"
        " Scan ist gut"
        " lesbar.}\n\n<full>",
    ),
    "interview_subject": ("Einladung zum Gespräch: <job>", "Wir möchten Sie kennenlernen"),
    "interview_ask": (
        "Guten Tag <full>,\n\nwir möchten Sie gern kennenlernen: <day> um <time> Uhr, {per Video|in unserem Büro in"
        " <city>}, mit"
        " Noor Haddad und mir. {Bitte planen Sie eine Stunde ein.|Vorbereiten müssen Sie nichts.}\n\nPasst Ihnen"
        " das?\n\n<me_full>",
    ),
    "interview_yes": (
        "Guten Tag <me_full>,\n\n{sehr gern|mit Freude}. <day>, <time> Uhr, steht in meinem Kalender. {Soll ich etwas"
        " mitbringen?|Ich freue mich.}\n\n<full>",
    ),
    "interview_move": (
        "Guten Tag <me_full>,\n\n{es tut mir leid|leider}: {das Gericht hat auf diesen Vormittag terminiert|meine"
        " Tochter hat"
        " Fieber|mein Flug wurde gestrichen}. Wäre <day2> um <time2> Uhr möglich?\n\n<full>",
    ),
    "interview_moved": (
        "Guten Tag <full>,\n\n{das kommt vor|machen Sie sich keine Gedanken}. <day2> um <time2> Uhr passt allen."
        " {Eine neue Einladung"
        " folgt.|Gute Besserung zu Hause.}\n\n<me_full>",
    ),
    "nudge_subject": ("Stand meiner Bewerbung", "Gibt es Neuigkeiten?"),
    "nudge": (
        "Guten Tag <me_full>,\n\n{seit unserem Gespräch habe ich nichts gehört|darf ich kurz nachfragen}: Gibt es"
        " schon eine"
        " Entscheidung? {Ein anderes Haus wartet auf meine Antwort.|Ich möchte nicht drängen, nur planen.}\n\n<full>",
    ),
    "nudge_answer": (
        "Guten Tag <full>,\n\n{Sie fragen zu Recht, das Warten tut mir leid|danke, dass Sie fragen}. {Am <day> wird"
        " entschieden; ich"
        " rufe Sie am selben Abend an.|Ein Gespräch steht noch aus, dann entscheiden wir.}\n\n<me_full>",
    ),
    "offer_subject": ("Unser Angebot", "Gute Nachrichten: <job>"),
    "offer": (
        "Guten Tag <full>,\n\n{diese Mail schreibe ich besonders gern|gute Nachrichten}: Wir möchten Sie als <job>"
        " in <city> gewinnen."
        " <money> Euro im Jahr, dreißig Tage Urlaub, Beginn nach Ihrer Kündigungsfrist. {Der Vertrag liegt bei.|Der"
        " Vertrag kommt auch"
        " mit der Post.} Nehmen Sie sich eine Woche Zeit.\n\n<me_full>",
    ),
    "counter": (
        "Guten Tag <me_full>,\n\nüber das Angebot habe ich mich sehr gefreut. Eine Bitte {vor der"
        " Unterschrift|noch}: {Wären fünf"
        " Prozent mehr möglich?|Könnte ich vier Wochen später anfangen?|Ließe sich ein fester Tag zu Hause"
        " vereinbaren?}\n\n<full>",
    ),
    "counter_yes": (
        "Guten Tag <full>,\n\n{ich habe gefragt, und die Antwort ist ja|wir kommen Ihnen auf halbem Weg entgegen}."
        " Der geänderte Vertrag"
        " {liegt bei|geht heute zur Post}. Sind Sie dabei?\n\n<me_full>",
    ),
    "accept": ("Guten Tag <me_full>,\n\n{ja|sehr gern ja|unterschrieben}! Ich freue mich auf den ersten"
        " Tag.\n\n<full>",),
    "accept_reply": (
        "Guten Tag <full>,\n\n{wunderbar|herzlich willkommen}! Ana Ruiz meldet sich wegen Rechner und"
        " Schlüssel.\n\n<me_full>",
    ),
    "decline": (
        "Guten Tag <me_full>,\n\ndiese Mail fällt mir nicht leicht: {Ich habe ein anderes Angebot angenommen.|Wir"
        " haben uns entschieden,"
        " hier zu bleiben.} Vielen Dank für die faire und freundliche Begleitung.\n\n<full>",
    ),
    "decline_reply": (
        "Guten Tag <full>,\n\n{das ist schade, und ich verstehe es|danke für die offenen Worte}. Die Tür bleibt"
        " offen. Alles Gute!"
        "\n\n<me_full>",
    ),
    "reject_subject": ("Ihre Bewerbung als <job>",),
    "reject": (
        "Guten Tag <full>,\n\nvielen Dank für {Ihr Interesse|die Zeit, die Sie uns geschenkt haben}. Wir haben uns"
        " für {jemanden mit"
        " mehr Erfahrung im Bereich <skill>|ein Profil, das der Aufgabe näher ist,} entschieden. {Das sagt nichts"
        " über die Güte Ihrer"
        " Arbeit.|Leicht war es nicht.}\n\nIch wünsche Ihnen alles Gute.\n\n<me_full>",
    ),
    "reject_thanks": (
        "Guten Tag <me_full>,\n\n{schade, aber danke für die klare Antwort|vielen Dank für die Nachricht}."
        " Vielleicht ein andermal."
        "\n\n<full>",
    ),
    "withdraw_subject": ("Ich ziehe meine Bewerbung zurück",),
    "withdraw": (
        "Guten Tag <me_full>,\n\nhiermit ziehe ich meine Bewerbung als <job> zurück. {Ich habe anderswo"
        " zugesagt.|Der Weg wäre doch zu"
        " weit.} Danke für Ihre Mühe.\n\n<full>",
    ),
    "withdraw_reply": (
        "Guten Tag <full>,\n\n{schade, und danke für die Nachricht|ich verstehe das gut}. Ihre Akte ist geschlossen."
        " Alles Gute!"
        "\n\n<me_full>",
    ),
    "ooo_subject": ("Abwesenheitsnotiz", "Automatische Antwort: zurück am <day>"),
    "ooo": (
        "{Vielen Dank für Ihre Nachricht.|Guten Tag,} ich bin {im Urlaub|unterwegs|nicht im Büro} und am <day>"
        " wieder da. {Ihre Mail wird"
        " nicht weitergeleitet.|In dringenden Fällen rufen Sie bitte an.}\n\n<full>",
    ),
    "agency_subject": ("Kandidatur für <ref>: <full>",),
    "agency_submit": (
        "Guten Tag <me_full>,\n\nfür <job> möchte ich Ihnen <full> vorstellen: <years> Jahre Erfahrung im Bereich"
        " <skill>,"
        " Kündigungsfrist <notice>, Vorstellung <money> Euro. Das Profil liegt bei.\n\nFreundliche Grüße\n<contact>",
    ),
    "agency_answer": (
        "Guten Tag <contact>,\n\nvielen Dank, das Profil ist angekommen. Bis <day> haben Sie eine"
        " Antwort.\n\n<me_full>",
    ),
    "agency_status": ("Guten Tag <me_full>,\n\ngibt es schon eine Rückmeldung zu <full>?\n\n<contact>",),
    "skill": (
        "Datenschutz", "Arbeitsrecht", "Vertragsrecht", "Fristenkontrolle", "Gesellschaftsrecht", "Prozessführung",
            "Compliance",
        "Mandatsbetreuung", "Vergaberecht",
    ),
    "employer": (
        "Kessler Rechtsanwälte", "der Stadt Potsdam", "einer Kanzlei mit zwölf Köpfen", "der Havel Versicherung",
            "einem Amtsgericht",
        "der Spreewerk AG",
    ),
    "notice": ("vier Wochen", "sechs Wochen zum Quartal", "drei Monate", "einen Monat"),
}  # fmt: skip
