#!/usr/bin/env python3
"""Write small random models, one for each entry of MODELS, and what llama.cpp says of them: token ids and log-probabilities.

usage: make.py [NAME …]      (needs `pip install gguf numpy`, and `npm install node-llama-cpp` in the folder that it is run from)

Sizes are awkward on purpose, gains and biases large enough to matter. llama.cpp runs the weights as float32 with a float32 KV cache
(tests/model/reference/dequantise.py says why). The output is the same, byte for byte, on every run.
"""
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter, namedtuple
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType as Type, GGUFWriter
from gguf.constants import GGML_QUANT_SIZES

HERE = Path(__file__).parent
TESTS = HERE.parent.parent
sys.path.append(str(TESTS / "fixtures"))
from tiny_model import LETTERS, TEMPLATE  # noqa: E402

# Name, architecture, type of the layers' matrices, type of embedding and head, pre-tokenizer. What an architecture has of its own is
# in TIED and `extras`, where a type's blocks hold scales in SCALES.
MODELS = [
    ("llama-q4_1", "llama", Type.Q4_1, Type.F16, "smollm"),
    ("qwen2-q4_0", "qwen2", Type.Q4_0, Type.Q8_0, "qwen2"),
    ("qwen2-q8_0", "qwen2", Type.Q8_0, Type.Q4_0, "qwen2"),
    ("qwen3-q4_0", "qwen3", Type.Q4_0, Type.F16, "qwen2"),
    ("gemma2-q8_0", "gemma2", Type.Q8_0, Type.F16, "smollm"),
    ("gemma3-q4_0", "gemma3", Type.Q4_0, Type.Q8_0, "smollm"),
    ("smollm3-q4_1", "smollm3", Type.Q4_1, Type.F16, "smollm"),
    ("olmo2-q4_0", "olmo2", Type.Q4_0, Type.F16, "qwen2"),
    ("granite-q4_1", "granite", Type.Q4_1, Type.F16, "qwen2"),
    ("llama-rope_freqs", "llama", Type.Q4_0, Type.Q4_0, "smollm"),
    ("llama-yarn", "llama", Type.Q4_0, Type.Q4_0, "smollm"),
    ("phi-long", "phi3", Type.Q4_1, Type.Q4_0, "qwen2"),
    ("phi-short", "phi3", Type.Q8_0, Type.Q4_0, "qwen2"),
    ("lfm2-q4_0", "lfm2", Type.Q4_0, Type.Q8_0, "qwen2"),
    ("mistral-q4_0", "llama", Type.Q4_0, Type.Q8_0, None),  # SentencePiece, as Llama 2, TinyLlama and Mistral have it
]
TIED = {"qwen2", "lfm2", "gemma2", "gemma3", "smollm3", "granite"}  # the head is the embedding
FUSED = {"phi3"}  # q, k and v are one tensor, gate and up another
CONTEXT = 512
Sizes = namedtuple("Sizes", "dim layers ffn heads kv_heads head", defaults=(96, 2, 160, 6, 2, 16))
SIZES = {"qwen3": Sizes(64, 2, 96, 4, 2, 32), "gemma2": Sizes(64, 3, 96, 4, 2, 32), "gemma3": Sizes(64, 6, 96, 2, 1, 64),
         "lfm2": Sizes(64, 5, 96, 4, 2, 16), "smollm3": Sizes(64, 5, 96, 4, 2, 16), "olmo2": Sizes(64, 3, 96, 4, 2, 16)}
WINDOW, TAPS = 20, 3
OUTPUT_NORM = {"lfm2": "token_embd_norm"}
# Metadata that only some have, by architecture or by name. Caps and factors are such that a model is another without them.
KEYS = {
    "gemma2": {"attention.sliding_window": WINDOW, "attn_logit_softcapping": 1.5, "final_logit_softcapping": 2.0},
    "gemma3": {"attention.sliding_window": WINDOW, "rope.scaling.type": "linear", "rope.scaling.factor": 8.0},
    "olmo2": {"attention.sliding_window": WINDOW, "attention.sliding_window_pattern": [True, False, True],
              "rope.scaling.type": "linear", "rope.scaling.factor": 4.0},
    # Layers without keys and values convolve.
    "lfm2": {"attention.head_count_kv": [0, 0, 2, 0, 2], "shortconv.l_cache": TAPS},
    "phi3": {"rope.dimension_count": 12},
    # A slot holds CONTEXT tokens.
    "phi-long": {"rope.scaling.original_context_length": 256, "rope.scaling.attn_factor": 1.19},
    "phi-short": {"rope.scaling.original_context_length": 512, "rope.scaling.attn_factor": 1.19},
    "llama-yarn": {"rope.scaling.type": "yarn", "rope.scaling.factor": 4.0, "rope.scaling.original_context_length": 64},
    "granite": {"embedding_scale": 12.0, "residual_scale": 0.22, "attention.scale": 0.4, "logit_scale": 0.5},
}
# What angles of rope are divided by.
FACTORS = {"llama-rope_freqs": {"rope_freqs": [1, 1, 1, 1.5, 2, 3, 5, 8]},
           "phi3": {"rope_factors_long": [1, 1.5, 2, 4, 8, 16], "rope_factors_short": [1, 1.1, 1.2, 1, 2, 3]}}
BEFORE, AFTER = ["attn_norm", "ffn_norm"], ["post_attention_norm", "post_ffw_norm"]
NORMS = {"gemma2": BEFORE + AFTER, "gemma3": BEFORE + AFTER, "olmo2": AFTER}
# The f16 numbers that a block begins with, between what they lie for products about 1 (times 4 √columns); the rest are random quants.
SCALES = {Type.Q4_0: [(0.5, 1.0)], Type.Q4_1: [(0.5, 1.0), (-6.5, -4.5)], Type.Q8_0: [(0.03, 0.06)]}
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
MERGES = 127
POSITIONS = [0, 1, 8, 63, 149]  # whose successors' probabilities are written
TEXTS = [  # digits, contractions, scripts, emoji, marks, code, blanks and line breaks
    "It's 2042, they'll SAY'S \"I'M\" -- don't_you?  We'Ve 3.14159 reasons,\n\n\n  x²½٣ and 1,000,000!!!\n",
    "東京は日本の首都です。こんにちは世界 한국어 텍스트 Привет, мир! שלום עולם العربية हिन्दी ไทย 12三四五6",
    "🙂🙂🏽‍♀️ 👨‍👩‍👧‍👦 café cafe\u0301 naïve ﬁn ſ it'ſa ’s ‘re x'S 'Ll\tTab\t\ttabs\r\n\r\nfn main() {\r\n    let x = a[0]; // ok\n}\n \n  \n",
    " leading   spaces \u00a0nbsp\u3000wide\u2003em\u200bzero\u0085next\u2028line  trailing   ",
    "http://a.example/?q=1&b=2#c user@example.org C:\\path\\file.txt $1.50 €2 50% ±3 <b>x</b> a||b &&c ===\n\t-\t*",
]


def vocabulary():
    """Bytes, and merges of the commonest pairs in the texts, whatever they are: where a pre-token ends shows in the ids."""
    words = [[LETTERS[b] for b in text.encode()] for text in TEXTS]
    tokens, merges = SPECIAL + [LETTERS[b] for b in range(256)], []
    while len(merges) < MERGES:
        pairs = Counter(pair for word in words for pair in zip(word, word[1:]) if sum(map(len, pair)) <= 4)
        first, second = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(f"{first} {second}")
        if first + second not in tokens:
            tokens.append(first + second)
        for word in words:
            for at in range(len(word) - 2, -1, -1):
                if word[at:at + 2] == [first, second]:
                    word[at:at + 2] = [first + second]
    return tokens, merges


def sentence_pieces():
    """Bytes, letters and the commonest pairs, with scores and types; SPECIAL stand for <unk>, <s> and </s>."""
    words = ["▁" + part for text in TEXTS for part in text.split(" ")]
    letters = [letter for letter, count in sorted(Counter("".join(words)).items()) if count > 2 and letter.isprintable()]
    pairs = Counter(word[at:at + 2] for word in words for at in range(len(word) - 1) if set(word[at:at + 2]) <= set(letters))
    merged = sorted(pairs, key=lambda pair: (-pairs[pair], pair))[:60]
    tokens = SPECIAL + [f"<0x{byte:02X}>" for byte in range(256)] + merged + letters
    scores = [0.0] * 259 + [-float(at) for at in range(len(merged))] + [-1e4 - at for at in range(len(letters))]
    return tokens, scores, [2, 3, 3] + [6] * 256 + [1] * (len(merged) + len(letters))


def matrix(rng, kind, rows, columns):
    if kind == Type.F16:
        return (rng.standard_normal((rows, columns)) / np.sqrt(columns)).astype("<f2")
    weights, size = GGML_QUANT_SIZES[kind]
    blocks = rng.integers(0, 256, (rows * columns // weights, size), np.uint8)
    for at, (low, high) in enumerate(SCALES[kind]):
        spread = rng.uniform(low, high, len(blocks)) / (4 * np.sqrt(columns))
        blocks[:, 2 * at:2 * at + 2] = spread.astype("<f2").view(np.uint8).reshape(-1, 2)
    return blocks.reshape(rows, -1)


def extras(arch, rng, layer, sizes):
    """Tensors of float32 that an architecture has besides llama's."""
    q, kv = sizes.heads * sizes.head, sizes.kv_heads * sizes.head
    gains = lambda size: rng.uniform(0.5, 1.5, size)
    found = {}
    if arch == "qwen2":
        found = {f"{name}.bias": rng.standard_normal(size) for name, size in {"attn_q": q, "attn_k": kv, "attn_v": kv}.items()}
    if arch in ("qwen3", "gemma3", "lfm2"):
        found = {f"{name}.weight": gains(sizes.head) for name in ("attn_q_norm", "attn_k_norm")}
    if arch == "olmo2":
        found = {"attn_q_norm.weight": gains(q), "attn_k_norm.weight": gains(kv)}
    return {f"blk.{layer}.{name}": data for name, data in found.items()}


def write(path, name, arch, layers, ends, pre):
    rng = np.random.default_rng(sum(name.encode()))
    tokens, merges = vocabulary() if pre else (sentence_pieces()[0], [])
    writer = GGUFWriter(path, arch)
    writer.add_name(name)
    sizes = SIZES.get(arch, Sizes())
    dim, count, ffn, heads, kv_heads, head = sizes
    keys = {"block_count": count, "context_length": CONTEXT, "embedding_length": dim, "feed_forward_length": ffn,
            "vocab_size": len(tokens), "attention.head_count": heads, "attention.head_count_kv": kv_heads, "rope.dimension_count": head}
    if heads * head != dim:
        keys |= {"attention.key_length": head, "attention.value_length": head}
    for key, value in (keys | KEYS.get(arch, {}) | KEYS.get(name, {})).items():
        kind = {int: writer.add_uint32, float: writer.add_float32, str: writer.add_string, list: writer.add_array}[type(value)]
        kind(f"{arch}.{key}", value)
    writer.add_float32(f"{arch}.rope.freq_base", 1e4 if arch == "llama" else 1e6)
    writer.add_float32(f"{arch}.attention.layer_norm_rms_epsilon", 1e-6)
    writer.add_tokenizer_model("gpt2" if pre else "llama")
    if pre:
        writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    if pre:
        writer.add_token_types([3 if token in SPECIAL else 1 for token in tokens])
        writer.add_token_merges(merges)
    else:
        writer.add_token_scores(sentence_pieces()[1])
        writer.add_token_types(sentence_pieces()[2])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)

    def add(tensor, data, kind=Type.F32):
        writer.add_tensor(f"{tensor}.weight", data, raw_dtype=kind)

    gains = lambda: rng.uniform(0.5, 1.5, dim).astype("<f4")
    add("token_embd", matrix(rng, ends, len(tokens), dim), ends)
    add(OUTPUT_NORM.get(arch, "output_norm"), gains())
    for tensor, factors in FACTORS.get(name, FACTORS.get(arch, {})).items():
        add(tensor, np.array(factors, "<f4"))
    if arch not in TIED:
        add("output", matrix(rng, ends, len(tokens), dim), ends)
    shapes = {"attn_q": (heads * head, dim), "attn_k": (kv_heads * head, dim), "attn_v": (kv_heads * head, dim), "attn_output": (dim, heads * head),
              "ffn_gate": (ffn, dim), "ffn_up": (ffn, dim), "ffn_down": (dim, ffn)}
    if arch in FUSED:
        q, k, v, out, gate, up, down = shapes.values()
        shapes = {"attn_qkv": (q[0] + k[0] + v[0], dim), "attn_output": out, "ffn_up": (gate[0] + up[0], dim), "ffn_down": down}
    convolutions = {"shortconv.in_proj": (3 * dim, dim), "shortconv.out_proj": (dim, dim)}
    convolutions |= {name: shape for name, shape in shapes.items() if name.startswith("ffn")}
    for layer in range(count):
        for tensor in NORMS.get(arch, BEFORE):
            # llama.cpp takes GELU from a table of f16, whose error would come near the bound.
            add(f"blk.{layer}.{tensor}", gains() * np.float32(0.5 if tensor == "post_ffw_norm" and arch != "olmo2" else 1))
        convolves = KEYS.get(arch, {}).get("attention.head_count_kv", [1] * count)[layer] == 0
        if convolves:
            add(f"blk.{layer}.shortconv.conv", rng.standard_normal((dim, TAPS)).astype("<f4"))
        for tensor, shape in (convolutions if convolves else shapes).items():
            add(f"blk.{layer}.{tensor}", matrix(rng, layers, *shape), layers)
        for tensor, data in ({} if convolves else extras(arch, rng, layer, sizes)).items():
            writer.add_tensor(tensor, data.astype("<f4"))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return len(tokens)


def main():
    for model in MODELS:
        name = model[0]
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        path = HERE / f"{name}.gguf"
        size = write(path, *model)
        picks = random.Random(name)
        ids = [picks.randrange(len(SPECIAL), size) for _ in range(POSITIONS[-1] + 1)]
        with tempfile.TemporaryDirectory() as folder:
            exact, question = Path(folder) / "f32.gguf", Path(folder) / "question.json"
            subprocess.run([sys.executable, TESTS / "model/reference/dequantise.py", path, exact], check=True)
            question.write_text(json.dumps({"ids": ids, "positions": POSITIONS, "texts": TEXTS}))
            answer = subprocess.run(["node", HERE / "ask.mjs", exact, question], check=True, capture_output=True, text=True).stdout
        (HERE / f"{name}.json").write_text(answer)
        print(f"{name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
