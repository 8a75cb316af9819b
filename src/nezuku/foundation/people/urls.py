"""The addresses of people."""

from __future__ import annotations

from django.urls import path

from nezuku.foundation.people.views import (
    account,
    departments,
    imports,
    invitations,
    members,
    sign_in,
)

app_name = "people"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("forgot/", sign_in.forgot, name="forgot"),
    path("reset/<str:key>/", sign_in.reset, name="reset"),
    path("join/<str:token>/", sign_in.join, name="join"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("keys/", account.keys, name="keys"),
    path("keys/applications/", account.applications, name="application_keys"),
    path("keys/<int:key_id>/revoke/", account.key_revoke, name="key_revoke"),
    path("members/", members.members, name="members"),
    path("members/import/", imports.import_members, name="import_members"),
    path(
        "members/import/<int:draft_id>/",
        imports.import_members_preview,
        name="import_members_preview",
    ),
    path("members/<int:member_id>/", members.member, name="member"),
    path(
        "members/<int:member_id>/department/", members.member_department, name="member_department"
    ),
    path("members/<int:member_id>/roles/", members.member_roles, name="member_roles"),
    path("members/<int:member_id>/deactivate/", members.deactivate, name="deactivate"),
    path("members/<int:member_id>/reactivate/", members.reactivate, name="reactivate"),
    path("members/<int:member_id>/reset-link/", members.reset_link, name="reset_link"),
    path("import/<int:draft_id>/drop/", imports.import_drop, name="import_drop"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/link/", invitations.invitation_link, name="invitation_link"),
    path("invitations/links.csv", invitations.invitation_links, name="invitation_links"),
    path("invitations/send/", invitations.send_all, name="send_invitations"),
    path("invitations/<int:invitation_id>/", invitations.invitation, name="invitation"),
    path("invitations/<int:invitation_id>/renew/", invitations.renew, name="invitation_renew"),
    path("invitations/<int:invitation_id>/revoke/", invitations.revoke, name="invitation_revoke"),
    path("departments/", departments.departments, name="departments"),
    path("departments/import/", imports.import_departments, name="import_departments"),
    path(
        "departments/import/<int:draft_id>/",
        imports.import_departments_preview,
        name="import_departments_preview",
    ),
    path("departments/<int:department_id>/", departments.department, name="department"),
    path(
        "departments/<int:department_id>/move/", departments.department_move, name="department_move"
    ),
    path(
        "departments/<int:department_id>/close/",
        departments.department_close,
        name="department_close",
    ),
    path("company/", departments.company, name="company"),
]
