#!/usr/bin/env python3
"""Write small vocabularies, and the ids that llama.cpp makes of the torture text (texts.py) with each, and with real models' vocabularies.

usage: make.py [REAL.gguf …]      (needs `pip install gguf numpy`, and `npm install node-llama-cpp` in the folder that it is run from)

Merges are those of the commonest pairs in the texts, whatever they are: where llama.cpp cuts shows in the ids. The output is the same,
byte for byte, on every run.
"""
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from gguf import GGUFWriter

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent.parent / "fixtures"))
from texts import SPECIALS, TEXTS  # noqa: E402
from tiny_model import LETTERS  # noqa: E402

NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = 1, 2, 3, 4, 5, 6
KINDS = (  # all that the engine knows: engine/src/text/pre_tokenizer.rs
    "smollm refact starcoder command-r codeshell exaone minerva-7b gpt-2 phi-2 mpt olmo jais trillion granite-docling gigachat mellum qwen2 "
    "deepseek-r1-qwen kormo megrez stablelm2 hunyuan solar-open dbrx smaug-bpe glm4 chatglm-bpe llama-bpe llama3 llama-v3 falcon3 pixtral "
    "midm-2.0 lfm2 tekken gpt-4o llama4 kanana2 minicpm5 seed-coder deepseek-coder deepseek-v3 hunyuan-dense default"
).split()
CUT_OUT = {"<|endoftext|>": CONTROL, "<|im_start|>": CONTROL, "<|im_end|>": CONTROL, "<unk>": UNKNOWN, "</s>": USER_DEFINED,
           "<|fim_prefix|>": USER_DEFINED, "<table>": USER_DEFINED, "://": USER_DEFINED, " \n\n  ": USER_DEFINED, "🙂🙂": USER_DEFINED}
WHOLE = ["camelCase", " PascalCase", "Привет", " мир", "你好", "123", " XML", "    ", "\n\n\n"]  # tokens that no merges lead to


def merges(words, letters, count, longest):
    """The commonest pairs, and what they make."""
    tokens, pairs = list(letters), []
    while len(pairs) < count:
        seen = Counter(pair for word in words for pair in zip(word, word[1:]) if sum(map(len, pair)) <= longest)
        first, second = min(seen, key=lambda pair: (-seen[pair], pair))
        pairs.append((first, second))
        if first + second not in tokens:
            tokens.append(first + second)
        for word in words:
            for at in range(len(word) - 2, -1, -1):
                if word[at:at + 2] == [first, second]:
                    word[at:at + 2] = [first + second]
    return tokens, pairs


def well_formed(text):
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def write(path, model, tokens, types, **more):
    writer = GGUFWriter(path, "llama")
    for key in ("block_count", "context_length", "embedding_length", "feed_forward_length", "attention.head_count"):
        writer.add_uint32(f"llama.{key}", 32)
    writer.add_float32("llama.attention.layer_norm_rms_epsilon", 1e-6)
    writer.add_tokenizer_model(model)
    writer.add_tokenizer_pre(more.pop("pre", "default"))
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    for name, value in more.items():
        getattr(writer, f"add_{name}")(value)
    writer.add_tensor("token_embd.weight", np.zeros((1, 8), "<f4"))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def byte_pairs():
    spell = lambda text: [LETTERS[byte] for byte in text.encode()]
    words = [spell(well_formed(text)) for text in TEXTS]
    tokens, pairs = merges(words, [LETTERS[byte] for byte in range(256)], 1200, 12)
    tokens += ["".join(spell(word)) for word in WHOLE if "".join(spell(word)) not in tokens]
    tokens = [token for token in tokens if token not in CUT_OUT]
    types = list(CUT_OUT.values()) + [NORMAL] * len(tokens)
    return list(CUT_OUT) + tokens, types, [" ".join(pair) for pair in pairs]


def sentence_piece(is_prefixed):
    """Rare letters are left to bytes; of three tokens each the scores are the same. Without prefix, it is like Gemma's: runs of spaces and line
    breaks are tokens of their own, and a token may go on with a space."""
    escape = lambda text: list(well_formed(text).replace(" ", "▁"))
    words = [escape(text) for text in TEXTS]
    seen = Counter(letter for word in words for letter in word)
    letters = [letter for letter, count in sorted(seen.items()) if count > 3 and letter not in "\n\x00"]
    if is_prefixed:
        words = [["▁", *part] if at else list(part) for word in words for at, part in enumerate("".join(word).split("▁"))]
    tokens, _ = merges(words, letters, 900, 9)
    cut = {"<unk>": UNKNOWN, "<s>": CONTROL, "</s>": CONTROL, "<|endoftext|>": CONTROL, "<|im_start|>": CONTROL, "<table>": USER_DEFINED}
    if not is_prefixed:
        cut = {"<pad>": CONTROL, "<eos>": CONTROL, "<bos>": CONTROL, "<unk>": UNKNOWN, "<start_of_turn>": CONTROL, "<end_of_turn>": CONTROL,
               "<table>": USER_DEFINED, "<h1>": USER_DEFINED, "▁c▁": USER_DEFINED, "</s>": USER_DEFINED}
        cut |= {"\n" * n: USER_DEFINED for n in range(1, 32)} | {" " * n: USER_DEFINED for n in range(2, 32)}
    # Of control tokens no halves: llama.cpp would put a text that spells one together, which the engine never does.
    controls = [token for token, kind in cut.items() if kind in (CONTROL, UNKNOWN)]
    is_half = lambda token: any(control != token and (control.startswith(token) or control.endswith(token)) for control in controls)
    merged = [token for token in tokens if len(token) > 1 and token not in cut and not is_half(token)]
    letters = [letter for letter in letters if letter not in cut]
    bytes_ = [f"<0x{byte:02X}>" for byte in range(256)]
    types = list(cut.values()) + [BYTE] * 256 + [NORMAL] * (len(merged) + len(letters))
    types[len(cut) + 256 + 40] = UNUSED
    scores = [0.0] * (len(cut) + 256) + [-float(at // 3) for at in range(len(merged))] + [-1e4 - at for at in range(len(letters))]
    return list(cut) + bytes_ + merged + letters, types, scores


def ask(path):
    """The ids of each text; at the end, those of the one with special tokens, read as such."""
    with tempfile.TemporaryDirectory() as folder:
        question = Path(folder) / "question.json"
        question.write_text(json.dumps(TEXTS))
        answer = subprocess.run(["node", HERE / "ask.mjs", path, question], check=True, capture_output=True, text=True).stdout
    return json.loads(answer)


def units(text):
    """As JavaScript has it: half a surrogate pair is no JSON that all read."""
    return list(np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2").tolist())


def main():
    tokens, types, pairs = byte_pairs()
    answers = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            path = Path(folder) / f"{kind}.gguf"
            write(path, "gpt2", tokens, types, pre=kind, token_merges=pairs, eos_token_id=0, add_bos_token=False)
            answers[kind] = ask(path)
    write(HERE / "byte_pairs.gguf", "gpt2", tokens, types, pre=KINDS[0], token_merges=pairs, eos_token_id=0, add_bos_token=False)
    for name, is_prefixed in (("sentence_piece", True), ("sentence_piece_plain", False)):
        tokens, types, scores = sentence_piece(is_prefixed)
        path = HERE / f"{name}.gguf"
        more = {"name": "none"} if is_prefixed else {"add_space_prefix": False, "bos_token_id": 2, "eos_token_id": 1}
        write(path, "llama", tokens, types, token_scores=scores, **more)
        answers[name] = ask(path)
        if is_prefixed:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "phi-3.gguf"
                write(path, "llama", tokens, types, **more | {"token_scores": scores, "name": "Phi-3"})  # blanks behind special tokens go
                answers["phi-3"] = ask(path)
    for path in map(Path, sys.argv[1:]):
        answers[path.stem] = ask(path.absolute())

    def groups(at):
        groups = {}
        for name, ids in answers.items():
            groups.setdefault(json.dumps(ids[at]), []).append(name)
        return [{"of": names, "ids": json.loads(ids)} for ids, names in groups.items()]

    cases = [{"units" if text != well_formed(text) else "text": units(text) if text != well_formed(text) else text, "answers": groups(at)}
             for at, text in enumerate(TEXTS)]
    cases.append({"text": SPECIALS, "special": True, "answers": groups(len(TEXTS))})
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    (HERE / "ids.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
