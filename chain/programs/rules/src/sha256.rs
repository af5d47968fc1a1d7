//! SHA-256: Anchor's discriminators at compile time; hashing through the runtime's syscall on chain and in software on the host.
const ROUND_CONSTANTS: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];
const INITIAL: [u32; 8] = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

/// One block of FIPS 180-4, section 6.2.2.
const fn compress(state: [u32; 8], block: &[u8; 64]) -> [u32; 8] {
    let mut w = [0u32; 64];
    let mut i = 0;
    while i < 16 {
        w[i] = u32::from_be_bytes([block[4 * i], block[4 * i + 1], block[4 * i + 2], block[4 * i + 3]]);
        i += 1;
    }
    while i < 64 {
        let (a, b) = (w[i - 15], w[i - 2]);
        let s0 = a.rotate_right(7) ^ a.rotate_right(18) ^ (a >> 3);
        let s1 = b.rotate_right(17) ^ b.rotate_right(19) ^ (b >> 10);
        w[i] = w[i - 16].wrapping_add(s0).wrapping_add(w[i - 7]).wrapping_add(s1);
        i += 1;
    }
    let mut h = state;
    i = 0;
    while i < 64 {
        let s1 = h[4].rotate_right(6) ^ h[4].rotate_right(11) ^ h[4].rotate_right(25);
        let choose = (h[4] & h[5]) ^ (!h[4] & h[6]);
        let t1 = h[7].wrapping_add(s1).wrapping_add(choose).wrapping_add(ROUND_CONSTANTS[i]).wrapping_add(w[i]);
        let s0 = h[0].rotate_right(2) ^ h[0].rotate_right(13) ^ h[0].rotate_right(22);
        let majority = (h[0] & h[1]) ^ (h[0] & h[2]) ^ (h[1] & h[2]);
        let t2 = s0.wrapping_add(majority);
        h = [t1.wrapping_add(t2), h[0], h[1], h[2], h[3].wrapping_add(t1), h[4], h[5], h[6]];
        i += 1;
    }
    i = 0;
    while i < 8 {
        h[i] = h[i].wrapping_add(state[i]);
        i += 1;
    }
    h
}

/// First 8 bytes of SHA-256 of `tag` followed by `name`, at most 55 bytes together: Anchor's discriminator.
pub const fn discriminator(tag: &str, name: &str) -> [u8; 8] {
    let (tag, name) = (tag.as_bytes(), name.as_bytes());
    let length = tag.len() + name.len();
    assert!(length <= 55);
    let mut block = [0u8; 64];
    let mut i = 0;
    while i < length {
        block[i] = if i < tag.len() { tag[i] } else { name[i - tag.len()] };
        i += 1;
    }
    block[length] = 0x80;
    let bits = (length as u16 * 8).to_be_bytes();
    block[62] = bits[0];
    block[63] = bits[1];
    let state = compress(INITIAL, &block);
    let (a, b) = (state[0].to_be_bytes(), state[1].to_be_bytes());
    [a[0], a[1], a[2], a[3], b[0], b[1], b[2], b[3]]
}

/// SHA-256 of the parts one after the other.
#[cfg(target_arch = "bpf")]
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    extern "C" {
        fn sol_sha256(parts: *const u8, count: u64, out: *mut u8) -> u64;
    }
    let mut out = [0u8; 32];
    // The syscall takes an array of (address, length) pairs, which is how a slice of slices lies in memory.
    unsafe { sol_sha256(parts.as_ptr() as *const u8, parts.len() as u64, out.as_mut_ptr()) };
    out
}

/// SHA-256 of the parts one after the other.
#[cfg(not(target_arch = "bpf"))]
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut state = INITIAL;
    let mut block = [0u8; 64];
    let mut filled = 0;
    let mut length = 0u64;
    for byte in parts.iter().flat_map(|part| part.iter()) {
        block[filled] = *byte;
        filled += 1;
        length += 1;
        if filled == 64 {
            state = compress(state, &block);
            filled = 0;
        }
    }
    block[filled] = 0x80;
    block[filled + 1..].fill(0);
    if filled >= 56 {
        state = compress(state, &block);
        block = [0u8; 64];
    }
    block[56..].copy_from_slice(&(length * 8).to_be_bytes());
    state = compress(state, &block);
    let mut out = [0u8; 32];
    for (chunk, word) in out.chunks_exact_mut(4).zip(state) {
        chunk.copy_from_slice(&word.to_be_bytes());
    }
    out
}
