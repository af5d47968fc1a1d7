//! The signature of a peer that signs no transaction: checked by the Ed25519 program in the instruction right before, read back from there.
//! Nothing in that instruction may point elsewhere, or it would vouch for other bytes than those that are compared here.
use pinocchio::{AccountView, ProgramResult};
use twinlight_wire::check;
use twinlight_wire::generated::registry::*;
use twinlight_wire::generated::{Refusal, ED25519_PROGRAM, INSTRUCTIONS_SYSVAR};

const DOMAIN: &[u8] = b"LANTERN_REGISTER_V1";
/// A key registers once: the account that it creates begins with this nonce.
const NONCE_FIRST: u64 = 0;
const MESSAGE_BYTES: usize = DOMAIN.len() + 4 * 32 + 8;
/// Count of signatures, padding, and one set of offsets; then key, signature and message.
const KEY_AT: usize = 16;
const SIGNATURE_AT: usize = KEY_AT + 32;
const MESSAGE_AT: usize = SIGNATURE_AT + 64;
/// Offsets that mean this very instruction and no other.
const HERE: u16 = u16::MAX;

/// What a sponsored peer signs.
pub struct Consent<'a> {
    pub cluster: &'a [u8; 32],
    pub peer: &'a [u8; 32],
    pub wallet: &'a [u8; 32],
}

impl Consent<'_> {
    fn message(&self) -> [u8; MESSAGE_BYTES] {
        let mut message = [0u8; MESSAGE_BYTES];
        let (domain, rest) = message.split_at_mut(DOMAIN.len());
        domain.copy_from_slice(DOMAIN);
        for (place, part) in rest.chunks_mut(32).zip([self.cluster, ID.as_array(), self.peer, self.wallet]) {
            place.copy_from_slice(part);
        }
        message[MESSAGE_BYTES - 8..].copy_from_slice(&NONCE_FIRST.to_le_bytes());
        message
    }
}

/// The instruction right before the running one is the Ed25519 program's check of exactly this consent.
/// Refuses with InvalidSysvar or BadSignatureInstruction.
pub fn check_consent(sysvar: &AccountView, consent: &Consent) -> ProgramResult {
    check!("mutant-sponsor-sysvar", sysvar.address() == &INSTRUCTIONS_SYSVAR, Refusal::InvalidSysvar)?;
    let sysvar = sysvar.try_borrow()?;
    let Some(before) = instruction_before(&sysvar) else { return Err(Refusal::BadSignatureInstruction.into()) };
    check!("mutant-sponsor-program", before.program == ED25519_PROGRAM.as_array(), Refusal::BadSignatureInstruction)?;
    let data = before.data;
    check!("mutant-sponsor-length", data.len() == MESSAGE_AT + MESSAGE_BYTES, Refusal::BadSignatureInstruction)?;
    check!("mutant-sponsor-count", data[0] == 1 && data[1] == 0, Refusal::BadSignatureInstruction)?;
    let offsets = [
        SIGNATURE_AT as u16,
        HERE,
        KEY_AT as u16,
        HERE,
        MESSAGE_AT as u16,
        MESSAGE_BYTES as u16,
        HERE,
    ];
    for (given, expected) in data[2..KEY_AT].chunks_exact(2).zip(offsets) {
        check!("mutant-sponsor-offsets", given == expected.to_le_bytes(), Refusal::BadSignatureInstruction)?;
    }
    check!("mutant-sponsor-key", data[KEY_AT..SIGNATURE_AT] == consent.peer[..], Refusal::BadSignatureInstruction)?;
    check!("mutant-sponsor-message", data[MESSAGE_AT..] == consent.message()[..], Refusal::BadSignatureInstruction)
}

struct Instruction<'a> {
    program: &'a [u8],
    data: &'a [u8],
}

/// The instruction before the running one; `None` when there is none or the bytes are no instructions sysvar.
/// The sysvar holds a count, an offset for each instruction, the instructions, and in its last two bytes the number of the running one.
fn instruction_before(sysvar: &[u8]) -> Option<Instruction<'_>> {
    let running = u16_at(sysvar, sysvar.len().checked_sub(2)?)?;
    let index = usize::from(running.checked_sub(1)?);
    let at = usize::from(u16_at(sysvar, 2 + 2 * index)?);
    // Each account takes its flags and its key.
    let program_at = at + 2 + usize::from(u16_at(sysvar, at)?) * 33;
    let data_at = program_at + 34;
    let length = usize::from(u16_at(sysvar, program_at + 32)?);
    Some(Instruction { program: sysvar.get(program_at..program_at + 32)?, data: sysvar.get(data_at..data_at + length)? })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes([pair[0], pair[1]]))
}
