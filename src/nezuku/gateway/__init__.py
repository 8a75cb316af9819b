"""The one door to every model: admit, guard, record, stream, restore, settle. No Django here."""
