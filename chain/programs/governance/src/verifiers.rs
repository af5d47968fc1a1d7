//! The verifier set by vote: the oracle's admin is this program's config address, which signs for nothing else.
use crate::proposal::{check_executable, read_proposal, NO_SET, STATUS_EXECUTED};
use crate::read_config;
use pinocchio::cpi::{invoke_signed, Seed, Signer};
use pinocchio::instruction::{InstructionAccount, InstructionView};
use pinocchio::{AccountView, ProgramResult};
use twinlight_rules::median::VERIFIERS_MAX;
use twinlight_rules::sha256::sha256;
use twinlight_wire::generated::governance::*;
use twinlight_wire::generated::{oracle, Refusal};
use twinlight_wire::layout::{args_and_rest, emit, hashes, no_args, write};
use twinlight_wire::refuse::ensure;
use twinlight_wire::{check, checks};

/// Discriminator, fault limit, count of the keys.
const SET_HEADER_BYTES: usize = 8 + 1 + 4;

/// The proposal names the set by its hash, since it holds more keys than a proposal has room for.
pub fn execute_verifiers(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let (args, rest) = args_and_rest::<ExecuteVerifiersArgs>(data)?;
    let keys = hashes(rest)?;
    let [config_view, proposal_view, set_view, program, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    read_config(config_view)?;
    let id = args.id;
    let mut proposal = read_proposal(proposal_view, id)?;
    check_executable(&proposal)?;
    let verifiers_hash = proposal.verifiers_hash;
    check!("mutant-verifiers-kind", verifiers_hash != NO_SET, Refusal::WrongProposalState)?;
    ensure(keys.len() <= VERIFIERS_MAX * 32, Refusal::InvalidParameters)?;
    check!("mutant-verifiers-hash", sha256(&[&[args.fault_limit], keys]) == verifiers_hash, Refusal::InvalidParameters)?;
    let mut call = [0u8; SET_HEADER_BYTES + VERIFIERS_MAX * 32];
    let end = SET_HEADER_BYTES + keys.len();
    call[..8].copy_from_slice(&oracle::SET_VERIFIERS);
    call[8] = args.fault_limit;
    call[9..SET_HEADER_BYTES].copy_from_slice(&((keys.len() / 32) as u32).to_le_bytes());
    call[SET_HEADER_BYTES..end].copy_from_slice(keys);
    proposal.status = STATUS_EXECUTED;
    write(proposal_view, &proposal)?;
    call_oracle(&OracleCall { config: config_view, set: set_view, program }, &call[..end])?;
    emit(&VerifiersDecided { id, fault_limit: args.fault_limit, verifiers_hash });
    Ok(())
}

/// Second step of the hand-over: harmless to let anyone submit, since the oracle's admin took the first.
pub fn accept_oracle(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [config, set, program, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    read_config(config)?;
    call_oracle(&OracleCall { config, set, program }, &oracle::ACCEPT_ADMIN)
}

struct OracleCall<'a> {
    config: &'a AccountView,
    set: &'a AccountView,
    program: &'a AccountView,
}

/// As the oracle's admin. The oracle emits the event.
#[inline(never)]
fn call_oracle(call: &OracleCall, data: &[u8]) -> ProgramResult {
    checks::program(call.program, &oracle::ID)?;
    checks::address(call.set, &oracle::VERIFIERS)?;
    let metas = [InstructionAccount::readonly_signer(call.config.address()), InstructionAccount::writable(call.set.address())];
    let instruction = InstructionView { program_id: &oracle::ID, accounts: &metas, data };
    let seeds = [Seed::from(CONFIG_SEED), Seed::from(&[CONFIG_BUMP])];
    invoke_signed(&instruction, &[call.config, call.set], &[Signer::from(&seeds[..])])
}
