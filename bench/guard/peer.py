"""Run Presidio with GiNZA over texts from standard input. Runs in its own environment."""

from __future__ import annotations

import json
import sys
import time

from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider

LABELS = {
    "Person": "PERSON",
    "Company": "ORGANIZATION",
    "Corporation_Other": "ORGANIZATION",
    "City": "LOCATION",
    "Province": "LOCATION",
    "Country": "LOCATION",
}


def main() -> None:
    """Answer with the spans found and the seconds taken."""
    texts = json.load(sys.stdin)
    engine = NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": "ja", "model_name": "ja_ginza"}],
            "ner_model_configuration": {"model_to_presidio_entity_mapping": LABELS},
        }
    ).create_engine()
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["ja"])
    analyzer.analyze(text="始め", language="ja")
    began = time.perf_counter()
    spans = [[(r.start, r.end) for r in analyzer.analyze(text=t, language="ja")] for t in texts]
    print(json.dumps({"spans": spans, "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main()
