//! Conversations: drawn tokens are the same however the work is cut; a turn pays for what is new; a long answer gives way
//! within two submissions and goes on as if nothing had been.

mod drawn;
mod give_way;
mod told;
mod turns;
