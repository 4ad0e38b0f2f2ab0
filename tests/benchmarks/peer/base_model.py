"""The small Llama that both sides train: random weights, a word for every token."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from tests.benchmarks.peer.setting import Setting

PAD, END = 0, 1


def make_base(setting: Setting, folder: Path) -> Path:
    """Write the model and its tokenizer to a folder; return it."""
    torch.manual_seed(setting.seed)
    config = LlamaConfig(
        vocab_size=setting.vocabulary,
        hidden_size=setting.hidden,
        intermediate_size=setting.hidden * 8 // 3 // 16 * 16,
        num_hidden_layers=setting.layers,
        num_attention_heads=setting.heads,
        num_key_value_heads=setting.heads,
        max_position_embeddings=1024,
        tie_word_embeddings=True,
        pad_token_id=PAD,
        bos_token_id=None,
        eos_token_id=END,
    )
    LlamaForCausalLM(config).save_pretrained(str(folder), safe_serialization=True)
    words = {"<pad>": PAD, "<end>": END, "<unk>": 2}
    words |= {f"w{number}": number for number in range(3, setting.vocabulary)}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.decoder = decoders.Fuse()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", eos_token="<end>", unk_token="<unk>"
    ).save_pretrained(str(folder))
    return folder
