//! The runtime's services by the syscalls that Solana 1.18 has: pinocchio's own sysvar getters need newer ones.
use crate::generated::Refusal;
use pinocchio::error::ProgramError;

mod syscall {
    extern "C" {
        pub fn sol_log_(text: *const u8, length: u64);
        pub fn sol_log_data(parts: *const u8, count: u64);
        pub fn sol_set_return_data(data: *const u8, length: u64);
        pub fn sol_get_clock_sysvar(out: *mut u8) -> u64;
        pub fn sol_get_rent_sysvar(out: *mut u8) -> u64;
    }
}

#[repr(C)]
#[derive(Default)]
struct Clock {
    slot: u64,
    epoch_start_timestamp: i64,
    epoch: u64,
    leader_schedule_epoch: u64,
    unix_timestamp: i64,
}

#[repr(C)]
#[derive(Default)]
struct Rent {
    lamports_per_byte_year: u64,
    exemption_threshold_bits: u64,
    burn_percent: u8,
}

/// The cluster's unix time in seconds.
pub fn now() -> i64 {
    let mut clock = Clock::default();
    unsafe { syscall::sol_get_clock_sysvar(&mut clock as *mut Clock as *mut u8) };
    clock.unix_timestamp
}

/// Lamports that exempt an account of `space` bytes from rent.
/// The threshold is a float: 2.0 in Solana 1.18, 1.0 with twice the price in newer runtimes. Comparing bits avoids soft floats.
pub fn rent_exempt_lamports(space: usize) -> Result<u64, ProgramError> {
    let mut rent = Rent::default();
    unsafe { syscall::sol_get_rent_sysvar(&mut rent as *mut Rent as *mut u8) };
    let years = if rent.exemption_threshold_bits == 2.0f64.to_bits() {
        2
    } else if rent.exemption_threshold_bits == 1.0f64.to_bits() {
        1
    } else {
        return Err(ProgramError::UnsupportedSysvar);
    };
    let bytes = space as u64 + 128;
    bytes
        .checked_mul(rent.lamports_per_byte_year)
        .and_then(|yearly| yearly.checked_mul(years))
        .ok_or_else(|| Refusal::ArithmeticError.into())
}

pub fn log(text: &str) {
    unsafe { syscall::sol_log_(text.as_ptr(), text.len() as u64) }
}

/// One `Program data:` line.
pub fn log_data(data: &[u8]) {
    let parts: [&[u8]; 1] = [data];
    unsafe { syscall::sol_log_data(parts.as_ptr() as *const u8, 1) }
}

pub fn set_return_data(data: &[u8]) {
    unsafe { syscall::sol_set_return_data(data.as_ptr(), data.len() as u64) }
}
