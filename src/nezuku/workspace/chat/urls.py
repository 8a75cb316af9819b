"""The addresses of chat. `t` is a conversation, `m` a message in one, `f` an attached file."""

from __future__ import annotations

from django.urls import path

from nezuku.workspace.chat.views import arranging, asking, pages, reading, watching

app_name = "chat"
urlpatterns = [
    path("", pages.index, name="index"),
    path("new/", pages.new, name="new"),
    path("more/", pages.more, name="more"),
    path("search/", pages.search, name="search"),
    path("check/", asking.check, name="check"),
    path("ask/", asking.ask, name="ask"),
    path("attach/", reading.attach, name="attach"),
    path("f/<slug:attachment_id>/detach/", reading.detach, name="detach"),
    path("f/<slug:attachment_id>/black-out/", reading.black_out, name="black_out"),
    path("t/<slug:thread_id>/", pages.thread, name="thread"),
    path("t/<slug:thread_id>/earlier/", pages.earlier, name="earlier"),
    path("t/<slug:thread_id>/rename/", arranging.rename, name="rename"),
    path("t/<slug:thread_id>/pin/", arranging.pin, name="pin"),
    path("t/<slug:thread_id>/delete/", arranging.delete, name="delete"),
    path("t/<slug:thread_id>/bring-back/", arranging.bring_back, name="bring_back"),
    path("t/<slug:thread_id>/export/", arranging.export, name="export"),
    path("m/<slug:message_id>/", pages.message, name="message"),
    path("m/<slug:message_id>/text/", pages.message_text, name="message_text"),
    path("m/<slug:message_id>/sent/", pages.message_sent, name="message_sent"),
    path("m/<slug:message_id>/stream/", watching.stream, name="stream"),
    path("m/<slug:message_id>/stop/", watching.stop, name="stop"),
    path("m/<slug:message_id>/edit/", asking.edit, name="edit"),
    path("m/<slug:message_id>/regenerate/", asking.regenerate, name="regenerate"),
    path("m/<slug:message_id>/branch/", arranging.branch, name="branch"),
]
