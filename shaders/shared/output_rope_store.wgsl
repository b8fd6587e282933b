// Keys and values go into the KV cache.
//@import rope_rows
//@import keep_f16
