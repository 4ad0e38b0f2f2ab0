"""Write a training checkpoint as the files that ship: fp16 weights, tokenizer, catalog."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import GenerationConfig

from .build_tokenizer import save
from .train import make_model

HERE = Path(__file__).parent
CATALOG = HERE.parent / "catalog.toml"


def export(checkpoint: Path, tokenizer_folder: Path, folder: Path) -> None:
    """Write config, generation config, fp16 weights and the tokenizer into a folder."""
    tokenizer = Tokenizer.from_file(str(tokenizer_folder / "tokenizer.json"))
    model = make_model(tokenizer.get_vocab_size())
    model.load_state_dict(torch.load(checkpoint, weights_only=True)["model"])
    settings = {"do_sample": True, "temperature": 0.7, "max_new_tokens": 256}
    model.generation_config = GenerationConfig.from_dict(
        {"eos_token_id": 3, "pad_token_id": 0, **settings}
    )
    with tempfile.TemporaryDirectory(dir=folder) as part:
        torch.nn.Module.half(model).save_pretrained(part)
        config = json.loads((Path(part) / "config.json").read_text())
        # It was taught on bare statements; other models are asked with an instruction.
        config["stepmark_prompt_style"] = "bare"
        config["rope_theta"] = config["rope_parameters"]["rope_theta"]
        (Path(part) / "config.json").write_text(json.dumps(config, indent=2) + "\n")
        for name in ("config.json", "generation_config.json", "model.safetensors"):
            (Path(part) / name).replace(folder / name)
    save(tokenizer, folder)


def sha256(path: Path) -> str:
    """Hash a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def update_catalog(weights: Path) -> None:
    """Put the hash of the weights into the starter's entry of the catalog."""
    before, entry, after = re.split(r'(id = "starter"\n(?:.+\n)*)', CATALOG.read_text(), maxsplit=1)
    entry = re.sub(r"sha256 = .*\n", "", entry) + f'sha256 = "{sha256(weights)}"\n'
    CATALOG.write_text(before + entry + after)
