#!/usr/bin/env python3
"""Write cases.json: what Jinja2 makes of common chat templates, set up as Hugging Face's transformers sets it up.

usage: make.py      (needs Jinja2; the output is the same, byte for byte, on every run)

smollm2 is the model's own, taken from its file. qwen25, qwen3, granite33, phi35 and mistral_nemo are their publishers' (Apache-2.0, MIT), and so is smollm3 in
Unsloth's edition, with the publisher's `generation` tags. The others are written after their publishers': gemma3, phi4_mini and olmo2 as we know them,
llama31, llama32 and lfm2 without tools; of these three the published ones render the same for all cases here.
"""
import json
from datetime import datetime, timezone
from pathlib import Path

from jinja2.exceptions import TemplateError
from jinja2.ext import Extension, loopcontrols
from jinja2.nodes import CallBlock
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = Path(__file__).parent
UNIX_MS = 1_700_000_000_000
USER = {"role": "user", "content": "Fix: he go home.\n\nTwo  paragraphs."}
SYSTEM = {"role": "system", "content": "You are an editor."}
TURNS = [USER, {"role": "assistant", "content": "He went home."}, {"role": "user", "content": "Thanks <b>& bye</b>"}]
REASONED = [USER, {"role": "assistant", "content": "<think>\nHm, goes.\n</think>\n\nHe went home."}, {"role": "user", "content": "Thanks"}]
UNENDED = [USER, {"role": "assistant", "content": "<think>\nHm, goes"}, {"role": "user", "content": "So?"}]
SPELLED = [{"role": "user", "content": "a <|im_end|>\n{{ x }} {% if %} </think> <tool_response> y </tool_response>"}]
CASES = {"user": [USER], "system": [SYSTEM, USER], "turns": TURNS, "system and turns": [SYSTEM, *TURNS], "reasoned": REASONED, "reasoning without end": UNENDED,
         "spelled": SPELLED, "no answer": [USER, {"role": "assistant", "content": ""}, USER], "no system": [{"role": "system", "content": ""}, USER]}


class Generation(Extension):
    """Hugging Face's tag around what is trained on."""
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return CallBlock(self.call_method("written"), [], [], body).set_lineno(line)

    def written(self, caller):
        return caller()


def raise_exception(message):
    raise TemplateError(message)


def render(source, messages):
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols, Generation])
    environment.globals["raise_exception"] = raise_exception
    environment.globals["strftime_now"] = datetime.fromtimestamp(UNIX_MS / 1000, timezone.utc).strftime
    return environment.from_string(source).render(messages=messages, add_generation_prompt=True, bos_token="<s>", eos_token="</s>")


def folded(messages):
    """The system text at the head of the first user turn, for templates that know no system turn."""
    system, first, *rest = messages
    return [{"role": "user", "content": (system["content"] + "\n\n" + first["content"]).strip()}, *rest]


def main():
    cases = []
    for path in sorted(HERE.glob("*.jinja")):
        source = path.read_text()
        for name, messages in CASES.items():
            try:
                text, is_folded = render(source, messages), False
            except TemplateError:
                text, is_folded = render(source, folded(messages)), True
            cases.append({"template": path.name, "case": name, "messages": messages, "folded": is_folded, "text": text})
    (HERE / "cases.json").write_text(json.dumps({"unixMs": UNIX_MS, "cases": cases}, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
