"""Mail that this app sends: invitations and links to set a password.

Owns whether mail can be sent at all, and the plain text of each. A mail that cannot be sent is an
answer (False), because every page that sends one also offers its link to be handed over.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

log = logging.getLogger(__name__)

_NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


def is_configured() -> bool:
    """Whether this instance can send mail; without, links are handed over by people."""
    return settings.EMAIL_BACKEND != _NO_MAIL


def send(*, to: str, template: str, context: Mapping[str, object], locale: str = "ja") -> bool:
    """This will send `people/mail/<template>.txt`, whose first line is the subject.

    False when mail is not configured or the server refuses; the reason goes to the log.
    """
    if not is_configured():
        return False
    with translation.override(locale):
        text = render_to_string(f"people/mail/{template}.txt", dict(context))
    subject, _newline, body = text.strip().partition("\n")
    try:
        EmailMessage(subject=subject.strip(), body=body.lstrip(), to=[to]).send()
    except (OSError, smtplib.SMTPException):
        log.exception("a mail (%s) could not be sent", template)
        return False
    return True


def absolute(path: str) -> str:
    """The address of a page as it stands in a mail; never taken from a request's Host header."""
    return f"{settings.BASE_URL}{path}"
