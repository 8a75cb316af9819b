"""Every change to people, each one function; other apps import them from here."""

from nezuku.foundation.people.actions.company import change_company, finish_set_up
from nezuku.foundation.people.actions.departments import (
    add_department,
    change_department,
    close_department,
    move_department,
)
from nezuku.foundation.people.actions.imports import (
    confirm_departments,
    confirm_members,
    draft_departments,
    draft_members,
    drop_draft,
)
from nezuku.foundation.people.actions.invitations import (
    accept_invitation,
    invite,
    invite_by_link,
    renew_invitation,
    revoke_invitation,
)
from nezuku.foundation.people.actions.keys import make_application_key, make_key, revoke_key
from nezuku.foundation.people.actions.members import (
    change_member_department,
    change_own_profile,
    change_profile,
    create_member,
    deactivate_member,
    reactivate_member,
)
from nezuku.foundation.people.actions.passwords import (
    change_password,
    issue_reset_link,
    request_reset,
    reset_password,
)
from nezuku.foundation.people.actions.roles import Grant, change_roles
from nezuku.foundation.people.actions.sign_in import (
    record_refusal,
    record_sign_in,
    record_sign_out,
)

__all__ = [
    "Grant",
    "accept_invitation",
    "add_department",
    "change_company",
    "change_department",
    "change_member_department",
    "change_own_profile",
    "change_password",
    "change_profile",
    "change_roles",
    "close_department",
    "confirm_departments",
    "confirm_members",
    "create_member",
    "deactivate_member",
    "draft_departments",
    "draft_members",
    "drop_draft",
    "finish_set_up",
    "invite",
    "invite_by_link",
    "issue_reset_link",
    "make_application_key",
    "make_key",
    "move_department",
    "reactivate_member",
    "record_refusal",
    "record_sign_in",
    "record_sign_out",
    "renew_invitation",
    "request_reset",
    "reset_password",
    "revoke_invitation",
    "revoke_key",
]
