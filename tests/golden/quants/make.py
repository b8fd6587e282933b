#!/usr/bin/env python3
"""Write blocks.gguf: for every type that the engine reads, a row of random blocks, and as float32 what Python's gguf reads from it.
And small random models, one for each type that ../models has not, with what llama.cpp says of them.

usage: make.py [NAME …]      (needs `pip install gguf numpy`, and for models `npm install node-llama-cpp` in the folder that it is run from)

The output is the same, byte for byte, on every run.
"""
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType as Type, GGUFWriter
from gguf.constants import GGML_QUANT_SIZES
from gguf.quants import dequantize

HERE = Path(__file__).parent
MODELS = HERE.parent / "models"
sys.path.insert(0, str(MODELS))
import make as models  # noqa: E402

# Where a block has float16 numbers: a scale, and a minimum with what it is for the middle of weights to be zero, as a share of the
# scale. The rest of a block are random bits.
HALVES = {"F16": [0], "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q2_K": [80, 82], "Q3_K": [108],
          "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208], "IQ4_NL": [0], "IQ4_XS": [0], "F32": [], "BF16": [], "MXFP4": []}
MINIMUM = {"Q5_1": -15.5, "Q2_K": 1.5, "Q4_K": 7.5, "Q5_K": 15.5}
ROW = 512  # of blocks.gguf

# Name, and the types of the matrices of its one layer that are not the first of them; the first is that of the embedding, too.
TYPES = {name.lower(): [name] for name in ("BF16", "Q5_0", "Q5_1", "Q2_K", "Q3_K", "Q5_K", "IQ4_NL", "IQ4_XS", "MXFP4")}
# As files of mixed types are: q and k of one, v of another; gate and up that differ.
TYPES["q4_k_m"] = ["Q6_K", ("attn_q", "Q4_K"), ("attn_k", "Q4_K"), ("ffn_gate", "Q4_K"), ("ffn_up", "Q5_K")]
TYPES["q4_k_s"] = ["Q4_K", ("attn_v", "Q5_0"), ("ffn_down", "Q6_K")]
HEADS, KV_HEADS, HEAD, CONTEXT = 4, 2, 16, 512
OUT = "Q5_0"  # of the matrix whose rows are too short for super-blocks
POSITIONS = [0, 1, 8, 12, 70]  # whose successors' probabilities are written
models.MERGES = 1


def random_bits(rng, name, count):
    size = GGML_QUANT_SIZES[Type[name]][1]
    data = rng.integers(0, 256, (count, size), np.uint8)
    if name == "BF16":
        data[:, 1] = data[:, 1] & 0x80 | 0x3D
    return data


def as_types(data, name):
    """Plain numbers go into a file as such."""
    return data.view({"F32": "<f4", "F16": "<f2"}.get(name, np.uint8))


def blocks(rng, name, count):
    if name == "F32":
        return rng.standard_normal(count).astype("<f4").view(np.uint8).reshape(count, 4)
    data = random_bits(rng, name, count)
    if name == "MXFP4":
        data[:, 0] = np.arange(count) * 15 % 253  # from the least exponent to the greatest
    for at in HALVES[name]:
        data[:, at:at + 2] = (rng.standard_normal(count) / 16).astype("<f2").view(np.uint8).reshape(count, 2)
    return data


def write_blocks():
    rng = np.random.default_rng(6)
    writer = GGUFWriter(HERE / "blocks.gguf", "none")
    for name in HALVES:
        kind = Type[name]
        data = blocks(rng, name, ROW // GGML_QUANT_SIZES[kind][0]).reshape(1, -1)
        typed = as_types(data, name)
        plain = typed if name in ("F32", "F16") else dequantize(data, kind)
        writer.add_tensor(name, typed, raw_dtype=kind)
        writer.add_tensor(f"{name} read", plain.astype("<f4").reshape(1, ROW))
    finish(writer)


def finish(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def matrix(rng, name, rows, columns, gain):
    """Random weights whose products with numbers about 1 are about the gain."""
    weights = GGML_QUANT_SIZES[Type[name]][0]
    data = random_bits(rng, name, rows * columns // weights)
    def put(scales):
        if name == "MXFP4":
            data[:, 0] = np.round(np.log2(scales)) + 127
        for at, share in zip(HALVES[name], (1, MINIMUM.get(name))):
            data[:, at:at + 2] = (scales * share).astype("<f2").view(np.uint8).reshape(-1, 2)
    jitter = rng.uniform(0.5, 1, len(data))
    put(jitter)
    size = dequantize(data.reshape(rows, -1), Type[name]).std() * np.sqrt(columns)
    put(jitter * gain / size)
    return data.reshape(rows, -1)


def write_model(path, name):
    rng = np.random.default_rng(sum(name.encode()))
    first, *others = TYPES[name]
    dim, ffn = (256, 256) if GGML_QUANT_SIZES[Type[first]][0] == 256 else (96, 160)
    tokens, merges = models.vocabulary()
    writer = GGUFWriter(path, "llama")
    writer.add_name(name)
    for key, value in {"block_count": 1, "context_length": CONTEXT, "embedding_length": dim, "feed_forward_length": ffn,
                       "vocab_size": len(tokens), "attention.head_count": HEADS, "attention.head_count_kv": KV_HEADS,
                       "attention.key_length": HEAD, "attention.value_length": HEAD, "rope.dimension_count": HEAD}.items():
        writer.add_uint32(f"llama.{key}", value)
    writer.add_float32("llama.attention.layer_norm_rms_epsilon", 1e-6)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types([3 if token in models.SPECIAL else 1 for token in tokens])
    writer.add_token_merges(merges)
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(False)

    types = dict(others)
    def add(tensor, rows, columns, kind):
        # Attention that is not sharp: the engine's cache is of f16, whose rounding is not what is looked at here.
        gain = 0.4 if tensor in ("blk.0.attn_q", "blk.0.attn_k") else 1
        writer.add_tensor(f"{tensor}.weight", matrix(rng, kind, rows, columns, gain), raw_dtype=Type[kind])
    def gains(tensor):
        writer.add_tensor(f"{tensor}.weight", rng.uniform(0.5, 1.5, dim).astype("<f4"))

    add("token_embd", len(tokens), dim, first)
    gains("output_norm")
    gains("blk.0.attn_norm")
    gains("blk.0.ffn_norm")
    q, kv = HEADS * HEAD, KV_HEADS * HEAD
    for tensor, rows, columns in (("attn_q", q, dim), ("attn_k", kv, dim), ("attn_v", kv, dim), ("attn_output", dim, q),
                                  ("ffn_gate", ffn, dim), ("ffn_up", ffn, dim), ("ffn_down", dim, ffn)):
        kind = types.get(tensor, first)
        add(f"blk.0.{tensor}", rows, columns, kind if columns % GGML_QUANT_SIZES[Type[kind]][0] == 0 else OUT)
    finish(writer)
    return len(tokens)


def main():
    asked = sys.argv[1:]
    if not asked:
        write_blocks()
    for name in asked or TYPES:
        path = HERE / f"{name}.gguf"
        size = write_model(path, name)
        picks = random.Random(name)
        ids = [picks.randrange(len(models.SPECIAL), size) for _ in range(POSITIONS[-1] + 1)]
        with tempfile.TemporaryDirectory() as folder:
            exact, question = Path(folder) / "f32.gguf", Path(folder) / "question.json"
            subprocess.run([sys.executable, models.TESTS / "model/reference/dequantise.py", path, exact], check=True)
            question.write_text(json.dumps({"ids": ids, "positions": POSITIONS, "texts": []}))
            answer = subprocess.run(["node", MODELS / "ask.mjs", exact, question], check=True, capture_output=True, text=True).stdout
        (HERE / f"{name}.json").write_text(answer)
        print(f"{name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
