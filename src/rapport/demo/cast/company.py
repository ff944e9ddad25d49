"""Halden & Moss as plain values: offices, teams, jobs, agencies, tags and fields."""

from __future__ import annotations

from typing import Any, NamedTuple

NAME = "Halden & Moss"
LEGAL = "Halden & Moss Legal Services LLP"
DOMAIN = "halden.example"

TEAMS: dict[str, tuple[str, ...]] = {
    "Legal recruiting": ("isabel", "cynthia"),
    "Litigation": ("noor", "tom"),
    "Operations": ("ana", "sam"),
}


class Office(NamedTuple):
    city: str
    country: str
    zone: str


AUSTIN = Office("Austin", "US", "America/Chicago")
LONDON = Office("London", "GB", "Europe/London")
BERLIN = Office("Berlin", "DE", "Europe/Berlin")
RIYADH = Office("Riyadh", "SA", "Asia/Riyadh")
TOKYO = Office("Tokyo", "JP", "Asia/Tokyo")


class JobPlan(NamedTuple):
    """A vacancy; days count back from today (deadline: forward)."""

    key: str
    title: str
    reference: str
    department: str
    family: str
    level: str
    office: Office
    owner: str
    seats: tuple[tuple[str, str], ...]
    opened: int
    share: int  # how many of a hundred applicants want it
    languages: tuple[str, ...] = ("en",)
    deadline: int | None = None
    state: str = "open"
    closed: int | None = None
    priority: int = 2
    openings: int = 1
    employment: str = "full_time"
    confidential: bool = False
    salary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()


ISABEL, CYNTHIA = ("isabel", "recruiter"), ("cynthia", "recruiter")
NOOR, TOM, ANA = ("noor", "hiring_manager"), ("tom", "interviewer"), ("ana", "coordinator")

JOBS: tuple[JobPlan, ...] = (
    JobPlan(
        "counsel", "Associate Counsel", "HM-2041", "Litigation", "Counsel", "Mid", AUSTIN, "isabel",
        (ISABEL, CYNTHIA, NOOR, TOM), 270, 14, deadline=12, priority=3, openings=2, salary="$132,000 to $158,000",
        description="Commercial disputes from first notice to trial, in a team of nine in Austin.",
        tags=("trial work",),
    ),
    JobPlan(
        "paralegal-riyadh", "Paralegal", "HM-2044", "Corporate", "Paralegal", "Junior", RIYADH, "isabel",
        (ISABEL, CYNTHIA, NOOR, ANA), 240, 9, languages=("ar", "en"), deadline=3, openings=2,
        salary="SAR 11,000 to 14,000 a month",
        description="Filings, translations and closing binders for the Gulf practice, in Arabic and English.",
    ),
    JobPlan(
        "data-berlin", "Data Protection Counsel", "HM-2047", "Privacy", "Counsel", "Senior", BERLIN, "cynthia",
        (CYNTHIA, ISABEL, NOOR, ("sam", "interviewer")), 200, 10, languages=("de", "en"), deadline=20, priority=3,
        salary="€92,000 to €112,000", description="Advises clients and the house on data protection in Germany and"
            " the EU.",
    ),
    JobPlan(
        "secretary-berlin", "Legal Secretary", "HM-2052", "Operations", "Support", "Mid", BERLIN, "isabel",
        (ISABEL, ANA), 160, 9, languages=("de",), salary="€46,000 to €52,000",
        description="Keeps files, deadlines and hearings in order for four partners.",
    ),
    JobPlan(
        "litigation", "Litigation Associate", "HM-1987", "Litigation", "Counsel", "Junior", AUSTIN, "isabel",
        (ISABEL, NOOR, TOM), 545, 11, state="filled", closed=96, salary="$98,000 to $118,000",
        description="First-chair depositions within the year, second chair at trial.",
    ),
    JobPlan(
        "corporate-london", "Corporate Solicitor", "HM-2039", "Corporate", "Counsel", "Mid", LONDON, "cynthia",
        (CYNTHIA, ISABEL, NOOR), 300, 10, deadline=28, salary="£84,000 to £102,000",
        description="Mid-market acquisitions, share and asset deals, from term sheet to completion.",
    ),
    JobPlan(
        "trainee-london", "Trainee Solicitor", "HM-2055", "Training", "Trainee", "Entry", LONDON, "isabel",
        (ISABEL, CYNTHIA, TOM), 120, 13, deadline=6, openings=4, salary="£50,000", tags=("graduates",),
        description="Two years, four seats: disputes, corporate, employment, and six months abroad.",
    ),
    JobPlan(
        "tokyo", "Bilingual Contracts Counsel", "HM-2033", "Commercial", "Counsel", "Senior", TOKYO, "isabel",
        (ISABEL, CYNTHIA, NOOR), 360, 7, salary="¥14m to ¥18m",
        description="Licensing and distribution contracts in Japanese and English for clients in Tokyo.",
    ),
    JobPlan(
        "ediscovery", "eDiscovery Analyst", "HM-2050", "Technology", "Analyst", "Mid", AUSTIN, "isabel",
        (ISABEL, ANA, TOM), 180, 8, employment="contract", deadline=15, salary="$78,000 to $92,000",
        description="Runs collections, review sets and productions; a year with the prospect of staying.",
    ),
    JobPlan(
        "employment-berlin", "Employment Lawyer", "HM-2028", "Employment", "Counsel", "Mid", BERLIN, "cynthia",
        (CYNTHIA, NOOR), 330, 5, languages=("de", "en"), state="on_hold", salary="€78,000 to €95,000",
        description="On hold until the budget of the new year is settled.",
    ),
    JobPlan(
        "translator", "Legal Translator, Arabic and"
            " English", "HM-2046", "Corporate", "Support", "Mid", RIYADH, "cynthia",
        (CYNTHIA, ISABEL), 210, 3, languages=("ar",), employment="part_time", salary="SAR 9,000 a month",
        description="Three days a week; contracts, filings and correspondence.",
    ),
    JobPlan(
        "partner", "Partner, Dispute Resolution", "HM-C003", "Litigation", "Partner", "Lead", LONDON, "cynthia",
        (CYNTHIA, NOOR), 90, 1, priority=4, confidential=True, salary="by agreement",
        description="Confidential: succession in the disputes practice.",
    ),
)  # fmt: skip
JOB_BY_KEY = {job.key: job for job in JOBS}


class AgencyPlan(NamedTuple):
    key: str
    name: str
    website: str
    mail_to: str
    contact_key: str
    contact: str
    email: str
    phone: str
    language: str
    zone: str


AGENCIES: tuple[AgencyPlan, ...] = (
    AgencyPlan(
        "momentum", "Momentum", "https://momentum.example", "both",
        "bill", "Bill Walter", "bill.walter@momentum.example", "+15125550187", "en", "America/Chicago",
    ),
    AgencyPlan(
        "kanzlei", "Kanzleiwerk Personal", "https://kanzleiwerk.example", "contact",
        "ulrike", "Ulrike Stein", "stein@kanzleiwerk.example", "+493023125411", "de", "Europe/Berlin",
    ),
    AgencyPlan(
        "rawabi", "Rawabi Talent", "https://rawabi.example", "candidate",
        "faisal", "فيصل العتيبي", "faisal@rawabi.example", "+966500000190", "ar", "Asia/Riyadh",
    ),
)  # fmt: skip
AGENCY_OF_CONTACT = {plan.contact_key: plan for plan in AGENCIES}

TAGS: dict[str, str] = {
    "trial work": "tint-1", "bilingual": "tint-2", "graduates": "tint-3", "relocates": "tint-4", "strong"
        " writer": "tint-5",
    "talent pool Tokyo": "tint-2", "visa needed": "tint-4", "referred by staff": "tint-3",
}  # fmt: skip

FIELDS: tuple[dict[str, Any], ...] = (
    {
        "of": "person", "key": "notice_period", "type": "choice",
        "label": {"en": "Notice period", "de": "Kündigungsfrist", "ar": "فترة الإشعار"},
        "options": ["none", "2 weeks", "4 weeks", "3 months"],
    },
    {
        "of": "person", "key": "bar", "type": "text",
        "label": {"en": "Admitted in", "de": "Zugelassen in", "ar": "مرخص في"},
    },
    {
        "of": "person", "key": "expected_salary", "type": "text",
        "label": {"en": "Salary expectation", "de": "Gehaltsvorstellung", "ar": "الراتب المتوقع"},
    },
    {
        "of": "application", "key": "work_sample", "type": "choice",
        "label": {"en": "Work sample", "de": "Arbeitsprobe", "ar": "اختبار العمل"},
        "options": ["not yet", "convincing", "mixed", "weak"],
    },
    {
        "of": "job", "key": "budget_code", "type": "text",
        "label": {"en": "Budget code", "de": "Kostenstelle", "ar": "رمز الميزانية"},
    },
)  # fmt: skip
