"""The addresses of setup: the wizard, which is gone once it is done, model connections, limits."""

from __future__ import annotations

from django.urls import path

from nezuku.workspace.setup.views import (
    administrator,
    classes,
    company,
    connections,
    door,
    invite,
    limits,
    model,
)

app_name = "setup"
urlpatterns = [
    path("", door.index, name="index"),
    path("link/<str:token>/", door.link, name="link"),
    path("company/", company.company, name="company"),
    path("departments/", company.department_list, name="departments"),
    path("administrator/", administrator.administrator, name="administrator"),
    path("model/", model.model, name="model"),
    path("model/vendor/<slug:preset_id>/", model.model_connect, name="model_connect"),
    path("model/<int:connection_id>/", model.model_offer, name="model_offer"),
    path("classes/", classes.classes, name="classes"),
    path("invite/", invite.invite, name="invite"),
    path("invite/<int:draft_id>/", invite.invite_table, name="invite_table"),
    path("done/", invite.done, name="done"),
    path("connections/", connections.connections, name="connections"),
    path("connections/add/", connections.connection_add, name="connection_add"),
    path(
        "connections/add/<slug:preset_id>/",
        connections.connection_add_vendor,
        name="connection_add_vendor",
    ),
    path("connections/<int:connection_id>/", connections.connection, name="connection"),
    path(
        "connections/<int:connection_id>/check/",
        connections.connection_check,
        name="connection_check",
    ),
    path(
        "connections/<int:connection_id>/switch/",
        connections.connection_switch,
        name="connection_switch",
    ),
    path(
        "connections/<int:connection_id>/models/",
        connections.connection_models,
        name="connection_models",
    ),
    path("connections/models/<int:model_id>/", connections.offered_model, name="offered_model"),
    path("limits/", limits.limits, name="limits"),
]
