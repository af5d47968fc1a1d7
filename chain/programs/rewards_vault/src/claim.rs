//! Claims: one proof against the latest final root pays everything that a peer earned since its last claim, or locks it until it is unlocked.
use crate::breaker::admit;
use crate::epoch::read_epoch;
use crate::read_config;
use crate::totals::{prove, Proven, Totals};
use pinocchio::cpi::Seed;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, Address, ProgramResult};
use twinlight_rules::ring::Ring;
use twinlight_rules::sha256::sha256;
use twinlight_rules::tier::age_seconds;
use twinlight_wire::cpi::{call_registry, create, mint_to, NewAccount, RegistryCall, TokenCall};
use twinlight_wire::generated::rewards_vault::*;
use twinlight_wire::generated::{registry, Refusal, ASSOCIATED_TOKEN_PROGRAM, TOKEN_PROGRAM};
use twinlight_wire::layout::{args_and_rest, emit, exists, hashes, no_args, read, write, Account};
use twinlight_wire::refuse::checked;
use twinlight_wire::runtime::now;
use twinlight_wire::{check, checks};

const DAY_SECONDS: u64 = 86_400;

pub fn claim(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let (args, rest) = args_and_rest::<ClaimArgs>(data)?;
    let proof = hashes(rest)?;
    let [payer, config_view, epoch_view, account, peer_account, mint, vault, destination, breaker, registry_program, token, system, ..] =
        accounts
    else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::payer(payer)?;
    checks::token_program(token)?;
    checks::system_program(system)?;
    checks::registry_program(registry_program)?;
    checks::distinct(&[config_view, account, peer_account, mint, destination, breaker])?;
    checks::address(vault, &VAULT)?;
    let mut config = read_config(config_view)?;
    check!("mutant-claim-paused", config.paused == 0, Refusal::Paused)?;
    check!("mutant-claim-mint", *mint.address().as_array() == config.mint, Refusal::OwnerMismatch)?;
    let peer = checks::any_peer(peer_account)?;
    let mut record = read_claim_or_new(account, &peer)?;
    let totals = Totals { earned: args.earned, forfeited: args.forfeited, bytes: args.bytes, tier_since: args.tier_since };
    prove_latest(&config, epoch_view, args.epoch, &Proven { peer: &peer.peer, totals, proof })?;
    let share = share_of(&record, &totals)?;
    let granted = checked({ config.claimed_total }.checked_add(config.locked_total).and_then(|sum| sum.checked_add(share.fresh)))?;
    check!("mutant-claim-total", granted <= { config.finalized_total }, Refusal::ExceedsTotal)?;
    check_destination(destination, &peer, &mut record, &config.mint)?;
    let paid = if config.unlock_days == 0 { share.fresh } else { 0 };
    if paid > 0 && !admit(breaker, &config.mint, paid)? {
        return Ok(());
    }

    if !exists(account) {
        let seeds = [Seed::from(CLAIM_SEED), Seed::from(&record.peer), Seed::from(core::slice::from_ref(&record.bump))];
        create(&NewAccount { payer, account, owner: &ID, space: Claim::SPACE }, &seeds)?;
    }
    if config.unlock_days > 0 || share.held > 0 {
        lock(&mut config, &mut record, &share, paid)?;
    }
    record.claimed = checked({ record.claimed }.checked_add(paid))?;
    record.earned = args.earned;
    record.forfeited = args.forfeited;
    record.bytes = args.bytes;
    record.tier_since = args.tier_since;
    record.last_epoch = args.epoch;
    config.claimed_total = checked({ config.claimed_total }.checked_add(paid))?;
    write(account, &record)?;
    write(config_view, &config)?;
    if paid > 0 {
        mint_to(&TokenCall { from: mint, to: destination, authority: vault, amount: paid }, &[Seed::from(VAULT_SEED), Seed::from(&[VAULT_BUMP])])?;
    }
    let call = RegistryCall { authority: config_view, peer_account, discriminator: registry::RECORD_CLAIM };
    let update = registry::RecordClaimArgs { bandwidth_total: args.bytes, tier_since: args.tier_since };
    call_registry(&call, &update, &[Seed::from(CONFIG_SEED), Seed::from(&[CONFIG_BUMP])])?;
    if paid > 0 {
        emit(&Claimed {
            peer: peer.peer,
            wallet: peer.wallet,
            epoch: args.epoch,
            amount: paid,
            claimed: record.claimed,
            bytes: args.bytes,
            tier_since: args.tier_since,
        });
    }
    Ok(())
}

/// Pays what is unlocked. A root that was final before the last claim may have been followed by one that forfeits: that one comes first.
pub fn release(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [config_view, account, peer_account, mint, vault, destination, breaker, token, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    checks::token_program(token)?;
    checks::distinct(&[config_view, account, peer_account, mint, destination, breaker])?;
    checks::address(vault, &VAULT)?;
    let mut config = read_config(config_view)?;
    check!("mutant-release-paused", config.paused == 0, Refusal::Paused)?;
    check!("mutant-release-mint", *mint.address().as_array() == config.mint, Refusal::OwnerMismatch)?;
    let peer = checks::any_peer(peer_account)?;
    let mut record: Claim = read(account, &ID)?;
    check!("mutant-release-of-peer", record.peer == peer.peer, Refusal::ConstraintSeeds)?;
    let latest = checked({ record.last_epoch }.checked_add(1))? == { config.finalized_count };
    check!("mutant-release-stale", latest, Refusal::StaleRoot)?;
    check_destination(destination, &peer, &mut record, &config.mint)?;
    let mut ring = Ring { buckets: record.locked, newest: record.locked_day };
    let amount = checked(checked(ring.advance(today(&config)))?.checked_add(record.unlocked))?;
    check!("mutant-release-nothing", amount > 0, Refusal::NothingToRelease)?;
    if !admit(breaker, &config.mint, amount)? {
        return Ok(());
    }
    record.locked = ring.buckets;
    record.locked_day = ring.newest;
    record.unlocked = 0;
    record.claimed = checked({ record.claimed }.checked_add(amount))?;
    config.locked_total = checked({ config.locked_total }.checked_sub(amount))?;
    config.claimed_total = checked({ config.claimed_total }.checked_add(amount))?;
    write(account, &record)?;
    write(config_view, &config)?;
    mint_to(&TokenCall { from: mint, to: destination, authority: vault, amount }, &[Seed::from(VAULT_SEED), Seed::from(&[VAULT_BUMP])])?;
    emit(&Released { peer: peer.peer, wallet: peer.wallet, amount, claimed: record.claimed });
    Ok(())
}

/// The peer's claim account. An existing one was created at its canonical address, so the peer inside it proves the address and no
/// search for it is needed. A new one, of a peer that never claimed, starts below every leaf.
fn read_claim_or_new(view: &AccountView, peer: &registry::Peer) -> Result<Claim, ProgramError> {
    if exists(view) {
        let record: Claim = read(view, &ID)?;
        check!("mutant-claim-of-peer", record.peer == peer.peer, Refusal::ConstraintSeeds)?;
        return Ok(record);
    }
    let bump = checks::derived(view, &[CLAIM_SEED, &peer.peer], &ID)?;
    Ok(Claim {
        peer: peer.peer,
        claimed: 0,
        earned: Totals::NONE.earned,
        forfeited: Totals::NONE.forfeited,
        bytes: Totals::NONE.bytes,
        tier_since: Totals::NONE.tier_since,
        last_epoch: 0,
        locked: [0; 8],
        locked_day: 0,
        unlocked: 0,
        // No wallet has this nonce yet: the destination is derived at the first claim.
        wallet_nonce: u64::MAX,
        destination_bump: 0,
        bump,
    })
}

/// The leaf is in the latest final root.
fn prove_latest(config: &Config, epoch_view: &AccountView, epoch: u64, proven: &Proven) -> ProgramResult {
    check!("mutant-claim-final", epoch < { config.finalized_count }, Refusal::NotFinal)?;
    check!("mutant-claim-stale", epoch.checked_add(1) == Some(config.finalized_count), Refusal::StaleRoot)?;
    prove(config, &read_epoch(epoch_view, epoch)?, proven)
}

/// What a leaf means for a peer: new pay, what was locked before, and how much of that it takes back.
struct Share {
    fresh: u64,
    held: u64,
    lost: u64,
}

/// What the leaf grants beyond what was paid or locked. Nothing in it may have fallen since the last claim.
fn share_of(record: &Claim, totals: &Totals) -> Result<Share, ProgramError> {
    let last = Totals { earned: record.earned, forfeited: record.forfeited, bytes: record.bytes, tier_since: record.tier_since };
    check!("mutant-claim-regressed", totals.risen_since(&last), Refusal::CumulativeRegressed)?;
    let locked = Ring { buckets: record.locked, newest: record.locked_day };
    let held = checked(checked(locked.total())?.checked_add(record.unlocked))?;
    // Saturating: a slash may forfeit what a claim had taken out meanwhile.
    let forfeited = if cfg!(feature = "mutant-claim-forfeited") { 0 } else { totals.forfeited };
    let owed = totals.earned.saturating_sub(forfeited).saturating_sub(record.claimed);
    let share = Share { fresh: owed.saturating_sub(held), held, lost: held.saturating_sub(owed) };
    // With something locked, a claim that pays nothing still takes note of the root, without which nothing is released.
    check!("mutant-claim-nothing", share.fresh > 0 || share.held > 0, Refusal::NothingToClaim)?;
    Ok(share)
}

/// Whole days since genesis.
fn today(config: &Config) -> u64 {
    age_seconds(now(), config.genesis_unix) / DAY_SECONDS
}

/// Takes what the leaf forfeited out of what is not paid yet, then locks what is new and not `paid` at once.
fn lock(config: &mut Config, record: &mut Claim, share: &Share, paid: u64) -> ProgramResult {
    let mut ring = Ring { buckets: record.locked, newest: record.locked_day };
    let expired = checked(ring.advance(today(config)))?;
    let unlocked = checked({ record.unlocked }.checked_add(expired))?;
    let lost = share.lost.min(unlocked);
    record.unlocked = unlocked - lost;
    ring.take(share.lost - lost);
    let locked = share.fresh - paid;
    checked(ring.add(locked))?;
    record.locked = ring.buckets;
    record.locked_day = ring.newest;
    config.locked_total = checked(checked({ config.locked_total }.checked_sub(share.lost))?.checked_add(locked))?;
    let left = checked(checked(ring.total())?.checked_add(record.unlocked))?;
    emit(&ClaimLocked { peer: record.peer, epoch: config.finalized_count - 1, amount: locked, forfeited: share.lost, locked: left });
    Ok(())
}

/// The associated token account of the registry's wallet. Its bump is found once and kept until the wallet rotates (the nonce rises); with
/// it, the address is one hash: that of `create_program_address`, whose refusal of points on the curve the search has passed already.
fn check_destination(view: &AccountView, peer: &registry::Peer, record: &mut Claim, mint: &[u8; 32]) -> ProgramResult {
    checks::token_balance(view, mint, &peer.wallet)?;
    let seeds: [&[u8]; 3] = [&peer.wallet, TOKEN_PROGRAM.as_array(), mint];
    if { record.wallet_nonce } == { peer.nonce } {
        let bump = [record.destination_bump];
        let expected = sha256(&[seeds[0], seeds[1], seeds[2], &bump, ASSOCIATED_TOKEN_PROGRAM.as_array(), b"ProgramDerivedAddress"]);
        return check!("mutant-claim-destination", *view.address().as_array() == expected, Refusal::ConstraintSeeds);
    }
    let (expected, bump) = Address::find_program_address(&seeds, &ASSOCIATED_TOKEN_PROGRAM);
    check!("mutant-claim-destination", *view.address() == expected, Refusal::ConstraintSeeds)?;
    record.destination_bump = bump;
    record.wallet_nonce = peer.nonce;
    Ok(())
}
