#!/usr/bin/env python3
"""Write a GGUF with every tensor as float32 and all metadata kept: what llama.cpp has to run to be an oracle.

usage: dequantise.py IN.gguf OUT.gguf      (needs `pip install gguf`)

On a quantised file llama.cpp rounds activations to int8, and is itself further from the truth than the engine may be.
"""
import sys

from gguf import GGUFReader, GGUFValueType, GGUFWriter
from gguf.quants import dequantize

source, target = sys.argv[1:]
reader = GGUFReader(source)
architecture = reader.get_field("general.architecture").contents()
writer = GGUFWriter(target, architecture)
for field in reader.fields.values():
    if field.name == "general.architecture" or field.name.startswith("GGUF."):
        continue
    kind = field.types[0]
    item = field.types[-1] if kind == GGUFValueType.ARRAY else None
    writer.add_key_value(field.name, field.contents(), kind, item)
for tensor in reader.tensors:
    rows = [int(size) for size in reversed(tensor.shape)]
    writer.add_tensor(tensor.name, dequantize(tensor.data, tensor.tensor_type).astype("float32").reshape(rows))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
