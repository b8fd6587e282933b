// Arithmetic of the products: f16, sums of four; everything longer is summed in f32.
alias real = f16;
