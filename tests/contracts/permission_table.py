"""Who may do what: a row for every address and method of the product, a column for every person.

The columns, in their order:

    out  nobody is signed in                      spo  the sponsor
    own  a member; things belong to them          adm  the admin; uploaded the tables of people
    col  a colleague in another department        aud  the auditor
    amb  the ambassador of the owner's department adv  the advisor from outside
    nei  the ambassador of another department     lef  was signed in, then deactivated
    lea  the lead; uploaded the list of terms

An answer is the status, or `in` for "sign in first". What somebody may not know of is 404, what
they may know of and not do is 403. `name/variant` picks the thing `argument/variant` of
`furnishing`. A new URL needs a row for each method that it takes; write what ought to be, not
what comes back.
"""

from __future__ import annotations

from collections.abc import Mapping

TABLE = """
# The shell: switches and files are for everybody; the gallery is for whoever builds.
#                                                  out own col amb nei lea spo adm aud adv lef
web:language                                  POST 302 302 302 302 302 302 302 302 302 302 302
web:theme                                     POST 302 302 302 302 302 302 302 302 302 302 302
web:offline                                   GET  200 200 200 200 200 200 200 200 200 200 200
web:worker                                    GET  200 200 200 200 200 200 200 200 200 200 200
web:manifest                                  GET  200 200 200 200 200 200 200 200 200 200 200
web:gallery                                   GET   in 403 403 403 403 403 403 200 403 403  in

# Home
#                                                  out own col amb nei lea spo adm aud adv lef
home:index                                    GET   in 200 200 200 200 200 200 200 200 200  in

# Chat: one's own conversations, whatever role one holds; an advisor has none.
#                                                  out own col amb nei lea spo adm aud adv lef
chat:index                                    GET   in 200 200 200 200 200 200 200 200 403  in
chat:new                                      GET   in 200 200 200 200 200 200 200 200 403  in
chat:more                                     GET   in 200 200 200 200 200 200 200 200 403  in
chat:search                                   GET   in 200 200 200 200 200 200 200 200 403  in
chat:check                                    POST  in 200 404 404 404 404 404 404 404 403  in
chat:ask                                      POST  in 400 404 404 404 404 404 404 404 403  in
chat:attach                                   POST  in 200 404 404 404 404 404 404 404 403  in
chat:detach                                   POST  in 302 404 404 404 404 404 404 404 403  in
chat:black_out                                POST  in 302 404 404 404 404 404 404 404 403  in
chat:thread                                   GET   in 200 404 404 404 404 404 404 404 403  in
chat:thread/deleted                           GET   in 404 404 404 404 404 404 404 404 403  in
chat:earlier                                  GET   in 200 404 404 404 404 404 404 404 403  in
chat:rename                                   GET   in 200 404 404 404 404 404 404 404 403  in
chat:rename                                   POST  in 302 404 404 404 404 404 404 404 403  in
chat:pin                                      POST  in 302 404 404 404 404 404 404 404 403  in
chat:delete                                   POST  in 302 404 404 404 404 404 404 404 403  in
chat:bring_back/deleted                       POST  in 302 404 404 404 404 404 404 404 403  in
chat:export                                   GET   in 200 404 404 404 404 404 404 404 403  in
chat:message                                  GET   in 200 404 404 404 404 404 404 404 403  in
chat:message_text                             GET   in 200 404 404 404 404 404 404 404 403  in
chat:message_sent/question                    GET   in 200 404 404 404 404 404 404 404 403  in
chat:stream                                   GET   in 200 404 404 404 404 404 404 404 403  in
chat:stop                                     POST  in 302 404 404 404 404 404 404 404 403  in
chat:edit/question                            GET   in 200 404 404 404 404 404 404 404 403  in
chat:regenerate                               POST  in 409 404 404 404 404 404 404 404 403  in
chat:branch                                   POST  in 302 404 404 404 404 404 404 404 403  in

# People: an ambassador reaches the people of the own department, and nobody else's.
#                                                  out own col amb nei lea spo adm aud adv lef
people:sign_in                                GET  200 302 302 302 302 302 302 302 302 302 200
people:sign_in                                POST 200 302 302 302 302 302 302 302 302 302 200
people:sign_out                               POST  in  in  in  in  in  in  in  in  in  in  in
people:forgot                                 GET  200 200 200 200 200 200 200 200 200 200 200
people:forgot                                 POST 200 200 200 200 200 200 200 200 200 200 200
people:reset/reset                            GET  200 200 200 200 200 200 200 200 200 200 200
people:reset/reset                            POST  in  in  in  in  in  in  in  in  in  in  in
people:reset                                  GET  404 404 404 404 404 404 404 404 404 404 404
people:reset                                  POST 404 404 404 404 404 404 404 404 404 404 404
people:join/invitation                        GET  200 200 200 200 200 200 200 200 200 200 200
people:join/invitation                        POST 302 302 302 302 302 302 302 302 302 302 302
people:join                                   GET  404 404 404 404 404 404 404 404 404 404 404
people:join                                   POST 404 404 404 404 404 404 404 404 404 404 404
people:account                                GET   in 200 200 200 200 200 200 200 200 200  in
people:account                                POST  in 302 302 302 302 302 302 302 302 302  in
people:password                               GET   in 200 200 200 200 200 200 200 200 200  in
people:password                               POST  in 302 302 302 302 302 302 302 302 302  in
people:keys                                   GET   in 200 200 200 200 200 200 200 200 403  in
people:keys                                   POST  in 200 200 200 200 200 200 200 200 403  in
people:application_keys                       GET   in 403 403 403 403 403 403 200 403 403  in
people:application_keys                       POST  in 403 403 403 403 403 403 200 403 403  in
people:key_revoke                             GET   in 200 404 404 404 404 404 404 404 404  in
people:key_revoke                             POST  in 302 404 404 404 404 404 404 404 404  in
people:key_revoke/application                 GET   in 404 404 404 404 404 404 200 404 404  in
people:key_revoke/application                 POST  in 404 404 404 404 404 404 302 404 404  in
people:members                                GET   in 403 403 200 200 200 200 200 403 403  in
people:import_members                         GET   in 403 403 200 200 200 403 200 403 403  in
people:import_members                         POST  in 403 403 302 302 302 403 302 403 403  in
people:import_members_preview                 GET   in 403 403 404 404 404 403 200 403 403  in
people:import_members_preview                 POST  in 403 403 404 404 404 403 302 403 403  in
people:member                                 GET   in 403 403 200 404 200 200 200 403 403  in
people:member                                 POST  in 403 403 302 404 302 403 302 403 403  in
people:member/retired                         GET   in 403 403 200 404 200 200 200 403 403  in
people:member/retired                         POST  in 403 403 302 404 302 403 302 403 403  in
people:member_department                      POST  in 403 403 302 404 302 403 302 403 403  in
people:member_roles                           POST  in 403 403 403 403 403 403 302 403 403  in
people:deactivate                             GET   in 403 403 200 404 200 403 200 403 403  in
people:deactivate                             POST  in 403 403 302 404 302 403 302 403 403  in
people:reactivate/retired                     POST  in 403 403 302 404 302 403 302 403 403  in
people:reset_link                             POST  in 403 403 200 404 200 403 200 403 403  in
people:import_drop                            POST  in 302 302 302 302 302 302 302 302 302  in
people:invitations                            GET   in 403 403 200 200 200 403 200 403 403  in
people:invitations                            POST  in 403 403 302 400 302 403 302 403 403  in
people:invitation_link                        POST  in 403 403 302 400 302 403 302 403 403  in
people:invitation_links                       GET   in 403 403 200 200 200 403 200 403 403  in
people:send_invitations                       POST  in 403 403 302 302 302 403 302 403 403  in
people:invitation                             GET   in 403 403 200 404 200 403 200 403 403  in
people:invitation_renew                       POST  in 403 403 302 404 302 403 302 403 403  in
people:invitation_revoke                      POST  in 403 403 302 404 302 403 302 403 403  in
people:departments                            GET   in 403 403 200 200 200 200 200 403 403  in
people:departments                            POST  in 403 403 403 403 403 403 302 403 403  in
people:import_departments                     GET   in 403 403 403 403 403 403 200 403 403  in
people:import_departments                     POST  in 403 403 403 403 403 403 302 403 403  in
people:import_departments_preview/departments GET   in 403 403 403 403 403 403 200 403 403  in
people:import_departments_preview/departments POST  in 403 403 403 403 403 403 302 403 403  in
people:department                             GET   in 403 403 403 403 403 403 200 403 403  in
people:department                             POST  in 403 403 403 403 403 403 302 403 403  in
people:department_move                        POST  in 403 403 403 403 403 403 302 403 403  in
people:department_close                       POST  in 403 403 403 403 403 403 302 403 403  in
people:company                                GET   in 403 403 403 403 403 403 200 403 403  in
people:company                                POST  in 403 403 403 403 403 403 302 403 403  in
# Whoever may not give roles does not get at the accounts and invitations that hold some.
people:member/holder                          GET   in 403 403 200 404 200 200 200 403 403  in
people:member/holder                          POST  in 403 403 403 404 403 403 302 403 403  in
people:member_department/holder               POST  in 403 403 403 404 403 403 302 403 403  in
people:deactivate/holder                      POST  in 403 403 403 404 403 403 302 403 403  in
people:reset_link/holder                      POST  in 403 403 403 404 403 403 200 403 403  in
people:invitation/holder                      GET   in 403 403 403 404 403 403 200 403 403  in
people:invitation_renew/holder                POST  in 403 403 403 404 403 403 302 403 403  in
people:invitation_revoke/holder               POST  in 403 403 403 404 403 403 302 403 403  in

# Ledger: facts for auditor and admin, texts for the auditor alone, one's own record for oneself.
#                                                  out own col amb nei lea spo adm aud adv lef
ledger:search                                 GET   in 403 403 403 403 403 403 200 200 403  in
ledger:export                                 POST  in 403 403 403 403 403 403 200 200 403  in
ledger:exchange                               GET   in 200 404 404 404 404 404 200 200 404  in
ledger:text                                   GET   in 403 403 403 403 403 403 403 200 403  in
ledger:text                                   POST  in 403 403 403 403 403 403 403 200 403  in
ledger:events                                 GET   in 403 403 403 403 403 403 200 200 403  in
ledger:verify                                 POST  in 403 403 403 403 403 403 302 302 403  in
ledger:mine                                   GET   in 200 200 200 200 200 200 200 200 200  in
ledger:own_export                             POST  in 200 200 200 200 200 200 200 200 200  in

# Safety: everybody reads what may be typed; lead and admin decide; an upload is its uploader's.
#                                                  out own col amb nei lea spo adm aud adv lef
safety:classes                                GET   in 200 200 200 200 200 200 200 200 403  in
safety:propose_classes                        POST  in 403 403 403 403 302 403 302 403 403  in
safety:class_history                          GET   in 200 200 200 200 200 200 200 200 403  in
safety:edit_class                             GET   in 403 403 403 403 200 403 200 403 403  in
safety:edit_class                             POST  in 403 403 403 403 200 403 200 403 403  in
safety:check                                  GET   in 200 200 200 200 200 200 200 200 403  in
safety:check                                  POST  in 200 200 200 200 200 200 200 200 403  in
safety:guard                                  GET   in 403 403 403 403 200 403 200 403 403  in
safety:guard                                  POST  in 403 403 403 403 200 403 200 403 403  in
safety:guard_recommended                      GET   in 403 403 403 403 302 403 302 403 403  in
safety:guard_recommended                      POST  in 403 403 403 403 302 403 302 403 403  in
safety:guard_history                          GET   in 403 403 403 403 200 403 200 403 403  in
safety:dictionary                             GET   in 403 403 403 403 200 403 200 403 403  in
safety:add_term                               GET   in 403 403 403 403 200 403 200 403 403  in
safety:add_term                               POST  in 403 403 403 403 302 403 302 403 403  in
safety:export_terms                           GET   in 403 403 403 403 200 403 200 403 403  in
safety:import_terms                           GET   in 403 403 403 403 200 403 200 403 403  in
safety:import_terms                           POST  in 403 403 403 403 302 403 302 403 403  in
safety:import_preview                         GET   in 403 403 403 403 200 403 404 403 403  in
safety:import_preview                         POST  in 403 403 403 403 302 403 404 403 403  in
safety:term                                   GET   in 403 403 403 403 200 403 200 403 403  in
safety:term                                   POST  in 403 403 403 403 302 403 302 403 403  in
safety:remove_term                            GET   in 403 403 403 403 200 403 200 403 403  in
safety:remove_term                            POST  in 403 403 403 403 302 403 302 403 403  in

# Set-up: gone for everybody once it is done; the connections and limits are the admin's.
#                                                  out own col amb nei lea spo adm aud adv lef
setup:index                                   GET  404 404 404 404 404 404 404 404 404 404 404
setup:link                                    GET  404 404 404 404 404 404 404 404 404 404 404
setup:link                                    POST 404 404 404 404 404 404 404 404 404 404 404
setup:company                                 GET  404 404 404 404 404 404 404 404 404 404 404
setup:company                                 POST 404 404 404 404 404 404 404 404 404 404 404
setup:departments                             GET  404 404 404 404 404 404 404 404 404 404 404
setup:departments                             POST 404 404 404 404 404 404 404 404 404 404 404
setup:administrator                           GET  404 404 404 404 404 404 404 404 404 404 404
setup:administrator                           POST 404 404 404 404 404 404 404 404 404 404 404
setup:model                                   GET  404 404 404 404 404 404 404 404 404 404 404
setup:model                                   POST 404 404 404 404 404 404 404 404 404 404 404
setup:model_connect                           GET  404 404 404 404 404 404 404 404 404 404 404
setup:model_connect                           POST 404 404 404 404 404 404 404 404 404 404 404
setup:model_offer                             GET  404 404 404 404 404 404 404 404 404 404 404
setup:model_offer                             POST 404 404 404 404 404 404 404 404 404 404 404
setup:classes                                 GET  404 404 404 404 404 404 404 404 404 404 404
setup:classes                                 POST 404 404 404 404 404 404 404 404 404 404 404
setup:invite                                  GET  404 404 404 404 404 404 404 404 404 404 404
setup:invite                                  POST 404 404 404 404 404 404 404 404 404 404 404
setup:invite_table                            GET  404 404 404 404 404 404 404 404 404 404 404
setup:invite_table                            POST 404 404 404 404 404 404 404 404 404 404 404
setup:done                                    GET  404 404 404 404 404 404 404 404 404 404 404
setup:done                                    POST 404 404 404 404 404 404 404 404 404 404 404
setup:connections                             GET   in 403 403 403 403 403 403 200 403 403  in
setup:connection_add                          GET   in 403 403 403 403 403 403 200 403 403  in
setup:connection_add_vendor                   GET   in 403 403 403 403 403 403 200 403 403  in
setup:connection_add_vendor                   POST  in 403 403 403 403 403 403 400 403 403  in
setup:connection                              GET   in 403 403 403 403 403 403 200 403 403  in
setup:connection                              POST  in 403 403 403 403 403 403 302 403 403  in
setup:connection_check                        POST  in 403 403 403 403 403 403 302 403 403  in
setup:connection_switch                       POST  in 403 403 403 403 403 403 302 403 403  in
setup:connection_models                       GET   in 403 403 403 403 403 403 200 403 403  in
setup:connection_models                       POST  in 403 403 403 403 403 403 400 403 403  in
setup:offered_model                           GET   in 403 403 403 403 403 403 200 403 403  in
setup:offered_model                           POST  in 403 403 403 403 403 403 302 403 403  in
setup:limits                                  GET   in 403 403 403 403 403 403 200 403 403  in
setup:limits                                  POST  in 403 403 403 403 403 403 302 403 403  in
"""

#: What is posted, so that whoever may do it succeeds; `{argument}` is a thing of `furnishing`.
BODIES: Mapping[str, Mapping[str, str]] = {
    "web:language": {"language": "en"},
    "web:theme": {"theme": "dark"},
    "chat:check": {"thread": "{thread_id}", "text": "こんにちは"},
    "chat:ask": {"thread": "{thread_id}", "text": " "},
    "chat:attach": {"thread": "{thread_id}"},
    "chat:black_out": {"words": "議事録"},
    "chat:rename": {"title": "新しい題名"},
    "chat:pin": {"pinned": "1"},
    "people:sign_in": {"email": "someone@komorebi.example.co.jp", "password": "wrong"},
    "people:forgot": {"email": "someone@komorebi.example.co.jp"},
    "people:reset": {"password": "fuyu-no-hidamari-7"},
    "people:join": {"name": "楓 太郎", "password": "fuyu-no-hidamari-7"},
    "people:account": {"name": "新しい名前", "kana": "", "locale": "ja"},
    "people:password": {"current": "hinata-no-4-bangai", "password": "fuyu-no-hidamari-7"},
    "people:keys": {"label": "新しい道具", "days": "30"},
    "people:application_keys": {
        "label": "連携",
        "days": "30",
        "member": "{member_id}",
        "department": "",
    },
    "people:import_members": {"create_departments": ""},
    "people:import_departments": {"x": ""},
    "people:import_members_preview": {"digest": "0"},
    "people:member": {"name": "別の名前", "kana": "", "employee_number": ""},
    "people:member_department": {"department": "{department_id}"},
    "people:member_roles": {"roles": "auditor"},
    "people:invitations": {
        "email": "x@komorebi.example.co.jp",
        "name": "",
        "department": "{department_id}",
        "days": "7",
    },
    "people:invitation_link": {
        "link-department": "{department_id}",
        "link-uses": "3",
        "link-days": "7",
        "link-domain": "",
    },
    "people:departments": {"name": "新しい部門", "head_count": "3", "parent": ""},
    "people:department": {"name": "新しい部門名", "head_count": "3"},
    "people:department_move": {"target": ""},
    "people:department_close": {"close-target": "1"},
    "people:company": {"name": "新しい社名", "head_count": "80", "small_group": "5"},
    "ledger:export": {"form": "csv"},
    "ledger:text": {"reason_kind": "other", "reason": "問い合わせの確認のため", "once": "x"},
    "ledger:own_export": {"form": "csv"},
    "safety:check": {"text": "山田太郎様"},
    "safety:guard_recommended": {"reason": "戻す"},
    "safety:add_term": {"text": "つくし計画", "kind": "project", "level": "2", "aliases": ""},
    "safety:term": {"text": "つくし計画", "kind": "project", "level": "2", "aliases": ""},
    "safety:import_terms": {"kind": "client", "level": "2"},
    "safety:import_preview": {"step": "apply"},
    "setup:connection": {"label": "新しい名前", "base_url": "http://127.0.0.1:9/v1", "key": ""},
    "setup:connection_switch": {"to": "off"},
    "setup:offered_model": {"public_name": "別名", "note": "", "max_level": "2", "is_active": "on"},
    "setup:limits": {
        "requests_per_minute": "50",
        "max_input_characters": "200,000",
        "members_may_make_keys": "on",
    },
}

#: Files that go with them: field, name, content.
UPLOADS: Mapping[str, tuple[str, str, bytes]] = {
    "chat:attach": ("files", "メモ.txt", "メモです。".encode()),
    "people:import_members": (
        "file",
        "社員.csv",
        "氏名,メールアドレス\n一 二,x@komorebi.example.co.jp\n".encode(),
    ),
    "people:import_departments": ("file", "部門.csv", "部門名\n新部門\n".encode()),
    "safety:import_terms": ("file", "用語.csv", "用語\nたんぽぽ計画\n".encode()),
}

#: What looking at a page may write besides the session, and why.
NOTED_ON_GET: Mapping[str, frozenset[str]] = {
    # that a file was taken out of the house is an audit event
    "chat:export": frozenset({"ledger_auditevent", "ledger_chainhead"}),
    "safety:export_terms": frozenset({"ledger_auditevent", "ledger_chainhead"}),
    # the list of models is asked for while the page is made; how that went is kept
    "setup:connection_models": frozenset({"policy_modelconnection"}),
}
