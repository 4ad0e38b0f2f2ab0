"""The engine for checkpoints in safetensors: transformers, with PEFT adapters, on CPU or GPU."""

from __future__ import annotations

from pathlib import Path

import torch

from workbench.domain.errors import EngineError
from workbench.domain.sampling import HF, Capabilities, GenerationRequest, ModelSpec
from workbench.domain.sentences import sentence
from workbench.engines.base import Cancelled, Engine, Sink
from workbench.engines.cores import ThreadKeeper, physical_cores
from workbench.engines.hf_adapter import Adapters
from workbench.engines.hf_model import CUDA, load_model
from workbench.engines.hf_run import HfRun, Kept, Loaded
from workbench.engines.hf_vocabulary import HfVocabulary
from workbench.engines.prompt import PromptBuilder
from workbench.weights.hf_folder import HfFolder, read_folder

MIN_CONTEXT = 16


class HfEngine(Engine):
    """transformers in this process."""

    def __init__(self) -> None:
        self._loaded: Loaded | None = None
        self._prompts: PromptBuilder | None = None
        self._adapters: Adapters | None = None
        self._folder: HfFolder | None = None
        self._group = 1

    def load(self, spec: ModelSpec) -> Capabilities:
        """Check the folder and the memory, then let transformers load it."""
        self.unload()
        folder = read_folder(Path(spec.path))
        if folder.is_adapter:
            raise EngineError(
                sentence(
                    "{name} is an adapter, which needs its base model; choose the base first.",
                    name=folder.name,
                )
            )
        self._group = max(1, spec.max_sequences)
        try:
            self._open(folder, spec)
            if spec.adapter_path:
                self.set_adapter(spec.adapter_path, spec.base_sha256)
        except EngineError:
            self.unload()
            raise
        return self._capabilities(spec)

    def generate(self, request: GenerationRequest, sink: Sink, cancelled: Cancelled) -> None:
        """Sample one sequence per seed, ``max_sequences`` at a time."""
        loaded = self._ready()
        assert self._prompts is not None
        prompt = self._prompts.build(request)
        if len(prompt.ids) >= loaded.limit:
            raise EngineError(
                sentence(
                    "The conversation has {count} tokens, and this model's context holds "
                    "{limit}; shorten it or load the model with a longer context.",
                    count=len(prompt.ids),
                    limit=loaded.limit,
                )
            )
        if not prompt.ids:
            raise EngineError(sentence("The prompt is empty; write a problem first."))
        try:
            HfRun(loaded, request, prompt, sink, cancelled).run(self._group)
        finally:
            loaded.threads.rest()

    def set_adapter(self, path: str | None, base_sha256: str) -> None:
        """Check that the adapter was made for the loaded base, then put it on (or take it off)."""
        loaded = self._ready()
        assert self._adapters is not None
        try:
            if path is None:
                self._adapters.take_off()
            else:
                self._adapters.put_on(Path(path), base_sha256)
        finally:
            loaded.kept.forget()  # what the other weights computed

    def unload(self) -> None:
        """Free the model and end the template's process."""
        if self._prompts is not None:
            self._prompts.close()
        self._loaded = self._prompts = self._adapters = self._folder = None
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    @property
    def loaded(self) -> Loaded:
        """Return the loaded model with its vocabulary and cache."""
        return self._ready()

    def _ready(self) -> Loaded:
        if self._loaded is None:
            raise EngineError(sentence("No model is loaded; choose a model first."))
        return self._loaded

    def _open(self, folder: HfFolder, spec: ModelSpec) -> None:
        asked = min(spec.context_length, folder.context_length or spec.context_length)
        limit = max(MIN_CONTEXT, asked)
        model = load_model(folder, spec, limit)
        vocabulary = HfVocabulary(model.tokenizer, model.end_ids())
        threads = ThreadKeeper(model, model.memory_bytes(), spec.threads)
        self._folder = folder
        self._loaded = Loaded(self, model, vocabulary, Kept(model), threads, limit)
        self._adapters = Adapters(model, folder)
        self._prompts = PromptBuilder(vocabulary, folder.chat_template, folder.prompt_style)

    def _capabilities(self, spec: ModelSpec) -> Capabilities:
        loaded = self._ready()
        assert self._folder is not None
        assert self._prompts is not None
        model, layers = loaded.model, self._folder.layers
        return Capabilities(
            model_id=spec.model_id,
            name=self._folder.name,
            architecture=self._folder.architecture,
            context_length=loaded.limit,
            vocabulary_size=self._folder.vocabulary_size,
            parameters=self._folder.parameters,
            device=model.device_name(),
            threads=spec.threads or physical_cores(),
            prompt_frame=self._prompts.frame,
            warning=model.warning(),
            engine=HF,
            layers=layers,
            offloaded_layers=layers if model.device.type == CUDA else 0,
            memory_bytes=model.memory_bytes(),
        )
