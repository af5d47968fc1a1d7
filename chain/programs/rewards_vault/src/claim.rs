//! Claims: one proof against the latest final root pays everything that a peer earned since its last claim.
use crate::epoch::read_epoch;
use crate::read_config;
use pinocchio::cpi::Seed;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, Address, ProgramResult};
use twinlight_rules::leaf::Leaf;
use twinlight_rules::merkle::{root_of, PROOF_LENGTH_MAX};
use twinlight_wire::checks;
use twinlight_wire::cpi::{call_registry, create, mint_to, NewAccount, RegistryCall, TokenCall};
use twinlight_wire::generated::rewards_vault::*;
use twinlight_wire::generated::{registry, Refusal, ASSOCIATED_TOKEN_PROGRAM, TOKEN_PROGRAM};
use twinlight_wire::layout::{args_and_rest, emit, exists, hashes, read, write, Account};
use twinlight_wire::refuse::{checked, ensure};

pub fn claim(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let (args, rest) = args_and_rest::<ClaimArgs>(data)?;
    let proof = hashes(rest)?;
    let [payer, config_view, epoch_view, account, peer_account, mint, vault, destination, registry_config, registry_program, token, system, ..] =
        accounts
    else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::payer(payer)?;
    checks::token_program(token)?;
    checks::system_program(system)?;
    checks::registry_accounts(registry_program, registry_config)?;
    checks::distinct(&[config_view, account, peer_account, mint, destination])?;
    checks::address(vault, &VAULT)?;
    let mut config = read_config(config_view)?;
    ensure(config.paused == 0, Refusal::Paused)?;
    ensure(*mint.address().as_array() == config.mint, Refusal::OwnerMismatch)?;
    let peer = checks::any_peer(peer_account)?;
    let mut record = read_claim_or_new(account, &peer)?;
    prove(&config, epoch_view, &Proven { args: &args, peer: &peer.peer, proof })?;
    let amount = payable(&record, &args)?;
    let claimed_total = checked({ config.claimed_total }.checked_add(amount))?;
    ensure(claimed_total <= { config.finalized_total }, Refusal::ExceedsTotal)?;
    check_destination(destination, &peer, &mut record, &config.mint)?;

    if !exists(account) {
        let seeds = [Seed::from(CLAIM_SEED), Seed::from(&record.peer), Seed::from(core::slice::from_ref(&record.bump))];
        create(&NewAccount { payer, account, owner: &ID, space: Claim::SPACE }, &seeds)?;
    }
    record.claimed = checked({ record.claimed }.checked_add(amount))?;
    record.earned = args.earned;
    record.forfeited = args.forfeited;
    record.bytes = args.bytes;
    record.tier_since = args.tier_since;
    record.last_epoch = args.epoch;
    config.claimed_total = claimed_total;
    write(account, &record)?;
    write(config_view, &config)?;
    mint_to(&TokenCall { from: mint, to: destination, authority: vault, amount }, &[Seed::from(VAULT_SEED), Seed::from(&[VAULT_BUMP])])?;
    let call = RegistryCall { authority: config_view, config: registry_config, peer_account, discriminator: registry::RECORD_CLAIM };
    let update = registry::RecordClaimArgs { bandwidth_total: args.bytes, tier_since: args.tier_since };
    call_registry(&call, &update, &[Seed::from(CONFIG_SEED), Seed::from(&[CONFIG_BUMP])])?;
    emit(&Claimed {
        peer: peer.peer,
        wallet: peer.wallet,
        epoch: args.epoch,
        amount,
        claimed: record.claimed,
        bytes: args.bytes,
        tier_since: args.tier_since,
    });
    Ok(())
}

/// The peer's claim account. An existing one was created at its canonical address, so the peer inside it proves the address and no
/// search for it is needed. A new one, of a peer that never claimed, starts below every leaf.
fn read_claim_or_new(view: &AccountView, peer: &registry::Peer) -> Result<Claim, ProgramError> {
    if exists(view) {
        let record: Claim = read(view, &ID)?;
        ensure(record.peer == peer.peer, Refusal::ConstraintSeeds)?;
        return Ok(record);
    }
    let bump = checks::derived(view, &[CLAIM_SEED, &peer.peer], &ID)?;
    Ok(Claim {
        peer: peer.peer,
        claimed: 0,
        earned: 0,
        forfeited: 0,
        bytes: 0,
        tier_since: i64::MIN,
        last_epoch: 0,
        // No wallet has this nonce yet: the destination is derived at the first claim.
        wallet_nonce: u64::MAX,
        destination_bump: 0,
        bump,
    })
}

struct Proven<'a> {
    args: &'a ClaimArgs,
    peer: &'a [u8; 32],
    proof: &'a [u8],
}

/// The leaf is in the latest final root.
fn prove(config: &Config, epoch_view: &AccountView, claim: &Proven) -> ProgramResult {
    let args = claim.args;
    ensure({ args.epoch } < { config.finalized_count }, Refusal::NotFinal)?;
    ensure({ args.epoch } + 1 == { config.finalized_count }, Refusal::StaleRoot)?;
    let epoch = read_epoch(epoch_view, args.epoch)?;
    ensure(claim.proof.len() <= PROOF_LENGTH_MAX * 32, Refusal::ProofTooLong)?;
    let leaf = Leaf {
        cluster: &config.cluster,
        program: ID.as_array(),
        mint: &config.mint,
        epoch: args.epoch,
        peer: claim.peer,
        earned: args.earned,
        forfeited: args.forfeited,
        bytes: args.bytes,
        tier_since: args.tier_since,
    };
    ensure(root_of(leaf.hash(), claim.proof) == epoch.root, Refusal::InvalidProof)
}

/// What the leaf grants beyond what was paid. Nothing in it may have fallen since the last claim.
fn payable(record: &Claim, args: &ClaimArgs) -> Result<u64, ProgramError> {
    let risen = { args.earned } >= { record.earned }
        && { args.forfeited } >= { record.forfeited }
        && { args.bytes } >= { record.bytes }
        && { args.tier_since } >= { record.tier_since };
    ensure(risen, Refusal::CumulativeRegressed)?;
    // Saturating: a slash may forfeit what a claim had taken out meanwhile.
    let amount = { args.earned }.saturating_sub(args.forfeited).saturating_sub(record.claimed);
    ensure(amount > 0, Refusal::NothingToClaim)?;
    Ok(amount)
}

/// The associated token account of the registry's wallet. Its bump is kept until the wallet rotates (the nonce rises).
fn check_destination(view: &AccountView, peer: &registry::Peer, record: &mut Claim, mint: &[u8; 32]) -> ProgramResult {
    checks::token_balance(view, mint, &peer.wallet)?;
    let seeds: [&[u8]; 3] = [&peer.wallet, TOKEN_PROGRAM.as_array(), mint];
    if { record.wallet_nonce } == { peer.nonce } {
        let bump = [record.destination_bump];
        let expected = Address::create_program_address(&[seeds[0], seeds[1], seeds[2], &bump], &ASSOCIATED_TOKEN_PROGRAM)?;
        return ensure(*view.address() == expected, Refusal::ConstraintSeeds);
    }
    record.destination_bump = checks::derived(view, &seeds, &ASSOCIATED_TOKEN_PROGRAM)?;
    record.wallet_nonce = peer.nonce;
    Ok(())
}
