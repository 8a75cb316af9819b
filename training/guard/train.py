"""Train the guard's name model and write ``data/names.npz``.

    python training/guard/train.py --data DIR --names names.json --out names.npz

``DIR`` holds ``*.train.jsonl`` (and ``*.dev.jsonl``, read only for the figures that are printed).
Needs torch. Deterministic for one seed on one machine.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]

import prompts
from cast import Cast

from nezuku.guard.folding import fold
from nezuku.guard.names import decoding, features

DILATIONS = (1, 2, 4, 8)
CHUNK = 160
SKIP = -100
#: How often a swapped name comes from the corpora, not from the invented cast.
OWN = 0.4
TYPE = {name: index for index, name in enumerate(decoding.TYPES)}


def encode(row: dict, rng: random.Random) -> tuple[features.Features, np.ndarray] | None:
    """Turn a labelled row into features and tags of its folded text."""
    folded = fold(row["text"])
    size = len(folded.text)
    if not size:
        return None
    at = np.zeros(len(row["text"]) + 1, np.int64)
    if folded.starts is None:
        at[:] = np.arange(len(row["text"]) + 1)
    else:
        at[:] = size
        for place in range(size - 1, -1, -1):
            at[folded.starts[place] : folded.ends[place]] = place
        for place in range(len(row["text"]) - 1, -1, -1):
            at[place] = min(at[place], at[place + 1])
    tags = np.zeros(size, np.int64)
    for start, end, kind in row["spans"]:
        if kind not in TYPE:
            continue
        first, last = at[start], at[end]
        if last <= first:
            continue
        base = 1 + 4 * TYPE[kind]
        if last - first == 1:
            tags[first] = base + 3
        else:
            tags[first:last] = base + 1
            tags[first], tags[last - 1] = base, base + 2
    for start, end, _ in row.get("ignore", []):
        tags[at[start] : at[end]] = SKIP
    return features.extract(folded.text), tags


def swap(row: dict, pool: dict[str, list[str]], people: Cast, rng: random.Random) -> dict:
    """Put other names of the same types in the place of a row's names."""
    out, spans, ignore, place = "", [], [], 0
    marks = sorted(
        [(a, b, t, True) for a, b, t in row["spans"]]
        + [(a, b, t, False) for a, b, t in row.get("ignore", [])]
    )
    for start, end, kind, real in marks:
        if start < place:
            continue
        out += row["text"][place:start]
        text = row["text"][start:end]
        if real and kind in pool and rng.random() < 0.7:
            own = rng.random() < OWN
            text = rng.choice(pool[kind]) if own else people.another(kind, text)
        (spans if real else ignore).append([len(out), len(out) + len(text), kind])
        out += text
        place = end
    return {"text": out + row["text"][place:], "spans": spans, "ignore": ignore}


class Net(nn.Module):
    """Mirror ``nezuku.guard.names.model`` for training."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.unigram = nn.Embedding(features.UNIGRAMS, width)
        self.bigram = nn.Embedding(features.BIGRAMS, width)
        self.trigram = nn.Embedding(features.TRIGRAMS, width)
        self.script = nn.Embedding(features.SCRIPTS, width)
        nn.init.normal_(self.unigram.weight, std=0.1)
        nn.init.zeros_(self.bigram.weight)
        nn.init.zeros_(self.trigram.weight)
        self.lexicon = nn.Linear(features.LEXICON_BITS, width, bias=False)
        self.convs = nn.ModuleList(nn.Linear(3 * width, width) for _ in DILATIONS)
        self.head = nn.Linear(width, decoding.TAGS)
        self.dropout = dropout

    def forward(self, uni, bi, tri, script, lex, live):
        """Score a batch of shape (texts, characters)."""
        drop = nn.functional.dropout

        def gram(table, index, rate):
            value = table(index)
            if self.training:
                value = value * (torch.rand(index.shape) > rate).unsqueeze(-1)
            return value

        state = (
            gram(self.unigram, uni, 0.15)
            + gram(self.bigram, bi, 0.4)
            + gram(self.trigram, tri, 0.5)
        )
        state = state + self.script(script) + self.lexicon(lex)
        state = torch.relu(state)
        state = drop(state, self.dropout, self.training) * live
        for dilation, conv in zip(DILATIONS, self.convs, strict=True):
            left = nn.functional.pad(state, (0, 0, dilation, 0))[:, : state.shape[1]]
            right = nn.functional.pad(state, (0, 0, 0, dilation))[:, dilation:]
            step = torch.relu(conv(torch.cat([left, state, right], -1)))
            state = (state + drop(step, self.dropout, self.training)) * live
        return self.head(state)


def crf_loss(scores, tags, live):
    """Give the mean negative log-likelihood of the tags; SKIP positions are free."""
    legal = torch.from_numpy(decoding.LEGAL)
    moves = legal
    free = tags == SKIP
    gold_mask = torch.full_like(scores, -1e9).scatter(2, tags.clamp(min=0).unsqueeze(-1), 0.0)
    gold_mask = torch.where(free.unsqueeze(-1), torch.zeros_like(scores), gold_mask)
    both = torch.cat([scores, scores + gold_mask])
    alive = torch.cat([live, live]).squeeze(-1) > 0
    alpha = both[:, 0] + legal[0]
    for step in range(1, both.shape[1]):
        new = torch.logsumexp(alpha.unsqueeze(2) + moves, 1) + both[:, step]
        alpha = torch.where(alive[:, step : step + 1], new, alpha)
    total = torch.logsumexp(alpha + legal[:, 0], 1)
    half = len(total) // 2
    return (total[:half] - total[half:]).clamp(max=200).mean()


def batches(data: list, size: int, rng: random.Random):
    """Cut encoded texts into chunks and yield padded batches of similar lengths."""
    chunks = []
    for feats, tags in data:
        count = len(tags)
        start = 0
        while start < count:
            end = min(count, start + CHUNK)
            if count - end < 30:
                end = count
            while end < count and end > start + 60 and tags[end - 1] != 0:
                end -= 1
            chunks.append((feats, tags, start, end))
            start = end
    rng.shuffle(chunks)
    chunks.sort(key=lambda c: (c[3] - c[2]) // 24)
    groups = [chunks[i : i + size] for i in range(0, len(chunks), size)]
    rng.shuffle(groups)
    for group in groups:
        longest = max(end - start for _, _, start, end in group)

        def stack(pick, fill=0, extra=(), kind=np.int64):
            out = np.full((len(group), longest, *extra), fill, kind)
            for i, (feats, tags, start, end) in enumerate(group):
                out[i, : end - start] = pick(feats, tags)[start:end]
            return torch.from_numpy(out)

        yield (
            stack(lambda f, _: f.unigram),
            stack(lambda f, _: f.bigram),
            stack(lambda f, _: f.trigram),
            stack(lambda f, _: f.script),
            stack(lambda f, _: f.lexicon, 0, (features.LEXICON_BITS,), np.float32),
            stack(lambda _, t: np.ones((len(t), 1)), 0, (1,), np.float32),
            stack(lambda _, t: t, 0),
        )


def export(net: Net, weights: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:
    """Give the arrays that ``model.from_arrays`` reads."""
    out: dict[str, np.ndarray] = {"dilations": np.array(DILATIONS)}
    for name in ("unigram", "bigram", "trigram"):
        table = weights[f"{name}.weight"].numpy()
        scale = np.abs(table).max(axis=0) / 127 + 1e-9
        out[name] = np.round(table / scale).astype(np.int8)
        out[f"{name}_scale"] = scale.astype(np.float32)
    out["script"] = weights["script.weight"].numpy().astype(np.float16)
    out["lexicon"] = weights["lexicon.weight"].numpy().T.astype(np.float16)
    for i in range(len(DILATIONS)):
        out[f"conv{i}"] = weights[f"convs.{i}.weight"].numpy().T.astype(np.float16)
        out[f"conv{i}_bias"] = weights[f"convs.{i}.bias"].numpy().astype(np.float32)
    out["head"] = weights["head.weight"].numpy().T.astype(np.float32)
    out["head_bias"] = weights["head.bias"].numpy().astype(np.float32)
    return out


def begin_from(net: Net, path: Path) -> None:
    """Load exported arrays into a net."""
    state = net.state_dict()
    with np.load(path) as data:
        for name in ("unigram", "bigram", "trigram"):
            table = data[name].astype(np.float32) * data[f"{name}_scale"]
            state[f"{name}.weight"] = torch.from_numpy(table)
        state["script.weight"] = torch.from_numpy(data["script"].astype(np.float32))
        for name in ("lexicon", "head", *(f"convs.{i}" for i in range(len(DILATIONS)))):
            stored = data[name.replace("convs.", "conv")].astype(np.float32)
            state[f"{name}.weight"] = torch.from_numpy(stored.T.copy())
        state["head.bias"] = torch.from_numpy(data["head_bias"])
        for i in range(len(DILATIONS)):
            state[f"convs.{i}.bias"] = torch.from_numpy(data[f"conv{i}_bias"])
    net.load_state_dict(state)


def evaluate(arrays: dict[str, np.ndarray], sets: dict[str, list]) -> str:
    """Give exact F1 by set with the exported arrays, as shipped."""
    from nezuku.guard.names import model

    loaded = model.from_arrays(arrays)
    parts = []
    for name, rows in sets.items():
        right = gold_count = found_count = 0
        for row in rows:
            folded = fold(row["text"])
            logs = decoding.softmax_log(model.scores(features.extract(folded.text), loaded))
            found = {
                (*folded.original(a, b), decoding.TYPES[t]) for a, b, t, _ in decoding.decode(logs)
            }
            gold = {(a, b, t) for a, b, t in row["spans"] if t in TYPE}
            found = {
                f
                for f in found
                if f in gold or not any(f[0] < i[1] and i[0] < f[1] for i in row.get("ignore", []))
            }
            right += len(gold & found)
            gold_count += len(gold)
            found_count += len(found)
        parts.append(f"{name} {2 * right / max(1, gold_count + found_count):.3f}")
    return "  ".join(parts)


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=11)
    parser.add_argument("--prompts", type=int, default=4000)
    parser.add_argument("--width", type=int, default=48)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--start", type=Path, help="go on from these weights")
    parser.add_argument("--dropout", type=float, default=0.3)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(1)
    rng = random.Random(arguments.seed)
    lists = json.loads(arguments.names.read_text())
    corpora = [
        json.loads(line)
        for path in sorted(arguments.data.glob("*.train.jsonl"))
        for line in path.open()
    ]
    sets = {
        p.name.split(".")[0]: [json.loads(x) for x in p.open()]
        for p in sorted(arguments.data.glob("*.dev.jsonl"))
        if p.name.split(".")[0] in ("stockmark", "wac", "gsd", "wikinews", "synth")
    }
    pool: dict[str, list[str]] = {}
    for row in corpora:
        for start, end, kind in row["spans"]:
            pool.setdefault(kind, []).append(row["text"][start:end])
    people = Cast(rng, lists)
    net = Net(arguments.width, arguments.dropout)
    if arguments.start:
        begin_from(net, arguments.start)
    tables = [net.unigram.weight, net.bigram.weight, net.trigram.weight]
    others = [p for p in net.parameters() if all(p is not t for t in tables)]
    optimizer = torch.optim.AdamW(
        [{"params": tables, "weight_decay": 0.0}, {"params": others, "weight_decay": 0.01}], lr=4e-3
    )
    average: dict[str, torch.Tensor] = {}
    real = [encode(row, rng) for row in corpora]
    step = 0
    for epoch in range(arguments.epochs):
        began = time.monotonic()
        data = list(real)
        data += [
            encode(swap(row, pool, people, rng), rng)
            for row in rng.sample(corpora, len(corpora) * 2 // 3)
            if row["spans"]
        ]
        data += [
            encode(row, rng)
            for row in prompts.make(arguments.seed * 100 + epoch, arguments.prompts, lists)
        ]
        data = [d for d in data if d is not None]
        total = 0.0
        net.train()
        count = 0
        rate = arguments.rate * min(1.0, (epoch + 1) / 2) * (1 - epoch / arguments.epochs) ** 0.8
        for group in optimizer.param_groups:
            group["lr"] = max(rate, arguments.rate / 40)
        for *inputs, live, tags in batches(data, 64, rng):
            scores = net(*inputs, live)
            loss = crf_loss(scores, tags, live)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimizer.step()
            total += float(loss.detach())
            count += 1
            step += 1
            if epoch >= arguments.epochs // 2 and step % 5 == 0:
                for key, value in net.state_dict().items():
                    if key in average:
                        average[key].lerp_(value, 0.02)
                    else:
                        average[key] = value.clone()
        best = average or net.state_dict()
        if epoch % 3 == 2 or epoch == arguments.epochs - 1:
            arrays = export(net, best)
            np.savez_compressed(arguments.out, **arrays)
            print(evaluate(arrays, sets), flush=True)
        seconds = time.monotonic() - began
        print(f"epoch {epoch} loss {total / count:.3f} {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main()
