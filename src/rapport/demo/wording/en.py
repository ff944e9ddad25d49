"""English situations."""

from __future__ import annotations

SAY: dict[str, tuple[str, ...]] = {
    "apply_subject": ("Application: <job>", "<job>, <ref>", "My application for <job> in <city>", "Applying for <job>"),
    "apply": (
        "{Dear hiring team|Dear Halden & Moss|Hello|Good morning},\n\n{please find my application for|I would like"
        " to apply"
        " for|I am writing about} the <job> position in <city>. I have spent the last <years> years {at|with}"
        " <employer>,"
        " {mostly on|with a focus on|looking after} <skill>, and {would like to go further|feel ready for the next"
        " step|want"
        " to do more of it}.\n\n{My notice period is <notice>.|I could start within <notice>.|<notice> of notice are"
        " in my"
        " contract.} {My CV is attached.|You find my CV attached.}\n\n{Kind regards|Best regards|Many"
        " thanks|Sincerely}\n<full>",
        "{Hello|Dear team|Good afternoon},\n\n{a colleague showed me your posting|I came across your posting on"
        " Sunday|I have"
        " been watching your postings for a while} and <job> {reads as if it were written for me|is what I have been"
        " looking"
        " for|fits what I do}: <skill>, every day, for <years> years now, at <employer>.\n\n{I would be glad to"
        " talk.|Happy to"
        " tell you more whenever it suits.|May I tell you more on the phone?}\n\n<full>",
        "Dear {Halden & Moss|all},\n\nthree things about me: <years> years of <skill>; <employer> is where I learned"
        " it; and I"
        " {read your published decisions for pleasure|would move to <city> tomorrow|like work that can be explained"
        " to a"
        " client in two sentences}.\n\nThe rest is in the CV. {I look forward to hearing from you.|Thank you for"
        " reading.}"
        "\n\n{Regards|All the best|Yours}\n<full>",
    ),
    "screen_subject": ("A first conversation?", "<job>: may I call you?", "Your application, and twenty minutes of"
        " your time"),
    "screen_ask": (
        "{Hi|Dear} <first>,\n\nthank you for applying for <job>. {I read your papers with interest|Your papers made me"
        " curious|There is a lot in your CV I would like to hear about} and would like to talk for twenty minutes."
        " {Would"
        " <day> at <time> work?|Are you free on <day> at <time>?|May I call you on <day> at <time>?}\n\n{Any number"
        " you prefer"
        " is fine.|I will call the number on your application.|If another day is better, just name one.}\n\n{Kind"
        " regards|Best|Until then}\n<me>",
        "{Hi|Hello} <first>,\n\nI look after <job> at Halden & Moss. {Before we plan anything formal|Before anybody"
        " puts on a"
        " suit}, I would like a short call: what you look for, what we look for, and whether the two match. <day>,"
        " <time>?"
        "\n\n<me>",
    ),
    "screen_yes": (
        "{Hi|Dear} <me>,\n\n{that works well|<day> suits me|gladly}. {You can reach me on my mobile.|The number on"
        " my CV is the"
        " right one.|I will keep my phone beside me.}\n\n{Best|Thank you|Regards}\n<first>",
        "{Thank you for the quick reply.|What a quick answer, thank you.} <day> at <time> is"
        " {fine|perfect|noted}.\n\n<first>",
        "Hello <me>,\n\n<time> is good, {though I may have to step out of a meeting|I am working from home that"
        " day}. Talk"
        " soon.\n\n<first>",
    ),
    "screen_move": (
        "{Hi|Dear} <me>,\n\n{I am afraid a hearing was moved to that hour|our nursery closes early that day|I will"
        " be on a"
        " train without much of a signal then}. Could we {make it|do} <day2> at <time2> instead?\n\n{Sorry for the"
        " trouble|Thank you for understanding}\n<first>",
        "Dear <me>,\n\nwould <day2>, <time2>, be possible? {On the first date I am in court all day.|I promised that"
        " morning to"
        " a client long ago.}\n\n<first>",
    ),
    "screen_moved": (
        "{Hi|Dear} <first>,\n\n{no trouble at all|of course|easily done}: <day2> at <time2>. {I have moved it in both"
        " calendars.|Speak then.}\n\n<me>",
        "<day2> at <time2> it is. {Thank you for telling me in time.|Good luck until then.}\n\n<me>",
    ),
    "call_subject": ("Phone screen", "First conversation", "Call about <job>", "Twenty minutes on the phone"),
    "call_note": (
        "<years> years, most of it <skill>. {Clear about the reasons for leaving|Leaves because the team is being"
        " merged|Not"
        " looking hard, curious}. Expects <money>, notice <notice>. {Good questions at the end.|Asked who supervises"
        " whom.|Wanted to know how many people left last year.} {Recommend the next step.|Worth an interview.|Would"
        " like"
        " Noor’s view before we go on.}",
        "{Calm, precise|Friendly and quick|A little nervous at first, then very good}. <skill> is {solid|the strong"
        " side|clearly daily work}. Salary <money>, start after <notice>. {No sponsorship needed.|Has the right to work"
        " here.|We should check the permit.} {Would come in for a day.|Prefers video for the first interview.}",
        "Spoke mostly about <employer>. {Runs files alone.|Second chair so far, wants the first.|Has trained two"
        " juniors.}"
        " Money: <money>, {open to talk|firm|says it is not the main thing}. <notice>. {Two other processes running,"
        " we should"
        " be quick.|No other process.}",
    ),
    "voicemail_note": (
        "{Left a message with my number.|Left word about <job> and two times to call back.|Short message, will try"
        " again"
        " tomorrow.}",
        "{No answer, left a message.|Mailbox, friendly greeting. Left my number.} {No hurry on our side.|Asked for a"
        " mail if"
        " that is easier.}",
    ),
    "text_out": (
        "“{Hello|Hi} <first>, <me> from Halden & Moss. {Is <time> still good for our call?|I am five minutes late,"
        " sorry.|The"
        " link is in your mail.|Your papers have arrived, thank you.}”",
        "“{Good morning|Good afternoon} <first>, {all set for <day>?|please ask for me at the desk.|parking is"
        " behind the"
        " building.} <me>”",
    ),
    "text_in": (
        "“{Yes, all good.|Running ten minutes late, sorry!|Found it, thank you.|Perfect, see you then.|On my way.}”",
        "“{Thanks <me>!|Thank you, noted.|Got it.} {Looking forward.|See you <day>.|Will be there.}”",
    ),
    "salary_subject": ("The salary range", "One question on pay", "<job>: range?"),
    "question_salary": (
        "{Dear|Hi} <me>,\n\n{before we go further|so that neither of us wastes an afternoon}: what is the range for"
        " <job>? I"
        " {earn <money> at the moment|would not move for less than <money>|have <money> in mind}.\n\n{Thank you for"
        " being"
        " open|Best}\n<first>",
        "Hello <me>,\n\none thing {I forgot to ask|we did not touch on}: {is there a bonus on top of the base|does"
        " the range"
        " include the pension|how is overtime handled}?\n\n<first>",
    ),
    "answer_salary": (
        "{Hi|Dear} <first>,\n\nan open question deserves an open answer: the range is <range>, {plus a bonus of up"
        " to ten per"
        " cent|with a review after a year|and where you stand in it depends on the interviews}. {Does that fit?|Does"
        " that work"
        " for you?}\n\n<me>",
        "Dear <first>,\n\n<range>. {Pension comes on top.|There is no overtime pay, but time off in lieu, and people"
        " take"
        " it.|The bonus has been paid in each of the last five years.}\n\nKind regards\n<me>",
    ),
    "thanks": (
        "{Thank you, that helps.|That is clear, thank you.|Thanks, that answers it.} {Count me in.|Let us go"
        " on.|Then I am"
        " happy to continue.}\n\n<first>",
        "{Perfect|Very good|Good to know}, thank you for {the quick reply|your patience|being so open}.\n\n<first>",
    ),
    "visa_subject": ("Work permit", "Sponsorship", "A question about my visa"),
    "question_visa": (
        "{Dear|Hi} <me>,\n\nmy permit {is tied to <employer>|runs until next summer|needs an employer as sponsor}."
        " Would you"
        " {sponsor a new one|take that over}, and how long does it take in <city>?\n\n<first>",
    ),
    "answer_visa": (
        "{Hi|Dear} <first>,\n\nyes, we do sponsor, {and have done so nine times in two years|with a lawyer who does"
        " nothing"
        " else}. {In <city> it takes eight to twelve weeks.|Expect about ten weeks.} {It changes nothing about our"
        " decision.|"
        "You would not pay anything.}\n\n<me>",
    ),
    "remote_subject": ("Days in the office", "Remote work", "How much of it is in <city>?"),
    "question_remote": (
        "{Hi|Dear} <me>,\n\nhow many days a week would I be expected in <city>? {I care for my father on"
        " Thursdays.|The train"
        " takes an hour and a half each way.|I work best when I have two quiet days.}\n\n<first>",
    ),
    "answer_remote": (
        "{Hi|Dear} <first>,\n\n{three days in the office, two wherever you like|two fixed days with the team, the"
        " rest is"
        " yours|the first three months mostly here, then two days}. {Thursdays can be yours, that is no"
        " problem.|Hearings have"
        " the last word, of course.|Nobody counts hours at the door.}\n\n<me>",
    ),
    "docs_subject": ("Two papers we still need", "Your certificates", "For your file"),
    "docs_ask": (
        "{Hi|Dear} <first>,\n\nto complete your file we need {your certificate of admission|proof of your degree|a work"
        " sample, anonymised|the reference from <employer>}. {A scan is enough.|There is no hurry, by the end of the"
        " week is"
        " fine.}\n\nThank you\n<me>",
    ),
    "docs_give": (
        "{Hi|Dear} <me>,\n\n{attached|here it is|as requested}. {The original is with the chamber, tell me if you"
        " need it.|I"
        " have blacked out the names.|I hope the scan is good enough.}\n\n<first>",
    ),
    "interview_subject": ("Your interview: <job>", "Invitation: <day>, <time>", "We would like to meet you"),
    "interview_ask": (
        "{Hi|Dear} <first>,\n\nwe would like to {meet you|go a step further}: <day> at <time>, {by video|in our"
        " <city> office},"
        " with {Noor Haddad|Noor Haddad and Tom Field|the partners of the practice}. {Please plan an hour.|It takes"
        " fifty"
        " minutes.} {There is nothing to prepare.|You will get a short case on the day.}\n\n{Does that suit"
        " you?|Please tell me"
        " whether that works.}\n\n<me>",
        "Dear <first>,\n\n{good news|news}: the team would like to speak with you. I suggest <day>, <time>. {Should"
        " you need"
        " anything to make the conversation easier for you, tell me.|Travel costs are on us.}\n\nKind regards\n<me>",
    ),
    "interview_yes": (
        "{Dear|Hi} <me>,\n\n{with pleasure|gladly|that is good news}. <day>, <time>, is in my calendar. {Who will be"
        " there?|Should I bring anything?|I look forward to it.}\n\n<first>",
        "{Confirmed|Noted|Wonderful}: <day> at <time>. {Thank you for the invitation.|See you then.}\n\n<full>",
    ),
    "interview_move": (
        "{Dear|Hi} <me>,\n\n{I am so sorry, but|something has come up:} {the court has set a hearing on that"
        " morning|my daughter"
        " has a fever|my flight was cancelled}. {Is there any chance of|Could we try} <day2>, <time2>?\n\n<first>",
    ),
    "interview_moved": (
        "{Hi|Dear} <first>,\n\n{these things happen|do not worry}. <day2> at <time2> {works for everybody|is"
        " settled}. {A new"
        " invitation is on its way.|Get well soon at home.}\n\n<me>",
    ),
    "meet_subject": ("Interview", "First interview, video", "Interview in the office", "Second conversation with the"
        " team"),
    "meet_note": (
        "{Prepared and relaxed|Took time to think before answering|Knew our last three judgments}. The case was solved"
        " {cleanly|with one detour|faster than expected}. {Strong on <skill>.|A gap in procedure, nothing that"
        " cannot be"
        " learned.} {In favour.|A clear yes.|In favour, with a question about pace.}",
        "{Good conversation|Mixed picture}: {convincing on facts, thin on law|excellent with the client role"
        " play|very good"
        " writing sample}. {Compare with the other two before we decide.|I would go on.|Tom sees it the same way.}",
        "Fifty minutes, the same questions as for everybody. Score {3.5|4|4.5|3} of 5. {Best answer: the privilege"
        " question.|Weak spot: numbers.|Would fit the team on Barton Springs Road.}",
    ),
    "nudge_subject": ("Any news?", "Re: my application for <job>", "Following up"),
    "nudge": (
        "{Hi|Dear} <me>,\n\n{it has been a while since we spoke|I have not heard from you since the interview|just a"
        " short"
        " question}: is there {any news|a decision} on <job>? {I ask because another firm would like an answer.|I do"
        " not want"
        " to press, only to plan.}\n\n{Thank you|Best}\n<first>",
    ),
    "nudge_answer": (
        "{Hi|Dear} <first>,\n\n{you are right to ask, and I am sorry for the wait|thank you for asking instead of"
        " wondering}."
        " {The partners meet on <day>; I will call you that evening.|One more person is being seen this week, then we"
        " decide.|There is no decision yet, and no bad sign in that.}\n\n<me>",
    ),
    "offer_call": (
        "{Pleased|Very happy|Speechless for a moment}. {Wants to read the letter before saying yes.|Will talk with the"
        " family tonight.|Asked about the pension and the first day.}",
        "Told <first> ourselves before the letter goes out. {Expected a little more.|Was not expecting it so"
        " soon.|Sounds"
        " like a yes.} {Letter today.|We agreed on a week to think.}",
    ),
    "offer_subject": ("Our offer", "An offer for <job>", "Good news about <job>"),
    "offer": (
        "{Hi|Dear} <first>,\n\n{I am very happy to write this mail|this is the best part of my job}: we would like"
        " you to join"
        " us as <job> in <city>. <money> a year, {twenty-eight days of leave|the usual leave and a training budget},"
        " start as"
        " soon as your notice allows. {The letter is attached.|The letter follows by post as well.}\n\n{Please take"
        " a week to"
        " think.|Ask me anything.}\n\n<me>",
    ),
    "counter": (
        "{Hi|Dear} <me>,\n\n{thank you, I am delighted|what good news}. {One point before I sign|May I raise one"
        " thing}: {could"
        " the base be five per cent higher, I would give up the bonus for it|my present employer has matched the"
        " salary, would"
        " a signing bonus be possible|I would need four weeks more until I can start}?\n\n<first>",
    ),
    "counter_yes": (
        "{Hi|Dear} <first>,\n\n{I asked, and the answer is yes|we can meet you halfway, and it is a good half}. {The"
        " new letter"
        " is attached.|The corrected letter goes out today.} {Is that a yes?|Do we have you?}\n\n<me>",
    ),
    "accept": (
        "{Hi|Dear} <me>,\n\n{yes|a clear yes|signed and sent}! {Thank you for the way you have done this.|I look"
        " forward to the"
        " first day.|I have told <employer> this morning.}\n\n<first>",
    ),
    "accept_reply": (
        "{Hi|Dear} <first>,\n\n{wonderful|welcome}! {Ana will write to you about the laptop and the keys.|You will"
        " hear from us"
        " before the first day.} {We are looking forward to you.|Congratulations to both of us.}\n\n<me>",
    ),
    "decline": (
        "{Hi|Dear} <me>,\n\nthis is not an easy mail. {I have accepted another offer|My present employer has made it"
        " hard to"
        " leave|We have decided as a family to stay where we are}, and it {has nothing to do with you|was a close"
        " call}. Thank"
        " you for {your time|the fairest process I have been through}.\n\n<first>",
    ),
    "decline_reply": (
        "{Hi|Dear} <first>,\n\n{that is a pity, and I understand it|I am sorry to read it and glad you told me"
        " straight}. {May I write to you again in a year?|The door stays open.} All the best to you.\n\n<me>",
    ),
    "reject_subject": ("Your application for <job>", "Our decision on <job>"),
    "reject": (
        "Dear <first>,\n\nthank you for {your interest|the time you gave us}. We have decided to go on with {people"
        " who have"
        " more experience in <skill>|somebody whose background is closer to the role}. {That says nothing about the"
        " quality of"
        " your work.|It was not an easy choice.}\n\n{I wish you every success.|Should another position fit better, I"
        " would be"
        " glad to hear from you.}\n\nKind regards\n<me_full>",
        "Dear <first>,\n\nI promised you an answer either way: it is a no for <job>. {Two others had done exactly"
        " this work"
        " before.|The team needed somebody who can start at once.} {If you would like to hear more, call me.|I would"
        " be happy"
        " to tell you more on the phone.}\n\nWith thanks\n<me_full>",
    ),
    "reject_thanks": (
        "{Dear|Hi} <me>,\n\n{thank you for letting me know|I appreciate a clear answer}. {A pity, but"
        " understood.|Perhaps another"
        " time.|Would you tell me what tipped the scales?}\n\n<first>",
    ),
    "withdraw_subject": ("Withdrawing my application", "<job>: I am stepping back"),
    "withdraw": (
        "{Dear|Hi} <me>,\n\n{I would like to withdraw my application for <job>|please take me off the list for"
        " <job>}. {I have"
        " accepted another position.|The commute would be too long after all.|My situation at home has changed.}"
        " {Thank you"
        " for your time.|I wish you luck with the search.}\n\n<first>",
    ),
    "withdraw_reply": (
        "{Hi|Dear} <first>,\n\n{thank you for telling me|I am sorry, and grateful that you wrote}. {Your file is"
        " closed, nothing"
        " else will reach you.|All the best for the new start.}\n\n<me>",
    ),
    "ooo_subject": ("Automatic reply: away until <day>", "Out of office", "Automatic reply"),
    "ooo": (
        "{Thank you for your message.|Hello,} I am {away|on leave|travelling} and back on <day>. {Your mail will not be"
        " forwarded.|In urgent cases please call.}\n\n<full>",
    ),
    "note": (
        "{Good match on paper|Interesting path}: <skill>, <years> years. {Ask about the gap in the third year.|Check"
        " the"
        " language level.|Reference from <employer> would help.}",
        "{Salary is at the top of our range.|Notice of <notice>, so nothing before the quarter.|Could also fit the"
        " team in"
        " London.|Met at the careers evening, made an impression.}",
        "{Please keep an eye on this file while I am away.|Sent the case to read.|Decision postponed to Monday’s"
        " round.|Rights to work checked, copy in the file.}",
    ),
    "comment": (
        "{Agreed.|I see it the same way.|Thank you, I will ask.|Done.} {Let us decide on Monday.|I will write today.|}",
        "{Not sure about the pace.|I would like a second opinion.|Fine with me.|Yes, please go on.}",
    ),
    "mention": (
        "<at> {could you look at the writing sample|do you have an hour for an interview on <day>|what do you think"
        " of the"
        " salary wish}?",
        "<at> {please read before <day>|this one is for you|can we talk about this file}.",
    ),
    "agency_subject": ("Candidate for <ref>: <full>", "<full> for <job>"),
    "agency_submit": (
        "{Hi|Dear} <me>,\n\nmay I present <full> for <job>: <years> years of <skill> at <employer>, <notice> of"
        " notice, expects"
        " <money>. {The profile is attached.|CV attached, please keep it within the team.} {I have spoken with them"
        " at length"
        " and would be surprised if you were not pleased.|They know your house and asked for it.}\n\n<contact>",
    ),
    "agency_answer": (
        "{Hi|Dear} <contact>,\n\n{thank you, received|thank you for <full>}. {I will call this week.|You will have"
        " an answer by"
        " <day>.} {Please send status questions to me, not to the partners.|The terms are as agreed.}\n\n<me>",
    ),
    "agency_status": (
        "{Hi|Dear} <me>,\n\n{how does it look for <full>|any feedback on <full>}? {They like what they have seen.|A"
        " second offer"
        " is on the way, to be fair to you.}\n\n<contact>",
    ),
    "inmail_subject": ("<job> in <city>", "A seat that may interest you"),
    "inmail_out": (
        "Wrote about <job>: {salary in the first line|one line on the team, one on the work}. {Saw the talk on"
        " <skill>.|"
        "Recommended by Tom.}",
    ),
    "inmail_in": (
        "“{Thank you for the message. Tell me more?|Not looking, but <city> interests me.|Good timing. Where can I read"
        " more?}”",
    ),
    "task": (  # what kind of task it is, and its title
        "call: Call <first> about <job>", "mail: Ask <first> for references", "mail: Send <first> the case",
        "other: Book a room for <first>", "review: Read the writing sample of <first>", "call: Tell <first> our"
            " decision",
        "review: Check the permit of <first>", "other: Write the interview plan for <job>",
        "text: Remind <first> of the appointment",
    ),
    "skill": (
        "commercial disputes", "share and asset deals", "employment matters", "document review", "data protection"
            " audits",
        "cross-border contracts", "company filings", "depositions", "lease disputes", "licensing", "arbitration",
        "competition law", "closing binders", "regulatory work", "legal translation",
    ),
    "employer": (
        "Fenwick Harrow", "Pryor & Lane", "Cedar Document Services", "a regional court", "Marlow Insurance",
        "a firm of twelve", "Ostrava Steel", "Bright & Partners", "the city of Leeds", "Nordlys Forsikring",
        "Aozora Instruments", "Gulf Marine Holding", "a start-up that was sold", "Kessler Rechtsanwälte",
    ),
    "notice": ("two weeks", "four weeks", "a month", "three months", "six weeks"),
}  # fmt: skip
