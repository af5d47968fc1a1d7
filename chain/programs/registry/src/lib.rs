#![no_std]
//! Registry: peer identities, signed by the peer key, updated by the other two programs through their derived addresses.
mod sponsored;

use pinocchio::cpi::Seed;
use pinocchio::{no_allocator, nostd_panic_handler, program_entrypoint, AccountView, Address, ProgramResult};
use solana_compiler_builtins as _;
use twinlight_wire::cpi::{create, NewAccount};
use twinlight_wire::generated::registry::*;
use twinlight_wire::generated::{rewards_vault, staking, Refusal};
use twinlight_wire::layout::{answer, args, emit, exists, no_args, read, write, Account};
use twinlight_wire::refuse::{checked, ensure};
use twinlight_wire::runtime::now;
use twinlight_wire::{check, checks};

use sponsored::{check_consent, Consent};

program_entrypoint!(process, 8);
no_allocator!();
nostd_panic_handler!();
twinlight_wire::mutant_guard!();

const STATUS_ACTIVE: u8 = 1;
const STATUS_REVOKED: u8 = 2;

fn process(_program: &Address, accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    ensure(data.len() >= 8, Refusal::UnknownInstruction)?;
    let (tag, data) = data.split_at(8);
    let mut discriminator = [0u8; 8];
    discriminator.copy_from_slice(tag);
    match discriminator {
        RECORD_CLAIM => record_claim(accounts, data),
        RECORD_STAKE => record_stake(accounts, data),
        REGISTER => register(accounts, data),
        REGISTER_SPONSORED => register_sponsored(accounts, data),
        ROTATE_WALLET => rotate_wallet(accounts, data),
        REVOKE => revoke(accounts, data),
        PEER_INFO => peer_info(accounts, data),
        INITIALIZE => initialize(accounts, data),
        _ => Err(Refusal::UnknownInstruction.into()),
    }
}

fn initialize(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: InitializeArgs = args(data)?;
    let [deployer, config, system, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    checks::deployer(deployer)?;
    checks::address(config, &CONFIG)?;
    checks::system_program(system)?;
    check!("mutant-initialize-once", !exists(config), Refusal::AlreadyInitialized)?;
    create(
        &NewAccount { payer: deployer, account: config, owner: &ID, space: Config::SPACE },
        &[Seed::from(CONFIG_SEED), Seed::from(&[CONFIG_BUMP])],
    )?;
    write(config, &Config { cluster: args.cluster, bump: CONFIG_BUMP })
}

/// The peer key signs, so nobody registers a key that is not theirs; who pays does not matter.
fn register(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: RegisterArgs = args(data)?;
    let [payer, peer, account, system, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    checks::payer(payer)?;
    check!("mutant-register-signature", peer.is_signer(), Refusal::MissingPeerSignature)?;
    checks::system_program(system)?;
    create_peer(payer, peer, account, &args.wallet)
}

/// The peer key signed a message instead of the transaction: it can be offline, and the sponsor's key alone makes the transaction.
fn register_sponsored(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: RegisterSponsoredArgs = args(data)?;
    let [payer, peer, account, config, instructions, system, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    checks::payer(payer)?;
    checks::system_program(system)?;
    checks::address(config, &CONFIG)?;
    let config: Config = read(config, &ID)?;
    let consent = Consent { cluster: &config.cluster, peer: peer.address().as_array(), wallet: &args.wallet };
    check_consent(instructions, &consent)?;
    create_peer(payer, peer, account, &args.wallet)
}

fn create_peer(payer: &AccountView, peer: &AccountView, account: &mut AccountView, wallet: &[u8; 32]) -> ProgramResult {
    let key = *peer.address().as_array();
    let bump = checks::derived(account, &[PEER_SEED, &key], &ID)?;
    check!("mutant-register-once", !exists(account), Refusal::AlreadyRegistered)?;
    create(
        &NewAccount { payer, account, owner: &ID, space: Peer::SPACE },
        &[Seed::from(PEER_SEED), Seed::from(&key), Seed::from(&[bump])],
    )?;
    let registered_at = now();
    let value = Peer {
        peer: key,
        wallet: *wallet,
        tier: 0,
        status: STATUS_ACTIVE,
        stake_amount: 0,
        bandwidth_total: 0,
        registered_at,
        tier_since: registered_at,
        nonce: 0,
        bump,
    };
    write(account, &value)?;
    emit(&PeerRegistered { peer: key, wallet: *wallet, payer: *payer.address().as_array(), registered_at });
    Ok(())
}

fn rotate_wallet(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: RotateWalletArgs = args(data)?;
    let [peer, wallet, account, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut value = checks::peer_of(account, peer)?;
    check!("mutant-rotate-peer", peer.is_signer(), Refusal::MissingPeerSignature)?;
    check!("mutant-rotate-wallet", checks::authority(wallet, &value.wallet))?;
    check!("mutant-rotate-revoked", value.status == STATUS_ACTIVE, Refusal::PeerRevoked)?;
    value.wallet = args.new_wallet;
    value.nonce = checked({ value.nonce }.checked_add(1))?;
    write(account, &value)?;
    emit(&WalletRotated { peer: value.peer, wallet_old: *wallet.address().as_array(), wallet_new: value.wallet, nonce: value.nonce });
    Ok(())
}

fn revoke(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [authority, peer, account, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut value = checks::peer_of(account, peer)?;
    let key = *authority.address().as_array();
    check!("mutant-revoke", authority.is_signer() && (key == value.peer || key == value.wallet), Refusal::Unauthorized)?;
    check!("mutant-revoke-once", value.status == STATUS_ACTIVE, Refusal::PeerRevoked)?;
    value.status = STATUS_REVOKED;
    write(account, &value)?;
    emit(&PeerRevoked { peer: value.peer, authority: key });
    Ok(())
}

fn record_claim(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: RecordClaimArgs = args(data)?;
    let [authority, account, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    check!("mutant-record-claim", checks::authority(authority, rewards_vault::CONFIG.as_array()))?;
    let mut value = checks::any_peer(account)?;
    ensure({ args.bandwidth_total } >= { value.bandwidth_total }, Refusal::CumulativeRegressed)?;
    value.bandwidth_total = args.bandwidth_total;
    if { args.tier_since } > { value.tier_since } {
        value.tier_since = args.tier_since;
        // A leaf that moves tier age forward reports a slash: the next stake, slash or refresh works the tier out anew.
        value.tier = 0;
    }
    write(account, &value)?;
    emit(&ClaimRecorded { peer: value.peer, bandwidth_total: value.bandwidth_total, tier_since: value.tier_since });
    Ok(())
}

fn record_stake(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: RecordStakeArgs = args(data)?;
    let [authority, account, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    check!("mutant-record-stake", checks::authority(authority, staking::POOL.as_array()))?;
    let mut value = checks::any_peer(account)?;
    value.stake_amount = args.stake_amount;
    value.tier = args.tier;
    value.tier_since = { args.tier_since }.max(value.tier_since);
    write(account, &value)?;
    emit(&StakeRecorded { peer: value.peer, stake_amount: value.stake_amount, tier: value.tier, tier_since: value.tier_since });
    Ok(())
}

fn peer_info(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [peer, account, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let value = checks::peer_of(account, peer)?;
    answer(&PeerInfo {
        peer: value.peer,
        wallet: value.wallet,
        tier: value.tier,
        status: value.status,
        stake_amount: value.stake_amount,
        bandwidth_total: value.bandwidth_total,
        registered_at: value.registered_at,
        tier_since: value.tier_since,
        nonce: value.nonce,
        bump: value.bump,
    });
    Ok(())
}
