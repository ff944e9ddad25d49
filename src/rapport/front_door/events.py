from __future__ import annotations

from dataclasses import dataclass

from rapport.events.registry import fact


@fact
@dataclass(frozen=True, slots=True)
class CandidateSubmitted:
    """An agency's contact (or a member in their name) submitted a person for a job, with a file.

    `wording` tells which consent note the submitter confirmed.
    """

    person_id: int
    application_id: int
    file_id: int | None
    contact_id: int
    wording: str = ""
