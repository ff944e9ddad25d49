"""Names from many places and scripts, each with how it is written in ASCII, a language, a place and a telephone."""

from __future__ import annotations

import random
from typing import NamedTuple


class Place(NamedTuple):
    city: str
    country: str
    zone: str


class Culture(NamedTuple):
    """Given and family names as (as written, in ASCII); `form` says how they make a full name."""

    key: str
    share: int
    language: str
    places: tuple[Place, ...]
    phone: str  # "#" are digits
    given: tuple[tuple[str, str], ...]
    family: tuple[tuple[str, str], ...]
    form: str = "{g} {f}"


def _both(names: str) -> tuple[tuple[str, str], ...]:
    """ "Zoë=Zoe Ana" as pairs; a name without "=" is ASCII already, "_" is a blank."""
    pairs = (one.partition("=") for one in names.split())
    return tuple((shown.replace("_", " "), (latin or shown).replace("_", " ")) for shown, _, latin in pairs)


_US = (
    Place("Austin, TX", "US", "America/Chicago"), Place("Houston, TX", "US", "America/Chicago"),
    Place("New York, NY", "US", "America/New_York"), Place("Denver, CO", "US", "America/Denver"),
)  # fmt: skip
_GB = (
    Place("London", "GB", "Europe/London"),
    Place("Leeds", "GB", "Europe/London"),
    Place("Cardiff", "GB", "Europe/London"),
)
_DE = (
    Place("Berlin", "DE", "Europe/Berlin"),
    Place("Leipzig", "DE", "Europe/Berlin"),
    Place("Potsdam", "DE", "Europe/Berlin"),
)
_AR = (
    Place("الرياض", "SA", "Asia/Riyadh"), Place("جدة", "SA", "Asia/Riyadh"), Place("عمّان", "JO", "Asia/Amman"),
    Place("القاهرة", "EG", "Africa/Cairo"),
)  # fmt: skip

CULTURES: tuple[Culture, ...] = (
    Culture("american", 14, "en", _US, "+1512555####",
            _both("Grace Marcus Olivia Dwight Harper Jamal Rebecca Nathan Tamika Cole Audrey Malik Paige Desmond Ivy"),
            _both("Whitfield Brooks Calloway Nguyen-Hart Sandoval Pruitt Okonkwo-Reed Larkin Beaumont Tran Hollis"
                " Varga")),
    Culture("british", 12, "en", _GB, "+447700900###",
            _both("Imogen Callum Siân=Sian Rhys Eilidh Oscar Fergus Zara Huw Beatrix Aled Niamh Ruaridh Thea"),
            _both("Ashdown Pritchard MacLeod O’Sullivan=OSullivan Thorne Llewellyn Hargreaves Fairbairn Cadwallader"
                " Begum")),
    Culture("german", 13, "de", _DE, "+493023125###",
            _both("Jürgen=Juergen Käthe=Kaethe Sören=Soeren Anneliese Björn=Bjoern Lütfiye=Luetfiye Matthias Wiebke"
                " Friederike"
                  " Thorsten Gesine Emre Mareike Ansgar"),
            _both("Müller-Lüdenscheid=Mueller-Luedenscheid Weiß=Weiss Großmann=Grossmann Schäfer=Schaefer"
                " Yıldırım=Yildirim"
                  " Krüger=Krueger von_Thadden=von_Thadden Jahnke Özdemir=Oezdemir Böhme=Boehme Kowalczyk Petersen")),
    Culture("arab", 13, "ar", _AR, "+966500000###",
            _both("سارة=Sara محمد=Mohammed نورة=Noura عبدالله=Abdullah ليلى=Layla خالد=Khalid ريم=Reem يوسف=Yousef"
                " هند=Hind"
                  " فهد=Fahad مها=Maha طارق=Tariq جميلة=Jamila سلمان=Salman"),
            _both("القحطاني=Alqahtani الحربي=Alharbi حداد=Haddad الشمري=Alshammari السعيد=Alsaeed المصري=Almasri"
                " الزهراني=Alzahrani"
                  " العمري=Alomari منصور=Mansour الخطيب=Alkhatib")),
    Culture("spanish", 6, "en", (Place("Madrid", "ES", "Europe/Madrid"), Place("Bogotá", "CO", "America/Bogota")),
        "+34600000###",
            _both("María_del_Carmen=Maria_del_Carmen José_Ignacio=Jose_Ignacio Begoña=Begona Íñigo=Inigo Lucía=Lucia"
                " Andrés=Andres"),
            _both("Fernández_de_la_Vega_Ibáñez=Fernandez Gutiérrez_Núñez=Gutierrez Etxeberria_Zubizarreta=Etxeberria"
                  " Peña_Muñoz=Pena Restrepo_Cárdenas=Restrepo")),
    Culture("portuguese", 5, "en", (Place("Lisboa", "PT", "Europe/Lisbon"), Place("São Paulo", "BR",
        "America/Sao_Paulo")),
            "+351910000###",
            _both("João_Pedro=Joao_Pedro Conceição=Conceicao Inês=Ines Thiago Assunção=Assuncao"
                " Luís_Filipe=Luis_Filipe"),
            _both("de_Albuquerque_Cavalcanti_e_Sousa=Albuquerque dos_Santos_Conceição=Santos"
                " Magalhães_Gonçalves=Magalhaes"
                  " da_Conceição_Brandão=Brandao")),
    Culture("indian", 8, "en", (*_GB[:1], Place("Bengaluru", "IN", "Asia/Kolkata"), _US[0]), "+447700900###",
            _both("Aarav Lakshmi Venkataraghavan Ishita Harpreet Meenakshi Raghunath Farhan Sunita Devika"),
            _both("Subramaniam Chattopadhyay Iyer Kaur Deshpande Venkatesan Qureshi Bhattacharya Menon")),
    Culture("yoruba", 5, "en", (Place("Lagos", "NG", "Africa/Lagos"), *_GB[:1]), "+447700900###",
            _both("Ọlábísí=Olabisi Adébáyọ̀=Adebayo Folúkẹ́=Foluke Túndé=Tunde Ẹniọlá=Eniola Ayọ̀délé=Ayodele"),
            _both("Adéyẹmí=Adeyemi Ọlátúnjí=Olatunji Akíndélé=Akindele Ògúnbánjọ=Ogunbanjo Ṣóyínká=Soyinka")),
    Culture("chinese", 6, "en", (Place("上海", "CN", "Asia/Shanghai"), Place("London", "GB", "Europe/London")),
        "+447700900###",
            _both("秀英=Xiuying 伟=Wei 晓明=Xiaoming 静怡=Jingyi 国强=Guoqiang 雨桐=Yutong"),
            _both("王=Wang 欧阳=Ouyang 陈=Chen 赵=Zhao 司马=Sima"), "{f}{g}"),
    Culture("japanese", 6, "en", (Place("東京", "JP", "Asia/Tokyo"), Place("大阪", "JP", "Asia/Tokyo")),
        "+819000000###",
            _both("美咲=Misaki 大輔=Daisuke さくら=Sakura 健太郎=Kentaro 陽子=Yoko 蓮=Ren"),
            _both("佐藤=Sato 長谷川=Hasegawa 五十嵐=Igarashi 小林=Kobayashi 三浦=Miura"), "{f} {g}"),
    Culture("korean", 4, "en", (Place("서울", "KR", "Asia/Seoul"),), "+821000000###",
            _both("지우=Jiwoo 민준=Minjun 서연=Seoyeon 하은=Haeun"), _both("김=Kim 박=Park 남궁=Namgung"
                " 이=Lee"), "{f}{g}"),
    Culture("cyrillic", 5, "en", (Place("Київ", "UA", "Europe/Kyiv"), Place("София", "BG", "Europe/Sofia")),
        "+380500000###",
            _both("Олександра=Oleksandra Богдан=Bohdan Іванна=Ivanna Димитър=Dimitar Златка=Zlatka Тарас=Taras"),
            _both("Шевчук=Shevchuk Ґудзь=Gudz Бондар=Bondar Коваленко=Kovalenko Марчук=Marchuk")),
    Culture("icelandic", 2, "en", (Place("Reykjavík", "IS", "Atlantic/Reykjavik"),), "+3545550###",
            _both("Þórunn=Thorunn Ásdís=Asdis Guðrún=Gudrun Hrafnhildur"),
            _both("Jónsdóttir=Jonsdottir Ægisdóttir=Aegisdottir Þorvaldsdóttir=Thorvaldsdottir")),
    Culture("icelandic-son", 1, "en", (Place("Akureyri", "IS", "Atlantic/Reykjavik"),), "+3545550###",
            _both("Sigurður=Sigurdur Þórður=Thordur"), _both("Björnsson=Bjornsson Ægisson=Aegisson")),
    Culture("polish", 4, "en", (Place("Kraków", "PL", "Europe/Warsaw"), _DE[0]), "+48500000###",
            _both("Łucja=Lucja Zbigniew Małgorzata=Malgorzata Jędrzej=Jedrzej Żaneta=Zaneta"),
            _both("Brzęczyszczykiewicz=Brzeczyszczykiewicz Wójcik=Wojcik Gołąb=Golab Źdźbło=Zdzblo")),
    Culture("french", 3, "en", (Place("Lyon", "FR", "Europe/Paris"), Place("Montréal", "CA", "America/Toronto")),
        "+33600000###",
            _both("Zoé=Zoe Jean-François=Jean-Francois Maëlle=Maelle Loïc=Loic Élodie=Elodie"),
            _both("D’Aubigné=DAubigne Lefèvre=Lefevre Hémon=Hemon Saint-Exupère=Saint-Exupere")),
    Culture("turkish", 3, "en", (Place("İstanbul", "TR", "Europe/Istanbul"),), "+905300000###",
            _both("Çağla=Cagla İbrahim=Ibrahim Şebnem=Sebnem Oğuz=Oguz"), _both("Güneş=Gunes Çelik=Celik Işık=Isik"
                " Şahin=Sahin")),
    Culture("vietnamese", 2, "en", (Place("Hà Nội", "VN", "Asia/Ho_Chi_Minh"), _US[1]), "+1512555####",
            _both("Thị_Hương=Huong Văn_Đức=Duc Ngọc_Ánh=Anh"), _both("Nguyễn=Nguyen Trần=Tran Đặng=Dang"), "{f} {g}"),
    Culture("mononym", 3, "en", (Place("Jakarta", "ID", "Asia/Jakarta"), Place("Chennai", "IN", "Asia/Kolkata")),
        "+628110000###",
            _both("Suharti Wulandari Budiman Kartika Thiruvalluvar Sukarno_Putri=Sukarnoputri Rahayu"
                " Slamet"), (("", ""),), "{g}"),
)  # fmt: skip


class Named(NamedTuple):
    full: str
    latin: str
    first: str
    culture: Culture
    place: Place


def draw(rng: random.Random, cultures: tuple[Culture, ...], taken: set[str]) -> Named:
    """A name nobody has yet, with where its bearer lives."""
    while True:
        culture = rng.choices(cultures, [c.share for c in cultures])[0]
        given, family = rng.choice(culture.given), rng.choice(culture.family)
        full = culture.form.format(g=given[0], f=family[0]).strip()
        if full in taken:
            # A second family name tells namesakes apart, as life does it; mononyms and written-together names differ.
            other = rng.choice(culture.family)
            if other == family or culture.form != "{g} {f}":
                continue
            full = f"{full}{' ' if culture.language == 'ar' else '-'}{other[0]}"
            family = (family[0], f"{family[1]}-{other[1]}")
        if full in taken:
            continue
        taken.add(full)
        latin = f"{given[1]} {family[1]}".strip()
        return Named(full, latin, given[0] if culture.form == "{g} {f}" else full, culture, rng.choice(culture.places))


def phone(rng: random.Random, culture: Culture, place: Place) -> str:
    """A number that belongs to nobody."""
    pattern = culture.phone
    if place.country == "US":
        pattern = "+1512555####"
    elif place.country == "GB":
        pattern = "+447700900###"
    elif place.country == "DE":
        pattern = "+493023125###"
    if "555####" in pattern:
        return pattern.replace("####", f"01{rng.randrange(100):02}")
    return "".join(str(rng.randrange(10)) if c == "#" else c for c in pattern)
