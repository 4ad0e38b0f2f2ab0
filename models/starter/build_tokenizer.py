"""Train and save the starter tokenizer: byte-level BPE in which every digit is a token."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from .generator import train_conversation

SPECIAL = ("<|pad|>", "<|user|>", "<|assistant|>", "<|end|>")
VOCABULARY = 1024
CHAT_TEMPLATE = (
    "{% for m in messages %}"
    "{% if m['role'] == 'assistant' %}<|assistant|>{% else %}<|user|>{% endif %}"
    "{{ '\\n' + m['content'] + '<|end|>\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}"
)
PLAIN_ENGLISH = (
    "The quick brown fox jumps over the lazy dog. We know that this is not true because the "
    "number of people who were there is larger than the number that was given. Therefore the "
    "answer must be positive, and each of the other values can be found in the same way. "
    "First, note that if we multiply both sides by the denominator, then the fraction is gone. "
    "Please explain why this step is wrong, incomplete, unjustified or a misread problem. "
    "How much does it cost, how far does it travel, and how long does it take altogether? "
    "To determine the type of transformation, we need to compare the two functions and analyze "
    "the changes in their coefficients. This indicates a reduction in the vertical direction. "
    "For any given input, the output of the transformed function will be one fourth of the "
    "original. Based on the analysis, a constant determines the extent of the transformation. "
    "However, you should use another method here, since between these steps some sign was "
    "lost sometimes."
)


def corpus(conversations: int, seed: int) -> Iterator[str]:
    """Yield the text of training conversations, with a little plain English among them."""
    rng = random.Random(seed)
    for index in range(conversations):
        yield "\n".join(message["content"] for message in train_conversation(rng))
        if index % 40 == 0:
            yield PLAIN_ENGLISH


def build(conversations: int = 20000, seed: int = 11) -> Tokenizer:
    """Train the tokenizer; its pre-tokenizer is the one llama.cpp calls ``smollm``."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        min_frequency=2,
        special_tokens=[AddedToken(t, special=True, normalized=False) for t in SPECIAL],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus(conversations, seed), trainer)
    return tokenizer


def save(tokenizer: Tokenizer, folder: Path) -> None:
    """Write tokenizer.json, tokenizer_config.json and the chat template."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "add_bos_token": False,
        "add_prefix_space": False,
        "clean_up_tokenization_spaces": False,
        "bos_token": None,
        "eos_token": "<|end|>",
        "pad_token": "<|pad|>",
        "model_max_length": 2048,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
    (folder / "chat_template.jinja").write_text(CHAT_TEMPLATE)


if __name__ == "__main__":
    save(build(), Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent))
