// Keys and values go into the KV cache.
//@import rope_rows
//@import hold_f16
