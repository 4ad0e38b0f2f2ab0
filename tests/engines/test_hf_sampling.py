"""The settings mean what they say, worked by hand; pieces of text come out byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from tests.helpers.tiny_model import make_tokenizer
from workbench.domain.sampling import SamplingSettings
from workbench.engines.hf_sampling import SeededDraws, choose, log_probabilities
from workbench.engines.hf_vocabulary import HfVocabulary
from workbench.engines.text_stream import TextStream

# Probabilities of five tokens, in no order.
SHARES = torch.tensor([[0.1, 0.4, 0.05, 0.25, 0.2]], dtype=torch.float64)
LOGITS = SHARES.log()
TEXT = "Größe 数学 🙂 naïve: $x = 16 - 4$"


def _reached(settings: SamplingSettings, logits: torch.Tensor = LOGITS) -> set[int]:
    """Return every token that some number in [0, 1) leads to."""
    numbers = [step / 200 for step in range(200)]
    return set(choose(logits.expand(200, -1), settings, numbers).tolist())


@pytest.mark.parametrize(
    ("settings", "tokens"),
    [
        (SamplingSettings(0.0), {1}),
        (SamplingSettings(1.0, 1.0), {0, 1, 2, 3, 4}),
        (SamplingSettings(1.0, 0.39), {1}),
        (SamplingSettings(1.0, 0.41), {1, 3}),
        (SamplingSettings(1.0, 0.84), {1, 3, 4}),
        (SamplingSettings(1.0, 0.0), {1}),
        (SamplingSettings(1.0, 1.0, top_k=2), {1, 3}),
        (SamplingSettings(1.0, 0.62, top_k=2), {1, 3}),
        (SamplingSettings(1.0, 0.61, top_k=2), {1}),
        (SamplingSettings(1.0, 1.0, min_p=0.5), {1, 3, 4}),
        (SamplingSettings(0.5, 1.0, min_p=0.3), {1, 3}),
    ],
)
def test_each_cut_keeps_what_it_should(settings: SamplingSettings, tokens: set[int]) -> None:
    """Temperature, top-k, top-p on what top-k left, min-p: the llama engine's order."""
    assert _reached(settings) == tokens


def test_shares_follow_the_temperature() -> None:
    """At temperature 0.5 the shares are squared: 0.16 of 0.2650 for the likeliest."""
    numbers = [(step + 0.5) / 10_000 for step in range(10_000)]
    tokens = choose(SHARES.log().expand(10_000, -1), SamplingSettings(0.5, 1.0), numbers)
    squares = SHARES[0] ** 2
    for token, share in enumerate((squares / squares.sum()).tolist()):
        assert (tokens == token).sum().item() / 10_000 == pytest.approx(share, abs=2e-4)


def test_a_flat_distribution_over_a_large_vocabulary_is_cut_rightly() -> None:
    """More tokens hold the mass than are sorted at first."""
    logits = torch.zeros((1, 5000), dtype=torch.float64)
    logits[0, :3000] = 10.0
    kept = _reached(SamplingSettings(1.0, 0.5), logits)
    assert max(kept) < 3000
    logits += torch.linspace(0, 1e-3, 5000, dtype=torch.float64)
    assert 1450 <= min(_reached(SamplingSettings(1.0, 0.5), logits)) <= 1550


def test_the_largest_number_stays_in_the_vocabulary() -> None:
    """Rounding must not lead beyond the last token, nor to one that was cut."""
    rows = torch.rand((500, 50), generator=torch.Generator().manual_seed(1)).double()
    for logits, share in ((LOGITS, 1.0), (LOGITS, 0.41), (rows, 1.0), (rows, 0.9)):
        tokens = choose(logits, SamplingSettings(1.0, share), [1 - 2**-53] * len(logits))
        cut = choose(logits, SamplingSettings(1.0, share), [1 - 2**-20] * len(logits))
        assert tokens.equal(cut)


def test_log_probability_worked_by_hand() -> None:
    """Softmax of (0, ln 3) is (1/4, 3/4), also when shifted far out."""
    for shift in (0.0, 1e4):
        logits = torch.tensor([[0.0, 3.0]], dtype=torch.float64)
        logits[0, 1] = torch.tensor(3.0).double().log()
        told = log_probabilities(logits + shift, torch.tensor([0]))
        assert told.item() == pytest.approx(torch.tensor(0.25).double().log().item(), abs=1e-9)


def test_a_seed_gives_its_numbers_whenever_they_are_asked() -> None:
    """A sequence that waited for memory asks for the same number twice."""
    first, again = SeededDraws(7), SeededDraws(7)
    assert [first.uniform(0), first.uniform(1), first.uniform(1)] == [
        again.uniform(0),
        again.uniform(1),
        first.uniform(1),
    ]
    assert SeededDraws(-1).uniform(0) != SeededDraws(8).uniform(0)


def _wrapped(tokenizer: object) -> HfVocabulary:
    from transformers import PreTrainedTokenizerFast

    made = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|end|>")
    return HfVocabulary(made, frozenset())


def _spaced_tokenizer() -> object:
    """Return a tokenizer as SentencePiece makes: ``▁`` for spaces, bytes as a last resort."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers

    letters = sorted({*TEXT.replace(" ", "▁")} - {"🙂"})
    words = ["<unk>", *(f"<0x{byte:02X}>" for byte in range(256)), *letters]
    vocabulary = {word: place for place, word in enumerate(words)}
    model = models.BPE(vocabulary, [], byte_fallback=True, unk_token="<unk>")
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    parts = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    tokenizer.decoder = decoders.Sequence(parts)
    tokenizer.add_special_tokens([AddedToken("<|end|>", special=True, normalized=False)])
    return tokenizer


def _word_tokenizer() -> object:
    """Return one that joins pieces in a way of its own (WordPiece)."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    words = ["[UNK]", "a", "sub", "##tract", "four"]
    tokenizer = Tokenizer(models.WordPiece({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.decoder = decoders.WordPiece(prefix="##", cleanup=False)
    tokenizer.add_special_tokens([AddedToken("<|end|>", special=True, normalized=False)])
    return tokenizer


@pytest.mark.parametrize("make", [make_tokenizer, _spaced_tokenizer], ids=["bytes", "spaced"])
def test_characters_split_over_tokens_come_out_whole(make: object) -> None:
    """An emoji is four bytes and up to four tokens; half of it is never shown."""
    vocabulary = _wrapped(make())  # type: ignore[operator]
    ids = vocabulary.tokenize(TEXT)
    stream = TextStream()
    shown = [stream.feed(vocabulary.piece(token)) for token in ids]
    assert "".join(shown) + stream.finish() == TEXT
    assert not any("\ufffd" in text for text in shown)
    assert len(ids) > len(TEXT) / 3


def test_other_joints_follow_the_tokenizers_own_decoder() -> None:
    """Pieces that continue a word come without a space, others with one."""
    vocabulary = _wrapped(_word_tokenizer())
    ids = vocabulary.tokenize("subtract four")
    assert [vocabulary.piece(token) for token in ids] == [b" sub", b"tract", b" four"]


def test_control_tokens_and_ids_beyond_the_vocabulary_have_no_text() -> None:
    """A model's output is often wider than its tokenizer."""
    vocabulary = _wrapped(make_tokenizer())
    (end,) = vocabulary.tokenize("<|end|>")
    assert vocabulary.piece(end) == vocabulary.piece(10_000) == b""
    assert vocabulary.ends(end)
    assert not vocabulary.ends(10_000)


def test_a_turns_end_is_known_by_its_spelling_and_the_bos_is_added_once(tmp_path: Path) -> None:
    """Settings often name one end and forget the other; templates often write the beginning."""
    from tokenizers import processors
    from transformers import PreTrainedTokenizerFast

    inner = make_tokenizer()
    inner.add_special_tokens(["<s>", "<|eot_id|>"])
    begin = inner.token_to_id("<s>")
    inner.post_processor = processors.TemplateProcessing(
        single="<s> $A", special_tokens=[("<s>", begin)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=inner, bos_token="<s>", eos_token="<|end|>"
    ).save_pretrained(tmp_path)
    assert json.loads((tmp_path / "tokenizer_config.json").read_text())["bos_token"] == "<s>"
    tokenizer = PreTrainedTokenizerFast.from_pretrained(tmp_path)
    vocabulary = HfVocabulary(tokenizer, frozenset({5}))
    for text in ("Solve.", "<s>Solve."):
        ids = vocabulary.tokenize(text)
        assert ids.count(begin) == 1
        assert ids[0] == begin
    ends = [token for token in range(inner.get_vocab_size()) if vocabulary.ends(token)]
    assert ends == sorted({5, inner.token_to_id("<|end|>"), inner.token_to_id("<|eot_id|>")})
