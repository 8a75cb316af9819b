"""The doors to the rows of policy: whoever may not see one gets the same answer as for none."""

from __future__ import annotations

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import NotFound
from nezuku.foundation.policy.models import ModelConnection, OfferedModel, Term, TermImport


def get_connection(actor: Actor, connection_id: int) -> ModelConnection:
    """The connection, for who manages models. Raises Forbidden, NotFound."""
    actor.require("policy.models")
    connection = ModelConnection.objects.filter(pk=connection_id).first()
    if connection is None:
        raise NotFound
    return connection


def get_model(actor: Actor, model_id: int) -> OfferedModel:
    """The offered model, for who manages models. Raises Forbidden, NotFound."""
    actor.require("policy.models")
    model = OfferedModel.objects.select_related("connection").filter(pk=model_id).first()
    if model is None:
        raise NotFound
    return model


def get_term(actor: Actor, term_id: int) -> Term:
    """The term, for who keeps the dictionary. Raises Forbidden, NotFound."""
    actor.require("policy.dictionary")
    term = Term.objects.filter(pk=term_id).first()
    if term is None:
        raise NotFound
    return term


def get_import(actor: Actor, import_id: str) -> TermImport:
    """The list that this person uploaded and looked through. Raises Forbidden, NotFound."""
    actor.require("policy.dictionary")
    kept = TermImport.objects.filter(pk=import_id, member_id=actor.member_id).first()
    if kept is None:
        raise NotFound
    return kept
