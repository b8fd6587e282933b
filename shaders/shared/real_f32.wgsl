// Arithmetic of the products: f32. Sums are f32 in both texts.
alias real = f32;
const NARROW: bool = false;
