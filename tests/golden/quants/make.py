#!/usr/bin/env python3
"""Write blocks.gguf: for every type that the engine reads, a row of random blocks, and as float32 what Python's gguf reads from it.

usage: make.py      (needs `pip install gguf numpy`; the output is the same, byte for byte, on every run)
"""
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType as Type, GGUFWriter
from gguf.constants import GGML_QUANT_SIZES
from gguf.quants import dequantize

PATH = Path(__file__).parent / "blocks.gguf"
# Where a block has float16 numbers: the rest of it are random bits.
HALVES = {"F16": [0], "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q2_K": [80, 82], "Q3_K": [108],
          "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208], "IQ4_NL": [0], "IQ4_XS": [0], "F32": [], "BF16": [], "MXFP4": []}
WEIGHTS = 512


def blocks(rng, name, size, count):
    if name == "F32":
        return rng.standard_normal(count).astype("<f4").view(np.uint8).reshape(count, 4)
    data = rng.integers(0, 256, (count, size), np.uint8)
    if name == "BF16":
        data[:, 1] = data[:, 1] & 0x80 | 0x3D
    if name == "MXFP4":
        data[:, 0] = np.arange(count) * 15 % 253  # from the least exponent to the greatest
    for at in HALVES[name]:
        data[:, at:at + 2] = (rng.standard_normal(count) / 16).astype("<f2").view(np.uint8).reshape(count, 2)
    return data


rng = np.random.default_rng(6)
writer = GGUFWriter(PATH, "none")
for name in HALVES:
    kind = Type[name]
    weights, size = GGML_QUANT_SIZES[kind]
    data = blocks(rng, name, size, WEIGHTS // weights).reshape(1, -1)
    plain = {"F32": lambda: data.view("<f4"), "F16": lambda: data.view("<f2").astype("<f4")}.get(name, lambda: dequantize(data, kind))()
    writer.add_tensor(name, data.view({"F32": "<f4", "F16": "<f2"}.get(name, np.uint8)), raw_dtype=kind)
    writer.add_tensor(f"{name} read", plain.astype("<f4").reshape(1, WEIGHTS))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
