// Arithmetic of the products: f16, sums of four; everything longer is summed in f32. f16 ends at 65,504, so what becomes
// f16 is brought to a mean square of one before (`input_scale`), and the product back after (`output_scale`).
alias real = f16;
const NARROW: bool = true;
