"""Why a request does not go through the door. Codes and data; the bridge has the sentences."""

from __future__ import annotations

from typing import ClassVar

from nezuku.gateway.asks import Review


class Refused(Exception):
    """The request stops here and nothing left. `code` names why, `status` is the HTTP status."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    #: The error type that clients of the protocol know.
    kind: ClassVar[str] = "invalid_request_error"

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.code)


class BadRequest(Refused):
    """The request is not in the form of the protocol; `param` says where, `problem` what."""

    code = "bad_request"


class KeyUnknown(Refused):
    """No key, a wrong one, one that was revoked, or whose member left."""

    code = "key_unknown"
    status = 401
    kind = "authentication_error"


class GuardBlocked(Refused):
    """Something was found that may never leave. `review` shows it; `kinds` names it.

    That is what may not leave at all, or else what stands where nothing can be replaced (a key, a
    number).
    """

    code = "guard_blocked"
    status = 400

    def __init__(self, review: Review) -> None:
        self.review = review
        texts = [(text, f) for text in review.texts for f in text.inspection.findings]
        found = {f.kind for _text, f in texts if f.decision == "block"} or {
            f.kind for text, f in texts if f.decision != "allow" and not text.masked
        }
        super().__init__(kinds=", ".join(sorted(found)))


class NeedsReview(Refused):
    """The person has to see what was found before it goes, and no valid receipt says so."""

    code = "needs_review"
    status = 409

    def __init__(self, review: Review) -> None:
        self.review = review
        super().__init__()


class GuardUnavailable(Refused):
    """The guard could not run, so nothing leaves."""

    code = "guard_unavailable"
    status = 503
    kind = "api_error"


class ModelUnknown(Refused):
    """There is no such model, or not for this caller (which of the two is not told)."""

    code = "model_not_found"
    status = 404


class LevelNotAllowed(Refused):
    """The text is of a higher class than the model may receive (`level`, `max_level`, `model`)."""

    code = "level_not_allowed"
    status = 403


class ImagesRefused(Refused):
    """Pictures cannot be checked by the guard, and the company does not let them through."""

    code = "images_refused"


class PartRefused(Refused):
    """A kind of content that the guard cannot read (`part`): sound, files, anything unknown."""

    code = "part_refused"


class TooLarge(Refused):
    """More text than the company allows in one request (`limit`, characters)."""

    code = "too_large"
    status = 413


class RateLimited(Refused):
    """More requests a minute than the company allows; `retry_after` is in seconds."""

    code = "rate_limited"
    status = 429
    kind = "rate_limit_error"


class NotAdmitted(Refused):
    """The member may not use a model (left, or without the role)."""

    code = "not_admitted"
    status = 403
    kind = "permission_error"


class LedgerUnavailable(Refused):
    """The exchange could not be recorded, so nothing leaves."""

    code = "ledger_unavailable"
    status = 503
    kind = "api_error"


class ShuttingDown(Refused):
    """The server is about to stop and takes no new requests."""

    code = "shutting_down"
    status = 503
    kind = "api_error"
