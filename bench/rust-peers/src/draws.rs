//! The draws of sim/random/counter-hash.ts, bit for bit, and the CPU clock.

fn mix(value: u32) -> u32 {
    let mut x = value;
    x ^= x >> 16;
    x = x.wrapping_mul(0x21f0aaad);
    x ^= x >> 15;
    x = x.wrapping_mul(0x735a2d97);
    x ^ (x >> 15)
}

pub fn hash32(key: u32, a: u32, b: u32) -> u32 {
    let first = mix((key ^ a.wrapping_mul(0x9e3779b1)).wrapping_add(0x6a09e667));
    mix((first ^ b.wrapping_mul(0x85ebca77))
        .wrapping_add(key.wrapping_mul(0x27d4eb2f))
        .wrapping_add(0x3c6ef372))
}

pub fn uniform(key: u32, a: u32, b: u32) -> f64 {
    (hash32(key, a, b) as f64 + 0.5) * 2f64.powi(-32)
}

/// Exponential delay with this mean, whole microseconds, at least 1.
pub fn delay_us(u: f64, mean_us: f64) -> f64 {
    1.0 + (-u.ln() * mean_us).floor()
}

/// xorshift32 of the HOLD model.
pub struct Shift(pub u32);
impl Shift {
    pub fn uniform(&mut self) -> f64 {
        let mut x = self.0;
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        self.0 = x;
        (x as f64 + 0.5) * 2f64.powi(-32)
    }
}

#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: i64,
}
extern "C" {
    fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
}

/// CPU seconds of this process so far (CLOCK_PROCESS_CPUTIME_ID of Linux).
pub fn cpu_seconds() -> f64 {
    let mut time = Timespec { seconds: 0, nanoseconds: 0 };
    // SAFETY: `time` is a valid timespec of 64-bit Linux, and the call only writes to it.
    let code = unsafe { clock_gettime(2, &mut time) };
    assert!(code == 0, "no CPU clock");
    time.seconds as f64 + time.nanoseconds as f64 * 1e-9
}
