// Keys and values wait for `store_blocks`.
//@import rope_rows
//@import hold_staged
