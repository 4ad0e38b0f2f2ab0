"""The default engine: any GGUF that llama.cpp loads, samples of many prompts in one batch.

The binding's high-level class cannot batch sequences, so this drives the low-level API: here a
model is checked, loaded and adapted; the scheduler beside it runs the requests.
"""

from __future__ import annotations

from pathlib import Path

from workbench import paths
from workbench.domain.errors import EngineError
from workbench.domain.sampling import Capabilities, GenerationRequest, ModelSpec
from workbench.domain.sentences import sentence
from workbench.engines import cores, devices, files
from workbench.engines.base import BatchingEngine, Cancelled, Ended, Sink
from workbench.engines.cores import ThreadKeeper, physical_cores
from workbench.engines.devices import Offload
from workbench.engines.llama_context import ContextSetup, LlamaContext
from workbench.engines.llama_scheduler import Scheduler
from workbench.engines.llama_vocabulary import Vocabulary
from workbench.engines.prompt import PromptBuilder
from workbench.weights.gguf_header import GGUFHeader, check_deeply, read_header
from workbench.weights.identity import PROMPT_STYLE_KEY
from workbench.weights.memory import estimate_bytes, keeps_full_precision


class LlamaEngine(BatchingEngine):
    """llama.cpp in this process."""

    def __init__(self) -> None:
        self._context: LlamaContext | None = None
        self._vocabulary: Vocabulary | None = None
        self._prompts: PromptBuilder | None = None
        self._header: GGUFHeader | None = None
        self._scheduler: Scheduler | None = None
        self._limit = 0

    def load(self, spec: ModelSpec) -> Capabilities:
        """Check the file's header and the memory, then let llama.cpp load it."""
        self.unload()
        path = files.model_file(Path(spec.path), paths.cache_dir())
        header = read_header(path)
        files.check_model(header)
        check_deeply(header)
        self._limit = files.context_limit(header, spec.context_length)
        sequences = max(1, spec.max_sequences)
        offload = devices.plan_offload(header, spec.gpu_layers, self._limit, sequences)
        files.check_memory(header, self._limit, sequences, offload.gpu_bytes)
        try:
            self._open(header, spec, offload)
            if spec.adapter_path:
                self.set_adapter(spec.adapter_path, spec.base_sha256)
        except EngineError:
            self.unload()
            raise
        return self._capabilities(spec, offload)

    @property
    def running(self) -> bool:
        """Whether a request is not at its end yet."""
        return self._scheduler is not None and self._scheduler.running

    def submit(self, request: GenerationRequest, sink: Sink, cancelled: Cancelled) -> int:
        """Take a request for one sample per seed; refuse a conversation that is too long."""
        prompts, scheduler = self._ready()
        prompt = prompts.build(request)
        if len(prompt.ids) >= self._limit:
            raise EngineError(
                sentence(
                    "The conversation has {count} tokens, and this model's context holds "
                    "{limit}; shorten it or load the model with a longer context.",
                    count=len(prompt.ids),
                    limit=self._limit,
                )
            )
        if not prompt.ids:
            raise EngineError(sentence("The prompt is empty; write a problem first."))
        return scheduler.add(request, prompt, sink, cancelled)

    def step(self) -> list[Ended]:
        """Decode a stretch of whatever runs; return the requests that ended with it."""
        scheduler = self._ready()[1]
        ended = scheduler.step()
        self.decodes = scheduler.decodes
        return ended

    def prompt_ids(self, request: GenerationRequest) -> tuple[int, ...]:
        """Return the tokens that a request is run from."""
        return self._ready()[0].build(request).ids

    def set_adapter(self, path: str | None, base_sha256: str) -> None:
        """Check that the adapter was made for the loaded base, then put it on (or take it off)."""
        self._ready()
        assert self._header is not None
        file = None
        if path is not None:
            file = files.adapter_file(Path(path))
            files.check_adapter(read_header(file), self._header, base_sha256, paths.cache_dir())
        self.context.set_adapter(str(file) if file else None)
        self.forget_prefixes()

    def unload(self) -> None:
        """Free the model and end the template's process."""
        if self._prompts is not None:
            self._prompts.close()
        if self._scheduler is not None:
            self._scheduler.close()
        if self._context is not None:
            self._context.close()
        self._context = self._vocabulary = self._prompts = self._header = self._scheduler = None

    def forget_prefixes(self) -> None:
        """Empty the context, so that the next prompt is decoded from its first token."""
        self._ready()[1].forget_prefixes()

    @property
    def context(self) -> LlamaContext:
        """Return the loaded context."""
        self._ready()
        assert self._context is not None
        return self._context

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the loaded vocabulary."""
        self._ready()
        assert self._vocabulary is not None
        return self._vocabulary

    def _ready(self) -> tuple[PromptBuilder, Scheduler]:
        if self._prompts is None or self._scheduler is None:
            raise EngineError(sentence("No model is loaded; choose a model first."))
        return self._prompts, self._scheduler

    def _open(self, header: GGUFHeader, spec: ModelSpec, offload: Offload) -> None:
        sequences = max(1, spec.max_sequences)
        precise = not offload.layers and keeps_full_precision(header, self._limit, sequences)
        setup = ContextSetup(sequences, offload.layers, precise)
        self._context = LlamaContext(str(header.path), self._limit, setup)
        self._header = header
        self._vocabulary = Vocabulary(self._context.vocabulary)
        template = self._context.metadata("tokenizer.chat_template")
        style = self._context.metadata(PROMPT_STYLE_KEY)
        self._prompts = PromptBuilder(self._vocabulary, template, style)
        threads = ThreadKeeper(self._context, header.tensor_bytes, spec.threads)
        # Attention steps over idle cells too: 2,048 of them slow the starter down by a quarter, and
        # it reads a prompt again in no time. In a larger model both are the other way round.
        small = header.tensor_bytes <= cores.ONE_THREAD_BYTES
        idle = self._limit // 4 if small else self._limit
        self._scheduler = Scheduler(self._context, self._vocabulary, threads, self._limit, idle)

    def _capabilities(self, spec: ModelSpec, offload: Offload) -> Capabilities:
        prompts, context = self._ready()[0], self.context
        assert self._header is not None
        return Capabilities(
            model_id=spec.model_id,
            name=self._header.name,
            architecture=self._header.architecture,
            context_length=self._limit,
            vocabulary_size=context.vocabulary_size,
            parameters=devices.parameters(context.model),
            device=offload.device,
            threads=spec.threads or physical_cores(),
            prompt_frame=prompts.frame,
            warning=devices.warning(),
            layers=offload.total,
            offloaded_layers=offload.layers,
            memory_bytes=estimate_bytes(self._header, self._limit, max(1, spec.max_sequences)),
        )
