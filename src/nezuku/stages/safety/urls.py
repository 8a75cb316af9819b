"""The addresses of safety."""

from __future__ import annotations

from django.urls import path

from nezuku.stages.safety.views import classes, dictionary, guard

app_name = "safety"
urlpatterns = [
    path("classes/", classes.classes, name="classes"),
    path("classes/propose/", classes.propose, name="propose_classes"),
    path("classes/history/", classes.history, name="class_history"),
    path("classes/<int:level>/", classes.edit, name="edit_class"),
    path("check/", guard.check, name="check"),
    path("guard/", guard.settings, name="guard"),
    path("guard/recommended/", guard.recommended, name="guard_recommended"),
    path("guard/history/", guard.history, name="guard_history"),
    path("dictionary/", dictionary.dictionary, name="dictionary"),
    path("dictionary/add/", dictionary.add, name="add_term"),
    path("dictionary/export/", dictionary.export, name="export_terms"),
    path("dictionary/import/", dictionary.import_terms, name="import_terms"),
    path("dictionary/import/<str:import_id>/", dictionary.import_preview, name="import_preview"),
    path("dictionary/<int:term_id>/", dictionary.term, name="term"),
    path("dictionary/<int:term_id>/remove/", dictionary.remove, name="remove_term"),
]
