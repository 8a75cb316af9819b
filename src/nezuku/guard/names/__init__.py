"""Finding names of people, organisations and places with a lexicon and a small model."""
